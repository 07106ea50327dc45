import AgentCore
import PoolProtocol
import Testing

/// The resident agent's decisions, on a clock that the tests turn.
struct AgentMachineTests {
    private static let coordinator = CoordinatorConfiguration(url: "https://c")

    private func machine(coordinator: CoordinatorConfiguration? = coordinator, watchdog: Double? = nil) -> AgentMachine
    {
        AgentMachine(
            configuration: AgentConfiguration(
                pool: "p", share: ShareConfiguration(type: .none, source: ""), users: UsersConfiguration(),
                coordinator: coordinator),
            identity: NodeIdentity(name: "n", bootId: "b", agentVersion: "0"),
            timings: ResidentTimings(watchdog: watchdog), seed: 1, now: BootInstant(100))
    }

    private func sample(_ verdict: Verdict, at seconds: Double) -> Sample {
        Sample(
            begun: BootInstant(seconds), activity: Activity(verdict: verdict, idleSeconds: 0, signals: [], holds: []),
            shareState: "none", isGateOpen: true, usage: OwnUsage())
    }

    private func isStatus(_ effect: ResidentEffect) -> Bool { if case .writeStatus = effect { true } else { false } }

    @Test func `A start looks and keeps at once, and each only once at a time`() {
        var machine = machine()
        let first = machine.step(.tick, now: BootInstant(100))
        #expect(first.contains(.sample) && first.contains(.reconcile))
        let second = machine.step(.tick, now: BootInstant(130))
        #expect(!second.contains(.sample) && !second.contains(.reconcile))
    }

    @Test func `A look every fifteen seconds, by the beginnings`() {
        var machine = machine(coordinator: nil)
        _ = machine.step(.tick, now: BootInstant(100))
        #expect(!machine.step(.sampled(sample(.idle, at: 100)), now: BootInstant(104)).contains(.sample))
        #expect(!machine.step(.tick, now: BootInstant(114)).contains(.sample))
        #expect(machine.step(.tick, now: BootInstant(115)).contains(.sample))
    }

    @Test func `A pass that fails is tried again after ten seconds, then later and later`() {
        var machine = machine(coordinator: nil)
        let failed = ResidentEvent.reconciled([Condition(CommandFailure.missing(program: "mount"))])
        var now = 100.0
        _ = machine.step(.tick, now: BootInstant(now))
        for wait in [10.0, 20, 40, 80, 160, 300, 300] {
            _ = machine.step(failed, now: BootInstant(now))
            #expect(!machine.step(.tick, now: BootInstant(now + wait - 1)).contains(.reconcile))
            #expect(machine.step(.tick, now: BootInstant(now + wait)).contains(.reconcile))
            now += wait
        }
    }

    @Test func `A hung look makes the verdict unknown, at once for the coordinator, and stops nothing else`() {
        var machine = machine(watchdog: 30)
        _ = machine.step(.tick, now: BootInstant(100))
        _ = machine.step(.sampled(sample(.idle, at: 100)), now: BootInstant(100))
        #expect(machine.activity?.verdict == .idle)
        #expect(machine.step(.tick, now: BootInstant(115)).contains(.sample))
        _ = machine.step(.heartbeatDone(1, .reply(HeartbeatReply(nextHeartbeatSeconds: 300))), now: BootInstant(116))
        let stuck = machine.step(.tick, now: BootInstant(176))
        #expect(machine.activity?.verdict == .unknown)
        #expect(machine.ownConditions.map(\.code) == [.observationStuck])
        #expect(stuck.contains { if case .heartbeat = $0 { true } else { false } })
        #expect(stuck.contains(.notify("WATCHDOG=1")) && !stuck.contains(.sample))
        // What it saw before it hung is no news; the next look is.
        let back = machine.step(.sampled(sample(.idle, at: 115)), now: BootInstant(200))
        #expect(machine.activity?.verdict == .unknown && back.contains(.sample))
        _ = machine.step(.sampled(sample(.idle, at: 200)), now: BootInstant(200))
        #expect(machine.activity?.verdict == .idle && machine.ownConditions.isEmpty)
    }

    @Test func `Ready comes after ninety seconds even if the first pass hangs`() {
        var machine = machine(coordinator: nil)
        _ = machine.step(.tick, now: BootInstant(100))
        _ = machine.step(.sampled(sample(.idle, at: 100)), now: BootInstant(100))
        #expect(machine.nextAt <= BootInstant(190) && !machine.isReady)
        let effects = machine.step(.tick, now: BootInstant(190))
        #expect(machine.isReady)
        #expect(effects.contains { if case .notify(let text) = $0 { text.hasPrefix("READY=1") } else { false } })
    }

    @Test func `A status is written after a pass, on a change, and once a minute`() {
        var machine = machine(coordinator: nil)
        #expect(!machine.step(.tick, now: BootInstant(100)).contains(where: isStatus))
        _ = machine.step(.sampled(sample(.idle, at: 100)), now: BootInstant(100))
        #expect(machine.step(.reconciled([]), now: BootInstant(101)).contains(where: isStatus))
        #expect(!machine.step(.tick, now: BootInstant(102)).contains(where: isStatus))
        // It could not be written: soon again, with what the pass found.
        _ = machine.step(.statusWritten(nil), now: BootInstant(102))
        #expect(machine.step(.tick, now: BootInstant(112)).contains(where: isStatus))
    }

    @Test func `A reload takes a new coordinator, and leaves the share to a restart`() {
        var machine = machine(coordinator: nil)
        _ = machine.step(.tick, now: BootInstant(100))
        var new = machine.configuration
        new.coordinator = Self.coordinator
        new.share = ShareConfiguration(type: .local, source: "/srv")
        _ = machine.step(.reloaded(new), now: BootInstant(105))
        #expect(machine.pace != nil && machine.configuration.share.type == .none)
    }

    @Test func `SIGTERM ends it`() {
        var machine = machine()
        #expect(machine.step(.signal(.terminate), now: BootInstant(100)) == [.notify("STOPPING=1"), .stop])
    }
}
