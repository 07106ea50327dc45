import AgentCore
import Testing

struct LinkLayoutTests {
    @Test(arguments: [
        Row("notebooks/{user}", ShareLayout.notebooksThenUser, "/datamnt/dsvmshare/notebooks/alice"),
        Row("{user}/notebooks", .userThenNotebooks, "/datamnt/dsvmshare/alice/notebooks"),
    ])
    func `Both links have absolute targets without a slash at the end`(row: Row<ShareLayout, String>) {
        let layout = LinkLayout(mountpoint: "/datamnt/dsvmshare", layout: row.input)
        #expect(layout.target(of: .home, for: "alice") == "/datamnt/dsvmshare")
        #expect(layout.target(of: .remote, for: "alice") == row.expected)
        #expect(layout.path(of: .home, home: "/data/home/alice") == "/data/home/alice/dsvmshare")
        #expect(layout.path(of: .remote, home: "/data/home/alice") == "/data/home/alice/notebooks/remote")
    }

    @Test func `Each layout says whose its directories are`() {
        let first = LinkLayout(mountpoint: "/m", layout: .notebooksThenUser)
        #expect(first.steps(for: "alice").map(\.name) == ["notebooks", "alice"])
        #expect(first.steps(for: "alice").map(\.isUsers) == [false, true])
        #expect(first.usersDirectory == ["notebooks"])
        let second = LinkLayout(mountpoint: "/m", layout: .userThenNotebooks)
        #expect(second.steps(for: "alice").map(\.name) == ["alice", "notebooks"])
        #expect(second.steps(for: "alice").map(\.isUsers) == [true, true])
        #expect(second.usersDirectory == [])
    }

    @Test(arguments: [
        Row("two parts", "/datamnt/dsvmshare", "dsvmshare"), Row("one part", "/share", "share"),
        Row("deep", "/a/b/c d", "c d"), Row("root, which the rules refuse", "/", "share"),
    ])
    func `The home link has the mountpoint's last name`(row: Row<String, String>) {
        #expect(LinkLayout(mountpoint: row.input, layout: .notebooksThenUser).homeLinkName == row.expected)
    }

    @Test func `Privacy sets the mode of a user's directory`() {
        #expect(LinkLayout(mountpoint: "/m", layout: .notebooksThenUser).userDirectoryMode == 0o755)
        #expect(LinkLayout(mountpoint: "/m", layout: .notebooksThenUser, privacy: .perUser).userDirectoryMode == 0o700)
    }

    @Test(arguments: ["alice@example.com", "a.b", "-x", "Alice", "ålice"])
    func `Names of existing accounts go into the target as they are`(name: String) {
        let layout = LinkLayout(mountpoint: "/m/s", layout: .notebooksThenUser)
        #expect(layout.target(of: .remote, for: name) == "/m/s/notebooks/\(name)")
    }
}
