import AgentCore
import Testing

let smbShare = ShareConfiguration(
    type: .smb, source: "//acct.file.core.windows.net/team", credentials: "/etc/dsvm-agent/credentials/share.cred")
let nfsShare = ShareConfiguration(type: .nfs, source: "acct.file.core.windows.net:/acct/team")
let localShare = ShareConfiguration(type: .local, source: "/srv/share")

private func smb(_ source: String) -> ShareConfiguration {
    ShareConfiguration(type: .smb, source: source, credentials: "/c")
}

/// One line of the kernel's table at the mountpoint, or none, and how it is judged.
private struct Sight: Sendable {
    var share: ShareConfiguration
    var entry: MountTable.Entry?
    var isSameDirectory = false

    init(_ share: ShareConfiguration, _ type: String?, _ source: String = "", root: String = "/", same: Bool = false) {
        self.share = share
        entry = type.map { MountTable.Entry(root: root, mountpoint: "/datamnt/dsvmshare", type: $0, source: source) }
        isSameDirectory = same
    }
}

private let unc = "//acct.file.core.windows.net/team"
private let export = "acct.file.core.windows.net:/acct/team"
private let ours = ShareState.mounted(isReadOnly: false)

struct ShareMountTests {
    @Test(arguments: [
        Row("smb, nothing there", Sight(smbShare, nil), ShareState.unmounted),
        Row("smb, ours", Sight(smbShare, "cifs", unc), ours),
        Row("smb, newer type", Sight(smbShare, "smb3", unc), ours),
        Row("smb, case differs", Sight(smbShare, "cifs", "//ACCT.File.core.windows.net/TEAM"), ours),
        Row("smb, slash at the end", Sight(smbShare, "cifs", unc + "/"), ours),
        Row("smb, backslashes", Sight(smbShare, "cifs", #"\\acct.file.core.windows.net\team"#), ours),
        Row("smb, sub-directory in the source", Sight(smb("//h/s/a/b"), "cifs", "//h/s/a/b"), ours),
        Row("smb, sub-directory as root", Sight(smb("//h/s/a/b"), "cifs", "//h/s", root: "/a/b"), ours),
        Row("smb, sub-directory in both", Sight(smb("//h/s/a/b"), "cifs", "//h/s/a/b", root: "/a/b"), ours),
        Row(
            "smb, a part bound", Sight(smb("//h/s/a"), "cifs", "//h/s/a", root: "/a/b"),
            .foreign(source: "//h/s/a", type: "cifs")),
        Row(
            "smb, whole share in its place", Sight(smb("//h/s/a"), "cifs", "//h/s"),
            .foreign(source: "//h/s", type: "cifs")),
        Row(
            "smb, sub-directory in its place", Sight(smb("//h/s"), "cifs", "//h/s", root: "/a"),
            .foreign(source: "//h/s", type: "cifs")),
        Row(
            "smb, other share", Sight(smbShare, "cifs", "//acct.file.core.windows.net/x"),
            .foreign(source: "//acct.file.core.windows.net/x", type: "cifs")),
        Row("smb, longer name", Sight(smbShare, "cifs", unc + "2"), .foreign(source: unc + "2", type: "cifs")),
        Row("smb, other type", Sight(smbShare, "ext4", unc), .foreign(source: unc, type: "ext4")),
        Row("nfs, nothing there", Sight(nfsShare, nil), .unmounted),
        Row("nfs, ours", Sight(nfsShare, "nfs4", export), ours),
        Row("nfs, older type", Sight(nfsShare, "nfs", export), ours),
        Row("nfs, other path", Sight(nfsShare, "nfs4", export + "2"), .foreign(source: export + "2", type: "nfs4")),
        Row(
            "nfs, a part of it bound", Sight(nfsShare, "nfs4", export, root: "/a"),
            .foreign(source: export, type: "nfs4")),
        Row("nfs, other type", Sight(nfsShare, "fuse", export), .foreign(source: export, type: "fuse")),
        Row("local, ours", Sight(localShare, "ext4", "/dev/sda1", root: "/srv/share", same: true), ours),
        Row(
            "local, other directory", Sight(localShare, "ext4", "/dev/sda1", root: "/srv/x"),
            .foreign(source: "/dev/sda1", type: "ext4")),
        Row("local, same directory without a mount", Sight(localShare, nil, same: true), .unmounted),
    ])
    private func `What is mounted is judged by the kernel's table`(row: Row<Sight, ShareState>) throws {
        let mount = try #require(ShareMount(row.input.share))
        let other = MountTable.Entry(mountpoint: "/other", type: "cifs", source: unc)
        let table = MountTable(entries: [other] + (row.input.entry.map { [$0] } ?? []))
        #expect(ShareState(mount, table: table, isSameDirectory: row.input.isSameDirectory) == row.expected)
    }

    @Test func `A mount over ours is foreign, and a read-only one is told`() throws {
        let mount = try #require(ShareMount(smbShare))
        let mine = MountTable.Entry(
            mountpoint: mount.mountpoint, type: "cifs", source: unc, superOptions: ["ro"])
        let over = MountTable.Entry(mountpoint: mount.mountpoint, type: "tmpfs", source: "tmpfs")
        #expect(
            ShareState(mount, table: MountTable(entries: [mine]), isSameDirectory: false) == .mounted(isReadOnly: true))
        #expect(
            ShareState(mount, table: MountTable(entries: [mine, over]), isSameDirectory: false)
                == .foreign(source: "tmpfs", type: "tmpfs"))
    }

