import AgentCore
import PoolProtocol
import Testing

/// When heartbeats go out. Times are seconds on a boot clock that the tests turn.
struct HeartbeatPaceTests {
    private static let reply = HeartbeatOutcome.reply(HeartbeatReply(nextHeartbeatSeconds: 20))
    private static let away = HeartbeatOutcome.failed(.transport(.timeout(.seconds(10)), url: "u"))

    private func pace(_ seconds: Int = 15, seed: UInt64 = 1) -> HeartbeatPace {
        HeartbeatPace(intervalSeconds: seconds, seed: seed, now: BootInstant(100))
    }

    /// Lets the next one go when it is due, and finishes it at the same moment.
    private func cycle(_ pace: inout HeartbeatPace, _ outcome: HeartbeatOutcome) -> Double {
        let at = pace.nextAt ?? .boot
        if let number = pace.begin(now: at) { _ = pace.finish(number, outcome, now: at) }
        return at.seconds
    }

    @Test func `The first comes within the first interval, spread over the pool`() {
        let firsts = (0..<200).compactMap { pace(seed: $0).nextAt?.seconds }
        #expect(firsts.allSatisfy { 100..<115 ~= $0 })
        #expect(firsts.count { $0 < 107.5 } > 60 && firsts.count { $0 >= 107.5 } > 60)
    }

    @Test func `The interval is the coordinator's, give or take a tenth`() {
        var pace = pace()
        var last = cycle(&pace, Self.reply)
        for _ in 0..<100 {
            let next = cycle(&pace, Self.reply)
            #expect(18...22 ~= next - last)
            last = next
        }
    }

    @Test func `Back-off doubles up to five minutes and ends with a reply`() {
        var pace = pace()
        var times = [cycle(&pace, Self.away)]
        for _ in 0..<9 { times.append(cycle(&pace, Self.away)) }
        let waits = zip(times.dropFirst(), times).map { $0 - $1 }
        for (wait, wanted) in zip(waits, [15.0, 30, 60, 120, 240, 300, 300, 300, 300]) {
            #expect(wanted * 0.9...wanted * 1.1 ~= wait)
        }
        let answered = cycle(&pace, Self.reply)
        #expect(pace.failuresInRow == 0 && pace.standing == nil)
        #expect(18...22 ~= (pace.nextAt?.seconds ?? 0) - answered)
    }

    @Test func `Retry-After is never undercut, not even by a change`() {
        var pace = pace()
        let at = cycle(&pace, .failed(.throttled(status: 429, seconds: 120)))
        pace.changed()
        #expect(120...133 ~= (pace.nextAt?.seconds ?? 0) - at)
    }

    @Test func `Retry-After of a day is an hour`() {
        var pace = pace()
        let at = cycle(&pace, .failed(.throttled(status: 503, seconds: 86_400)))
        #expect(3600...3961 ~= (pace.nextAt?.seconds ?? 0) - at)
    }

    @Test func `A change goes out at once, but at most once a second`() {
        var pace = pace()
        let at = cycle(&pace, Self.reply)
        pace.changed()
        #expect(pace.nextAt == BootInstant(at + 1))
        #expect(pace.begin(now: BootInstant(at + 0.5)) == nil)
        #expect(pace.begin(now: BootInstant(at + 1)) != nil)
    }

    @Test func `A change during back-off goes out at once`() {
        var pace = pace()
        for _ in 0..<5 { _ = cycle(&pace, Self.away) }
        let at = cycle(&pace, Self.away)
        pace.changed()
        #expect(pace.nextAt == BootInstant(at + 1))
    }

    @Test func `One is in flight; a change meanwhile follows it`() throws {
        var pace = pace()
        let begun = pace.begin(now: BootInstant(120))
        let number = try #require(begun)
        pace.changed()
        #expect(pace.nextAt == nil)
        #expect(pace.begin(now: BootInstant(125)) == nil)
        #expect(pace.finish(number, Self.reply, now: BootInstant(126)) != nil)
        #expect((pace.nextAt ?? .boot) <= BootInstant(126))
    }

    @Test func `A reply counts only for the request that it answers`() throws {
        var pace = pace()
        let begun = pace.begin(now: BootInstant(120))
        let number = try #require(begun)
        #expect(pace.finish(number + 1, Self.reply, now: BootInstant(121)) == nil)
        #expect(pace.nextAt == nil)
        #expect(pace.finish(number, Self.reply, now: BootInstant(121)) != nil)
        #expect(pace.finish(number, Self.reply, now: BootInstant(122)) == nil)
    }

    @Test func `A coordinator that restarts is no condition, one that stays away is`() {
        var pace = pace()
        for count in 1...3 {
            _ = cycle(&pace, Self.away)
            #expect((pace.standing != nil) == (count == 3))
        }
        #expect(pace.standing?.code == .coordinatorUnreachable)
        _ = cycle(&pace, .failed(.unauthorized(status: 401, tokenFile: "t")))
        #expect(pace.standing?.code == .coordinatorUnauthorized)
    }

    @Test(arguments: [
        (401, ConditionCode.coordinatorUnauthorized), (403, .coordinatorUnauthorized), (404, .coordinatorRefused),
        (413, .coordinatorRefused), (302, .coordinatorRefused), (429, .coordinatorThrottled),
        (500, .coordinatorFailing),
        (503, .coordinatorFailing), (204, .coordinatorGarbage), (200, .coordinatorGarbage),
    ])
    func `Each status has its condition, with a remedy`(status: Int, code: ConditionCode) {
        let outcome = HeartbeatOutcome(HTTPResponse(status: status), url: "https://c/v1/heartbeats", tokenFile: "/t")
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.code == code && !failure.remedy.isEmpty && failure.description.hasSuffix("."))
    }
}
