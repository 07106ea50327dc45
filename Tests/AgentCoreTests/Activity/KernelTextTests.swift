import AgentCore
import Testing

@Suite struct KernelTextTests {
    private func stat(_ text: String) -> ProcessStat? { ProcessStat(Array(text.utf8).span) }

    /// Taken from a kernel 6.18; the second half of the numbers is cut.
    private let tail = "S 1 50 50 34817 50 4194560 99 8 0 0 11 22 33 44 20 0 1 0 4242 1 2 3"

    @Test(arguments: ["bash", "a b", "a) S 9", "((", "))) R 1 1", "tmux: server", ""])
    func `A name may hold blanks and brackets`(name: String) throws {
        let stat = try #require(self.stat("50 (\(name)) \(tail)"))
        #expect(stat.name == name)
        #expect(stat.state == UInt8(ascii: "S"))
        #expect(stat.parent == 1)
        #expect(stat.terminal == 34817)
        #expect(stat.ownTicks == 33)
        #expect(stat.childTicks == 77)
        #expect(stat.startTicks == 4242)
    }

    @Test(arguments: ["", "50", "50 (x", "50 (x)", "50 (x) S", "50 (x) S 1 2 3", "50 (x) S a b c", ")(", "50 )x( S 1"])
    func `A text that is no such line is nothing`(text: String) { #expect(stat(text) == nil) }

    @Test func `A process without a terminal group has -1 there`() {
        #expect(stat("7 (kworker) I 2 0 0 0 -1 1 0 0 0 0 5 6 -1 -2 20 0 1 0 99 0")?.childTicks == 0)
    }

    @Test(
        arguments: [
            ("usage_usec 123\nuser_usec 100\n", 123), ("user_usec 1\nusage_usec 9", 9), ("xusage_usec 1\n", nil),
            ("usage_usec\n", nil), ("usage_usecs 4\n", nil), ("usage_usec x\n", nil), ("", nil),
            ("usage_usec 99999999999999999999999\n", nil),
        ] as [(String, UInt64?)])
    func `A key stands at the start of a line and alone`(text: String, expected: UInt64?) {
        #expect(KernelText.value("usage_usec", in: Array(text.utf8).span) == expected)
    }

    @Test func `The bytes of a process are read out of its io file`() {
        let text = Array("rchar: 6976\nwchar: 12\nsyscr: 10\nread_bytes: 3\n".utf8)
        #expect(KernelText.value("rchar", in: text.span) == 6976)
        #expect(KernelText.value("wchar", in: text.span) == 12)
    }

    @Test func `A command line is one line, escaped and short`() {
        func line(_ text: String) -> String? { KernelText.command(Array(text.utf8).span) }
        #expect(line("python\0train.py\0--lr\00.1\0") == "python train.py --lr 0.1")
        #expect(line("\u{1B}[31mred\n\0") == "\\u{1b}[31mred\\u{a}")
        #expect(line("\0\0") == nil)
        #expect(line(String(repeating: "x", count: 500))?.count == 83)
    }

    @Test(
        arguments: [
            Row(
                "version 2", "0::/user.slice/user-1001.slice/session-3.scope\n",
                "/user.slice/user-1001.slice/session-3.scope"),
            Row("version 1", "4:cpu,cpuacct:/user.slice\n1:name=systemd:/user.slice/x\n", "/user.slice"),
            Row("hybrid", "4:cpu,cpuacct:/\n0::/user.slice/user-1.slice/a\n", "/user.slice/user-1.slice/a"),
            Row(
                "hybrid, a container of Docker's", "4:cpu,cpuacct:/docker/ab12\n0::/system.slice/docker.service\n",
                "/docker/ab12"),
            Row("legacy beside an empty version 2", "2:cpuacct:/foo\n0::/\n", "/foo"),
            Row("a colon in the path", "0::/a:b\n", "/a:b"),
            Row("nothing", "", nil),
        ] as [Row<String, String?>])
    func `The path is the one whose counters are read`(row: Row<String, String?>) {
        #expect(ProcessPlace.path(cgroup: row.input) == row.expected)
    }

    @Test(
        arguments: [
            Row("a session", "/user.slice/user-1001.slice/session-3.scope", .slice(uid: 1001)),
            Row(
                "systemd-run --user", "/user.slice/user-1001.slice/user@1001.service/app.slice/run-1.service",
                .slice(uid: 1001)),
            Row("rootless podman", "/user.slice/user-7.slice/user@7.service/libpod-ab.scope", .slice(uid: 7)),
            Row("the user slice alone", "/user.slice", .elsewhere),
            Row("a slice that is none", "/user.slice/user-x.slice/a", .elsewhere),
            Row("JupyterHub's child", "/system.slice/jupyterhub.service", .elsewhere),
            Row("an at job", "/system.slice/atd.service", .elsewhere),
            Row("Docker", "/system.slice/docker-0123.scope", .container),
            Row("Docker's own driver", "/docker/0123", .container),
            Row("Docker's daemon", "/system.slice/docker.service", .elsewhere),
            Row("podman as root", "/machine.slice/libpod-ab.scope", .container),
            Row("Kubernetes", "/kubepods.slice/kubepods-burstable.slice/x", .container),
        ] as [Row<String, ProcessPlace>])
    func `A path tells who counts the process`(row: Row<String, ProcessPlace>) {
        #expect(ProcessPlace(path: row.input) == row.expected)
    }

    @Test(
        arguments: [
            (0, false), (1, false), (999, false), (1000, true), (20001, true), (59999, true), (60513, true),
            (61184, false),
            (65519, false), (65534, false), (65535, false), (65536, true), (1_234_567_890, true), (UInt32.max, false),
        ] as [(UInt32, Bool)])
    func `People begin at 1000 and services of a dynamic uid are none`(uid: UInt32, isPerson: Bool) {
        #expect(ProcessTable.isPerson(uid) == isPerson)
    }

    @Test func `A user without a name is a number`() {
        let names = UserNames(
            passwd: "root:x:0:0::/root:/bin/sh\nalice:x:20001:1::/h:/b\nother:x:20001:1::/h:/b\nbroken\n:x:y:\n")
        #expect(names[0] == "root")
        #expect(names[20001] == "alice")
        #expect(names[5] == "uid 5")
    }
}