    @Test(arguments: [
        Row(
            "smb", smbShare,
            "vers=3.1.1,credentials=/etc/dsvm-agent/credentials/share.cred,uid=0,gid=0,dir_mode=0777,file_mode=0777,"
                + "serverino,nosharesock,actimeo=30,mfsymlinks,nobrl,_netdev,nosuid,nodev"),
        Row("nfs", nfsShare, "vers=4,minorversion=1,sec=sys,nconnect=4,noresvport,actimeo=30,_netdev,nosuid,nodev"),
        Row("local", localShare, "bind,nosuid,nodev"),
    ])
    func `Each type has its options, and the operator's come last`(row: Row<ShareConfiguration, String>) throws {
        #expect(try #require(ShareMount(row.input)).options.joined(separator: ",") == row.expected)
        var more = row.input
        more.options = ["actimeo=1", "ro"]
        #expect(try #require(ShareMount(more)).options.suffix(2) == ["actimeo=1", "ro"])
    }

    @Test(arguments: [smbShare, nfsShare, localShare])
    func `No option names a user or holds a key`(share: ShareConfiguration) throws {
        let names = try #require(ShareMount(share)).options.map { $0.prefix { $0 != "=" }.lowercased() }
        #expect(Set(names).isDisjoint(with: ["username", "user", "password", "pass", "password2", "cred"]))
    }

    @Test func `Each type has its helper, server and owners`() throws {
        let smb = try #require(ShareMount(smbShare))
        let nfs = try #require(ShareMount(nfsShare))
        let local = try #require(ShareMount(localShare))
        #expect([smb, nfs, local].map(\.fileSystemType) == ["cifs", "nfs", "none"])
        #expect([smb, nfs, local].map { $0.helper?.package } == ["cifs-utils", "nfs-common", nil])
        #expect(
            [smb, nfs, local].map { $0.server?.host } == [
                "acct.file.core.windows.net", "acct.file.core.windows.net", nil,
            ])
        #expect([smb, nfs, local].map { $0.server?.port } == [445, 2049, nil])
        #expect([smb, nfs, local].map(\.ownersAreReal) == [false, true, true])
        #expect([smb, nfs, local].map { $0.credentials != nil } == [true, false, false])
        #expect(ShareMount(ShareConfiguration(type: .none, source: "")) == nil)
        #expect(ShareMount(ShareConfiguration(type: .nfs, source: "[fd00::1]:/a"))?.server?.host == "fd00::1")
    }
}
