package import AgentCore
internal import CLinux
internal import Glibc
internal import Synchronization

/// The resident agent: one loop on the main thread that decides, and short-lived threads that do what may hang.
///
/// The loop itself touches nothing that can block: it takes events, asks the machine, and starts threads. So a stuck
/// share, sensor or name service stops neither heartbeats nor the health port nor the watchdog.
package final class Resident: Sendable {
    let parts: Parts
    let workshop: Workshop
    private let events = Mutex<[ResidentEvent]>([])
    private let inFlight = Mutex(0)

    /// What the program hands in.
    package struct Parts: Sendable {
        package var host: Host
        package var notify: Notify
        package var log: Log
        package var clock: ResidentClock
        package var sensors: ResidentSensors
        package var holds: @Sendable (BootInstant) -> [Hold]
        /// Is told what each probe of the share found.
        package var shareAnswer: @Sendable (Bool) -> Void
        package var loadConfiguration: @Sendable () throws -> AgentConfiguration
        /// Says what is wrong with a configuration that `loadConfiguration` refused.
        package var describe: @Sendable (any Error) -> String
        /// Ends after so many looks; nil for a real service.
        package var cyclesMax: Int?

        /// Puts the parts together.
        package init(
            host: Host, notify: Notify, log: Log, clock: ResidentClock, sensors: ResidentSensors,
            holds: @escaping @Sendable (BootInstant) -> [Hold],
            shareAnswer: @escaping @Sendable (Bool) -> Void,
            loadConfiguration: @escaping @Sendable () throws -> AgentConfiguration,
            describe: @escaping @Sendable (any Error) -> String, cyclesMax: Int? = nil
        ) {
            self.host = host
            self.notify = notify
            self.log = log
            self.clock = clock
            self.sensors = sensors
            self.holds = holds
            self.shareAnswer = shareAnswer
            self.loadConfiguration = loadConfiguration
            self.describe = describe
            self.cyclesMax = cyclesMax
        }
    }

    /// Units: how long work in flight may take to end after SIGTERM. The unit's TimeoutStopSec is above it.
    private static let stopSeconds = 10.0

    /// Prepares; nothing is touched yet.
    package init(_ parts: Parts) {
        self.parts = parts
        workshop = Workshop(parts)
    }

    /// Runs until SIGTERM or SIGINT. Call `Signals.block()` first.
    ///
    /// Blocks: that is what it is for. Thread: the main one.
    package func run(_ configuration: AgentConfiguration) -> Int32 {
        clinux_use_one_arena()
        let clock = parts.clock
        var machine = AgentMachine(
            configuration: configuration, identity: OwnProcess.identity(),
            timings: ResidentTimings(watchdog: parts.notify.watchdogSeconds), seed: OwnProcess.seed(), now: clock.now)
        var health = HealthPort(configuration.health, clock: clock)
        var cycles = 0
        var isTrimmed = false
        post(.healthServer(health.open()))
        while true {
            var isStopping = false
            for event in taken() {
                let effects = machine.step(event, now: clock.now)
                for effect in effects where !perform(effect, machine: machine) { isStopping = true }
                cycles += effects.contains(.sample) ? 1 : 0
                if effects.contains(where: { if case .writeStatus = $0 { true } else { false } }), !health.isOpen {
                    post(.healthServer(health.open()))
                }
            }
            health.publish(HealthSnapshot(machine, beat: clock.now))
            if isStopping { break }
            if !isTrimmed, machine.isSettled {
                MemoryTrim.run()
                isTrimmed = true
            }
            if let limit = parts.cyclesMax, cycles > limit { break }
            wait(until: machine.nextAt)
        }
        finish()
        return ExitStatus.success.rawValue
    }

    /// Takes what happened; a tick where nothing did.
    private func taken() -> [ResidentEvent] {
        let happened = events.withLock { events in
            defer { events = [] }
            return events
        }
        return happened.isEmpty ? [.tick] : happened
    }

    /// Tells the loop what happened, from any thread.
    private func post(_ event: ResidentEvent) {
        // Limits: each kind of work is in flight once, so there are never more than some ten.
        events.withLock { $0.append(event) }
        Signals.wake()
    }

    private func wait(until instant: BootInstant) {
        guard events.withLock({ $0.isEmpty }) else { return }
        let clock = parts.clock
        if clock.isJumping, inFlight.withLock({ $0 }) == 0 { return clock.jump(to: instant) }
        let seconds = clock.isJumping ? 1 : max(0, instant.since(clock.now))
        switch Signals.wait(seconds: seconds) {
        case SIGTERM, SIGINT: post(.signal(.terminate))
        case SIGHUP: post(.signal(.reload))
        default: break
        }
    }

    /// Does what is quick, starts a thread for the rest; false for the end.
    private func perform(_ effect: ResidentEffect, machine: AgentMachine) -> Bool {
        let workshop = workshop
        let node = Node(configuration: machine.configuration, host: parts.host, isDryRun: false)
        switch effect {
        case .notify(let lines): parts.notify.send(lines)
        case .log(let entry): parts.log.write(entry)
        case .stop: return false
        case .sample: start("sample") { .sampled(workshop.sample(node)) }
        case .reconcile: start("reconcile") { .reconciled(node.reconcile()) }
        case .writeStatus(let activity, let own, let passed):
            start("status") { .statusWritten(node.writeObservation(activity: activity, own: own, passed: passed)) }
        case .reload: start("reload") { workshop.reload() }
        case .heartbeat(let number):
            let heartbeat = machine.heartbeat(
                sequence: number, stamp: parts.host.clock.stamp(), now: parts.clock.now)
            guard let coordinator = node.configuration.coordinator else { break }
            start("heartbeat") { .heartbeatDone(number, workshop.send(heartbeat, to: coordinator, from: node)) }
        }
        return true
    }

    private func start(_ name: String, _ work: @escaping @Sendable () -> ResidentEvent) {
        inFlight.withLock { $0 += 1 }
        do throws(SystemFailure) {
            try OwnThread.start(name) { [self] in
                let event = work()
                inFlight.withLock { $0 -= 1 }
                post(event)
            }
        } catch {
            // No thread to be had: the work counts as in flight, so the loop's limits for stuck work name it.
            parts.log.write(LogEntry(.error, "A thread could not be started.", [("text", error.description)]))
        }
    }

    /// Lets work in flight end, within a limit; a second signal ends it at once.
    private func finish() {
        let deadline = ContinuousClock.now + .seconds(Self.stopSeconds)
        while inFlight.withLock({ $0 }) > 0, ContinuousClock.now < deadline {
            if let number = Signals.wait(seconds: 0.5), number == SIGTERM || number == SIGINT { break }
        }
        parts.log.write(LogEntry(.info, "Stopped."))
    }
}
