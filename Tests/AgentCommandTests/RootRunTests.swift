import Glibc
import Testing

/// Runs as root on a fixture root: plans, refusals, and that a dry run writes nothing.
@Suite(.enabled(if: geteuid() == 0, "commands that change the machine need root"))
struct RootRunTests {
    let fixture = Fixture()

    init() {
        fixture.folder.file("home/bob/notebooks/remote", "work")
        for name in ["home/bob", "home/bob/notebooks", "home/bob/notebooks/remote"] {
            chown(fixture.folder(name), 1000, 1000)
        }
        fixture.folder.file("etc/shadow", "alice:!:20000:0:99999:7:::\nbob:!:20000:0:99999:7:::\n", mode: 0o600)
    }

    @Test(arguments: [
        ("provision --dry-run", "dry-provision.txt"), ("provision --dry-run --json", "dry-provision-json.txt"),
        ("adduser dave --dry-run", "dry-adduser.txt"), ("deluser alice --dry-run", "dry-deluser.txt"),
        ("link --all --dry-run", "dry-link.txt"), ("mount --dry-run", "dry-mount.txt"),
        ("unmount --dry-run", "dry-unmount.txt"), ("users", "root-users.txt"), ("check users", "root-check-users.txt"),
    ])
    func `A dry run prints the plan and writes nothing`(line: String, golden: String) throws {
        let before = Folder.snapshot(fixture.folder.path)
        let run = try fixture.run(line.split(separator: " ").map(String.init), as: .root)
        try Golden.expect(run, golden, root: fixture.folder.path)
        #expect(Folder.snapshot(fixture.folder.path) == before)
    }

    @Test(arguments: [
        ("adduser bob", 73, "account-foreign"), ("adduser root", 65, "account-name-invalid"),
        ("adduser alice --uid 20007", 73, "account-uid-conflict"), ("deluser eve", 73, "account-foreign"),
        ("deluser nobody-knows", 65, "account-missing"), ("link nobody-knows", 65, "account-missing"),
        ("adduser dave --groups nosuch", 65, "account-input-invalid"),
    ])
    func `A refusal leaves everything as it was`(line: String, status: Int32, code: String) throws {
        let run = try fixture.run(line.split(separator: " ").map(String.init) + ["--json"], as: .root)
        #expect(run.status == status)
        #expect(run.output.contains("\"code\" : \"\(code)\""))
        #expect(Folder.text(fixture.folder("var/lib/dsvm-agent/ledger.json")) == Fixture.ledger)
        #expect(Folder.text(fixture.folder("run/dsvm-agent/status.json")) == Fixture.status)
    }

    @Test func `An adopted account is forgotten, and nothing else is changed`() throws {
        let run = try fixture.run(["deluser", "bob"], as: .root)
        #expect(run.status == 0)
        let ledger = try #require(Folder.text(fixture.folder("var/lib/dsvm-agent/ledger.json")))
        #expect(ledger.contains("\"alice\"") && ledger.contains("\"carol\"") && !ledger.contains("\"bob\""))
        #expect(Folder.text(fixture.folder("home/bob/notebooks/remote")) == "work")
        #expect(Folder.text(fixture.folder("etc/shadow"))?.contains("bob:!:20000:0:99999:7:::\n") == true)
        #expect(try fixture.run(["users", "--names"], as: .root).output == "alice\n")
        #expect(try fixture.run(["deluser", "bob"], as: .root).status == 73)
    }

    @Test func `Below a fixture root no real home is changed`() throws {
        let run = try fixture.run(["link", "--all"], as: .root)
        #expect(Folder.text(fixture.folder("home/bob/notebooks/remote")) == "work")
        #expect(Folder.names(in: fixture.folder("home")) == ["bob"])
        #expect(run.status != 64)
    }
}
