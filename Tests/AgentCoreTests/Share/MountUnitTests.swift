import AgentCore
import Testing

struct MountUnitTests {
    @Test func `The unit of an SMB share is this text`() throws {
        let unit = MountUnit(try #require(ShareMount(smbShare)))
        #expect(unit.name == "datamnt-dsvmshare.mount")
        #expect(
            unit.text == """
                # Made by dsvm-agent from its configuration; changes here are overwritten.
                [Unit]
                Description=The pool's share
                Documentation=man:dsvm-agent(8)
                After=network-online.target
                Wants=network-online.target
                Before=remote-fs.target

                [Mount]
                What=//acct.file.core.windows.net/team
                Where=/datamnt/dsvmshare
                Type=cifs
                Options=vers=3.1.1,credentials=/etc/dsvm-agent/credentials/share.cred,uid=0,gid=0,dir_mode=0777,\
                file_mode=0777,serverino,nosharesock,actimeo=30,mfsymlinks,nobrl,_netdev,nosuid,nodev
                TimeoutSec=30

                [Install]
                WantedBy=remote-fs.target

                """)
        #expect(unit.text.hasPrefix(MountUnit.mark + "\n"))
    }

    @Test func `The unit of a local share waits for no network`() throws {
        let text = MountUnit(try #require(ShareMount(localShare))).text
        #expect(!text.contains("network"))
        #expect(text.contains("Before=local-fs.target\n") && text.contains("WantedBy=local-fs.target\n"))
        #expect(text.contains("Type=none\nOptions=bind,nosuid,nodev\n"))
    }

    @Test func `A per cent sign is no specifier`() throws {
        var share = nfsShare
        share.source = "h:/a%b"
        share.mountpoint = "/data/100%"
        share.options = ["x=%h"]
        let unit = MountUnit(try #require(ShareMount(share)))
        #expect(unit.text.contains("What=h:/a%%b\nWhere=/data/100%%\n"))
        #expect(unit.text.contains(",x=%%h\n"))
        #expect(unit.name == #"data-100\x25.mount"#)
    }

    /// systemd-escape(1): "/" alone is "-", other "/" become "-", ASCII letters, digits, ":", "_" and "." stay, "." not first.
    @Test(arguments: [
        Row("root", "/", "-"), Row("documented example", "/Hallöchen/Meister", #"Hall\xc3\xb6chen-Meister"#),
        Row("plain", "/datamnt/dsvmshare", "datamnt-dsvmshare"), Row("slash at the end", "/a/b/", "a-b"),
        Row("doubled slashes", "//a///b", "a-b"), Row("hyphen", "/data-mnt/x", #"data\x2dmnt-x"#),
        Row("blank", "/a b", #"a\x20b"#), Row("dot first", "/.hidden/.x", #"\x2ehidden-.x"#),
        Row("dots inside", "/a.b/c..d", "a.b-c..d"),
        Row("backslash", #"/a\b"#, #"a\x5cb"#), Row("colon and underline", "/a:b_c", "a:b_c"),
        Row("at", "/a@b", #"a\x40b"#),
        Row("newline", "/a\nb", #"a\x0ab"#), Row("four bytes", "/😀", #"\xf0\x9f\x98\x80"#),
    ])
    func `A path is escaped as systemd-escape does`(row: Row<String, String>) {
        #expect(MountUnit.escape(path: row.input) == row.expected)
    }

    @Test func `Different plain paths never get one unit name`() {
        let words = product(of: ["a", "-", ".", "_", "/", "x2d", "\\"], count: 4).map { "/" + $0.joined() }
        let paths = Set(words.map { "/" + $0.split(separator: "/").joined(separator: "/") })
        let names = Set(paths.map(MountUnit.escape(path:)))
        #expect(names.count == paths.count)
    }

    @Test func `The journal is asked for this unit only`() throws {
        let command = MountUnit(try #require(ShareMount(smbShare))).journalCommand
        #expect(
            command.line == "journalctl --unit datamnt-dsvmshare.mount --boot --lines 20 --output cat --no-pager")
        #expect(command.timeLimit == .seconds(5))
    }
}
