import Testing

@testable import AgentCore

/// A look at a moment, with a wall clock that stands where a test puts it.
func look(_ now: Double, wall: Double? = nil) -> SensorContext {
    SensorContext(
        now: BootInstant(now), wallSeconds: wall ?? 1_000_000 + now, windowSeconds: 60, cpuPercent: 5, gpuPercent: 5)
}

/// A server of alice's with one kernel.
func server(_ state: String?, last: Double? = nil, user: String = "alice", path: String = "/") -> JupyterServer {
    JupyterServer(
        user: user, uid: 1001, port: 8888, basePath: path,
        answer: .seen(
            kernels: [JupyterKernel(id: "3f2a9c1e-0", state: state, lastActivity: last.map { 1_000_000 + $0 })],
            terminals: []))
}

@Suite struct JupyterSensorTests {
    /// Judges the same facts at each of these moments; returns the last reading.
    private func judge(_ facts: JupyterFindings, at moments: [Double]) -> SensorReading {
        var memory: JupyterSensor.Memory?
        return moments.map { JupyterSensor.judge(facts, memory: &memory, context: look($0)) }.last
            ?? SensorReading(.jupyter, off: "")
    }

    private static let states: [Row<(JupyterServer, [Double]), Double?>] = [
        Row("busy and silent for an hour", (server("busy", last: 400), [1000, 2000, 4600]), 4600),
        Row("busy since a look ago, no stamp", (server("busy"), [5000]), 5000),
        Row("busy for just under a day", (server("busy", last: 0), [1000, 1000 + 86_399]), 87_399),
        Row("busy for a day", (server("busy", last: 400), [1000, 1000 + 86_400]), nil),
        Row("idle, tab open and polling", (server("idle", last: 400), [1000, 1015, 9000]), 400),
        Row("idle, one look", (server("idle", last: 8990), [9000]), 8990),
        Row("idle, never used", (server("idle"), [9000]), nil),
        Row("idle, stamp of the future", (server("idle", last: 90_000), [9000]), 9000),
        Row("idle, stamp before boot", (server("idle", last: -500), [9000]), 0),
        Row("starting", (server("starting"), [1000, 1599]), 1599),
        Row("stuck in starting", (server("starting", last: 990), [1000, 1600]), nil),
        Row("stuck in restarting", (server("autorestarting"), [1000, 1600]), nil),
        Row("no state for long", (server(nil), [1000, 2000]), nil),
        Row("dead", (server("dead", last: 990), [1000]), nil),
    ]

    @Test(arguments: states)
    func `A kernel counts by its state`(row: Row<(JupyterServer, [Double]), Double?>) {
        let reading = judge(JupyterFindings(servers: [row.input.0]), at: row.input.1)
        #expect(reading.outcome == .seen)
        #expect(reading.lastActive?.seconds == row.expected)
        let isNow = row.expected.map { (row.input.1.last ?? 0) - $0 < 60 } ?? false
        #expect(reading.actors.isEmpty != isNow)
        #expect(reading.notCounted.isEmpty == isNow)
    }

    @Test func `A kernel that is busy is named with its user`() {
        let reading = judge(JupyterFindings(servers: [server("busy")]), at: [9])
        #expect(reading.actors == [Actor(user: "alice", what: "kernel 3f2a9c1e busy")])
    }

    @Test(arguments: [-86_400.0, 86_400, 3600, -1])
    func `A step of the wall clock moves no activity`(step: Double) {
        var memory: JupyterSensor.Memory?
        let facts = JupyterFindings(servers: [server("idle", last: 400)])
        let first = JupyterSensor.judge(facts, memory: &memory, context: look(1000))
        let second = JupyterSensor.judge(facts, memory: &memory, context: look(1015, wall: 1_001_015 + step))
        #expect([first.lastActive?.seconds, second.lastActive?.seconds] == [400, 400])
    }

