package import Settings

extension AgentConfiguration {
    /// The agent's table of keys: a new key is one row here and one field in its structure.
    package static let schema = SettingsSchema(
        program: "dsvm-agent",
        keys: topLevelKeys + shareKeys + usersKeys,
        rules: ConfigurationRules.all)

    private static let topLevelKeys: [SettingKey] = [
        SettingKey(
            "pool", .string(NameRules.pool), default: "dsvm", example: "team-a", needsRestart: true,
            "Name of the pool that the node belongs to.")
    ]

    private static let shareKeys: [SettingKey] = [
        SettingKey(
            "share.type", .oneOf(ShareType.allCases.map(\.rawValue)), default: nil, example: "smb", needsRestart: true,
            "How the share is reached: SMB, NFS, a directory of the node, or no share at all."),
        SettingKey(
            "share.source", .nullable(.string(ShareSourceRule.text)), default: .null,
            example: "//ACCOUNT.file.core.windows.net/SHARE", needsRestart: true, isAskedFor: true,
            "What is mounted; smb: //HOST/SHARE, nfs: HOST:/PATH, local: a directory, none: nothing."),
        SettingKey(
            "share.mountpoint", .string(MountpointRule.text), default: "/datamnt/dsvmshare", example: "/data/team",
            needsRestart: true,
            "Where the share appears; its last part is also the name of the link in every home directory."),
        SettingKey(
            "share.credentials", .nullable(.string(NameRules.credentials)),
            default: "/etc/dsvm-agent/credentials/share.cred",
            example: "/etc/dsvm-agent/credentials/team.cred", needsRestart: true,
            "File with the account name and key, owned by root with mode 0600; smb only."),
        SettingKey(
            "share.options", .list(of: .string(MountOptionRule.text), count: 0...32), default: [],
            example: ["actimeo=30"], needsRestart: true,
            "Mount options added to the defaults of the type."),
        SettingKey(
            "share.layout", .oneOf(ShareLayout.allCases.map(\.rawValue)), default: "notebooks/{user}",
            example: "{user}/notebooks", needsRestart: true,
            "Where a user's directory lies on the share."),
        SettingKey(
            "share.privacy", .oneOf(SharePrivacy.allCases.map(\.rawValue)), default: "shared", example: "per-user",
            needsRestart: true,
            "Whether users can read what others keep on the share; per-user is not available with smb yet."),
        SettingKey(
            "share.timeoutSeconds", .integer(5...300), default: 30, unit: "seconds", example: 60, needsRestart: false,
            "How long one attempt to mount may take."),
        SettingKey(
            "share.allowTemporaryDisk", .boolean, default: false, example: true, needsRestart: true,
            "Accepts a mountpoint below /mnt, where Azure mounts the temporary disk that it wipes."),
    ]

    private static let usersKeys: [SettingKey] = [
        SettingKey(
            "users.first", .nullable(.string(NameRules.existingAccount)), default: "dsvmuser", example: "azureuser",
            needsRestart: false,
            "Account that every node has: the image's own, which only gets its links, or else made; null for none."),
        SettingKey(
            "users.uidRange", .list(of: .integer(1000...4_294_967_293), count: 2...2), default: [20000, 59999],
            example: [30000, 39999], needsRestart: false,
            "Lowest and highest user number for the accounts that the agent makes."),
        SettingKey(
            "users.groups", .list(of: .string(NameRules.group), count: 0...32), default: ["docker"],
            example: ["docker", "video"], needsRestart: false,
            "Existing groups that every account the agent makes joins."),
        SettingKey(
            "users.shell", .string(NameRules.shell), default: "/bin/bash", example: "/usr/bin/zsh",
            needsRestart: false,
            "Login shell of the accounts that the agent makes."),
    ]
}
