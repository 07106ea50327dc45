import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// Readers and sensors together on fixture trees.
@Suite struct SensorsActivityTests {
    private let root = FixtureRoot()

    /// Looks with one reader, the memory kept.
    private struct Node {
        let reader: ActivityReader
        var cpu: CPUSensor.Memory?
        var containers: ContainerSensor.Memory?
        var transfer: TransferSensor.Memory?
        var batch: BatchSensor.Memory?

        init(_ root: FixtureRoot) { reader = ActivityReader(root: root.folder.path, own: 0) }

        mutating func look(_ seconds: Double) -> [SignalName: SensorReading] {
            let facts = reader.read()
            let context = moment(seconds)
            return [
                .cpu: CPUSensor.judge(facts.cpu, memory: &cpu, context: context),
                .containers: ContainerSensor.judge(facts.containers, memory: &containers, context: context),
                .transfer: TransferSensor.judge(facts.transfer, memory: &transfer, context: context),
                .batch: BatchSensor.judge(facts.batch, memory: &batch, context: context),
            ]
        }
    }

    @Test func `A login slice of version 2 is counted with its short children`() {
        root.group("user.slice/user-20001.slice", microseconds: 1_000_000)
        root.group("user.slice/user-120.slice", microseconds: 900_000_000)
        root.process(10, cgroup: "/user.slice/user-20001.slice/session-1.scope")
        var node = Node(root)
        #expect(node.look(60)[.cpu]?.lastActive == nil)
        root.group("user.slice/user-20001.slice", microseconds: 9_000_000)
        #expect(
            node.look(120)[.cpu]?.actors == [Actor(user: "alice", what: isRoot ? "python" : "processes that ended")])
        #expect(node.look(180)[.cpu]?.lastActive == nil)
    }

    @Test func `A login slice of version 1 is counted by its accounting`() {
        root.file("sys/fs/cgroup/cpu,cpuacct/user.slice/user-20001.slice/cpuacct.usage", "9000000000\n")
        let groups = ControlGroups(root: root.folder.path)
        #expect(groups.slices().slices[20001]?.microseconds == 9_000_000)
    }

    @Test func `On a hybrid tree version 2 wins and version 1 adds what it lacks`() {
        root.file("sys/fs/cgroup/unified/user.slice/user-20001.slice/cpu.stat", "usage_usec 5\n")
        root.file("sys/fs/cgroup/cpu,cpuacct/user.slice/user-20001.slice/cpuacct.usage", "9000\n")
        root.file("sys/fs/cgroup/cpu,cpuacct/user.slice/user-20002.slice/cpuacct.usage", "7000\n")
        let id = String(repeating: "ab", count: 32)
        root.file("sys/fs/cgroup/cpu,cpuacct/docker/\(id)/cpuacct.usage", "3000\n")
        let groups = ControlGroups(root: root.folder.path)
        #expect(groups.slices().slices.mapValues(\.microseconds) == [20001: 5, 20002: 7])
        #expect(groups.containers().groups.mapValues(\.microseconds) == ["container abababababab": 3])
    }

    @Test func `A slice made anew has another identity`() {
        root.group("user.slice/user-20001.slice", microseconds: 5)
        let groups = ControlGroups(root: root.folder.path)
        let first = groups.slices().slices[20001]
        // The old one stays until the new one is there, so that the file system gives another inode.
        rename(root.folder("sys/fs/cgroup/user.slice/user-20001.slice"), root.folder("sys/old"))
        root.group("user.slice/user-20001.slice", microseconds: 5)
        #expect(first != nil)
        #expect(groups.slices().slices[20001] != first)
    }

    @Test func `Containers are off, then computing, then sleeping`() {
        var node = Node(root)
        #expect(node.look(60)[.containers]?.outcome == .off("no container has run since boot"))
        root.group("system.slice/docker-3f2a56b1c0de99.scope", microseconds: 1_000)
        // A tree that appears later is found.
        #expect(node.look(120)[.containers]?.outcome == .seen)
        root.group("system.slice/docker-3f2a56b1c0de99.scope", microseconds: 30_000_000)
        #expect(node.look(180)[.containers]?.actors.map(\.what) == ["container 3f2a56b1c0de"])
        #expect(node.look(240)[.containers]?.lastActive == nil)
    }

    @Test func `Bytes are read only of processes whose group used CPU`() {
        root.group("user.slice/user-20001.slice", microseconds: 100)
        root.process(10, name: "sftp-server", cgroup: "/user.slice/user-20001.slice/session-1.scope", bytes: 1000)
        let reader = ActivityReader(root: root.folder.path, own: 0)
        #expect(reader.read().transfer.bytes == [10: 1000])
        #expect(reader.read().transfer.bytes.isEmpty)
        root.group("user.slice/user-20001.slice", microseconds: 101)
        #expect(reader.read().transfer.bytes == [10: 1000])
    }

    @Test func `A stalled transfer ends being one`() {
        root.group("system.slice/jupyterhub.service", microseconds: 1)
        root.process(10, name: "rsync", bytes: 1000)
        var node = Node(root)
        _ = node.look(60)
        root.process(10, name: "rsync", bytes: 900_000)
        root.group("system.slice/jupyterhub.service", microseconds: 500)
        #expect(node.look(120)[.transfer]?.lastActive == BootInstant(120))
        root.group("system.slice/jupyterhub.service", microseconds: 900)
        #expect(node.look(180)[.transfer]?.lastActive == nil)
    }

    @Test func `The share's counters are found`() {
        root.file("proc/fs/cifs/Stats", "1) \\\\a\\b\nBytes read: 5  Bytes written: 6\n")
        root.file("proc/fs/nfsfs/volumes", "NV SERVER\n")
        root.file(
            "proc/self/mountstats",
            "device s:/x mounted on /m with fstype nfs4 statvers=1.1\n\tbytes:\t0 0 0 0 7 8 0 0\n")
        let facts = ActivityReader(root: root.folder.path, own: 0).read()
        #expect(facts.transfer.shares == ["\\\\a\\b": 11, "s:/x": 15])
    }

    @Test(.enabled(if: isRoot, Comment(rawValue: rootOnly)))
    func `Batch tasks are found by account and by directory`() {
        let root = FixtureRoot(passwd: "_azbatch:x:900:900::/:/b\n_azbatchtask_1:x:901:901::/:/b\n")
        root.process(10, uid: 900)
        var node = Node(root)
        #expect(node.look(60)[.batch]?.lastActive == nil)
        root.process(11, uid: 901)
        #expect(node.look(120)[.batch]?.actors == [Actor(user: "_azbatchtask_1", what: "python")])
        root.remove(11)
        root.process(12, uid: 0)
        root.folder.link("proc/12/cwd", to: "/mnt/batch/tasks/workitems/j/job-1/t/wd")
        #expect(node.look(180)[.batch]?.actors.map(\.user) == ["batch"])
    }

    @Test func `Names are read again when the account file was replaced`() {
        let reader = ActivityReader(root: root.folder.path, own: 0)
        #expect(reader.names()[20009] == "uid 20009")
        root.folder.file("etc/new", "carol:x:20009:1::/:/b\n")
        rename(root.folder("etc/new"), root.folder("etc/passwd"))
        #expect(reader.names()[20009] == "carol")
    }
}