    @Test(arguments: [-86_400.0, 0, 86_400])
    func `A new stamp falls between the last look and this one, whatever the clock did`(step: Double) {
        var memory: JupyterSensor.Memory?
        _ = JupyterSensor.judge(
            JupyterFindings(servers: [server("idle", last: 400)]), memory: &memory, context: look(1000))
        // The server's clock is the node's: the stamp was written before or after the step.
        let later = JupyterFindings(servers: [server("idle", last: 1500)])
        let reading = JupyterSensor.judge(later, memory: &memory, context: look(2000, wall: 1_002_000 + step))
        #expect(1000...2000 ~= reading.lastActive?.seconds ?? -1)
    }

    @Test func `Idle between two busy times begins the day anew`() {
        var memory: JupyterSensor.Memory?
        for (now, state) in [(0.0, "busy"), (80_000, "busy"), (80_015, "idle"), (80_030, "busy")] {
            _ = JupyterSensor.judge(JupyterFindings(servers: [server(state)]), memory: &memory, context: look(now))
        }
        let reading = JupyterSensor.judge(
            JupyterFindings(servers: [server("busy")]), memory: &memory, context: look(90_000))
        #expect(reading.lastActive?.seconds == 90_000)
    }

    @Test func `A terminal's output is shown and not counted`() {
        let answer = JupyterServer.Answer.seen(
            kernels: [], terminals: [JupyterTerminal(name: "1", lastActivity: 1_000_000 + 8995)])
        let facts = JupyterFindings(servers: [JupyterServer(user: "alice", uid: 1001, port: 8888, answer: answer)])
        let reading = judge(facts, at: [9000])
        #expect(reading.lastActive == nil)
        #expect(
            reading.notCounted == [
                "Jupyter terminal 1 of alice, last output or key 5 s ago: keys count as tty, work as cpu"
            ])
    }

    @Test(arguments: [
        JupyterServer.Answer.failed("does not answer"), .denied("lets nobody ask"),
        .seen(kernels: [JupyterKernel(id: "a", state: "levitating", lastActivity: nil)], terminals: []),
    ])
    func `Who cannot tell is unknown, and named`(answer: JupyterServer.Answer) {
        let facts = JupyterFindings(servers: [JupyterServer(user: "alice", uid: 1001, port: 8899, answer: answer)])
        guard case .unknown(let reason) = judge(facts, at: [9000]).outcome else {
            Issue.record("not unknown")
            return
        }
        #expect(reason.contains("alice"))
    }

    @Test func `Another's work stands beside somebody who cannot tell`() {
        let silent = JupyterServer(user: "bob", uid: 1002, port: 9, answer: .failed("does not answer"))
        let reading = judge(JupyterFindings(servers: [silent, server("busy")]), at: [9])
        #expect(reading.outcome == .seen)
        #expect(reading.actors.map(\.user) == ["alice"])
        #expect(reading.evidence.contains("Jupyter of bob on port 9 does not answer"))
    }

    @Test func `What is known outlives a look without an answer`() {
        var memory: JupyterSensor.Memory?
        let silent = JupyterServer(user: "alice", uid: 1001, port: 8888, answer: .failed("does not answer"))
        for (now, found) in [(1000.0, server("idle", last: 400)), (1100, silent)] {
            _ = JupyterSensor.judge(JupyterFindings(servers: [found]), memory: &memory, context: look(now))
        }
        let reading = JupyterSensor.judge(
            JupyterFindings(servers: [server("idle", last: 400)]), memory: &memory, context: look(1200, wall: 5_000_000)
        )
        #expect(reading.lastActive?.seconds == 400)
    }

    @Test func `Nobody's server is off, an unreadable home is not`() {
        #expect(judge(JupyterFindings(notes: ["x"]), at: [9]).outcome == .off("nobody runs a Jupyter server"))
        #expect(
            judge(JupyterFindings(problems: ["the home does not answer"]), at: [9]).outcome
                == .unknown("the home does not answer."))
    }
}
