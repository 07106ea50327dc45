/// Who listens on which TCP port that is reached over loopback.
///
/// A token is sent only to a port whose listeners all belong to the token's owner: a server that ended may have left its
/// port to somebody else.
package struct ListeningPorts: Sendable, Equatable {
    private var owners: [UInt16: Set<UInt32>] = [:]

    /// Loopback, and every address, as the kernel prints them on a little-endian machine.
    private static let addresses: Set<Substring> = [
        "00000000", "0100007F", "00000000000000000000000000000000", "00000000000000000000000001000000",
    ]

    /// Starts with nobody.
    package init() {}

    /// Adds the lines of `/proc/net/tcp` or `/proc/net/tcp6`.
    ///
    /// Source: Documentation/networking/proc_net_tcp.rst: address:port in hexadecimal, state 0A is LISTEN, field 7 the uid.
    package mutating func add(_ text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 8)
            guard fields.count >= 8, fields[3] == "0A", let uid = UInt32(fields[7]) else { continue }
            let local = fields[1].split(separator: ":")
            guard local.count == 2, Self.addresses.contains(local[0]), let port = UInt16(local[1], radix: 16) else {
                continue
            }
            owners[port, default: []].insert(uid)
        }
    }

    /// The users who listen there.
    package func owners(of port: UInt16) -> Set<UInt32> { owners[port] ?? [] }
}

/// Recognises Jupyter's processes by their command lines.
package enum JupyterCommand {
    /// Limits: how many words of a command line are looked at; interpreters and options come before a program's name.
    private static let wordsMax = 8
    private static let singleUsers: Set<Substring> = [
        "jupyterhub-singleuser", "jupyter-singleuser", "jupyter-labhub", "jupyterhub.singleuser", "jupyterhub.labhub",
    ]

    /// A server that a JupyterHub started for one user. `commandLine` is `/proc/PID/cmdline`.
    package static func isSingleUser(_ commandLine: [UInt8]) -> Bool {
        words(commandLine).contains { word in
            word.split(separator: "/").last.map { singleUsers.contains($0) } ?? false
        }
    }

    /// A Python kernel: `python -m ipykernel_launcher -f …/kernel-UUID.json`.
    package static func isKernel(_ commandLine: [UInt8]) -> Bool {
        let words = words(commandLine)
        return words.contains { $0.contains("ipykernel_launcher") }
            && words.contains { $0.contains("kernel-") && $0.hasSuffix(".json") }
    }

    private static func words(_ commandLine: [UInt8]) -> [String] {
        commandLine.split(separator: 0, maxSplits: wordsMax).prefix(wordsMax).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// What a hub gave one of its single-user servers, out of that server's environment.
///
/// The token opens that user's own server and lets it report its activity, nothing else, and that user has it already.
/// Source: jupyterhub, `Spawner.get_env` and the role `server`.
package struct SingleUserEnvironment: Sendable, Equatable {
    package var address: JupyterAddress?
    package var token: Secret<String>?

    /// Limits: of an environment; the kernel's own limit for all arguments and variables is larger.
    package static let bytesMax = 256 << 10

    /// Reads `/proc/PID/environ`.
    package init(_ bytes: [UInt8]) {
        for entry in bytes.split(separator: 0) {
            if let value = Self.value(of: "JUPYTERHUB_API_TOKEN=", in: entry), !value.isEmpty,
                JupyterRuntime.isToken(value)
            {
                token = Secret(value)
            }
            if let value = Self.value(of: "JUPYTERHUB_SERVICE_URL=", in: entry) { address = JupyterAddress(url: value) }
        }
    }

    private static func value(of name: String, in entry: ArraySlice<UInt8>) -> String? {
        entry.starts(with: name.utf8) ? String(decoding: entry.dropFirst(name.utf8.count), as: UTF8.self) : nil
    }
}
