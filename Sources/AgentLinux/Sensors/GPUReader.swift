package import AgentCore
internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Asks nvidia-smi on a rhythm of its own, on a thread of its own: a look takes what the last answer was.
///
/// One question is in flight at a time. While one hangs, also one that a deadline could not kill, no other is asked.
/// Thread: safe from any.
package final class GPUReader: Sendable {
    private let root: String
    private let commands: Host.Commands
    private let clock: @Sendable () -> BootInstant
    private let program: String
    private let deadline: Duration
    /// Whether a killed nvidia-smi is still there, stuck in the kernel.
    private let isLeftBehind: @Sendable () -> Bool
    private let queue = DispatchQueue(label: "dsvm-agent.gpu")
    private let state = Mutex(State())

    private struct State {
        var askedAt: BootInstant?
        var isInFlight = false
        /// Since when a question is not answered though its time is over.
        var hungSince: BootInstant?
        var facts = GPUSensor.Facts.pending
    }

    /// Units: seconds between the beginnings of two questions; each costs some 50 ms of the driver's time.
    package static let rhythmSeconds = 15.0

    /// Prepares to ask below a root, "" for the machine.
    package init(
        root: String = "", commands: Host.Commands, program: String = "nvidia-smi", deadline: Duration = .seconds(20),
        clock: @escaping @Sendable () -> BootInstant, isLeftBehind: (@Sendable () -> Bool)? = nil
    ) {
        self.root = root
        self.commands = commands
        self.program = program
        self.deadline = deadline
        self.clock = clock
        self.isLeftBehind = isLeftBehind ?? { GPUReader.hasChild(named: program) }
    }

    /// What is known now; starts a question where one is due. Never waits.
    package func read() -> GPUSensor.Facts {
        let now = clock()
        let limit = Double(deadline.milliseconds) / 1000
        let (facts, isDue) = state.withLock { state in
            let isRhythm = state.askedAt.map { now.since($0) >= Self.rhythmSeconds } ?? true
            let isDue = isRhythm && !state.isInFlight
            if isDue {
                state.isInFlight = true
                state.askedAt = now
            }
            if !isDue, state.isInFlight, let asked = state.askedAt, now.since(asked) > 2 * limit {
                state.hungSince = state.hungSince ?? asked
            }
            return (state.hungSince.map { .hung(since: $0) } ?? state.facts, isDue)
        }
        if isDue { queue.async { self.ask() } }
        return facts
    }

    /// Asks until an answer given after this call is there, or the limit is over: for a look that has to be fresh.
    ///
    /// Blocks: at most the limit.
    package func readFresh(limit: Duration) -> GPUSensor.Facts {
        let begin = clock()
        let end = ContinuousClock.now + limit
        while true {
            let facts = read()
            if case .absent = facts { return facts }
            if case .hung = facts { return facts }
            if case .seen(let sample) = facts, sample.at >= begin { return facts }
            guard ContinuousClock.now < end else { return facts }
            state.withLock { if !$0.isInFlight { $0.askedAt = nil } }
            usleep(20_000)
        }
    }

    private func ask() {
        let begin = clock()
        // A killed one that the kernel does not let go of keeps the GPU's lock: a second would hang beside it.
        let isStillHung = state.withLock { $0.hungSince != nil } && isLeftBehind()
        let facts = isStillHung ? nil : answer(begin)
        state.withLock { state in
            if let facts {
                state.facts = facts
                if case .hung(let since) = facts {
                    state.hungSince = state.hungSince ?? since
                } else {
                    state.hungSince = nil
                }
            }
            state.isInFlight = false
        }
    }

    private func answer(_ begin: BootInstant) -> GPUSensor.Facts {
        let hasDriver = access("\(root)/dev/nvidiactl", F_OK) == 0
        guard hasDriver || hasDevice(root: root) else { return .absent }
        do {
            let gpus = try run(["--query-gpu=index,uuid,utilization.gpu,memory.used"])
            if gpus.isTimedOut { return .hung(since: begin) }
            let apps = try run(["--query-compute-apps=gpu_uuid,pid,used_memory"])
            if apps.isTimedOut { return .hung(since: begin) }
            let rows = GPUText.gpus(gpus.standardOutput)
            guard !rows.gpus.isEmpty else {
                return .failed("nvidia-smi: \(printable(gpus.lastWords))", hasDriver: hasDriver)
            }
            let processes = apps.status == 0 ? GPUText.processes(apps.standardOutput) : nil
            return .seen(
                GPUSensor.Sample(
                    at: clock(), gpus: rows.gpus, processes: processes.map(owned), trouble: rows.trouble, names: names()
                ))
        } catch {
            return .failed(error.description, hasDriver: hasDriver)
        }
    }

    private func run(_ query: [String]) throws(CommandFailure) -> Command.Outcome {
        try commands.run(Command(program, query + ["--format=csv,noheader,nounits"], timeLimit: deadline))
    }

    /// Adds whose processes these are.
    private func owned(_ processes: [GPUProcess]) -> [GPUProcess] {
        let proc = clinux_open_listing(root + "/proc")
        guard proc >= 0 else { return processes }
        let handle = Descriptor(raw: proc, path: "/proc")
        return processes.map { process in
            var process = process
            var text = [UInt8](repeating: 0, count: 512)
            guard let entry = try? handle.describe("\(process.pid)") else { return process }
            process.uid = entry.uid
            let length = clinux_read_process(handle.raw, process.pid, "cmdline", &text, text.count)
            if length > 0 { process.what = KernelText.command(text.span.extracting(first: length)) }
            return process
        }
    }

    private func names() -> UserNames {
        let raw = open("\(root)/etc/passwd", O_RDONLY | O_CLOEXEC)
        guard raw >= 0, let bytes = try? Descriptor(raw: raw, path: "/etc/passwd").readAll(bytesMax: 4 << 20) else {
            return UserNames()
        }
        return UserNames(passwd: String(decoding: bytes, as: UTF8.self))
    }
}
