import AgentCore
import FoundationEssentials
import Testing

@Suite struct CPUSensorTests {
    private func facts(
        _ slices: [UInt32: Double] = [:], _ processes: [PersonProcess] = [], identity: UInt64 = 1,
        problem: String? = nil
    ) -> CPUSensor.Facts {
        CPUSensor.Facts(
            slices: slices.mapValues { GroupUsage(identity: identity, microseconds: UInt64($0 * 1_000_000)) },
            table: ProcessTable(processes), names: userNames, problem: problem)
    }

    /// Two looks 60 seconds apart: seconds of CPU in alice's slice at the first and at the second.
    @Test(
        arguments: [
            Row("nothing running", (0, 0), "idle"), Row("a shell that is typed in", (10, 10.3), "idle"),
            Row("just below 5 %", (10, 12.999), "idle"), Row("5 % of one core", (10, 13), "active"),
            Row("a build of short processes", (10, 200), "active"),
            Row("a slice that was made anew and did little", (100, 1), "idle"),
            Row("a slice that was made anew and worked", (100, 50), "active"),
        ] as [Row<(Double, Double), String>])
    func `A login slice counts by its CPU between two looks`(row: Row<(Double, Double), String>) {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: row.input.0]))
        #expect(looks.look(1060, facts([20001: row.input.1])).word == row.expected)
    }

    @Test func `The user and the busiest command are named`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 0, 20002: 0]))
        let busy = person(7, place: .slice(uid: 20001), recent: 900, command: "python train.py")
        let other = person(8, name: "bash", place: .slice(uid: 20001), recent: 2)
        let reading = looks.look(1060, facts([20001: 30, 20002: 1], [other, busy]))
        #expect(reading.actors == [Actor(user: "alice", what: "python train.py")])
        #expect(reading.lastActive == BootInstant(1060))
        #expect(reading.evidence == ["alice used 30.0 s of CPU in 60 s"])
        #expect(reading.notCounted == ["bob: 1.0 s of CPU in 60 s, below 3.0 s"])
    }

    @Test func `A slice that ended and came back larger within a gap counts from zero`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 100], identity: 1))
        #expect(looks.look(2000, facts([20001: 101], identity: 2)).word == "active")
    }

    @Test func `A gap hides no work`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 100]))
        // A quarter of an hour of one core, in ten hours: 2.5 % on average.
        #expect(looks.look(37000, facts([20001: 1000])).word == "active")
        // What a shell's timers use in such a time stays below one window's worth.
        #expect(looks.look(73000, facts([20001: 1002.9])).word == "idle")
    }

    @Test func `The first look of a boot covers the time since boot`() {
        var looks = Looks(CPUSensor.self)
        #expect(looks.look(600, facts([20001: 400])).word == "active")
        var quiet = Looks(CPUSensor.self)
        #expect(quiet.look(600, facts([20001: 1])).word == "idle")
    }

    @Test func `Looks in quick succession neither invent nor lose work`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 10]))
        // One prompt: 60 ms of a second would be 6 %.
        #expect(looks.look(1001, facts([20001: 10.06])).word == "idle")
        // Steady 10 %, looked at every second: seen once it adds up.
        var words: [String] = []
        for second in 2...6 {
            words.append(looks.look(1000 + Double(second), facts([20001: 10 + 0.1 * Double(second)])).word)
        }
        #expect(words.contains("active"))
    }

    @Test func `The wall clock changes nothing`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 10]), wall: 1_800_000_000)
        #expect(looks.look(1015, facts([20001: 10]), wall: 1_800_086_400).word == "idle")
        #expect(looks.look(1030, facts([20001: 20]), wall: 1_799_900_000).word == "active")
    }

    @Test func `Root's login slice counts, a service account's does not`() {
        var looks = Looks(CPUSensor.self)
        #expect(looks.look(600, facts([120: 400, 65534: 400])).word == "idle")
        #expect(looks.look(700, facts([0: 400])).actors.first?.user == "root")
    }

    @Test func `Counters that cannot be read are unknown, and cover the gap when they come back`() {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts([20001: 10]))
        #expect(looks.look(1060, facts([:], problem: "no counters")).word == "unknown")
        #expect(looks.look(1120, facts([20001: 10.1])).word == "idle")
        _ = looks.look(1180, facts([:], problem: "no counters"))
        #expect(looks.look(1240, facts([20001: 20])).word == "active")
    }

    @Test func `What is remembered survives a restart of the agent`() throws {
        var looks = Looks(CPUSensor.self)
        let slices: [UInt32: GroupUsage] = [20001: GroupUsage(identity: .max, microseconds: 90_000_000)]
        func facts(_ own: UInt64) -> CPUSensor.Facts {
            CPUSensor.Facts(slices: slices, table: ProcessTable([person(5, own: own)]), names: userNames)
        }
        _ = looks.look(1000, facts(50_000))
        let text = try JSONEncoder().encode(looks.memory)
        looks.memory = try JSONDecoder().decode(CPUSensor.Memory.self, from: text)
        #expect(looks.look(1060, facts(50_000)).word == "idle")
        #expect(looks.look(1120, facts(50_300)).word == "active")
    }
}
