import AgentCore
import CLinux
import Glibc
import Testing

@testable import AgentLinux

/// The pass over /proc, on fixture trees and on this machine.
@Suite struct SensorsProcessTests {
    @Test func `People's processes are read, the system's are counted`() throws {
        let root = FixtureRoot()
        root.process(10, name: "a) b", state: "R", parent: 1, ticks: 40)
        if isRoot {
            root.process(11, uid: 0, name: "sshd")
            root.process(12, uid: 65534)
            root.process(13, uid: 999)
        }
        root.file("proc/self/stat", "not a process")
        let table = ProcessReader(root: root.folder.path, own: 0).read(listsOthers: true)
        #expect(table.count == (isRoot ? 4 : 1))
        #expect(table.problem == nil)
        let process = try #require(table.people.first)
        #expect(table.people.count == 1)
        #expect(process.identity == ProcessIdentity(pid: 10, startTicks: 500))
        #expect(process.uid == root.uid)
        #expect(process.stat.name == "a) b")
        #expect(process.recentTicks == 40)
        #expect(process.command == "python train.py")
        #expect(table.others.sorted() == (isRoot ? [11, 12, 13] : []))
    }

    @Test func `Only the busiest process of a user is asked for its command`() {
        let root = FixtureRoot()
        root.process(10, ticks: 5)
        root.process(11, ticks: 9, command: "make\0-j8\0")
        let table = ProcessReader(root: root.folder.path, own: 0).read()
        #expect(table.people.sorted { $0.identity.pid < $1.identity.pid }.map(\.command) == [nil, "make -j8"])
        #expect(table.busiest(of: root.uid)?.what == "make -j8")
    }

    @Test func `Our own process and its children are nobody's work`() {
        let root = FixtureRoot()
        root.process(10)
        root.process(11, parent: 10)
        root.process(12, parent: 11)
        #expect(ProcessReader(root: root.folder.path, own: 10).read().people.map(\.identity.pid) == [12])
    }

    @Test func `A second pass knows what was used since, and who came and went`() {
        let root = FixtureRoot()
        let reader = ProcessReader(root: root.folder.path, own: 0)
        root.process(10, ticks: 100)
        root.process(11, ticks: 100)
        #expect(reader.read().people.map(\.recentTicks) == [100, 100])
        root.process(10, ticks: 130)
        root.remove(11)
        root.process(12, ticks: 7)
        #expect(reader.read().people.map(\.recentTicks) == [30, 7])
        // Another process under the number of the first.
        root.process(10, ticks: 9, start: 900)
        #expect(reader.read().people.map(\.recentTicks) == [9, 0])
    }

    @Test func `A process that moved to another group is seen there once it works`() {
        let root = FixtureRoot()
        let reader = ProcessReader(root: root.folder.path, own: 0)
        root.process(10, cgroup: "/system.slice/sshd.service")
        #expect(reader.read().people.map(\.place) == [.elsewhere])
        root.process(10, ticks: 1, cgroup: "/user.slice/user-20001.slice/session-1.scope")
        #expect(reader.read().people.map(\.place) == [.slice(uid: 20001)])
    }

    @Test(.enabled(if: isRoot, Comment(rawValue: rootOnly)))
    func `A process that gives up root later is found within four passes, and at once by a full one`() {
        let root = FixtureRoot()
        let reader = ProcessReader(root: root.folder.path, own: 0)
        root.process(10, uid: 0)
        for _ in 0..<5 { #expect(reader.read().people.isEmpty) }
        chown(root.folder("proc/10"), 20001, 20001)
        #expect((0..<4).contains { _ in !reader.read().people.isEmpty })
        chown(root.folder("proc/10"), 0, 0)
        #expect(reader.read(isFull: true).people.isEmpty)
    }

    @Test func `More processes than the limit are said to be more`() {
        let root = FixtureRoot()
        for pid in 10..<20 { root.process(Int32(pid)) }
        let table = ProcessReader(root: root.folder.path, own: 0, processesMax: 5).read()
        #expect(table.people.count == 5)
        #expect(table.count == 10)
        #expect(table.problem == "More than 5 processes: the rest was not looked at.")
    }

    @Test func `Without /proc the table says so, and reads again when it is there`() {
        let root = FixtureRoot()
        TemporaryFolder.removeTree(root.folder("proc"))
        let reader = ProcessReader(root: root.folder.path, own: 0)
        #expect(reader.read().problem == "Cannot read the processes: No such file or directory.")
        root.folder.directory("proc")
        root.process(10)
        #expect(reader.read().people.count == 1)
    }

    @Test func `A process that is stuck in the kernel is not asked for its command, which could wait with it`() {
        let root = FixtureRoot()
        root.process(10, name: "cp", state: "D", ticks: 9)
        let process = ProcessReader(root: root.folder.path, own: 0).read().people.first
        #expect(process?.isStuck == true)
        #expect(process?.command == nil)
        #expect(process?.what == "cp")
    }

    @Test func `What lives in a quiet slice is not read again, what is new there is`() {
        let root = FixtureRoot()
        let slice = "/user.slice/user-20001.slice/session-1.scope"
        let reader = ProcessReader(root: root.folder.path, own: 0)
        root.process(10, ticks: 5, cgroup: slice)
        _ = reader.read()
        root.process(10, ticks: 90, cgroup: slice)
        root.process(11, ticks: 7, cgroup: slice)
        let quiet = reader.read(quiet: [20001]).people.map(\.recentTicks).sorted()
        #expect(quiet == [0, 7])
        // Nothing was lost meanwhile.
        #expect(reader.read().people.map(\.recentTicks).sorted() == [0, 85])
    }

    @Test func `This machine's processes are all there`() {
        let reader = ProcessReader(own: 0)
        let table = reader.read(listsOthers: true)
        #expect(table.problem == nil)
        #expect(table.people.count + table.others.count <= table.count)
        #expect(table.others.contains(1) || !isRoot)
    }

    @Test func `Passes leave no descriptor open`() async {
        await #expect(processExitsWith: .success) {
            let reader = ActivityReader()
            _ = reader.read()
            let before = openDescriptors()
            for _ in 0..<50 { _ = reader.read(isFull: true) }
            #expect(openDescriptors() == before)
        }
    }
}
