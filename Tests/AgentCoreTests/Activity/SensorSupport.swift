import AgentCore

/// A moment of a look, with the defaults of the configuration.
func moment(_ seconds: Double, wall: Double = 1_800_000_000, window: Double = 60) -> SensorContext {
    SensorContext(
        now: BootInstant(seconds), wallSeconds: wall, windowSeconds: window, cpuPercent: 5, gpuPercent: 5)
}

/// A process of alice's, uid 20001, unless said otherwise.
func person(
    _ pid: Int32, uid: UInt32 = 20001, name: String = "python", state: Character = "S", parent: Int32 = 1,
    terminal: Int32 = 0, own: UInt64 = 0, child: UInt64 = 0, start: UInt64 = 1000,
    place: ProcessPlace = .elsewhere, recent: UInt64 = 0, command: String? = nil
) -> PersonProcess {
    let text =
        "\(pid) (\(name)) \(state) \(parent) 1 1 \(terminal) -1 0 0 0 0 0 \(own) 0 \(child) 0 20 0 1 0 \(start) 0 0"
    guard let stat = ProcessStat(Array(text.utf8).span) else { preconditionFailure("no such line: \(text)") }
    return PersonProcess(
        identity: ProcessIdentity(pid: pid, startTicks: start), uid: uid, stat: stat, place: place, cgroup: "/x",
        recentTicks: recent, command: command)
}

let userNames = UserNames([20001: "alice", 20002: "bob"])

extension SensorReading {
    /// What it comes to, in one word.
    var word: String {
        switch outcome {
        case .off: "off"
        case .unknown: "unknown"
        case .seen: lastActive == nil ? "idle" : "active"
        }
    }
}

/// Runs a sensor over several looks and says what each came to.
struct Looks<S: Sensor> {
    var memory: S.Memory?

    init(_ sensor: S.Type) {}

    mutating func look(_ seconds: Double, _ facts: S.Facts, wall: Double = 1_800_000_000) -> SensorReading {
        S.judge(facts, memory: &memory, context: moment(seconds, wall: wall))
    }
}
