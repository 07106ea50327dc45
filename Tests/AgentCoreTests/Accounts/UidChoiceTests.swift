import AgentCore
import Testing

/// One choice, with everything it depends on.
private struct Question: Sendable {
    var taken: Set<UInt32> = []
    var given: [UInt32: String] = [:]
    var owners: [String: UInt32] = [:]
    var wanted: UInt32?
    var isProof = true

    func answer(in range: ClosedRange<UInt32> = 10...12) -> Result<UInt32, AccountFailure> {
        Result { () throws(AccountFailure) in
            try UidChoice(range: range, taken: taken, given: given, shareOwners: ShareOwners(owners, isProof: isProof))
                .choose(for: "alice", wanted: wanted)
        }
    }
}

private let asked = "asked for with --uid"
private let owner = "the owner of the user's directory on the share"

private func taken(_ uid: UInt32, _ origin: String, by: String? = nil) -> Result<UInt32, AccountFailure> {
    .failure(.uidTaken(name: "alice", uid: uid, origin: origin, by: by))
}

struct UidChoiceTests {
    @Test(arguments: [
        Row("nothing is known", Question(), Result<UInt32, AccountFailure>.success(10)),
        Row("lowest is taken here", Question(taken: [10]), .success(11)),
        Row("lowest was given once", Question(given: [10: "bob"]), .success(11)),
        Row("lowest was given to the same name", Question(given: [10: "alice"]), .success(11)),
        Row("another node gave the lowest", Question(owners: ["bob": 10]), .success(11)),
        Row(
            "all three reasons at once", Question(taken: [10], given: [11: "bob"], owners: ["carl": 12]),
            .failure(.uidsExhausted(10...12))),
        Row("every number is taken", Question(taken: [10, 11, 12]), .failure(.uidsExhausted(10...12))),
        Row("share owner wins", Question(owners: ["alice": 12]), .success(12)),
        Row("share owner outside the range counts for nothing", Question(owners: ["alice": 0]), .success(10)),
        Row(
            "share owner, where anybody can make directories", Question(owners: ["alice": 12], isProof: false),
            .failure(.ownerUnproved(name: "alice", owner: 12))),
        Row(
            "no own directory, where anybody can make them", Question(owners: ["bob": 10], isProof: false),
            .success(11)),
        Row("share owner is taken here", Question(taken: [12], owners: ["alice": 12]), taken(12, owner)),
        Row(
            "share owner was given to another", Question(given: [12: "bob"], owners: ["alice": 12]),
            taken(12, owner, by: "bob")),
        Row(
            "share owner was given to the same name", Question(given: [12: "alice"], owners: ["alice": 12]),
            .success(12)),
        Row(
            "two directories have that owner: the own one decides", Question(owners: ["alice": 12, "bob": 12]),
            .success(12)),
        Row("asked for", Question(wanted: 11), .success(11)),
        Row(
            "asked for, another number owns the own directory", Question(owners: ["alice": 12], wanted: 11),
            .failure(.uidElsewhere(name: "alice", wanted: 11, owner: 12))),
        Row(
            "asked for, a number outside the range owns the own directory", Question(owners: ["alice": 0], wanted: 11),
            .success(11)),
        Row("asked for, the owner of the own directory", Question(owners: ["alice": 11], wanted: 11), .success(11)),
        Row(
            "asked for proves the owner where anybody can make directories",
            Question(owners: ["alice": 11], wanted: 11, isProof: false), .success(11)),
        Row("asked for, taken", Question(taken: [11], wanted: 11), taken(11, asked)),
        Row("asked for, given to another", Question(given: [11: "bob"], wanted: 11), taken(11, asked, by: "bob")),
        Row("asked for, given to the same name", Question(given: [11: "alice"], wanted: 11), .success(11)),
        Row("asked for, another's directory", Question(owners: ["bob": 11], wanted: 11), taken(11, asked, by: "bob")),
        Row("asked for, below the range", Question(wanted: 9), .failure(.uidOutOfRange(9, 10...12))),
        Row("asked for, above the range", Question(wanted: 13), .failure(.uidOutOfRange(13, 10...12))),
        Row("asked for root", Question(wanted: 0), .failure(.uidOutOfRange(0, 10...12))),
    ])
    private func `The uid follows from what is known`(row: Row<Question, Result<UInt32, AccountFailure>>) {
        #expect(row.input.answer() == row.expected)
    }

    @Test(arguments: [65534, 65535, UInt32.max] as [UInt32])
    func `Numbers that mean nobody are not chosen`(uid: UInt32) {
        #expect(Question().answer(in: uid...uid) == .failure(.uidsExhausted(uid...uid)))
    }

    /// Every world of three numbers: each taken or not, given to nobody, alice or bob, owned by none, alice's or bob's.
    @Test func `In every small world the choice is free, stable and agrees with the share`() {
        var worlds = 0
        for states in product(of: Array(0..<18), count: 3) {
            var question = Question()
            for (index, state) in states.enumerated() {
                let uid = UInt32(10 + index)
                if state % 2 == 1 { question.taken.insert(uid) }
                if let name = [nil, "alice", "bob"][state / 2 % 3] { question.given[uid] = name }
                if let name = [nil, "alice", "bob\(index)"][state / 6] { question.owners[name] = uid }
            }
            for wanted in [nil, 10, 11, 12] as [UInt32?] {
                question.wanted = wanted
                check(question)
                worlds += 1
            }
        }
        #expect(worlds == 18 * 18 * 18 * 4)
    }

    private func check(_ question: Question) {
        switch question.answer() {
        case .success(let uid):
            let others = question.owners.filter { $0.key != "alice" }.values
            let isFree =
                10...12 ~= uid && !question.taken.contains(uid) && question.given[uid] != "bob" && !others.contains(uid)
            if !isFree { Issue.record("\(question) gave \(uid)") }
            if let wanted = question.wanted, uid != wanted { Issue.record("\(question) gave \(uid)") }
            if question.wanted == nil, let mine = question.owners["alice"], mine != uid {
                Issue.record("\(question) gave \(uid)")
            }
        case .failure(.uidsExhausted):
            // Only when really no number is left, and nobody named one.
            let left = (10...12).filter { uid in
                !question.taken.contains(uid) && question.given[uid] == nil && !question.owners.values.contains(uid)
            }
            if !left.isEmpty || question.wanted != nil { Issue.record("\(question) found none") }
        case .failure(.uidTaken):
            if question.wanted == nil && question.owners["alice"] == nil {
                Issue.record("\(question) refused for no reason")
            }
        case .failure(.uidElsewhere(_, let wanted, let owner)):
            if question.wanted != wanted || question.owners["alice"] != owner || wanted == owner {
                Issue.record("\(question) refused for no reason")
            }
        case .failure(let other): Issue.record("\(question) gave \(other)")
        }
    }
}
