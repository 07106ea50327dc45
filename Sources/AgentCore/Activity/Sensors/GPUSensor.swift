/// A GPU at work. Memory that is held without work is presence, and said so.
package enum GPUSensor: Sensor {
    package static let name = SignalName.gpu
    package static let isCumulative = false

    /// What one look found.
    package enum Facts: Sendable, Equatable {
        /// No GPU of NVIDIA's here.
        case absent
        /// The first question has not been answered yet.
        case pending
        /// A question that was not answered in time; none is asked beside it.
        case hung(since: BootInstant)
        /// nvidia-smi failed. Without a driver nothing can work on the GPU either.
        case failed(String, hasDriver: Bool)
        case seen(Sample)
    }

    /// One complete answer.
    package struct Sample: Sendable, Equatable {
        /// When it was given; a look may come between two answers.
        package var at: BootInstant
        package var gpus: [GPULoad]
        /// Nil where the list could not be had.
        package var processes: [GPUProcess]?
        /// Lines that were no rows: lost GPUs.
        package var trouble: [String]
        package var names: UserNames

        /// Groups an answer.
        package init(
            at: BootInstant, gpus: [GPULoad], processes: [GPUProcess]?, trouble: [String] = [],
            names: UserNames = UserNames()
        ) {
            self.at = at
            self.gpus = gpus
            self.processes = processes
            self.trouble = trouble
            self.names = names
        }
    }

    /// Nothing: a single 0 % between two batches is covered by the tracker, which keeps the latest activity.
    package struct Memory: Sendable, Equatable, Codable {}

    /// Units: seconds. An answer that is older says nothing about now: four rhythms of the reader.
    package static let ageSecondsMax = 60.0

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        switch facts {
        case .absent: SensorReading(name, off: "no NVIDIA GPU")
        case .pending: SensorReading(name, unknown: "nvidia-smi has not answered yet.")
        case .hung(let since):
            SensorReading(name, unknown: "nvidia-smi has not answered for \(Int(max(0, context.now.since(since)))) s.")
        case .failed(let reason, hasDriver: true): SensorReading(name, unknown: reason)
        case .failed(_, hasDriver: false): SensorReading(name, off: "no driver is loaded, so nothing can use the GPU")
        case .seen(let sample): judge(sample, context)
        }
    }

    private static func judge(_ sample: Sample, _ context: SensorContext) -> SensorReading {
        let age = context.now.since(sample.at)
        guard age <= ageSecondsMax else {
            return SensorReading(name, unknown: "nvidia-smi answered last \(Int(age)) s ago.")
        }
        let working = sample.gpus.filter { gpu in gpu.utilizationPercent.map { $0 >= context.gpuPercent } ?? false }
        if working.isEmpty, let reason = doubt(sample) { return SensorReading(name, unknown: reason) }
        let held = sample.gpus.filter { gpu in !working.contains { $0.uuid == gpu.uuid } }.flatMap { gpu in
            let percent = gpu.utilizationPercent.map { "\(Int($0)) %" } ?? "unknown load"
            return (sample.processes ?? []).filter { $0.uuid == gpu.uuid }.map { process in
                let memory = process.memoryUsed.map { byteText($0 << 20) } ?? "memory"
                return "GPU \(gpu.index): \(memory) held by \(owner(process, sample)) at \(percent)"
            }
        }
        return SensorReading(
            name, lastActive: working.isEmpty ? nil : sample.at,
            actors: working.flatMap { actors($0, sample) },
            evidence: working.map { "GPU \($0.index) at \(Int($0.utilizationPercent ?? 0)) %" }, notCounted: held)
    }

    /// Why nobody can say that these GPUs do nothing; nil where one can.
    private static func doubt(_ sample: Sample) -> String? {
        if let line = sample.trouble.first { return "nvidia-smi says: \(line)" }
        guard let silent = sample.gpus.first(where: { $0.utilizationPercent == nil }) else {
            return sample.gpus.isEmpty ? "nvidia-smi shows no GPU though one is there." : nil
        }
        // Nobody has opened it to compute, so nothing computes: a MIG parent tells no load but lists its users.
        if let processes = sample.processes, processes.isEmpty { return nil }
        return
            "GPU \(silent.index) does not tell its load, and \(sample.processes == nil ? "nothing tells its users" : "it has users")."
    }

    private static func actors(_ gpu: GPULoad, _ sample: Sample) -> [Actor] {
        let users = (sample.processes ?? []).filter { $0.uuid == gpu.uuid }
        guard !users.isEmpty else { return [Actor(user: "unknown", what: "GPU \(gpu.index)")] }
        return users.map { process in
            Actor(user: user(process, sample), what: "\(process.what ?? "process \(process.pid)") on GPU \(gpu.index)")
        }
    }

    private static func user(_ process: GPUProcess, _ sample: Sample) -> String {
        process.uid.map { sample.names[$0] } ?? "container"
    }

    private static func owner(_ process: GPUProcess, _ sample: Sample) -> String {
        "\(user(process, sample)) \(process.what ?? "process \(process.pid)")"
    }
}
