import FoundationEssentials
import Glibc
import Testing

/// What a script sees of a failure: the exit status, one object with `--json`, sentences without.
@Suite struct FailureTests {
    let fixture = Fixture()

    struct Failing: Sendable, CustomTestStringConvertible {
        let name: String
        let line: String
        let status: Int32
        let code: String
        var testDescription: String { "\(name): exit \(status), \(code)" }
    }

    static let failing = [
        Failing(name: "an unknown command", line: "frobnicate", status: 64, code: "unknown-command"),
        Failing(name: "an unknown option", line: "users --nonsense", status: 64, code: "unknown-option"),
        Failing(name: "a missing operand", line: "adduser", status: 64, code: "missing-operand"),
        Failing(
            name: "two ways to give a password", line: "adduser x --password-stdin --password-hash h", status: 64,
            code: "conflicting-arguments"),
        Failing(
            name: "no configuration", line: "--config /absent.json users", status: 65, code: "configuration-missing"),
        Failing(name: "bad configuration", line: "--config /bad.json users", status: 65, code: "configuration-invalid"),
        Failing(name: "a name of the system", line: "adduser Root", status: 65, code: "account-name-invalid"),
        Failing(
            name: "a shell that is not there", line: "adduser x --shell /bin/nosuch", status: 65,
            code: "account-input-invalid"),
        Failing(
            name: "no observation", line: "--config /etc/dsvm-agent/agent.json status", status: 1,
            code: "status-missing"),
        Failing(name: "a configuration that exists", line: "config init", status: 73, code: "configuration-exists"),
        Failing(name: "not root, provision", line: "provision", status: 77, code: "root-needed"),
        Failing(name: "not root, adduser", line: "adduser dave", status: 77, code: "root-needed"),
        Failing(name: "not root, link", line: "link --all", status: 77, code: "root-needed"),
        Failing(name: "not root, mount", line: "mount", status: 77, code: "root-needed"),
        Failing(name: "not root, a dry run", line: "unmount --dry-run", status: 77, code: "root-needed"),
        Failing(
            name: "not root, writing", line: "config init --config /new/agent.json", status: 77, code: "root-needed"),
    ]

    @Test(arguments: failing)
    func `A failure has its status and code, as text on standard error and as an object`(_ row: Failing) throws {
        fixture.folder.file("bad.json", "{ share: { type: 'ftp' } }")
        unlink(fixture.folder("run/dsvm-agent/status.json"))
        chmod(fixture.folder.path, 0o555)
        defer { chmod(fixture.folder.path, 0o755) }
        let words = row.line.split(separator: " ").map(String.init)
        let before = Folder.snapshot(fixture.folder.path)
        let text = try fixture.run(words)
        let object = try fixture.run(words + ["--json"])
        #expect(text.status == row.status)
        #expect(object.status == row.status)
        #expect(text.output == "")
        #expect(object.errors == "")
        let document = try JSONDecoder().decode(Document.self, from: Data(object.output.utf8))
        #expect(document.schema == 1)
        #expect(document.error.code == row.code)
        for part in [document.error.message, document.error.remedy] {
            for line in part.split(separator: "\n") { #expect(text.errors.contains("dsvm-agent: \(line)\n")) }
        }
        #expect(text.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("dsvm-agent: ") })
        #expect(Folder.snapshot(fixture.folder.path) == before)
    }

    @Test(arguments: failing.filter { $0.status == 64 })
    func `A usage error is one line and a pointer to the help`(_ row: Failing) throws {
        let lines = try fixture.run(row.line.split(separator: " ").map(String.init)).errors.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.contains("--help") == true)
    }

    @Test func `Who is not root is told to use sudo`() throws {
        try Golden.expect(try fixture.run(["provision"]), "not-root.txt")
    }

    @Test(arguments: [
        "", "{", #"{ "schema" : 1, "acc"#, "[]", #"{ "schema": 2, "accounts": {}, "links": {} }"#,
        #"{ "schema": 1, "accounts": { "a": 1 }, "links": {} }"#,
    ])
    func `A ledger that cannot be read is named with what to do, and stays`(text: String) throws {
        let path = "var/lib/dsvm-agent/ledger.json"
        fixture.folder.file(path, text)
        let run = try fixture.run(["users"])
        #expect(run.status == 1)
        #expect(run.errors.contains("'/\(path)'"))
        #expect(run.errors.contains("sudo mv /\(path) /\(path).bad") || run.errors.contains("Install the version"))
        #expect(Folder.text(fixture.folder(path)) == text)
    }

    @Test func `A configuration that cannot be used makes check CRITICAL rather than 65`() throws {
        fixture.folder.file("etc/dsvm-agent/agent.json", "{ share: 1 }")
        let run = try fixture.run(["check"])
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("DSVM CRITICAL"))
    }

    @Test(arguments: ["status --watch", "users"])
    func `A reader that goes away ends the command`(line: String) throws {
        let words = ["--root", fixture.folder.path] + line.split(separator: " ").map(String.init)
        // The shell waits for both ends of its pipe: a command that went on would be cut off with 124.
        let script = #"timeout 20 sh -c '"$@" | head -n 1' sh "$@""#
        let run = try AgentRun(command: ["/bin/sh", "-c", script, "sh"] + AgentRun.command(words))
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(run.errors == "" || line == "users")
    }

    @Test(arguments: ["users", "status --json", "--help", "--version", "config show"])
    func `Output that cannot be written ends with 1 and a sentence`(line: String) throws {
        let words = ["--root", fixture.folder.path] + line.split(separator: " ").map(String.init)
        let script = #""$@" >/dev/full"#
        let run = try AgentRun(command: ["/bin/sh", "-c", script, "sh"] + AgentRun.command(words))
        #expect(run.status == 1)
        #expect(run.errors == "dsvm-agent: Cannot write to standard output: No space left on device.\n")
    }

    private struct Document: Decodable {
        let schema: Int
        let error: Problem

        struct Problem: Decodable {
            let code: String
            let message: String
            let remedy: String
        }
    }
}
