import Settings

/// Where the share may appear: C9 of the compatibility contract.
enum MountpointRule {
    /// Directories that belong to the system with everything below.
    ///
    /// Source: Filesystem Hierarchy Standard 3.0, section 3; `lib<qual>` as Debian and Ubuntu have them.
    static let systemTrees = [
        "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libo32", "/libx32", "/proc", "/root", "/run",
        "/sbin", "/sys", "/usr",
    ]

    /// Directories that hold other people's directories: a mount would hide those, one level below is fine.
    static let sharedDirectories = ["/home", "/media", "/mnt", "/opt", "/srv", "/tmp", "/var"]

    /// Azure's agent mounts the temporary disk there (`ResourceDisk.MountPoint` in waagent.conf).
    static let temporaryDisk = "/mnt"

    /// The part of the rule that needs no other key.
    static let text = TextRule("an absolute path of a directory that is not the system's", check: complaint)

    static func complaint(_ text: String) -> Complaint? {
        if let complaint = TextCheck.pathComplaint(text, role: .directory) { return complaint }
        let path = PathText.trimmed(text)
        let remedy = "choose a directory of its own, such as /datamnt/dsvmshare"
        if path == "/" {
            return Complaint("the share can't be mounted over the root directory", remedy: remedy)
        }
        if let tree = systemTrees.first(where: { PathText.isWithin(path, directory: $0) }) {
            return Complaint("\(MessageText.quoted(path)) is in the system directory \(tree)", remedy: remedy)
        }
        if sharedDirectories.contains(path) {
            return Complaint("a share mounted on \(path) would hide what is in it", remedy: remedy)
        }
        if PathText.lastComponent(path) == "notebooks" {
            return Complaint(
                "a mountpoint named notebooks would give every home a link where its notebooks directory stands",
                remedy: "choose another last part, such as /datamnt/dsvmshare")
        }
        return nil
    }

    /// The part that depends on `share.allowTemporaryDisk`.
    static func temporaryDiskComplaint(_ text: String) -> Complaint? {
        guard PathText.isWithin(PathText.trimmed(text), directory: temporaryDisk) else { return nil }
        return Complaint(
            "\(MessageText.quoted(text)) is below /mnt, where Azure mounts the temporary disk and wipes it",
            remedy: "choose another directory, or set share.allowTemporaryDisk to true if no such disk is there")
    }
}
