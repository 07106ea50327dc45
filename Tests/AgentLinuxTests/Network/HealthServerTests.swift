import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// The health port, asked by a real client.
@Suite struct HealthServerTests {
    private static let sample = Sample(
        begun: BootInstant(100), activity: Activity(verdict: .idle, idleSeconds: 40, signals: [], holds: []),
        shareState: "mounted", isGateOpen: true, usage: OwnUsage(cpuSeconds: 1.5, residentBytes: 8 << 20))

    private func server(now: Double = 110, port: UInt16 = 0) throws -> HealthServer {
        try HealthServer(address: "127.0.0.1", port: port) { .seconds(now) }
    }

    private func get(_ server: HealthServer, _ path: String, post: Bool = false) throws -> HTTPResponse {
        try HTTPClient(caFile: nil).send(
            HTTPRequest(
                url: "http://127.0.0.1:\(server.port)\(path)", body: post ? Array("x".utf8) : nil,
                connectLimit: .seconds(3), totalLimit: .seconds(5), answerBytesMax: 64 * 1024))
    }

    @Test func `health is what Azure reads, even before anything is known`() throws {
        let server = try server(now: 10)
        let answer = try get(server, "/health")
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\"ApplicationHealthState\":\"Healthy\"}\n")
        #expect(try get(server, "/ready").status == 503)
    }

    @Test func `A loop that does not move is unhealthy`() throws {
        #expect(try get(server(now: 1000), "/health").status == 503)
    }

    @Test func `metrics is OpenMetrics text to its end mark`() throws {
        let server = try server()
        var snapshot = HealthSnapshot(beat: BootInstant(105))
        snapshot.sample = Self.sample
        snapshot.activity = Self.sample.activity
        server.publish(snapshot)
        let text = String(decoding: try get(server, "/metrics").body, as: UTF8.self)
        #expect(text.hasSuffix("\n# EOF\n"))
        #expect(text.contains("\ndsvm_node_verdict{dsvm_node_verdict=\"idle\"} 1\n"))
        #expect(text.contains("\ndsvm_node_idle_seconds 40\n") && text.contains("\ndsvm_share_up 1\n"))
    }

    @Test func `Other paths and methods are refused`() throws {
        let server = try server()
        #expect(try get(server, "/").status == 404)
        #expect(try get(server, "/health/").status == 404)
        #expect(try get(server, "/health", post: true).status == 405)
    }

    @Test func `A port in use is a failure with a remedy`() throws {
        let first = try server()
        #expect(throws: ResidentFailure.self) { try self.server(port: first.port) }
    }

    @Test func `Silent clients take some connections and no more, and others are served`() throws {
        let server = try server(now: 10)
        // Limits: eight an address; these say nothing, and the server closes them after five seconds.
        let silent = (0..<6).map { _ in connectTo(server.port) }
        defer { for descriptor in silent { close(descriptor) } }
        #expect(try get(server, "/health").status == 200)
    }
}

/// A connection to a port of this machine.
private func connectTo(_ port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    return descriptor
}
