import AgentCore
import Testing

@Suite struct TransferSensorTests {
    private func facts(
        _ processes: [PersonProcess], _ bytes: [Int32: UInt64] = [:], shares: [String: UInt64] = [:],
        isShareAnswering: Bool = true, hasContainers: Bool = false
    ) -> TransferSensor.Facts {
        TransferSensor.Facts(
            table: ProcessTable(processes), names: userNames, bytes: bytes, shares: shares,
            isShareAnswering: isShareAnswering, hasContainers: hasContainers)
    }

    /// What one process moved in a window of 60 seconds, and what it comes to.
    @Test(
        arguments: [
            Row("sftp-server moving", (person(5, name: "sftp-server"), 4096), "active"),
            Row("sftp-server stalled", (person(5, name: "sftp-server"), 0), "idle"),
            Row("scp just below", (person(5, name: "scp"), 4095), "idle"),
            Row("rsync in a slow network", (person(5, name: "rsync"), 60_000), "active"),
            Row("ssh host 'cat > file'", (person(5, name: "sshd", command: "sshd: alice@notty"), 300_000), "active"),
            Row("keep-alives of an editor", (person(5, name: "sshd", command: "sshd: alice@notty"), 60_000), "idle"),
            Row(
                "sftp inside sshd",
                (person(5, name: "sshd-session", command: "sshd-session: alice@internal-sftp-server"), 5000), "active"),
            Row(
                "output in a terminal", (person(5, name: "sshd", command: "sshd: alice@pts/0,pts/3"), 50_000_000),
                "idle"),
            Row("a tunnel with a polling tab", (person(5, name: "sshd", command: "sshd: alice"), 200_000), "idle"),
            Row("a tunnel moving data", (person(5, name: "sshd", command: "sshd: alice"), 9_000_000), "active"),
            Row("training that waits on the share", (person(5), 1 << 20), "active"),
            Row("a server that writes its log", (person(5, name: "jupyter-lab"), 100_000), "idle"),
            Row("htop left open", (person(5, name: "htop", terminal: 34816), 20_000_000), "idle"),
        ] as [Row<(PersonProcess, UInt64), String>])
    func `Bytes count by what the process is`(row: Row<(PersonProcess, UInt64), String>) {
        let (process, moved) = row.input
        var looks = Looks(TransferSensor.self)
        _ = looks.look(1000, facts([process], [5: 50_000_000]))
        #expect(looks.look(1060, facts([process], [5: 50_000_000 + moved])).word == row.expected)
    }

    @Test func `The user and the program are named`() {
        var looks = Looks(TransferSensor.self)
        let copy = person(5, name: "rsync", command: "rsync -a data host:")
        _ = looks.look(1000, facts([copy], [5: 0]))
        let reading = looks.look(1015, facts([copy], [5: 5 << 20]))
        #expect(reading.actors == [Actor(user: "alice", what: "rsync -a data host:")])
        #expect(reading.evidence == ["alice rsync -a data host: moved 5 MiB in 15 s"])
    }

    @Test func `A process that was not asked keeps its count`() {
        var looks = Looks(TransferSensor.self)
        _ = looks.look(1000, facts([person(5)], [5: 10 << 20]))
        #expect(looks.look(1060, facts([person(5)])).word == "idle")
        #expect(looks.look(1120, facts([person(5)], [5: 10 << 20])).word == "idle")
        #expect(looks.look(1180, facts([person(5)], [5: 12 << 20])).word == "active")
    }

    @Test func `A gap hides no transfer`() {
        var looks = Looks(TransferSensor.self)
        _ = looks.look(1000, facts([person(5)], [5: 10 << 20]))
        #expect(looks.look(40_000, facts([person(5)], [5: 12 << 20])).word == "active")
    }

    @Test func `What a program reads to start is no transfer`() {
        var looks = Looks(TransferSensor.self)
        _ = looks.look(1000, facts([]))
        #expect(looks.look(1060, facts([person(5)], [5: 4 << 20])).word == "idle")
        #expect(looks.look(1120, facts([person(6)], [6: 40 << 20])).word == "active")
        #expect(looks.look(1180, facts([person(6, start: 7)], [6: 41 << 20])).word == "active")
    }

    @Test func `The share's own counters show work of whoever is here, and nobody's work is none`() {
        var looks = Looks(TransferSensor.self)
        _ = looks.look(1000, facts([person(5)], shares: ["//a/b": 1 << 30]))
        #expect(looks.look(1060, facts([person(5)], shares: ["//a/b": (1 << 30) + 60_000])).word == "idle")
        #expect(looks.look(1120, facts([person(5)], shares: ["//a/b": 2 << 30])).word == "active")
        #expect(looks.look(1180, facts([], shares: ["//a/b": 3 << 30])).word == "idle")
        #expect(looks.look(1240, facts([], shares: ["//a/b": 4 << 30], hasContainers: true)).word == "active")
        #expect(looks.look(1300, facts([person(5)], shares: ["//a/b": 1000])).word == "idle")
    }

    @Test(
        arguments: [("D", false, "unknown"), ("D", true, "idle"), ("S", false, "idle")] as [(Character, Bool, String)])
    func `Work stuck in a share that does not answer is unknown`(state: Character, isAnswering: Bool, expected: String)
    {
        var looks = Looks(TransferSensor.self)
        #expect(looks.look(60, facts([person(5, state: state)], isShareAnswering: isAnswering)).word == expected)
    }

    @Test func `NFS counts what the server read and wrote`() {
        let text = """
            device rootfs mounted on / with fstype rootfs
            device acct.file.core.windows.net:/acct/share mounted on /datamnt with fstype nfs4 statvers=1.1
            \topts:\trw,vers=4.1
            \tage:\t1000
            \tbytes:\t11 22 33 44 500 60 7 8
            \tper-op statistics
            device acct.file.core.windows.net:/acct/share mounted on /b with fstype nfs4 statvers=1.1
            \tbytes:\t0 0 0 0 1 1 0 0
            """
        #expect(ShareCounters.nfs(mountstats: text) == ["acct.file.core.windows.net:/acct/share": 562])
        #expect(ShareCounters.nfs(mountstats: "bytes: 1 2\nbytes: a b c d e f g\n").isEmpty)
    }

    @Test func `SMB counts by share`() {
        let text = #"""
            Resources in use
            CIFS Session: 1
            Share (unique mount targets): 2

            1) \\acct.file.core.windows.net\share
            SMBs: 99
            Bytes read: 1000  Bytes written: 234
            Open files: 1 total (local), 0 open on server
            2) \\acct.file.core.windows.net\other	DISCONNECTED
            SMBs: 9
            Bytes read: 5  Bytes written: 0
            """#
        #expect(
            ShareCounters.smb(stats: text) == [
                #"\\acct.file.core.windows.net\share"#: 1234, #"\\acct.file.core.windows.net\other"#: 5,
            ])
        #expect(ShareCounters.smb(stats: "Bytes read: 5  Bytes written: 6\n").isEmpty)
    }
}
