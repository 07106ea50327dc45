import Testing

@testable import AgentCore

@Suite struct JupyterHubSensorTests {
    private let denied = JupyterServer(
        user: "alice", uid: 1001, port: 4000, basePath: "/user/alice/", answer: .denied("lets nobody ask"))
    private let silent = JupyterServer(
        user: "alice", uid: 1001, port: 4000, basePath: "/user/alice/", answer: .failed("does not answer"))

    private func judge(_ facts: JupyterHubSensor.Facts, at moments: [Double]) -> SensorReading {
        var memory: JupyterHubSensor.Memory?
        return moments.map { JupyterHubSensor.judge(facts, memory: &memory, context: look($0)) }.last
            ?? SensorReading(.jupyterhub, off: "")
    }

    private func hub(ready: Bool = true, pending: Bool = false, last: Double?) -> JupyterHubSensor.Hub {
        .seen([
            HubUser(
                name: "alice",
                servers: [
                    HubServer(
                        path: "/user/alice/", isReady: ready, isPending: pending,
                        lastActivity: last.map { 1_000_000 + $0 })
                ])
        ])
    }

    @Test func `Without hub and servers it is off`() {
        let reading = judge(.init(hub: .unconfigured, servers: []), at: [9])
        guard case .off = reading.outcome else {
            Issue.record("\(reading)")
            return
        }
    }

    @Test func `A busy kernel of a hub's server is work, with or without the hub's word`() {
        let busy = server("busy", path: "/user/alice/")
        for hub in [JupyterHubSensor.Hub.unconfigured, hub(last: 1), .failed("does not answer")] {
            let reading = judge(.init(hub: hub, servers: [busy]), at: [1000, 5000])
            #expect(reading.outcome == .seen)
            #expect(reading.lastActive?.seconds == 5000)
        }
    }

    @Test func `An idle kernel is idle although the hub's stamp moves with an open tab`() {
        let idle = server("idle", last: 400, path: "/user/alice/")
        let reading = judge(.init(hub: hub(last: 8990), servers: [idle]), at: [9000])
        #expect(reading.lastActive?.seconds == 400)
        #expect(reading.actors.isEmpty)
    }

    @Test(arguments: [Row("fresh", 8990.0 as Double?, 8990.0 as Double?), Row("old", 100, 100), Row("none", nil, nil)])
    func `A server that nobody could ask counts by the hub's stamp`(row: Row<Double?, Double?>) {
        for servers in [[denied], []] {
            let reading = judge(.init(hub: hub(last: row.input), servers: servers), at: [9000])
            #expect(reading.outcome == .seen)
            #expect(reading.lastActive?.seconds == row.expected)
        }
    }

    @Test func `A step of the wall clock moves no stamp of the hub`() {
        var memory: JupyterHubSensor.Memory?
        let facts = JupyterHubSensor.Facts(hub: hub(last: 400), servers: [])
        _ = JupyterHubSensor.judge(facts, memory: &memory, context: look(1000))
        let reading = JupyterHubSensor.judge(facts, memory: &memory, context: look(1015, wall: 1_001_015 + 86_400))
        #expect(reading.lastActive?.seconds == 400)
    }

    @Test func `Starting and stopping count for ten minutes`() {
        let facts = JupyterHubSensor.Facts(hub: hub(ready: false, pending: true, last: nil), servers: [])
        #expect(judge(facts, at: [1000, 1599]).lastActive?.seconds == 1599)
        #expect(judge(facts, at: [1000, 1600]).lastActive == nil)
        let user = JupyterHubSensor.Facts(hub: .seen([HubUser(name: "bob", isPending: true)]), servers: [])
        #expect(judge(user, at: [1000]).actors == [Actor(user: "bob", what: "server starting or stopping")])
    }

    @Test func `A hub that does not answer is unknown`() {
        let reading = judge(.init(hub: .failed("answers HTTP 503"), servers: []), at: [9])
        #expect(reading.outcome == .unknown("the hub answers HTTP 503."))
    }

    @Test func `A server that hangs is unknown, with the hub and without`() {
        for hub in [JupyterHubSensor.Hub.unconfigured, hub(last: 100)] {
            let reading = judge(.init(hub: hub, servers: [silent]), at: [9000])
            #expect(reading.outcome == .unknown("Jupyter of alice on port 4000 does not answer."))
        }
    }

    @Test func `A server that cannot be asked for good is judged by CPU, and the remedy said`() {
        for hub in [JupyterHubSensor.Hub.unconfigured, .seen([])] {
            let reading = judge(.init(hub: hub, servers: [denied], kernelProcesses: 2), at: [9000])
            #expect(reading.outcome == .seen)
            #expect(reading.lastActive == nil)
            #expect(
                reading.notCounted == [
                    "Jupyter of alice on port 4000 lets nobody ask: judged by CPU only, 2 kernel processes; "
                        + "set activity.hub.url and activity.hub.tokenFile"
                ])
        }
    }

    @Test(arguments: [
        Row("neither", "{ share: { type: \"none\" } }", true),
        Row(
            "both",
            #"{ share: { type: "none" }, activity: { hub: { url: "http://127.0.0.1:8081/hub/api/", tokenFile: "/etc/t" } } }"#,
            true),
        Row(
            "url only", #"{ share: { type: "none" }, activity: { hub: { url: "http://127.0.0.1:8081/hub/api" } } }"#,
            false),
        Row("file only", #"{ share: { type: "none" }, activity: { hub: { tokenFile: "/etc/t" } } }"#, false),
        Row(
            "another machine",
            #"{ share: { type: "none" }, activity: { hub: { url: "http://10.0.0.1:8081/hub/api", tokenFile: "/etc/t" } } }"#,
            false),
    ])
    func `The hub is configured whole and on this node`(row: Row<String, Bool>) {
        let problem = failure { () throws(any Error) in
            try AgentConfiguration(files: [(name: "agent.json", bytes: Array(row.input.utf8))])
        }
        #expect((problem == nil) == row.expected)
    }

    @Test func `The hub's address loses its last slash`() throws {
        let text =
            #"{ share: { type: "none" }, activity: { hub: { url: "http://localhost:8081/hub/api/", tokenFile: "/etc/t" } } }"#
        let configuration = try AgentConfiguration(files: [(name: "agent.json", bytes: Array(text.utf8))])
        #expect(
            configuration.activity.hub == HubConfiguration(url: "http://localhost:8081/hub/api", tokenFile: "/etc/t"))
    }
}
