import PoolProtocol
import Testing

/// What a coordinator answers.
struct HeartbeatReplyTests {
    private func reply(_ text: String) throws(ReplyProblem) -> HeartbeatReply {
        try HeartbeatReply(bytes: Array(text.utf8))
    }

    @Test func `Keys from the future are ignored`() throws {
        let found = try reply(
            #"{"schema":1,"nextHeartbeatSeconds":15,"drain":null,"usersRevision":7,"new":{"a":[1,2]}}"#)
        #expect(found == HeartbeatReply(nextHeartbeatSeconds: 15, usersRevision: 7))
    }

    @Test func `Absent keys are null`() throws {
        #expect(try reply(#"{"schema":1,"nextHeartbeatSeconds":1}"#) == HeartbeatReply(nextHeartbeatSeconds: 1))
    }

    @Test func `A drain is read`() throws {
        let found = try reply(
            #"{"schema":1,"nextHeartbeatSeconds":5,"drain":{"id":"d1","stage":"commit","reason":"idle","leaseSeconds":120}}"#
        )
        #expect(found.drain == DrainOrder(id: "d1", stage: .commit, reason: "idle", leaseSeconds: 120))
    }

    @Test(arguments: [
        "", "null", "[]", "<html>", "{}", #"{"schema":2,"nextHeartbeatSeconds":15}"#,
        #"{"schema":1,"nextHeartbeatSeconds":0}"#, #"{"schema":1,"nextHeartbeatSeconds":3601}"#,
        #"{"schema":1,"nextHeartbeatSeconds":1e99}"#, #"{"schema":1,"nextHeartbeatSeconds":"15"}"#,
        #"{"schema":1,"nextHeartbeatSeconds":15,"drain":{}}"#,
        #"{"schema":1,"nextHeartbeatSeconds":15,"drain":{"id":"","stage":"commit","reason":"","leaseSeconds":1}}"#,
        #"{"schema":1,"nextHeartbeatSeconds":15,"drain":{"id":"d","stage":"now","reason":"","leaseSeconds":1}}"#,
        #"{"schema":1,"nextHeartbeatSeconds":15,"drain":{"id":"d","stage":"commit","reason":"","leaseSeconds":0}}"#,
        String(repeating: "[", count: 16_000), String(repeating: " ", count: 20_000),
    ])
    func `Garbage is no reply`(text: String) {
        #expect(throws: ReplyProblem.self) { try reply(text) }
    }
}
