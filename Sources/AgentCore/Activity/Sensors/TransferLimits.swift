/// How many bytes in a window are somebody's work; each limit with its reason.
package enum TransferLimits {
    /// Programs that do nothing but move what a person asked for: `sftp-server`, `scp`, `rsync`. Any request of theirs counts,
    /// a stalled one moves nothing at all; keep-alives are sshd's and do not reach them.
    package static let transferBytes = 4096.0
    /// An sshd of a session without a terminal. An open editor's connection carries about 1 KiB/s of keep-alives and
    /// notifications with nobody at it; `ssh host 'cat > file'` moves more in the slowest of networks.
    package static let connectionBytes = 256.0 * 1024
    /// Every other process. A server left behind talks to itself, writes logs and answers polling tabs: some KiB/s at most,
    /// below 17 KiB/s, which this is.
    package static let processBytes = 1024.0 * 1024
    /// What a program reads to start: its libraries, an interpreter's modules.
    package static let startBytes: UInt64 = 4 << 20
    /// The share's client as a whole. The agent's own probe moves less than 64 KiB a minute, attribute traffic of `actimeo`
    /// is not in the byte counters.
    package static let shareBytes = 1024.0 * 1024

    /// What a process is, for the limits above.
    package enum Role: Sendable, Equatable { case transfer, connection, process, display }

    /// Programs that show something again and again, and read much of /proc for it: left open they are presence.
    private static let displays: Set<String> = [
        "top", "htop", "btop", "atop", "nvtop", "glances", "iotop", "watch", "tail", "less", "journalctl", "nvidia-smi",
        "tmux: server", "tmux: client", "screen",
    ]

    /// Judges a process by its name; for sshd, by the title it gives itself.
    ///
    /// Source: OpenSSH's session.c, `setproctitle`: `sshd: alice@notty`, `sshd: alice@pts/0,pts/1`,
    /// `sshd: alice@internal-sftp`; without a session, as for a tunnel, `sshd: alice`. OpenSSH 9.8 and later name the
    /// program sshd-session.
    package static func role(of process: PersonProcess) -> Role {
        switch process.stat.name {
        case "sftp-server", "scp", "rsync": .transfer
        case "sshd", "sshd-session":
            if let title = process.command, let at = title.lastIndex(of: "@") {
                switch title[title.index(after: at)...] {
                case let tty where tty.hasPrefix("internal-sftp"): .transfer
                case let tty where tty.hasPrefix("notty"): .connection
                // What goes through is a terminal's text: the key presses are the tty signal's.
                default: .display
                }
            } else {
                .process
            }
        case let name where displays.contains(name): .display
        default: .process
        }
    }

    /// Bytes in a window that this role needs; nil for what never counts.
    package static func bytes(_ role: Role) -> Double? {
        switch role {
        case .transfer: transferBytes
        case .connection: connectionBytes
        case .process: processBytes
        case .display: nil
        }
    }
}
