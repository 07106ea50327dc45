internal import AgentCore
internal import CLinux
internal import Glibc

/// What /proc tells of Jupyter's servers and kernels. Nothing here waits.
struct JupyterProcesses {
    private let path: String
    private var scanned: Scan?

    /// Single-user servers and kernels of all people, found by reading every command line of theirs.
    private struct Scan {
        var at: BootInstant
        var singleUsers: [(pid: Int32, uid: UInt32)]
        var kernelCount: Int
    }

    /// Units: seconds between two passes over all command lines, each some 10 µs a process. A server that starts between
    /// them uses CPU to do so.
    private static let rhythmSeconds = 60.0
    /// Limits: of a command line; what is recognised stands in its first words.
    private static let commandBytesMax = 4096
    /// Limits: processes; the kernel's default pid_max of 4,194,304 is no number that a pass could read.
    private static let processesMax = 100_000

    init(path: String = "/proc") { self.path = path }

    /// The PIDs of single-user servers by their owner, and how many kernels run.
    mutating func scan(uids: Set<UInt32>, now: BootInstant) -> (singleUsers: [(pid: Int32, uid: UInt32)], kernels: Int)
    {
        if let scanned, now.since(scanned.at) < Self.rhythmSeconds {
            let running = scanned.singleUsers.filter { owner(of: $0.pid) == $0.uid && isSingleUser($0.pid) }
            return (running, scanned.kernelCount)
        }
        var scan = Scan(at: now, singleUsers: [], kernelCount: 0)
        let names = (try? Descriptor.root(path).list(entriesMax: Self.processesMax)) ?? []
        for name in names {
            guard let pid = Int32(name), let uid = owner(of: pid), uids.contains(uid) else { continue }
            let command = read(pid, "cmdline", bytesMax: Self.commandBytesMax)
            if JupyterCommand.isSingleUser(command) { scan.singleUsers.append((pid, uid)) }
            if JupyterCommand.isKernel(command) { scan.kernelCount += 1 }
        }
        scanned = scan
        return (scan.singleUsers, scan.kernelCount)
    }

    /// Whose process this is; nil where there is none. Processes that hide from their user belong to root here.
    func owner(of pid: Int32) -> UInt32? {
        var found = clinux_entry()
        return clinux_describe_target("\(path)/\(pid)", &found) == 0 ? found.uid : nil
    }

    /// Whether a hub started it.
    func isSingleUser(_ pid: Int32) -> Bool {
        JupyterCommand.isSingleUser(read(pid, "cmdline", bytesMax: Self.commandBytesMax))
    }

    /// What a hub gave it.
    func environment(_ pid: Int32) -> SingleUserEnvironment {
        SingleUserEnvironment(read(pid, "environ", bytesMax: SingleUserEnvironment.bytesMax))
    }

    /// Who listens where.
    func ports() -> ListeningPorts {
        var ports = ListeningPorts()
        // Limits: 4 MiB each, some 28,000 sockets; those that listen come first.
        for name in ["net/tcp", "net/tcp6"] {
            ports.add(String(decoding: file(name, bytesMax: 4 << 20), as: UTF8.self))
        }
        return ports
    }

    private func read(_ pid: Int32, _ name: String, bytesMax: Int) -> [UInt8] {
        file("\(pid)/\(name)", bytesMax: bytesMax)
    }

    /// Nothing where the process ended meanwhile, or hides.
    private func file(_ name: String, bytesMax: Int) -> [UInt8] {
        let raw = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return [] }
        return (try? Descriptor(raw: raw, path: "\(path)/\(name)").readAll(bytesMax: bytesMax)) ?? []
    }
}
