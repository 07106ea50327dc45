import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct JupyterReaderTests {
    private let world = World()

    private func reader(_ accounts: [Account]) -> JupyterReader {
        var known = Host.live().accounts
        known.withUid = { uid throws(SystemFailure) in accounts.first { $0.uid == uid } }
        return JupyterReader(accounts: known)
    }

    /// A person's uid: root's own tests have invented ones.
    private func person(_ name: String = "alice", uid: UInt32 = 20001) -> Account { world.user(name, uid: uid) }

    @Test func `A server is found and asked with its own token, without creating activity`() throws {
        let alice = person()
        let body = #"[{"id":"k1","execution_state":"busy","last_activity":"2026-11-23T10:00:00Z"}]"#
        let server = try #require(StandInJupyter(alice, mode: "kernels", body: body))
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect(findings.problems == [])
        let found = try #require(findings.servers.first)
        #expect((found.user, found.port) == ("alice", server.port))
        #expect(
            found.answer
                == .seen(
                    kernels: [JupyterKernel(id: "k1", state: "busy", lastActivity: 1_795_428_000)],
                    terminals: [JupyterTerminal(name: "1", lastActivity: 1_795_428_000)]))
        #expect(
            server.requests == [
                "/api/kernels?no_track_activity=1 token t0ken", "/api/terminals?no_track_activity=1 token t0ken",
            ])
    }

    @Test(arguments: ["hang", "garbage", "big", "missing"])
    func `A server that gives no answer has failed, within its time`(mode: String) throws {
        let alice = person()
        let server = try #require(StandInJupyter(alice, mode: mode))
        let begin = ContinuousClock.now
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect(ContinuousClock.now - begin < .seconds(6))
        guard case .failed = findings.servers.first?.answer, findings.servers.first?.port == server.port else {
            Issue.record("\(findings)")
            return
        }
    }

    @Test(arguments: ["denied", "redirect"])
    func `A server that refuses is told from one that fails`(mode: String) throws {
        let alice = person()
        let server = try #require(StandInJupyter(alice, mode: mode))
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        guard case .denied = findings.servers.first?.answer else {
            Issue.record("\(findings)")
            return
        }
        // A redirect is not followed: one question, and none for terminals.
        #expect(server.requests.count == 1)
    }

    @Test func `Files of processes that ended, of others and of no server lead nowhere`() throws {
        let alice = person()
        let folder = ".local/share/jupyter/runtime"
        var path = "home/alice"
        for name in folder.split(separator: "/") {
            path += "/\(name)"
            world.folder.directory(path, owner: alice.uid)
        }
        let text = #"{"url":"http://localhost:1/","hostname":"localhost","port":1,"token":"t"}"#
        world.folder.file("\(path)/jpserver-999999999.json", text, owner: alice.uid)
        world.folder.file("\(path)/jpserver-1.json", text, owner: alice.uid)
        world.folder.link("\(path)/jpserver-\(getpid()).json", to: "/etc/passwd", owner: alice.uid)
        world.folder.fifo("\(path)/nbserver-\(getpid()).json", owner: alice.uid)
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect(findings.servers == [])
        #expect(findings.problems == [])
    }

    @Test func `A directory that is a link is said and not followed`() throws {
        let alice = person()
        world.folder.directory("elsewhere/", owner: alice.uid)
        world.folder.link("home/alice/.local", to: world.folder("elsewhere"), owner: alice.uid)
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect((findings.servers, findings.problems) == ([], []))
        #expect(findings.notes.count == 1)
    }

    @Test func `Nobody without a process has the home opened`() {
        let alice = person()
        let findings = reader([alice]).read(uids: [], now: BootInstant(9))
        #expect(findings == JupyterFindings())
    }

    @Test(.enabled(if: isRoot, Comment(rawValue: rootOnly)))
    func `A token goes to no port of somebody else`() throws {
        let (alice, mallory) = (person(), person("mallory", uid: 20002))
        let trap = try #require(StandInJupyter(mallory, mode: "kernels"))
        let server = try #require(StandInJupyter(alice, mode: "kernels"))
        let file = "home/alice/.local/share/jupyter/runtime/jpserver-\(server.pid).json"
        world.folder.file(
            file, #"{"url":"http://localhost:\#(trap.port)/","hostname":"localhost","port":\#(trap.port),"token":"t"}"#,
            owner: alice.uid)
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect(trap.requests == [])
        guard case .failed = findings.servers.first?.answer else {
            Issue.record("\(findings)")
            return
        }
    }

    @Test(.enabled(if: isRoot, Comment(rawValue: rootOnly)))
    func `A port where nothing listens any more is no server`() throws {
        let alice = person()
        let server = try #require(StandInJupyter(alice, mode: "kernels"))
        world.folder.file(
            "home/alice/.local/share/jupyter/runtime/jpserver-\(server.pid).json",
            #"{"hostname":"localhost","port":1,"token":"t"}"#, owner: alice.uid)
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect((findings.servers, findings.problems) == ([], []))
        #expect(findings.notes == ["Jupyter of alice on port 1: nothing listens there"])
    }

    @Test(.enabled(if: isRoot, Comment(rawValue: rootOnly)))
    func `A hub's server is the hub signal's, asked with the token of its own environment`() throws {
        // Its port is known only once it runs: the first one lends its port to the second one's environment.
        let alice = person()
        let first = try #require(
            StandInJupyter(alice, mode: "kernels", body: #"[{"id":"k","execution_state":"idle"}]"#))
        let wrapper = try #require(
            StandInJupyter(
                alice, mode: "hang", command: ["jupyterhub-singleuser"],
                environment: [
                    "JUPYTERHUB_API_TOKEN=hub-token",
                    "JUPYTERHUB_SERVICE_URL=http://127.0.0.1:\(first.port)/user/alice/",
                ]))
        let findings = reader([alice]).read(uids: [alice.uid], now: BootInstant(9))
        #expect(findings.servers.map(\.port) == [first.port])
        #expect(findings.singleUsers.map(\.basePath) == ["/user/alice/"])
        #expect(first.requests.contains("/user/alice/api/kernels?no_track_activity=1 token hub-token"))
        #expect(wrapper.port > 0)
    }
}

