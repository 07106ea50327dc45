import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct AccountsTests {
    let accounts = Host.live().accounts

    @Test func `NSS knows root by name and by number`() throws {
        let root = try #require(try accounts.named("root"))
        #expect((root.uid, root.gid, root.home) == (0, 0, "/root"))
        #expect(try accounts.withUid(0) == root)
        #expect(accounts.groupNamed("root") == 0)
        #expect(accounts.isGidTaken(0))
    }

    @Test(arguments: ["no-such-account", "", "-rf", "a:b", "ü"])
    func `An account that does not exist is none, and no failure`(name: String) throws {
        #expect(try accounts.named(name) == nil)
        #expect(accounts.groupNamed(name) == nil)
    }

    @Test func `A number that nobody has is free`() throws {
        #expect(try accounts.withUid(3_999_999_001) == nil)
        #expect(!accounts.isGidTaken(3_999_999_001))
    }

    @Test(arguments: [
        // crypt(5): made with `openssl passwd -6 -salt saltsalt correct` and its like.
        ("correct", "HASH", true), ("wrong", "HASH", false), ("correct", "!HASH", false), ("", "HASH", false),
        ("correct", "", false), ("correct", "*", false), ("correct", "$99$x$y", false),
    ])
    func `A password is known by its hash`(password: String, form: String, isMatch: Bool) throws {
        let hash = try Host.live().commands.run(
            Command("openssl", ["passwd", "-6", "-salt", "saltsalt", "-stdin"], standardInput: Secret("correct\n")))
        try #require(hash.status == 0)
        let text = form.replacing("HASH", with: hash.standardOutput.split(separator: "\n").first ?? "")
        #expect(accounts.passwordMatches(Secret(password), String(text)) == isMatch)
    }

    @Test func `Below a root its own files are asked`() throws {
        let folder = TemporaryFolder()
        folder.directory("etc")
        folder.file("etc/passwd", "alice:x:20001:20001:Alice:/home/alice:/bin/bash\nbroken line\n")
        folder.file("etc/group", "alice:x:20001:\ndocker:x:998:alice,bob\n")
        let accounts = Host.live(root: folder.path).accounts
        #expect(
            try accounts.named("alice")
                == Account(name: "alice", uid: 20001, gid: 20001, gecos: "Alice", home: "/home/alice"))
        #expect(try accounts.withUid(20001)?.name == "alice")
        #expect(try accounts.named("root") == nil)
        #expect(accounts.groupNamed("docker") == 998)
        #expect(accounts.isGidTaken(998) && !accounts.isGidTaken(999))
    }
}
