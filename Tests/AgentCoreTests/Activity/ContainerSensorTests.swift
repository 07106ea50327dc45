import AgentCore
import Testing

@Suite struct ContainerSensorTests {
    private func facts(_ groups: [String: Double], problem: String? = nil) -> ContainerSensor.Facts {
        ContainerSensor.Facts(
            groups: groups.mapValues { GroupUsage(identity: 1, microseconds: UInt64($0 * 1_000_000)) }, problem: problem
        )
    }

    @Test func `Without any container ever the signal is off, with an ended one it is idle`() {
        var looks = Looks(ContainerSensor.self)
        #expect(looks.look(60, facts([:])).word == "off")
        #expect(looks.look(120, facts(["container a": 1])).word == "idle")
        #expect(looks.look(180, facts([:])).word == "idle")
    }

    @Test(
        arguments: [
            Row("sleeping", (50, 50.1), "idle"), Row("computing", (50, 53), "active"),
            Row("restarted", (50, 4), "active"),
        ] as [Row<(Double, Double), String>])
    func `A container counts by its CPU between two looks`(row: Row<(Double, Double), String>) {
        var looks = Looks(ContainerSensor.self)
        _ = looks.look(1000, facts(["container a": row.input.0]))
        #expect(looks.look(1060, facts(["container a": row.input.1])).word == row.expected)
    }

    @Test func `The container is named`() {
        var looks = Looks(ContainerSensor.self)
        let reading = looks.look(60, facts(["container 3f2a56b1c0de": 30, "kubepods.slice": 1]))
        #expect(reading.actors == [Actor(user: "container", what: "container 3f2a56b1c0de")])
        #expect(reading.notCounted == ["kubepods.slice: 1.0 s of CPU in 60 s, below 3.0 s"])
    }

    @Test func `A listing that failed is unknown`() {
        var looks = Looks(ContainerSensor.self)
        #expect(looks.look(60, facts([:], problem: "too many")).word == "unknown")
    }

    @Test(
        arguments: [
            ("docker-3f2a56b1c0de99.scope", "container 3f2a56b1c0de"), ("libpod-ab.scope", "container ab"),
            ("libpod-conmon-ab.scope", nil), ("docker.service", nil), ("machine-web.scope", "container web"),
            ("docker-.scope", nil), ("session-3.scope", nil), ("docker-a\n.scope", "container a\\u{a}"),
        ] as [(String, String?)])
    func `Groups of containers are told by their names`(scope: String, label: String?) {
        #expect(ContainerSensor.label(ofScope: scope) == label)
    }
}
