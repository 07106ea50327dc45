import Settings

/// Rules that tie several keys together.
enum ConfigurationRules {
    static let all: [SettingRule] = [
        source, credentials, localLoop, temporaryDisk, privacy, uidRange, coordinator, HubConfiguration.rule,
    ]

    private static let source = SettingRule(reading: ["share.type", "share.source"]) { settings in
        guard let type = shareType(settings) else { return [] }
        return findings(
            "share.source", ShareSourceRule.complaint(settings.optionalString("share.source"), type: type))
    }

    private static let credentials = SettingRule(reading: ["share.type", "share.credentials"]) { settings in
        let path = settings.optionalString("share.credentials")
        switch shareType(settings) {
        case .smb where path == nil:
            return findings(
                "share.credentials",
                Complaint("smb needs a file with the account's key", remedy: "remove the key to get the default"))
        case .nfs where path != nil && settings.origin("share.credentials") != .builtIn,
            .local where path != nil && settings.origin("share.credentials") != .builtIn:
            return findings(
                "share.credentials", Complaint("has no effect unless share.type is smb", remedy: "remove the key"))
        default:
            return []
        }
    }

    /// A directory bind-mounted into itself shows itself again at every level.
    private static let localLoop = SettingRule(
        reading: ["share.type", "share.source", "share.mountpoint"]
    ) { settings in
        guard shareType(settings) == .local, let text = settings.optionalString("share.source"),
            ShareSourceRule.complaint(text, type: .local) == nil
        else { return [] }
        let source = PathText.trimmed(text)
        let mountpoint = PathText.trimmed(settings.string("share.mountpoint"))
        guard
            PathText.isWithin(source, directory: mountpoint) || PathText.isWithin(mountpoint, directory: source)
        else { return [] }
        return findings(
            "share.source",
            Complaint(
                "\(MessageText.quoted(source)) and the mountpoint \(MessageText.quoted(mountpoint)) contain each other",
                remedy: "choose a directory outside the mountpoint"))
    }

    private static let temporaryDisk = SettingRule(
        reading: ["share.mountpoint", "share.allowTemporaryDisk"]
    ) { settings in
        guard !settings.boolean("share.allowTemporaryDisk") else { return [] }
        return findings(
            "share.mountpoint", MountpointRule.temporaryDiskComplaint(settings.string("share.mountpoint")))
    }

    private static let privacy = SettingRule(reading: ["share.type", "share.privacy"]) { settings in
        guard shareType(settings) == .smb, settings.string("share.privacy") == SharePrivacy.perUser.rawValue else {
            return []
        }
        return findings(
            "share.privacy",
            Complaint(
                "per-user needs a mount for each user with smb, which this version does not have",
                remedy: "write \"shared\", or use nfs"))
    }

    private static let uidRange = SettingRule(reading: ["users.uidRange"]) { settings in
        let bounds = settings.integers("users.uidRange")
        guard bounds.count == 2, bounds[0] >= bounds[1] else { return [] }
        return findings(
            "users.uidRange",
            Complaint("\(bounds[0]) is not below \(bounds[1])", remedy: "write the lower number first"))
    }

    /// Without an address nothing of the group has an effect, which is never what was meant.
    private static let coordinator = SettingRule(
        reading: ["coordinator.url", "coordinator.caFile", "coordinator.heartbeatSeconds"]
    ) { settings in
        guard settings.optionalString("coordinator.url") == nil else { return [] }
        return ["coordinator.caFile", "coordinator.heartbeatSeconds"].flatMap { path in
            settings.origin(path) == .builtIn
                ? []
                : findings(
                    path, Complaint("has no effect without coordinator.url", remedy: "set the URL or remove the key"))
        }
    }

    private static func shareType(_ settings: ResolvedSettings) -> ShareType? {
        ShareType(rawValue: settings.string("share.type"))
    }

    private static func findings(
        _ keyPath: String, _ complaint: Complaint?
    ) -> [(keyPath: String, complaint: Complaint)] {
        complaint.map { [(keyPath, $0)] } ?? []
    }
}
