package import AgentCore
internal import CLinux
internal import FoundationEssentials
internal import Glibc

extension Host {
    /// The machine itself, or a fixture tree below `root` for tests of the real binary.
    package static func live(root: String = "") -> Host {
        // Modes below are meant exactly; directories for users are made with their own rights.
        umask(0o022)
        let files = Files.live(root: root)
        let commands = Commands.live(root: root)
        return Host(
            commands: commands, files: files, accounts: .live(root: root, files: files),
            mounts: .live(root: root, files: files), homes: .live(root: root, commands: commands), clock: .live)
    }
}

extension Host.Clock {
    static var live: Host.Clock {
        Host.Clock(
            stamp: { Date.now.formatted(.iso8601) },
            sinceBoot: { .nanoseconds(clinux_boot_nanoseconds()) },
            sleep: { duration in usleep(useconds_t(clamping: duration.milliseconds * 1000)) },
            isRoot: geteuid() == 0)
    }
}

extension Host.Mounts {
    static func live(root: String, files: Host.Files) -> Host.Mounts {
        Host.Mounts(
            table: { () throws(SystemFailure) in
                // Limits: 4 MiB, some twenty thousand mounts.
                MountTable(
                    mountinfo: String(decoding: try files.read("/proc/self/mountinfo", 4 << 20) ?? [], as: UTF8.self))
            },
            isSameDirectory: { one, other in
                var first = clinux_entry()
                var second = clinux_entry()
                return clinux_describe_target(root + one, &first) == 0
                    && clinux_describe_target(root + other, &second) == 0
                    && first.device == second.device && first.inode == second.inode
            },
            connect: { address, port, timeLimit in
                -clinux_probe_tcp(address, port, Int32(clamping: timeLimit.milliseconds))
            })
    }
}
