internal import AgentCore
internal import CLinux
internal import Glibc

/// Finds the terminals below /dev. Nothing is opened, so nothing can block and no access time moves.
enum TerminalReader {
    /// Limits: more terminals than this are not looked at.
    private static let terminalsMax = 4096

    /// Consoles an admin may sit at: the virtual ones, and the serial console of a VM.
    private static let consoles = ["tty1", "tty2", "tty3", "tty4", "tty5", "tty6", "ttyS0", "hvc0", "ttyAMA0"]

    /// Reads access time and owner of each terminal.
    static func read(root: String) throws(SystemFailure) -> [Terminal] {
        let devices = try Descriptor.root(root + "/dev")
        var result: [Terminal] = []
        for name in consoles { result += try terminal(name, in: devices, as: name) }
        // No /dev/pts, no pseudo-terminals: a container, or very early.
        guard try devices.describe("pts") != nil else { return result }
        let pseudo = try devices.directory("pts")
        for name in try pseudo.list(entriesMax: terminalsMax) where name != "ptmx" {
            result += try terminal(name, in: pseudo, as: "pts/\(name)")
        }
        return result
    }

    private static func terminal(
        _ entry: String, in directory: borrowing Descriptor, as name: String
    ) throws(SystemFailure) -> [Terminal] {
        guard let found = try directory.describe(entry) else { return [] }
        return [Terminal(name: name, uid: found.uid, accessSeconds: Double(found.access_nanoseconds) / 1e9)]
    }
}
