import AgentCore
import Testing

private let cifs =
    #"83 29 0:52 / /datamnt/dsvmshare rw,nosuid,nodev,relatime shared:44 - cifs //a.file.core.windows.net/s rw,vers=3.1.1"#

struct MountTableTests {
    @Test func `A line of mountinfo is read field by field`() {
        #expect(
            MountTable(mountinfo: cifs).entries == [
                MountTable.Entry(
                    mountpoint: "/datamnt/dsvmshare", options: ["rw", "nosuid", "nodev", "relatime"], type: "cifs",
                    source: "//a.file.core.windows.net/s", superOptions: ["rw", "vers=3.1.1"])
            ])
    }

    @Test(arguments: [
        Row("no optional field", "36 35 98:0 / /m rw - ext4 /dev/a rw", ["/m"]),
        Row("one", "36 35 98:0 / /m rw master:1 - ext4 /dev/a rw", ["/m"]),
        Row("several", "36 35 98:0 / /m rw shared:1 master:2 propagate_from:3 unbindable - ext4 /dev/a rw", ["/m"]),
        Row("no options of the file system", "36 35 98:0 / /m rw - ext4 /dev/a", ["/m"]),
        Row("a dash as the source", "36 35 98:0 / /m rw - tmpfs - rw", ["/m"]),
        Row("empty", "", []), Row("no dash", "36 35 98:0 / /m rw ext4 /dev/a rw", []),
        Row("dash too early", "36 35 98:0 / /m - ext4 /dev/a rw", []), Row("cut off", "36 35 98:0 / /m rw - ext4", []),
        Row(
            "bad line between good ones", "1 2 3:4 / /a rw - t s rw\nnonsense\n1 2 3:4 / /b rw - t s rw\n",
            ["/a", "/b"]),
        Row("CR before the newline", "1 2 3:4 / /a rw - t s rw\r\n1 2 3:4 / /b rw - t s rw\r\n", ["/a", "/b"]),
        Row("a source that begins with an accent", "1 2 3:4 / /a rw - fuse \u{301}s rw", ["/a"]),
        Row("other line ends in a name", "1 2 3:4 / /a\u{2028}b\u{B}\rc rw - t s rw", ["/a\u{2028}b\u{B}\rc"]),
    ])
    func `Optional fields are passed over and bad lines skipped`(row: Row<String, [String]>) {
        #expect(MountTable(mountinfo: row.input).entries.map(\.mountpoint) == row.expected)
    }

    @Test(arguments: [
        Row("blank", #"/a\040b"#, "/a b"), Row("tab", #"/a\011b"#, "/a\tb"), Row("newline", #"/a\012b"#, "/a\nb"),
        Row("backslash", #"/a\134b"#, #"/a\b"#), Row("escaped escape", #"/a\134040b"#, #"/a\040b"#),
        Row("hash", #"/a\043"#, "/a#"), Row("at the end, too short", #"/a\04"#, #"/a\04"#),
        Row("no digits", #"/a\x20"#, #"/a\x20"#),
        Row("not octal", #"/a\089"#, #"/a\089"#), Row("above one byte", #"/a\777"#, #"/a\777"#),
        Row("two bytes of one letter", #"/\303\245"#, "/å"), Row("plain unicode", "/å", "/å"),
    ])
    func `Octal escapes of the kernel are undone`(row: Row<String, String>) {
        let table = MountTable(mountinfo: "1 2 3:4 \(row.input) \(row.input) rw - \(row.input) \(row.input) rw")
        let entry = table.entries.first
        #expect(entry?.mountpoint == row.expected)
        #expect(entry?.root == row.expected)
        #expect(entry?.type == row.expected)
        #expect(entry?.source == row.expected)
    }

    @Test func `An empty source is an empty source`() {
        let entry = MountTable(mountinfo: "36 35 98:0 / /m rw - tmpfs  ro,size=1k").entries.first
        #expect(entry?.source == "")
        #expect(entry?.superOptions == ["ro", "size=1k"])
    }

    @Test func `An accent after a blank moves no field`() {
        let entry = MountTable(mountinfo: "1 2 3:4 / /a rw - fuse \u{301}s \u{301}x,rw").entries.first
        #expect(entry?.type == "fuse" && entry?.source == "\u{301}s")
        #expect(entry?.superOptions == ["\u{301}x", "rw"])
    }

    @Test func `Of mounts on one another the last is seen`() {
        let table = MountTable(
            mountinfo: cifs + "\n1 2 3:4 / /datamnt/dsvmshare rw - tmpfs over rw\n1 2 3:4 / /x rw - t s rw")
        #expect(table.top(at: "/datamnt/dsvmshare")?.source == "over")
        #expect(table.top(at: "/datamnt") == nil)
        #expect(table.top(at: "/datamnt/dsvmshare/") == nil)
    }

    @Test(arguments: [
        Row("both writable", (["rw"], ["rw"]), false), Row("mount", (["ro"], ["rw"]), true),
        Row("file system", (["rw"], ["ro"]), true),
        Row("an option that only starts so", (["rw"], ["rootcontext=x"]), false),
    ])
    func `A mount is read-only by its own options or the file system's`(row: Row<([String], [String]), Bool>) {
        let entry = MountTable.Entry(
            mountpoint: "/m", options: row.input.0, type: "ext4", source: "/dev/a", superOptions: row.input.1)
        #expect(entry.isReadOnly == row.expected)
    }
}
