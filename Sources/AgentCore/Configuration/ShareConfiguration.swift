import Settings

/// How the share is reached.
package enum ShareType: String, Sendable, CaseIterable {
    /// SMB 3 with a storage account's key.
    case smb
    /// NFS 4.1.
    case nfs
    /// A directory of the node, bind-mounted.
    case local
    /// No share: accounts only.
    case none
}

/// Where a user's directory lies on the share.
package enum ShareLayout: String, Sendable, CaseIterable {
    /// As the shell script of the VM pools had it.
    case notebooksThenUser = "notebooks/{user}"
    /// As the guide for a common identity had it.
    case userThenNotebooks = "{user}/notebooks"
}

/// Who may read what others keep on the share.
package enum SharePrivacy: String, Sendable, CaseIterable {
    /// Every user can read and write everything.
    case shared
    /// Each user has a directory that others cannot read.
    case perUser = "per-user"
}

/// Where the share comes from and how it appears on the node.
package struct ShareConfiguration: Sendable, Equatable {
    /// How the share is reached.
    package var type: ShareType
    /// `//HOST/SHARE[/SUB]`, `HOST:/PATH` or an absolute directory, by type; empty for type none.
    package var source: String
    /// Absolute path without a slash at the end.
    package var mountpoint: String
    /// Absolute path of the file with the account's name and key; nil for every type but smb.
    package var credentials: String?
    /// Mount options added to the defaults of the type.
    package var options: [String]
    /// Where a user's directory lies on the share.
    package var layout: ShareLayout
    /// Who may read what others keep on the share.
    package var privacy: SharePrivacy
    /// How long one mount attempt may take.
    ///
    /// Units: seconds, 5 to 300.
    package var timeoutSeconds: Int
    /// Whether the mountpoint may lie below `/mnt`, where Azure mounts the temporary disk.
    package var allowTemporaryDisk: Bool

    /// Takes values as they are, unchecked; the defaults are those of the table.
    package init(
        type: ShareType,
        source: String,
        mountpoint: String = "/datamnt/dsvmshare",
        credentials: String? = nil,
        options: [String] = [],
        layout: ShareLayout = .notebooksThenUser,
        privacy: SharePrivacy = .shared,
        timeoutSeconds: Int = 30,
        allowTemporaryDisk: Bool = false
    ) {
        self.type = type
        self.source = source
        self.mountpoint = mountpoint
        self.credentials = credentials
        self.options = options
        self.layout = layout
        self.privacy = privacy
        self.timeoutSeconds = timeoutSeconds
        self.allowTemporaryDisk = allowTemporaryDisk
    }

    init(resolved: ResolvedSettings) throws(SettingsFailure) {
        let type: ShareType = try AgentConfiguration.word("share.type", in: resolved)
        let source = resolved.optionalString("share.source") ?? ""
        self.init(
            type: type,
            source: type == .none ? "" : type == .local ? PathText.trimmed(source) : source,
            mountpoint: PathText.trimmed(resolved.string("share.mountpoint")),
            credentials: type == .smb ? resolved.optionalString("share.credentials") : nil,
            options: resolved.strings("share.options"),
            layout: try AgentConfiguration.word("share.layout", in: resolved),
            privacy: try AgentConfiguration.word("share.privacy", in: resolved),
            timeoutSeconds: resolved.integer("share.timeoutSeconds"),
            allowTemporaryDisk: resolved.boolean("share.allowTemporaryDisk"))
    }
}
