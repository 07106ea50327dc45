import Settings

/// The JupyterHub of this node, for the signal `jupyterhub`.
package struct HubConfiguration: Sendable, Equatable {
    /// The hub's API on this node, without a slash at the end.
    package var url: String
    /// Absolute path of the file with a service token of the hub.
    package var tokenFile: String

    /// Takes values as they are, unchecked.
    package init(url: String, tokenFile: String) {
        self.url = url
        self.tokenFile = tokenFile
    }

    /// Nil where no URL is set.
    init?(resolved: ResolvedSettings) {
        guard let url = resolved.optionalString("activity.hub.url"),
            let tokenFile = resolved.optionalString("activity.hub.tokenFile")
        else { return nil }
        self.init(url: PathText.trimmed(url), tokenFile: tokenFile)
    }

    static let keys: [SettingKey] = [
        SettingKey(
            "activity.hub.url", .nullable(.url(schemes: ["https", "http"])), default: .null,
            example: "http://127.0.0.1:8081/hub/api", needsRestart: false,
            "Address of the API of the JupyterHub on this node, over loopback; null to ask single-user servers only."),
        SettingKey(
            "activity.hub.tokenFile", .nullable(.string(NameRules.credentials)), default: .null,
            example: "/etc/dsvm-agent/credentials/hub.token", needsRestart: false,
            "File with a service token that the hub accepts, owned by root with mode 0600."),
    ]

    /// One without the other has no effect, and the token is for this node's hub alone.
    static let rule = SettingRule(reading: ["activity.hub.url", "activity.hub.tokenFile"]) { settings in
        let url = settings.optionalString("activity.hub.url")
        let tokenFile = settings.optionalString("activity.hub.tokenFile")
        if let url, JupyterAddress(url: url) == nil {
            return [
                (
                    "activity.hub.url",
                    Complaint(
                        "\(MessageText.quoted(url)) is not an address on this node",
                        remedy: "write http://127.0.0.1:8081/hub/api")
                )
            ]
        }
        switch (url, tokenFile) {
        case (nil, _?):
            return [("activity.hub.tokenFile", Complaint("has no effect without activity.hub.url", remedy: "set both"))]
        case (_?, nil):
            return [("activity.hub.url", Complaint("has no effect without activity.hub.tokenFile", remedy: "set both"))]
        default: return []
        }
    }
}
