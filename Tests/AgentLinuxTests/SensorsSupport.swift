import AgentCore
import CLinux
import Glibc

@testable import AgentLinux

/// A fixture tree of /proc, /sys and /etc, made by a test, as owners cannot be checked in.
struct FixtureRoot {
    let folder = TemporaryFolder()
    /// Whose processes are people's here.
    let uid: UInt32 = isRoot ? 20001 : geteuid()

    init(passwd: String = "root:x:0:0::/root:/bin/sh\nalice:x:20001:20001::/home/alice:/bin/bash\n") {
        for name in ["proc", "etc", "sys", "sys/fs", "sys/fs/cgroup"] { folder.directory(name) }
        folder.file("etc/passwd", passwd)
    }

    /// Makes directories on the way to a file, and the file.
    func file(_ path: String, _ text: String) {
        var below = ""
        for part in path.split(separator: "/").dropLast() {
            below += below.isEmpty ? String(part) : "/\(part)"
            folder.directory(below)
        }
        folder.file(path, text)
    }

    /// Makes or changes a process.
    func process(
        _ pid: Int32, uid: UInt32? = nil, name: String = "python", state: String = "S", parent: Int32 = 1,
        ticks: UInt64 = 0, start: UInt64 = 500, cgroup: String = "/system.slice/jupyterhub.service",
        command: String = "python\0train.py\0", bytes: UInt64 = 0
    ) {
        folder.directory("proc/\(pid)", owner: isRoot ? uid ?? self.uid : nil)
        folder.file(
            "proc/\(pid)/stat",
            "\(pid) (\(name)) \(state) \(parent) 1 1 0 -1 0 0 0 0 0 \(ticks) 0 0 0 20 0 1 0 \(start) 0\n")
        folder.file("proc/\(pid)/cgroup", "0::\(cgroup)\n")
        folder.file("proc/\(pid)/cmdline", command)
        folder.file("proc/\(pid)/io", "rchar: \(bytes)\nwchar: 0\n")
    }

    func remove(_ pid: Int32) { TemporaryFolder.removeTree(folder("proc/\(pid)")) }

    /// Makes or changes a control group of version 2.
    func group(_ path: String, microseconds: UInt64) {
        file("sys/fs/cgroup/cgroup.controllers", "cpu io memory\n")
        file("sys/fs/cgroup/\(path)/cpu.stat", "usage_usec \(microseconds)\nuser_usec 1\n")
    }
}

/// A child of a test's own that runs a shell script as somebody; ended with this value.
final class Child: Sendable {
    let pid: Int32

    /// Starts a script; nil where this needs root and we are not.
    init?(uid: UInt32, _ script: String) {
        guard isRoot else { return nil }
        let words = ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups", "/bin/sh", "-c", script]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { for word in arguments + environment { free(word) } }
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        pid = clinux_spawn(words[0], &arguments, &environment, null, null, null)
        guard pid > 0 else { return nil }
    }

    /// Ends the whole session that clinux_spawn gave it.
    deinit {
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    /// Ticks of the process and of its ended children, and its state.
    var stat: ProcessStat? { fileBytes("/proc/\(pid)/stat").flatMap { ProcessStat($0.span) } }

    /// Waits until the kernel shows something of it.
    func wait(for seconds: Double = 20, _ condition: (ProcessStat) -> Bool) -> Bool {
        let end = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
        while ContinuousClock.now < end {
            if let stat, condition(stat) { return true }
            usleep(10_000)
        }
        return false
    }
}

/// A moment of a look.
func moment(_ seconds: Double) -> SensorContext {
    SensorContext(
        now: BootInstant(seconds), wallSeconds: 1_800_000_000, windowSeconds: 60, cpuPercent: 5, gpuPercent: 5)
}
