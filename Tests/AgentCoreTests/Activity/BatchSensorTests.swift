import AgentCore
import Testing

@Suite struct BatchSensorTests {
    private let accounts: [UInt32: String] = [1001: "_azbatch", 1002: "_azbatchtask_1"]

    private func word(_ accounts: [UInt32: String], _ processes: [PersonProcess], _ tasks: [Int32] = []) -> String {
        var looks = Looks(BatchSensor.self)
        let facts = BatchSensor.Facts(accounts: accounts, table: ProcessTable(processes), taskProcesses: tasks)
        return looks.look(60, facts).word
    }

    @Test func `Off where Batch made no accounts`() { #expect(word([:], [person(5)]) == "off") }

    @Test func `A task's process is work, also one that sleeps`() {
        #expect(word(accounts, [person(5, uid: 1002)]) == "active")
        #expect(word(accounts, [person(5, uid: 1002, state: "Z")]) == "idle")
        #expect(word(accounts, []) == "idle")
    }

    @Test func `The node agent's daemons are nobody's work, other people are not its business`() {
        #expect(word(accounts, [person(5, uid: 1001), person(6)]) == "idle")
        #expect(word(accounts, [person(5, uid: 1001)], [5]) == "active")
    }

    @Test func `A task that runs as an admin is found by its directory`() {
        #expect(word(accounts, [], [77]) == "active")
        #expect(BatchSensor.isTaskDirectory("/mnt/batch/tasks/workitems/job/job-1/task/wd"))
        #expect(!BatchSensor.isTaskDirectory("/mnt/batch/tasks/startup/wd"))
    }

    @Test func `The account is named`() {
        var looks = Looks(BatchSensor.self)
        let facts = BatchSensor.Facts(
            accounts: accounts, table: ProcessTable([person(5, uid: 1002, name: "blender"), person(6, uid: 1001)]))
        let reading = looks.look(60, facts)
        #expect(reading.actors == [Actor(user: "_azbatchtask_1", what: "blender")])
        #expect(reading.notCounted == ["1 processes of the Batch node agent"])
    }
}
