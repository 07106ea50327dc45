import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// A hostile user swaps everything of his own while the agent links in a loop.
@Suite(.serialized, .enabled(if: isRoot, "runs an attacker with another identity, which only root can give"))
struct SwappingPropertyTests {
    /// So many changes to the hostile user's links, and so many files of his in their place, make a run worth something.
    private static let changesMin = 50
    private static let filesMin = 100

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `Whoever swaps paths while the agent works gains nothing, loses nothing and stops nobody`(seed: UInt64) throws
    {
        let world = World()
        let protected = world.protectedTree()
        let mallory = world.user("mallory", uid: 20001)
        let bob = world.user("bob", uid: 20002)
        let before = Snapshot(protected)
        let outside = names(in: world.folder.path)

        let attacker = Attacker(seed: seed, home: mallory.home, protected: protected, uid: mallory.uid)
        attacker.start()
        defer { attacker.stop() }
        let tally = try work(world, against: attacker, mallory, peaceful: bob, for: .seconds(1), seed: seed)
        attacker.stop()

        #expect(Snapshot(protected) == before, "seed \(seed)")
        #expect(names(in: world.folder.path) == outside, "seed \(seed)")
        #expect(names(in: world.folder("share")) == ["notebooks"])
        #expect(names(in: world.folder("share/notebooks")) == ["bob", "mallory"])
        #expect(names(in: world.folder("home")) == ["bob", "mallory"])
        let found = Found(below: mallory.home)
        #expect(found.owners == [mallory.uid], "seed \(seed): something here belongs to somebody else")
        let lost = attacker.placed.subtracting(found.texts)
        #expect(lost.isEmpty, "seed \(seed): lost \(lost.sorted())")
        // A race is only worth something if both sides did a lot.
        #expect(
            tally.rounds > 20 && tally.changes >= Self.changesMin && attacker.placed.count >= Self.filesMin,
            "seed \(seed): \(tally)")
        try heal(world, mallory)
    }

    private struct Tally {
        var rounds = 0
        var changes = 0
        var failures = 0
    }

    /// Links both users again and again; the peaceful one must be served in every round.
    private func work(
        _ world: World, against attacker: Attacker, _ hostile: Account, peaceful: Account, for time: Duration,
        seed: UInt64
    ) throws -> Tally {
        var tally = Tally()
        let begin = ContinuousClock.now
        // A busy machine gets up to twenty times as long to do as much.
        while true {
            let isEnough = tally.changes >= Self.changesMin && attacker.progress >= Self.filesMin
            if ContinuousClock.now - begin > (isEnough ? time : time * 20) { break }
            tally.rounds += 1
            for name in ["notebooks/remote", "share"] { unlink("\(peaceful.home)/\(name)") }
            do throws(LinkFailure) {
                tally.changes += try world.keep(hostile).actions.count
            } catch {
                tally.failures += 1
            }
            let plan = try world.keep(peaceful)
            #expect(plan.failures.isEmpty && world.isLinked(peaceful), "round \(tally.rounds) of seed \(seed)")
        }
        return tally
    }

    /// Once the attack is over and its traps are moved away the user is served as any other.
    private func heal(_ world: World, _ account: Account) throws {
        for name in ["notebooks", "share", ".dsvm-agent.link"] {
            rename("\(account.home)/\(name)", "\(account.home)/aside/last\(name.count)")
        }
        #expect(try world.keep(account).failures == [])
        #expect(world.isLinked(account))
    }

    /// Texts of all regular files below a directory, and owners of everything there.
    private struct Found {
        var texts: Set<String> = []
        var owners: Set<UInt32> = []

        init(below path: String) { add(path) }

        private mutating func add(_ path: String) {
            guard let look = Look(path) else { return }
            owners.insert(look.uid)
            if look.isFile { texts.insert(fileText(path) ?? "") }
            if look.isDirectory { for name in names(in: path) { add("\(path)/\(name)") } }
        }
    }
}
