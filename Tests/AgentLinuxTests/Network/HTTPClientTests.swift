import AgentCore
import Glibc
import PoolProtocol
import Testing

@testable import AgentLinux

let hostForTests = Host.live()

/// A real server on loopback, good and bad.
@Suite struct HTTPClientTests {
    private func request(
        _ server: TestCoordinator, _ mode: String, scheme: String = "http", total: Duration = .seconds(10)
    ) -> HTTPRequest {
        HTTPRequest(
            url: "\(scheme)://127.0.0.1:\(server.port)/\(mode)/v1/heartbeats", body: Array("{}".utf8),
            headers: [.init("Authorization", "Bearer s3cret")], connectLimit: .seconds(3), totalLimit: total,
            answerBytesMax: HeartbeatReply.bytesMax)
    }

    private func problem(_ client: HTTPClient, _ request: HTTPRequest) -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try client.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `An answer comes whole, and the connection serves the next request`() throws {
        let server = try #require(TestCoordinator())
        let client = HTTPClient(caFile: nil)
        let first = try client.send(request(server, "ok"))
        let second = try client.send(request(server, "ok"))
        #expect(first.status == 200 && !first.isConnectionKept && second.isConnectionKept)
        #expect(try HeartbeatReply(bytes: second.body).usersRevision == 7)
        let seen = [server.request(), server.request()]
        #expect(seen[0][0] == seen[1][0] && seen[0][2] == "2" && seen[0][3] == "Bearer s3cret")
    }

    @Test(arguments: [
        ("401", ConditionCode.coordinatorUnauthorized), ("413", .coordinatorRefused), ("500", .coordinatorFailing),
        ("redirect", .coordinatorRefused), ("throttled", .coordinatorThrottled), ("busy", .coordinatorThrottled),
        ("garbage", .coordinatorGarbage), ("large", .coordinatorGarbage), ("close", .coordinatorUnreachable),
        ("slow", .coordinatorUnreachable),
    ])
    func `Every bad coordinator has its condition, and the next request works`(mode: String, code: ConditionCode) throws
    {
        let server = try #require(TestCoordinator())
        let client = HTTPClient(caFile: nil)
        let asked = request(server, mode, total: .milliseconds(1500))
        let outcome: HeartbeatOutcome
        let begun = ContinuousClock.now
        do throws(HTTPFailure) {
            outcome = HeartbeatOutcome(try client.send(asked), url: asked.url, tokenFile: "/t")
        } catch {
            outcome = .failed(.transport(error, url: asked.url))
        }
        #expect(ContinuousClock.now - begun < .seconds(3))
        guard case .failed(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.code == code, "\(failure)")
        if mode == "throttled" { #expect(failure == .throttled(status: 429, seconds: 120)) }
        #expect(try client.send(request(server, "ok")).status == 200)
        // A redirect was not followed: the second request is the one just made.
        #expect(server.request()[1] == "/\(mode)/v1/heartbeats" && server.request()[1] == "/ok/v1/heartbeats")
    }

    @Test func `Nobody there is a failure to connect`() throws {
        let server = try #require(TestCoordinator())
        var asked = request(server, "ok")
        asked.url = "http://127.0.0.1:1/"
        guard case .connect = problem(HTTPClient(caFile: nil), asked) else {
            Issue.record("not .connect")
            return
        }
    }

    @Test func `A name without an address is named`() throws {
        let server = try #require(TestCoordinator())
        var asked = request(server, "ok", total: .seconds(5))
        asked.url = "http://no-such-host.invalid/"
        let found = problem(HTTPClient(caFile: nil), asked)
        switch found {
        case .dns, .timeout: break
        default: Issue.record("\(String(describing: found))")
        }
    }

    @Test func `A certificate is trusted by file only, and nothing is sent otherwise`() throws {
        let folder = TemporaryFolder()
        let server = try #require(TestCoordinator(certificate: try makeCertificate(in: folder)))
        let trusted = try HTTPClient(caFile: folder("certificate.pem")).send(request(server, "ok", scheme: "https"))
        #expect(trusted.status == 200)
        #expect(server.request()[1] == "/ok/v1/heartbeats")
        guard case .certificate = problem(HTTPClient(caFile: nil), request(server, "ok", scheme: "https")) else {
            Issue.record("an unknown certificate was accepted")
            return
        }
        guard case .trustFile = problem(HTTPClient(caFile: folder("none")), request(server, "ok", scheme: "https"))
        else {
            Issue.record("a missing file of certificates was accepted")
            return
        }
    }

    @Test func `A certificate for another name does not verify`() throws {
        let folder = TemporaryFolder()
        let server = try #require(TestCoordinator(certificate: try makeCertificate(in: folder, name: "other.example")))
        let found = problem(HTTPClient(caFile: folder("certificate.pem")), request(server, "ok", scheme: "https"))
        guard case .certificate = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func `Loopback and link-local addresses are reached without a proxy`() {
        let urls = [
            ("http://127.0.0.1:80/x", true), ("https://localhost/", true), ("http://[::1]:8/", true),
            ("http://169.254.169.254/metadata", true), ("http://168.63.129.16/", true),
            ("https://10.0.0.4:8443/", false),
            ("https://localhost.example/", false),
        ]
        for (url, isDirect) in urls {
            let asked = HTTPRequest(
                url: url, connectLimit: .seconds(1), totalLimit: .seconds(1), answerBytesMax: 1)
            #expect(asked.isDirect == isDirect, "\(url)")
        }
    }
}
