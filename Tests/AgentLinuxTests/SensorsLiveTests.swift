import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// Real processes of a user, on this machine's /proc: JupyterHub's children look the same.
@Suite(.enabled(if: isRoot, Comment(rawValue: rootOnly))) struct SensorsLiveTests {
    /// Judges two looks around what a child does meanwhile, of this user alone: other tests run beside.
    private func look(_ uid: UInt32, while action: () -> Void) -> (cpu: SensorReading, transfer: SensorReading) {
        let reader = ActivityReader(own: 0)
        var cpu: CPUSensor.Memory?
        var transfer: TransferSensor.Memory?
        func once(_ seconds: Double) -> (SensorReading, SensorReading) {
            var facts = reader.read()
            facts.cpu.table.people.removeAll { $0.uid != uid }
            facts.cpu.slices = [:]
            facts.transfer.table = facts.cpu.table
            facts.transfer.shares = [:]
            return (
                CPUSensor.judge(facts.cpu, memory: &cpu, context: moment(seconds)),
                TransferSensor.judge(facts.transfer, memory: &transfer, context: moment(seconds))
            )
        }
        _ = once(1000)
        action()
        // Half a minute of the sensors' time: 5 % of a core are 1.5 seconds.
        return once(1030)
    }

    @Test func `A computing process is active, named by user and command`() throws {
        let child = try #require(Child(uid: 20001, "while :; do :; done"))
        let reading = look(20001) { #expect(child.wait { $0.ownTicks > 200 }) }.cpu
        #expect(reading.lastActive != nil)
        #expect(reading.actors.first?.user == "uid 20001")
        #expect(reading.actors.first?.what.contains("while :; do :; done") == true)
    }

    @Test func `Thousands of short processes are active`() throws {
        let child = try #require(Child(uid: 20002, "while :; do /bin/true; done"))
        let reading = look(20002) {
            #expect(child.wait(for: 60) { $0.ownTicks + $0.childTicks > 200 && $0.childTicks > 60 })
        }.cpu
        #expect(reading.lastActive != nil)
    }

    @Test func `A sleeping process is idle`() throws {
        let child = try #require(Child(uid: 20003, "exec sleep 1000"))
        #expect(child.wait { $0.name == "sleep" })
        let readings = look(20003) { usleep(200_000) }
        #expect(readings.cpu.outcome == .seen)
        #expect(readings.cpu.lastActive == nil)
        #expect(readings.transfer.lastActive == nil)
    }

    @Test func `A stopped computation is idle and said to be there`() throws {
        let child = try #require(Child(uid: 20004, "while :; do :; done"))
        #expect(child.wait { $0.ownTicks > 2 })
        kill(child.pid, SIGSTOP)
        #expect(child.wait { $0.state == UInt8(ascii: "T") })
        let reading = look(20004) { usleep(200_000) }.cpu
        #expect(reading.lastActive == nil)
        #expect(reading.notCounted.contains("uid 20004: 1 stopped process"))
    }

    @Test func `A process that moves bytes with little CPU is a transfer`() throws {
        let child = try #require(
            Child(
                uid: 20005, "while :; do head -c 262144 /dev/zero; sleep 0.05; done | while :; do cat; done >/dev/null")
        )
        let readings = look(20005) { usleep(2_500_000) }
        _ = child.pid
        #expect(readings.transfer.lastActive != nil)
    }

    @Test func `A live control group of version 2 counts what ran in it`() throws {
        let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first { access("\($0)/cgroup.procs", W_OK) == 0 }
        guard let mount = mounts else { return }
        let top = "\(mount)/dsvm-agent-test-\(getpid())"
        let group = "\(top)/user.slice/user-20006.slice"
        for path in [top, "\(top)/user.slice", group] { guard mkdir(path, 0o755) == 0 else { return } }
        defer { for path in [group, "\(top)/user.slice", top] { rmdir(path) } }
        let groups = ControlGroups(mounts: top)
        #expect(groups.slices().slices.isEmpty == (access("\(top)/cgroup.controllers", F_OK) != 0))
        let usage = { groups.usage(path: "/user.slice/user-20006.slice") }
        let before = try #require(usage())
        do {
            let child = try #require(Child(uid: 20006, "while :; do /bin/true; done"))
            let file = open("\(group)/cgroup.procs", O_WRONLY | O_CLOEXEC)
            let text = Array("\(child.pid)\n".utf8)
            #expect(write(file, text, text.count) == text.count)
            close(file)
            #expect(child.wait(for: 60) { $0.childTicks > 20 })
        }
        let after = try #require(usage())
        #expect(after.identity == before.identity)
        #expect(after.seconds(since: before) > 0.15)
    }
}
