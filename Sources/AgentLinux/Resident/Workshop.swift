internal import AgentCore
internal import PoolProtocol
internal import Synchronization

/// What the resident agent's threads do, and what they remember from one time to the next.
final class Workshop: Sendable {
    private let parts: Resident.Parts
    /// Held for a whole look; looks never run beside one another.
    private let tracker: Mutex<ActivityTracker>
    /// What the share's last probe found, and when it was made.
    private let probe = Mutex((at: BootInstant(-Workshop.probeSeconds), isAnswering: true))
    private let client = Mutex<(caFile: String?, client: HTTPClient)?>(nil)

    init(_ parts: Resident.Parts) {
        self.parts = parts
        let bootId = OwnProcess.identity().bootId
        // Of another boot, or unreadable: the boot itself is then the latest activity, which never invents idleness.
        let kept = try? parts.host.loadTracker()
        tracker = Mutex(
            kept?.bootId == bootId ? kept ?? ActivityTracker(bootId: bootId) : ActivityTracker(bootId: bootId))
    }

    /// Looks at everything once.
    func sample(_ node: Node) -> Sample {
        let begun = parts.clock.now
        let isAnswering = probeShare(node, now: begun)
        let context = node.configuration.activity.context(now: begun, wallSeconds: OwnProcess.wallSeconds)
        let holds = parts.holds(begun)
        // A look that hangs keeps this copy to itself; the next one starts from what was there before.
        var memory = tracker.withLock { $0 }
        let activity = node.observe(parts.sensors, tracker: &memory, holds: holds, context: context)
        tracker.withLock { $0 = memory }
        // Best effort: without it a restarted agent counts from boot, which keeps the node longer, never shorter.
        try? node.save(memory)
        try? parts.sensors.save()
        return Sample(
            begun: begun, activity: activity, shareState: node.shareStateWord(isAnswering: isAnswering),
            isGateOpen: node.isGateOpen(),
            usage: OwnProcess.usage())
    }

    /// Units: seconds between two probes of the share, each a short-lived process.
    private static let probeSeconds = 60.0

    /// Asks the share now and then; in between the last answer stands.
    private func probeShare(_ node: Node, now: BootInstant) -> Bool {
        let last = probe.withLock { $0 }
        if last.isAnswering, now.since(last.at) < Self.probeSeconds { return true }
        let isAnswering = node.isShareAlive()
        probe.withLock { $0 = (now, isAnswering) }
        parts.shareAnswer(isAnswering)
        return isAnswering
    }

    /// Reads the configuration again.
    func reload() -> ResidentEvent {
        do {
            return .reloaded(try parts.loadConfiguration())
        } catch {
            return .reloadRefused(Condition(ResidentFailure.reloadRefused(text: parts.describe(error))))
        }
    }

    /// Sends one heartbeat over the connection that is kept.
    func send(_ heartbeat: Heartbeat, to coordinator: CoordinatorConfiguration, from node: Node) -> HeartbeatOutcome {
        let client = client.withLock { kept -> HTTPClient in
            if let kept, kept.caFile == coordinator.caFile { return kept.client }
            let new = HTTPClient(caFile: coordinator.caFile)
            kept = (coordinator.caFile, new)
            return new
        }
        return node.sendHeartbeat(heartbeat, to: coordinator) { request throws(HTTPFailure) in try client.send(request)
        }
    }
}

/// The health port, opened as soon as its address can be had.
struct HealthPort {
    private let configuration: HealthConfiguration
    private let clock: ResidentClock
    private var server: HealthServer?

    init(_ configuration: HealthConfiguration, clock: ResidentClock) {
        self.configuration = configuration
        self.clock = clock
    }

    /// Whether nothing is left to open.
    var isOpen: Bool { server != nil || configuration.address == nil }

    /// Opens it; returns what stands in the way.
    mutating func open() -> Condition? {
        guard let address = configuration.address else { return nil }
        let clock = clock
        do throws(ResidentFailure) {
            server = try HealthServer(address: address, port: configuration.port) { .seconds(clock.now.seconds) }
            return nil
        } catch {
            return Condition(error)
        }
    }

    func publish(_ snapshot: HealthSnapshot) { server?.publish(snapshot) }
}
