import Settings

/// Where load balancers, scale sets and monitoring ask how the node is.
package struct HealthConfiguration: Sendable, Equatable {
    /// Numeric address, IPv6 without brackets; nil for no server.
    package var address: String?
    package var port: UInt16

    /// Takes values as they are, unchecked; the defaults are those of the table.
    package init(address: String? = "0.0.0.0", port: UInt16 = 9440) {
        self.address = address
        self.port = port
    }

    init(resolved: ResolvedSettings) throws(SettingsFailure) {
        guard let text = resolved.optionalString("health.listen") else {
            self.init(address: nil)
            return
        }
        guard let parts = Self.parts(text) else {
            throw SettingsFailure(problems: [
                SettingsProblem(
                    file: nil, keyPath: "health.listen", message: "not ADDRESS:PORT", remedy: "write 0.0.0.0:9440")
            ])
        }
        self.init(address: parts.address, port: parts.port)
    }

    /// `127.0.0.1:9440`, `[::]:9440`: the part before the last colon and a port from 1.
    static func parts(_ text: String) -> (address: String, port: UInt16)? {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0 else {
            return nil
        }
        let host = text[..<colon]
        let isIPv6 = host.hasPrefix("[") && host.hasSuffix("]")
        let address = isIPv6 ? host.dropFirst().dropLast() : host
        guard isIPv6 ? isIPv6Text(address) : isIPv4(address) else { return nil }
        return (String(address), port)
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { "\($0)" == part } ?? false }
    }

    /// Good enough to tell a typing error; the kernel has the last word.
    private static func isIPv6Text(_ text: Substring) -> Bool {
        text.contains(":") && text.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) }
    }

    static let keys: [SettingKey] = [
        SettingKey(
            "health.listen",
            .nullable(.string(TextRule("a numeric address and a port such as 0.0.0.0:9440") { parts($0) != nil })),
            default: "0.0.0.0:9440", example: "[::]:9440", needsRestart: true,
            "Where /health, /ready and /metrics are answered; null for nowhere.")
    ]
}
