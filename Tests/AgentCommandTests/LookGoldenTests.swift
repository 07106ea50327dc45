import Glibc
import Testing

/// What the looking commands print on a small machine, run by somebody without rights.
@Suite struct LookGoldenTests {
    let fixture = Fixture()

    @Test(arguments: [
        ("users", "users.txt"), ("users --names", "users-names.txt"), ("users --json", "users-json.txt"),
        ("users --names --json", "users-names-json.txt"),
        ("status", "status.txt"), ("status --json", "status-json.txt"),
        ("config show", "config-show.txt"), ("config show --origin", "config-show-origin.txt"),
        ("config show --json", "config-show-json.txt"), ("config check", "config-check.txt"),
        ("config check --json", "config-check-json.txt"), ("config init --stdout", "config-init-stdout.txt"),
        ("check users", "check-users.txt"), ("check share", "check-share.txt"),
    ])
    func `A command prints what its golden file says and changes nothing`(line: String, golden: String) throws {
        let before = Folder.snapshot(fixture.folder.path)
        let run = try fixture.run(line.split(separator: " ").map(String.init))
        try Golden.expect(run, golden, root: fixture.folder.path)
        #expect(Folder.snapshot(fixture.folder.path) == before)
    }

    @Test(
        .enabled(if: geteuid() == 0, "the agent's own folder must be root's, or the check says that it is exposed"),
        arguments: [("check", "check.txt"), ("check agent --json", "check-agent-json.txt")])
    func `A check of the agent prints what its golden file says`(line: String, golden: String) throws {
        let run = try fixture.run(line.split(separator: " ").map(String.init))
        try Golden.expect(run, golden, root: fixture.folder.path)
    }

    @Test(.enabled(if: geteuid() == 0, "what is root's must be closed to who runs the command"))
    func `What an ordinary user may not see is UNKNOWN to that user, and nothing else is`() throws {
        fixture.folder.file("etc/dsvm-agent/credentials/share.cred", "password=SECRET\n", mode: 0o600)
        chmod(fixture.folder("etc/dsvm-agent/credentials"), 0o700)
        chmod(fixture.folder("var/lib/dsvm-agent/ledger.json"), 0o600)
        let agent = try fixture.run(["check", "agent"])
        #expect(agent.status == 3)
        #expect(agent.output.hasPrefix("DSVM UNKNOWN - agent: "))
        #expect(agent.output.contains("/var/lib/dsvm-agent/ledger.json"))
        #expect(try fixture.run(["check", "agent"], as: .root).status == 0)
        // The share and the last observation are there for everybody.
        #expect(try fixture.run(["check", "share"]).status == 0)
        #expect(try fixture.run(["status"]).status == 0)
        let users = try fixture.run(["users"])
        #expect(users.status == 77 && users.errors.contains("sudo"))
    }

    @Test func `The written configuration is accepted once a share is set`() throws {
        let text = try fixture.run(["config", "init", "--stdout"]).output
        fixture.folder.file("etc/dsvm-agent/agent.json", text)
        #expect(try fixture.run(["config", "check"]).status == 65)
        fixture.folder.file("etc/dsvm-agent/agent.json.d/share.json", "{ share: { type: 'none', source: null } }")
        #expect(try fixture.run(["config", "check"]).errors == "")
    }

    @Test func `Many problems are named in one go, each with file and key`() throws {
        fixture.folder.file(
            "etc/dsvm-agent/agent.json",
            """
            { pol: "x", share: { type: "ftp", mountpoint: "relative", timeoutSeconds: 1e9, options: [1, "a b"] },
              users: { uidRange: [5], shell: true } }
            """)
        fixture.folder.file("etc/dsvm-agent/agent.json.d/50-team.json", "{ users: { frist: 'x' } }")
        try Golden.expect(try fixture.run(["config", "check"]), "config-problems.txt", root: fixture.folder.path)
        try Golden.expect(
            try fixture.run(["config", "check", "--json"]), "config-problems-json.txt", root: fixture.folder.path)
    }

    @Test func `A configuration elsewhere is used with its own drop-ins`() throws {
        fixture.folder.file("other.json", "{ share: { type: 'none' } }")
        fixture.folder.file("other.json.d/1.json", "{ pool: 'other' }")
        let run = try fixture.run(["--config", "/other.json", "config", "show", "--origin"])
        #expect(run.output.contains("/other.json.d/1.json"))
        #expect(!run.output.contains("team-a"))
    }

    @Test func `Without any account the table is empty, and JSON is an empty list`() throws {
        fixture.folder.file("var/lib/dsvm-agent/ledger.json", #"{ "schema": 1, "accounts": {}, "links": {} }"#)
        #expect(try fixture.run(["users"]).output == "")
        #expect(try fixture.run(["users", "--json"]).output.contains("\"users\" : [\n\n  ]"))
    }
}
