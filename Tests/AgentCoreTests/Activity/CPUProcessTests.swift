import AgentCore
import Testing

/// Processes that no login slice counts: JupyterHub's children, jobs of at and cron.
@Suite struct CPUProcessTests {
    private func facts(_ processes: [PersonProcess], slices: [UInt32: GroupUsage] = [:]) -> CPUSensor.Facts {
        CPUSensor.Facts(slices: slices, table: ProcessTable(processes), names: userNames)
    }

    /// Looks at 1000 and 1060 seconds: 300 ticks, 3 seconds, are 5 %.
    private func word(_ before: [PersonProcess], _ after: [PersonProcess]) -> String {
        var looks = Looks(CPUSensor.self)
        _ = looks.look(1000, facts(before))
        return looks.look(1060, facts(after)).word
    }

    @Test(
        arguments: [
            ProcessRow("computing", [person(5, own: 100)], [person(5, own: 400)], "active"),
            ProcessRow("just below", [person(5, own: 100)], [person(5, own: 399)], "idle"),
            ProcessRow("sleeping", [person(5, own: 9000)], [person(5, own: 9000)], "idle"),
            ProcessRow("stopped", [person(5, state: "T", own: 9000)], [person(5, state: "T", own: 9000)], "idle"),
            ProcessRow(
                "waiting in the kernel", [person(5, state: "D", own: 90)], [person(5, state: "D", own: 90)], "idle"),
            ProcessRow("new and busy", [], [person(5, own: 300)], "active"),
            ProcessRow("two users, each below", [], [person(5, own: 200), person(6, uid: 20002, own: 200)], "idle"),
            ProcessRow("two processes of one user", [], [person(5, own: 200), person(6, own: 200)], "active"),
            ProcessRow(
                "another process under the old number", [person(5, own: 9000, start: 1)],
                [person(5, own: 300, start: 2)], "active"),
            ProcessRow("short children, waited for", [person(5, child: 100)], [person(5, child: 900)], "active"),
            ProcessRow(
                "an old child that ended, waited for",
                [person(5, name: "jupyter"), person(6, parent: 5, own: 90000)],
                [person(5, name: "jupyter", child: 90002)], "idle"),
            ProcessRow(
                "an old child that worked until it ended",
                [person(5, name: "jupyter"), person(6, parent: 5, own: 90000)],
                [person(5, name: "jupyter", child: 90300)],
                "active"),
            ProcessRow(
                "an old child that ended, beside a worker",
                [person(5), person(6, parent: 5, own: 90000)], [person(5, own: 300, child: 90000)], "active"),
        ] as [ProcessRow])
    func `Ticks count by process and its start`(row: ProcessRow) {
        #expect(word(row.before, row.after) == row.expected)
    }

    @Test func `A process below a counted slice is not counted twice`() {
        let slices: [UInt32: GroupUsage] = [20001: GroupUsage(identity: 1, microseconds: 2_000_000)]
        var looks = Looks(CPUSensor.self)
        #expect(looks.look(60, facts([person(5, own: 200, place: .slice(uid: 20001))], slices: slices)).word == "idle")
    }

    @Test func `A process below a slice without a counter counts by its ticks`() {
        var looks = Looks(CPUSensor.self)
        #expect(looks.look(60, facts([person(5, own: 300, place: .slice(uid: 20001))])).word == "active")
    }

    @Test func `A container's processes are the containers signal's`() {
        var looks = Looks(CPUSensor.self)
        #expect(looks.look(60, facts([person(5, own: 3000, place: .container)])).word == "idle")
    }

    @Test func `Stopped processes are said to be there`() {
        var looks = Looks(CPUSensor.self)
        let reading = looks.look(60, facts([person(5, state: "T"), person(6, state: "T")]))
        #expect(reading.notCounted == ["alice: 2 stopped processes"])
    }

    @Test func `A table that is not whole is unknown unless it shows work`() {
        var looks = Looks(CPUSensor.self)
        let idle = ProcessTable([person(5)], problem: "too many")
        let busy = ProcessTable([person(5, own: 4000)], problem: "too many")
        #expect(looks.look(60, CPUSensor.Facts(slices: [:], table: idle, names: userNames)).word == "unknown")
        #expect(looks.look(120, CPUSensor.Facts(slices: [:], table: busy, names: userNames)).word == "active")
    }
}

/// What is there at two looks and what it comes to.
struct ProcessRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: [PersonProcess]
    let after: [PersonProcess]
    let expected: String

    init(_ name: String, _ before: [PersonProcess], _ after: [PersonProcess], _ expected: String) {
        testDescription = name
        self.before = before
        self.after = after
        self.expected = expected
    }
}
