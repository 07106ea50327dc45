/// The mount that the configuration asks for.
///
/// Source: the Azure Files guidance "Mount SMB Azure file shares on Linux clients", the AKS page "mountOptions settings
/// in Azure Files", and "NFS file shares" for NFS; docs/architecture.md says why each option is there.
package struct ShareMount: Sendable, Equatable {
    package var type: ShareType
    package var source: String
    package var mountpoint: String
    /// Comma-separated for mount(8); never holds a key.
    package var options: [String]
    /// The file with the account's name and key, SMB only.
    package var credentials: String?
    /// Units: seconds; how long one attempt may take.
    package var timeoutSeconds: Int

    /// Derives the mount; nil where no share is configured.
    package init?(_ share: ShareConfiguration) {
        guard share.type != .none else { return nil }
        type = share.type
        source = share.source
        mountpoint = share.mountpoint
        credentials = share.type == .smb ? share.credentials : nil
        timeoutSeconds = share.timeoutSeconds
        options = Self.defaults(share) + share.options
    }

    private static func defaults(_ share: ShareConfiguration) -> [String] {
        // Nobody becomes root or opens a device through a file that another machine wrote.
        let guarded = ["nosuid", "nodev"]
        switch share.type {
        case .smb:
            // Modes as the old script gave them: everyone reads and writes. See docs/compatibility.md, K4.
            return [
                "vers=3.1.1", "credentials=\(share.credentials ?? "")", "uid=0", "gid=0", "dir_mode=0777",
                "file_mode=0777", "serverino", "nosharesock", "actimeo=30", "mfsymlinks", "nobrl", "_netdev",
            ] + guarded
        case .nfs:
            return ["vers=4", "minorversion=1", "sec=sys", "nconnect=4", "noresvport", "actimeo=30", "_netdev"]
                + guarded
        case .local: return ["bind"] + guarded
        case .none: return []
        }
    }

    /// The file-system type for mount(8).
    package var fileSystemType: String {
        switch type {
        case .smb: "cifs"
        case .nfs: "nfs"
        case .local, .none: "none"
        }
    }

    /// The program that mount(8) needs for this type, and the package that brings it.
    package var helper: (program: String, package: String)? {
        switch type {
        case .smb: ("mount.cifs", "cifs-utils")
        case .nfs: ("mount.nfs", "nfs-common")
        case .local, .none: nil
        }
    }

    /// The server's name and port, nil for a local directory.
    package var server: (host: String, port: UInt16)? {
        switch type {
        case .smb: (String(source.dropFirst(2).prefix { $0 != "/" }), 445)
        case .nfs: (Self.nfsHost(source), 2049)
        case .local, .none: nil
        }
    }

    /// Owners of files on the share mean something: not on SMB, where the mount's options set them.
    package var ownersAreReal: Bool { type != .smb }

    /// The host of `HOST:/PATH`, where HOST may be an IPv6 address in brackets.
    private static func nfsHost(_ source: String) -> String {
        if source.hasPrefix("["), let end = source.firstIndex(of: "]") {
            return String(source[source.index(after: source.startIndex)..<end])
        }
        return String(source.prefix { $0 != ":" })
    }
}

/// What stands at the mountpoint now.
package enum ShareState: Sendable, Equatable {
    case unmounted
    case mounted(isReadOnly: Bool)
    /// Something else is mounted there.
    case foreign(source: String, type: String)

    /// Judges a mount by the kernel's table alone.
    ///
    /// `isSameDirectory` answers for bind mounts whether source and mountpoint are one directory: the table names the
    /// device there, not the directory that was bound.
    package init(_ mount: ShareMount, table: MountTable, isSameDirectory: Bool) {
        guard let entry = table.top(at: mount.mountpoint) else {
            self = .unmounted
            return
        }
        let isOurs =
            switch mount.type {
            case .smb: ["cifs", "smb3"].contains(entry.type) && Self.isSameUNC(entry, mount.source)
            case .nfs: ["nfs", "nfs4"].contains(entry.type) && entry.source == mount.source && entry.root == "/"
            case .local, .none: isSameDirectory
            }
        self = isOurs ? .mounted(isReadOnly: entry.isReadOnly) : .foreign(source: entry.source, type: entry.type)
    }

    /// Names of SMB servers and shares do not distinguish case, and a trailing slash says nothing.
    private static func isSameUNC(_ entry: MountTable.Entry, _ source: String) -> Bool {
        func parts(_ text: String) -> [String] {
            text.lowercased().split { $0 == "/" || $0 == "\\" }.map(String.init)
        }
        // cifs shows the sub-directory of a share as the root, within the source, or in both, depending on the kernel.
        let (shown, root, wanted) = (parts(entry.source), parts(entry.root), parts(source))
        return shown + root == wanted || shown == wanted && Array(shown.dropFirst(2)) == root
    }
}
