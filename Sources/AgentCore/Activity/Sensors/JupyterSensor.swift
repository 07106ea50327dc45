/// Jupyter servers that people started themselves: a busy kernel is work, an open tab is not.
package enum JupyterSensor: Sensor {
    package static let name = SignalName.jupyter
    package static let isCumulative = false

    /// What one look found.
    package typealias Facts = JupyterFindings

    /// What is known of each kernel.
    package struct Memory: Sendable, Equatable, Codable {
        var tracks: [String: KernelJudge.Track]
    }

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        guard !facts.servers.isEmpty || !facts.problems.isEmpty else {
            memory = Memory(tracks: [:])
            var reading = SensorReading(name, off: "nobody runs a Jupyter server")
            reading.notCounted = Array(facts.notes.prefix(SensorReading.listMax))
            return reading
        }
        var judge = KernelJudge(memory?.tracks, context: context)
        for problem in facts.problems { judge.doubt(problem) }
        for note in facts.notes { judge.note(note) }
        for server in facts.servers {
            switch server.answer {
            case .seen(let kernels, let terminals): judge.take(server, kernels: kernels, terminals: terminals)
            case .denied(let reason), .failed(let reason):
                judge.keep(server)
                judge.doubt("\(server.title) \(reason)")
            }
        }
        memory = Memory(tracks: judge.after)
        return judge.reading(name)
    }
}
