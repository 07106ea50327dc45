internal import FoundationEssentials

/// Where a Jupyter server on this node is asked: always over loopback, whatever a user's file says.
package struct JupyterAddress: Sendable, Equatable {
    package var isSecure: Bool
    /// `127.0.0.1`, `localhost` or `[::1]`.
    package var host: String
    package var port: UInt16
    /// Begins and ends with a slash.
    package var basePath: String

    /// Limits: of a path that a user chose.
    private static let pathBytesMax = 512

    /// Puts an address together; nil where the parts are none.
    package init?(isSecure: Bool, host: String, port: Int, basePath: String) {
        guard let host = Self.loopback(host), let port = UInt16(exactly: port), port > 0,
            let path = Self.path(basePath)
        else { return nil }
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.basePath = path
    }

    /// Takes a URL such as `http://127.0.0.1:8888/user/alice/` apart.
    package init?(url: String) {
        let isSecure = url.hasPrefix("https://")
        guard isSecure || url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        // An IPv6 address has colons of its own, and brackets around them.
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        let colon = authority[end...].lastIndex(of: ":")
        let port = colon.map { Int(authority[authority.index(after: $0)...]) } ?? (isSecure ? 443 : 80)
        guard let port else { return nil }
        self.init(
            isSecure: isSecure, host: String(authority[..<(colon ?? authority.endIndex)]), port: port,
            basePath: path.isEmpty ? "/" : String(path))
    }

    /// The address of a call below the base.
    package func url(_ call: String) -> String { "\(isSecure ? "https" : "http")://\(host):\(port)\(basePath)\(call)" }

    /// The loopback address that reaches a server bound to this host; nil where none surely does.
    ///
    /// Names are not looked up: only texts that mean loopback, and those that mean every address of the machine.
    private static func loopback(_ host: String) -> String? {
        switch host.lowercased() {
        case "localhost": "localhost"
        case "127.0.0.1", "0.0.0.0", "", "*", "::", "[::]": "127.0.0.1"
        case "::1", "[::1]": "[::1]"
        default: nil
        }
    }

    private static func path(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            0x21...0x7E ~= byte && !#"?#\"<>{}|^`"#.utf8.contains(byte)
        }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), isPlain, text.utf8.count <= pathBytesMax,
            !text.split(separator: "/").contains("..")
        else { return nil }
        return text.hasSuffix("/") ? text : text + "/"
    }
}

/// What a server's runtime file says, `jpserver-PID.json` or `nbserver-PID.json`.
///
/// Source: jupyter_server, `ServerApp.server_info`; notebook 6, `NotebookApp.server_info`.
package struct JupyterRuntime: Sendable, Equatable {
    package var port: Int
    /// Nil where the server is not to be reached over loopback.
    package var address: JupyterAddress?
    package var token: Secret<String>

    /// Limits: of a file; real ones have 400 bytes.
    package static let bytesMax = 64 << 10

    /// Reads a file; nil where it is none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax, let entry = try? JSONDecoder().decode(Entry.self, from: Data(bytes))
        else { return nil }
        port = entry.port
        let token = entry.token ?? ""
        guard Self.isToken(token) else { return nil }
        self.token = Secret(token)
        // A server bound to every address writes the machine's name into its URL, and what it is bound to beside it.
        let path = entry.base_url ?? "/"
        let bound = entry.hostname.flatMap {
            JupyterAddress(isSecure: entry.secure ?? false, host: $0, port: entry.port, basePath: path)
        }
        let isSocket = !(entry.sock ?? "").isEmpty
        address = isSocket ? nil : bound ?? entry.url.flatMap { JupyterAddress(url: $0) }
        if address?.port != UInt16(exactly: port) { address = nil }
    }

    /// Whether a text can stand in a header line without ending it.
    package static func isToken(_ text: String) -> Bool {
        text.utf8.count <= 4096 && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }

    /// The PID in the name of a runtime file; nil for another name.
    package static func pid(fileName name: String) -> Int32? {
        for prefix in ["jpserver-", "nbserver-"] where name.hasPrefix(prefix) && name.hasSuffix(".json") {
            let digits = name.dropFirst(prefix.count).dropLast(5)
            guard digits.first != "0", digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            return Int32(digits)
        }
        return nil
    }

    private struct Entry: Decodable {
        var url: String?
        var hostname: String?
        var port: Int
        var sock: String?
        var secure: Bool?
        var base_url: String?
        var token: String?
    }
}