@Suite struct JupyterHubReaderTests {
    private func reader(mode: UInt32 = 0o600, answers: [HTTPResponse], seen: RequestLog = RequestLog())
        -> JupyterHubReader
    {
        var files = Host.live().files
        files.describe = { _ throws(SystemFailure) in FileFacts(kind: .file, mode: mode, owner: 0) }
        files.read = { _, _ throws(SystemFailure) in Array("secret\n".utf8) }
        return JupyterHubReader(files: files) { request throws(HTTPFailure) in seen.answer(request, answers) }
    }

    private let configuration = HubConfiguration(url: "http://127.0.0.1:8081/hub/api", tokenFile: "/etc/t")

    @Test func `Pages are read to the last one, each with the token`() {
        let log = RequestLog()
        let first = #"{"items":[{"name":"a"}],"_pagination":{"next":{"offset":200}}}"#
        let second = #"{"items":[{"name":"b"}],"_pagination":{"next":null}}"#
        let hub = reader(
            answers: [first, second].map { HTTPResponse(status: 200, body: Array($0.utf8)) }, seen: log
        ).read(configuration)
        #expect(hub == .seen([HubUser(name: "a"), HubUser(name: "b")]))
        #expect(
            log.urls == [0, 200].map { "http://127.0.0.1:8081/hub/api/users?state=active&limit=200&offset=\($0)" })
        #expect(log.tokens == ["token secret", "token secret"])
    }

    @Test(arguments: [
        HTTPResponse(status: 403), HTTPResponse(status: 500), HTTPResponse(status: 302),
        HTTPResponse(status: 200, body: Array("<html>".utf8)),
        HTTPResponse(status: 200, body: Array(#"{"items":[],"_pagination":{"next":{"offset":0}}}"#.utf8)),
    ])
    func `Any other answer is a failure that does not hold the token`(answer: HTTPResponse) {
        guard case .failed(let text) = reader(answers: [answer]).read(configuration) else {
            Issue.record("no failure")
            return
        }
        #expect(!text.contains("secret"))
    }

    @Test func `Pages without end end`() {
        let log = RequestLog()
        let answers = (1...50).map {
            HTTPResponse(status: 200, body: Array(#"{"items":[],"_pagination":{"next":{"offset":\#($0)}}}"#.utf8))
        }
        guard case .failed = reader(answers: answers, seen: log).read(configuration) else {
            Issue.record("no failure")
            return
        }
        #expect(log.urls.count == JupyterHubReader.pagesMax)
    }

    @Test func `A token that others can read is not used`() {
        let log = RequestLog()
        guard case .failed = reader(mode: 0o640, answers: [], seen: log).read(configuration) else {
            Issue.record("no failure")
            return
        }
        #expect(log.urls == [])
        #expect(reader(answers: []).read(nil) == .unconfigured)
    }
}

/// What was sent, and what is answered in turn.
private final class RequestLog: @unchecked Sendable {
    private(set) var urls: [String] = []
    private(set) var tokens: [String] = []

    func answer(_ request: HTTPRequest, _ answers: [HTTPResponse]) -> HTTPResponse {
        urls.append(request.url)
        tokens += request.headers.filter { $0.name == "Authorization" }.map(\.value.reveal)
        return answers.indices.contains(urls.count - 1) ? answers[urls.count - 1] : HTTPResponse(status: 500)
    }
}
