import AgentCore
import Testing

private func context(_ now: Double, wall: Double? = nil) -> SensorContext {
    SensorContext(
        now: BootInstant(now), wallSeconds: wall ?? 1_000_000 + now, windowSeconds: 60, cpuPercent: 5, gpuPercent: 5)
}

/// A node that is looked at every 15 seconds from its boot on.
private struct Node {
    var tracker = ActivityTracker(bootId: "boot")
    var now = 0.0

    /// Looks until a moment; `read` says what the sensors see at each look.
    mutating func look(until end: Double, _ read: (Double) -> [SensorReading]) {
        while now < end {
            now = min(now + 15, end)
            tracker.take(read(now), cumulative: [.tty, .cpu], context: context(now))
        }
    }

    func activity(holds: [Hold] = []) -> Activity { tracker.activity(context: context(now), holds: holds) }
}

private let quiet: @Sendable (Double) -> [SensorReading] = { _ in
    [SensorReading(.tty, lastActive: nil), SensorReading(.gpu, lastActive: nil)]
}

struct ActivityTrackerTests {
    @Test func `With nothing seen since boot, idleness counts from the boot`() {
        var node = Node()
        node.look(until: 600, quiet)
        #expect(node.activity().verdict == .idle)
        #expect(node.activity().idleSeconds == 600)
    }

    @Test func `Before the first look nothing is known`() {
        #expect(Node().activity().verdict == .unknown)
    }

    @Test(arguments: [
        (state: SensorReading(.gpu, unknown: "hung"), verdict: Verdict.unknown),
        (state: SensorReading(.gpu, off: "no GPU"), verdict: .idle),
        (state: SensorReading(.gpu, lastActive: BootInstant(3590)), verdict: .active),
    ])
    func `Any active is active, else any unknown is unknown, else idle`(row: (state: SensorReading, verdict: Verdict)) {
        var node = Node()
        node.look(until: 3600) { now in now < 3600 ? quiet(now) : [SensorReading(.tty, lastActive: nil), row.state] }
        #expect(node.activity().verdict == row.verdict)
    }

    @Test func `Unknown never becomes idle by waiting`() {
        var node = Node()
        node.look(until: 86_400) { _ in [SensorReading(.tty, lastActive: nil), SensorReading(.gpu, unknown: "hung")] }
        #expect(node.activity().verdict == .unknown)
    }

    @Test func `A point sample that comes back after a silence counts the silence as activity`() {
        var node = Node()
        node.look(until: 600, quiet)
        node.look(until: 1200) { _ in [SensorReading(.tty, lastActive: nil), SensorReading(.gpu, unknown: "hung")] }
        node.look(until: 1215, quiet)
        #expect(node.activity().verdict == .active)
        node.look(until: 1815, quiet)
        #expect(node.activity().idleSeconds == 600)
    }

    @Test func `Cumulative evidence that comes back covers the silence itself`() {
        var node = Node()
        node.look(until: 600, quiet)
        node.look(until: 1200) { _ in [SensorReading(.tty, unknown: "gone"), SensorReading(.gpu, lastActive: nil)] }
        node.look(until: 1215, quiet)
        #expect(node.activity().verdict == .idle)
        #expect(node.activity().idleSeconds == 1215)
    }

    @Test func `An agent that starts late knows nothing of the time before`() {
        var node = Node()
        node.now = 7200
        node.look(until: 7215, quiet)
        #expect(node.activity().verdict == .active)
        node.look(until: 7815, quiet)
        #expect(node.activity().idleSeconds == 600)
    }

    @Test func `A restart within the window neither resets nor invents idleness`() throws {
        var node = Node()
        node.look(until: 900, quiet)
        let kept = try JSONText.encode(node.tracker)
        node.tracker = try JSONText.decode(ActivityTracker.self, kept)
        node.now += 30
        node.look(until: 945, quiet)
        #expect(node.activity().idleSeconds == 945)
    }

    @Test func `A hold keeps, and its end does not hide how long nobody used the node`() {
        var node = Node()
        node.look(until: 3600, quiet)
        let hold = Hold(
            id: "h1", user: "alice", uid: 20000, reason: "fit", begin: BootInstant(3000), end: BootInstant(3700))
        #expect(node.activity(holds: [hold]).verdict == .active)
        node.look(until: 3705, quiet)
        #expect(node.activity(holds: [hold]).verdict == .idle)
        #expect(node.activity(holds: [hold]).idleSeconds == 3705)
    }

    @Test func `The wall clock has no say`() {
        var node = Node()
        node.look(until: 600, quiet)
        let back = node.tracker.activity(context: context(600, wall: -86_400), holds: [])
        let forth = node.tracker.activity(context: context(600, wall: 9_000_000), holds: [])
        #expect(back == forth)
    }
}
