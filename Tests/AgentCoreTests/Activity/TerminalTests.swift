import AgentCore
import Testing

private let boot = 1_000_000.0

private func context(_ now: Double, wallStep: Double = 0) -> SensorContext {
    SensorContext(
        now: BootInstant(now), wallSeconds: boot + now + wallStep, windowSeconds: 60, cpuPercent: 5, gpuPercent: 5)
}

/// Looks at one terminal with a memory.
private struct Look {
    var memory: TTYSensor.Memory?

    mutating func callAsFunction(_ now: Double, key: Double, wallStep: Double = 0) -> SensorReading {
        let terminal = Terminal(name: "pts/0", uid: 20000, accessSeconds: boot + key)
        return TTYSensor.judge(
            TTYSensor.Facts(terminals: [terminal], names: UserNames([20000: "alice"])), memory: &memory,
            context: context(now, wallStep: wallStep))
    }
}

struct TerminalTests {
    @Test func `A key counts when it was pressed`() {
        var look = Look()
        #expect(look(1000, key: 970).lastActive == BootInstant(970))
        #expect(look(1015, key: 1010).lastActive == BootInstant(1010))
    }

    @Test func `An untouched terminal is named and not counted`() {
        var look = Look()
        let reading = look(5000, key: 1000)
        #expect(reading.actors.isEmpty)
        #expect(reading.notCounted == ["alice pts/0: no key for 66 min"])
    }

    @Test(arguments: [-86_400.0, 86_400.0])
    func `A wall clock that is set makes no key press and hides none`(step: Double) {
        var look = Look()
        _ = look(1000, key: 500)
        // No key: the access time stays, whatever the clock says.
        #expect(look(1015, key: 500, wallStep: step).lastActive == BootInstant(500))
        // A key under the new clock: its stamp moves, so it was pressed since the last look.
        let pressed = look(1030, key: 1025 + step, wallStep: step).lastActive
        #expect(pressed == BootInstant(1025))
        // A key whose stamp is of the old clock, read under the new one.
        _ = look(1045, key: 1025 + step, wallStep: step)
        let late = look(1060, key: 1050, wallStep: step).lastActive
        #expect(late.map { (1045...1060).contains($0.seconds) } == true)
    }

    @Test func `A key pressed while the agent was away is found afterwards`() {
        var look = Look()
        _ = look(1000, key: 500)
        #expect(look(4600, key: 3000).lastActive == BootInstant(3000))
    }

    @Test func `A terminal of the future is of now`() {
        var look = Look()
        #expect(look(1000, key: 99_000).lastActive == BootInstant(1000))
    }
}

private func session(_ tty: String, since: Double, service: String = "sshd") -> LoginSession {
    LoginSession(
        id: "1", user: "alice", tty: tty, service: service, remoteHost: "10.1.2.3", kind: "user", state: "active",
        sinceSeconds: boot + since)
}

struct SSHSensorTests {
    private func judge(_ answer: SSHSensor.Answer, key: Double?, now: Double) -> SensorReading {
        var memory: SSHSensor.Memory?
        let terminals = key.map { [Terminal(name: "pts/0", uid: 20000, accessSeconds: boot + $0)] } ?? []
        return SSHSensor.judge(.init(answer: answer, terminals: terminals), memory: &memory, context: context(now))
    }

    @Test func `Keys in a shell a minute ago are active, named with user and host`() {
        let reading = judge(.sessions([session("pts/0", since: 10)]), key: 960, now: 1000)
        #expect(reading.lastActive == BootInstant(960))
        #expect(reading.actors == [Actor(user: "alice", what: "pts/0 from 10.1.2.3, 40 s ago")])
    }

    @Test func `A shell left alone is presence, counted from its last key`() {
        let reading = judge(.sessions([session("pts/0", since: 10)]), key: 1000, now: 5000)
        #expect(reading.lastActive == BootInstant(1000))
        #expect(reading.notCounted == ["alice pts/0 from 10.1.2.3: logged in, no key for 66 min"])
    }

    @Test func `A login is activity, also one without a terminal`() {
        let reading = judge(.sessions([session("", since: 990)]), key: nil, now: 1000)
        #expect(reading.lastActive == BootInstant(990))
    }

    @Test func `Logins that are not SSH's are not its business`() {
        #expect(
            judge(.sessions([session("pts/0", since: 990, service: "cron")]), key: 995, now: 1000).lastActive == nil)
    }

    @Test func `A silent logind is unknown, a missing one off`() {
        guard case .unknown = judge(.silent("timed out"), key: nil, now: 1).outcome else {
            Issue.record("a silent logind must be unknown")
            return
        }
        guard case .off = judge(.absent, key: nil, now: 1).outcome else {
            Issue.record("without logind the signal is off")
            return
        }
    }
}

struct InhibitorSensorTests {
    @Test(arguments: [
        ("block", "idle", true), ("block", "shutdown", true), ("block", "shutdown:idle", true),
        ("block", "handle-lid-switch", false), ("delay", "shutdown", false), ("delay", "idle", false),
    ])
    func `Only blocking locks against idling or shutting down count`(row: (mode: String, what: String, counts: Bool)) {
        var memory: InhibitorSensor.Memory?
        let lock = InhibitorLock(what: row.what, who: "fit", why: "night run", mode: row.mode, user: "alice")
        let reading = InhibitorSensor.judge(.locks([lock]), memory: &memory, context: context(1000))
        #expect((reading.lastActive == BootInstant(1000)) == row.counts)
    }
}
