import Settings

/// Whom the node reports to.
package struct CoordinatorConfiguration: Sendable, Equatable {
    /// Scheme, host, port and path, without a slash at the end.
    package var url: String
    /// Absolute path of the file with the bearer token.
    package var tokenFile: String
    /// Absolute path of the certificates to trust; nil for the system's.
    package var caFile: String?
    /// How often to report until the coordinator says otherwise. Units: seconds, 1 to 300.
    package var heartbeatSeconds: Int

    /// Takes values as they are, unchecked; the defaults are those of the table.
    package init(
        url: String, tokenFile: String = "/etc/dsvm-agent/credentials/pool.token", caFile: String? = nil,
        heartbeatSeconds: Int = 15
    ) {
        self.url = url
        self.tokenFile = tokenFile
        self.caFile = caFile
        self.heartbeatSeconds = heartbeatSeconds
    }

    /// Nil where no URL is set.
    init?(resolved: ResolvedSettings) {
        guard let url = resolved.optionalString("coordinator.url") else { return nil }
        self.init(
            url: PathText.trimmed(url), tokenFile: resolved.string("coordinator.tokenFile"),
            caFile: resolved.optionalString("coordinator.caFile"),
            heartbeatSeconds: resolved.integer("coordinator.heartbeatSeconds"))
    }

    /// Where heartbeats go.
    package var heartbeatURL: String { url + "/v1/heartbeats" }

    static let keys: [SettingKey] = [
        SettingKey(
            "coordinator.url", .nullable(.url(schemes: ["https", "http"])), default: .null,
            example: "https://10.0.0.4:8443", needsRestart: false,
            "Address of the pool's coordinator; null for a node that reports to nobody and is never removed."),
        SettingKey(
            "coordinator.tokenFile", .string(NameRules.credentials), default: "/etc/dsvm-agent/credentials/pool.token",
            example: "/etc/dsvm-agent/credentials/team.token", needsRestart: false,
            "File with the token that proves the node to the coordinator, owned by root with mode 0600."),
        SettingKey(
            "coordinator.caFile", .nullable(.absolutePath(.file)), default: .null,
            example: "/etc/dsvm-agent/coordinator-ca.pem", needsRestart: false,
            "Certificates that may have signed the coordinator's; null for those of the system."),
        SettingKey(
            "coordinator.heartbeatSeconds", .integer(1...300), default: 15, unit: "seconds", example: 30,
            needsRestart: false,
            "How often to report, until the coordinator asks for another interval."),
    ]
}
