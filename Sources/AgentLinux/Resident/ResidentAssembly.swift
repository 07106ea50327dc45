package import AgentCore
internal import Synchronization

/// What the resident agent looks with, put together for the machine itself.
package struct ResidentAssembly: Sendable {
    package let sensors: ResidentSensors
    package let holds: @Sendable (BootInstant) -> [Hold]
    package let shareAnswer: @Sendable (Bool) -> Void

    /// Makes the place for holds and takes up what an earlier run of this boot remembered.
    package init(host: Host) {
        let share = ShareAnswer()
        let bench = SensorBench(host: host) { share.isAnswering }
        sensors = ResidentSensors(
            cumulative: SensorBench.cumulative, look: { bench.look($0, hub: $1) }, save: { try bench.save() })
        shareAnswer = { share.isAnswering = $0 }
        let store = HoldStore()
        let bootId = ProcessClock.bootId()
        // Without the folder nobody can hold, which `hold` says to whoever tries.
        try? host.files.makeDirectory(Node.Path.state, 0o755)
        try? store.prepare()
        let known = KnownHolds()
        holds = { now in
            let context = SensorContext(
                now: now, wallSeconds: OwnProcess.wallSeconds, windowSeconds: 0, cpuPercent: 0, gpuPercent: 0)
            // A folder that cannot be read ends no hold: those known before stand until their time is over.
            if let found = try? store.read(context: context) {
                known.value = HoldPolicy.running(
                    found, bootId: bootId, context: context, lengthSecondsMax: Double(HoldFile.lengthSecondsMax))
            }
            return known.value
        }
    }
}

/// The holds that the last look found.
private final class KnownHolds: Sendable {
    private let holds = Mutex<[Hold]>([])

    var value: [Hold] {
        get { holds.withLock { $0 } }
        set { holds.withLock { $0 = newValue } }
    }
}

/// What the share's last probe found, for sensors that look on another thread.
private final class ShareAnswer: Sendable {
    private let value = Mutex(true)

    var isAnswering: Bool {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
