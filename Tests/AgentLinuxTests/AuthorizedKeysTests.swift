import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct AuthorizedKeysTests {
    let world = World()
    let alice: Account
    let path: String

    init() {
        alice = world.user()
        path = world.folder("home/alice/.ssh/authorized_keys")
    }

    private func ssh(mode: UInt32 = 0o700, owner: UInt32? = nil) {
        world.folder.directory("home/alice/.ssh", mode: mode, owner: owner ?? alice.uid)
    }

    @Test func `Where nothing is there are no lines, and looking makes nothing`() throws {
        #expect(try world.homes.keys(alice) == [])
        #expect(names(in: alice.home) == [])
        ssh()
        #expect(try world.homes.keys(alice) == [])
    }

    @Test func `The file and its directory are made as sshd wants them`() throws {
        try world.homes.writeKeys(alice, ["one", "two"])
        #expect(fileText(path) == "one\ntwo\n")
        #expect(Look(path)?.mode == 0o600)
        #expect(Look(path)?.uid == alice.uid)
        #expect(Look(world.folder("home/alice/.ssh"))?.mode == 0o700)
        #expect(Look(world.folder("home/alice/.ssh"))?.uid == alice.uid)
        #expect(names(in: world.folder("home/alice/.ssh")) == ["authorized_keys"])
    }

    @Test(arguments: [
        "plain\n", "no newline at the end", "\n\n# comment\n\n  indented\n", "carriage\r\nreturns\r\n",
        "ä\u{10FF41}\u{301}\n", "\n", "",
    ])
    func `Lines that are not ours stay byte for byte`(text: String) throws {
        ssh()
        world.folder.file("home/alice/.ssh/authorized_keys", text, owner: alice.uid)
        try world.homes.writeKeys(alice, try world.homes.keys(alice) + ["ours"])
        #expect(
            fileText(path) == (text.isEmpty || text.hasSuffix("\n") || text.hasSuffix("\r\n") ? text : text + "\n")
                + "ours\n")
    }

    @Test func `Bytes that are no UTF-8 stay too`() throws {
        ssh()
        // Latin-1, a cut sequence, a surrogate, an overlong form, and the characters that stand in for such bytes.
        let bytes: [UInt8] =
            Array("ssh-rsa AAAA j\u{0}rg ".utf8) + [
                0xF6, 0x0A, 0xE2, 0x82, 0x0A, 0xED, 0xA0, 0x80, 0xC0, 0xAF, 0x0A, 0xF4, 0x8F, 0xBF, 0x81,
            ]
        world.folder.file("home/alice/.ssh/authorized_keys", "", owner: alice.uid)
        let raw = open(path, O_WRONLY)
        write(raw, bytes, bytes.count)
        close(raw)
        let lines = try world.homes.keys(alice)
        #expect(lines.count == 4)
        try world.homes.writeKeys(alice, lines + ["ours"])
        #expect(fileBytes(path) == bytes + [0x0A] + Array("ours\n".utf8))
    }

    @Test(arguments: ["a FIFO", "a link", "a directory", "a dangling link"])
    func `Something else in place of the file is refused and stays`(kind: String) throws {
        ssh()
        let victim = world.folder.file("victim", "root's key\n", mode: 0o644)
        let name = "home/alice/.ssh/authorized_keys"
        switch kind {
        case "a FIFO": world.folder.fifo(name, owner: alice.uid)
        case "a link": world.folder.link(name, to: victim, owner: alice.uid)
        case "a dangling link": world.folder.link(name, to: world.folder("nowhere"), owner: alice.uid)
        default: world.folder.directory(name, owner: alice.uid)
        }
        let before = Snapshot(world.folder.path)
        let reading = #expect(throws: KeysFailure.self) { try world.homes.keys(alice) }
        let writing = #expect(throws: KeysFailure.self) { try world.homes.writeKeys(alice, ["x"]) }
        #expect(reading == .obstructed(path: path, what: "a link or not a regular file"))
        #expect(writing == reading)
        #expect(reading?.exitStatus == .obstructed)
        #expect(Snapshot(world.folder.path) == before)
    }

    @Test func `A file above one MiB is refused and stays`() throws {
        ssh()
        world.folder.file("home/alice/.ssh/authorized_keys", String(repeating: "x", count: 2 << 20), owner: alice.uid)
        #expect(throws: KeysFailure.tooLarge(path: path, bytesMax: 1 << 20)) { try world.homes.keys(alice) }
        #expect(fileBytes(path)?.count == 2 << 20)
    }

    @Test(arguments: ["to a directory of root's", "to an own directory", "to nothing"])
    func `ssh's directory as a link is refused`(kind: String) throws {
        let protected = world.protectedTree()
        world.folder.directory("home/alice/real", owner: alice.uid)
        let target =
            switch kind {
            case "to a directory of root's": protected + "/.ssh"
            case "to an own directory": "real"
            default: "nowhere"
            }
        world.folder.link("home/alice/.ssh", to: target, owner: alice.uid)
        let before = Snapshot(world.folder.path)
        #expect(throws: KeysFailure.self) { try world.homes.keys(alice) }
        #expect(throws: KeysFailure.self) { try world.homes.writeKeys(alice, ["x"]) }
        #expect(Snapshot(world.folder.path) == before)
    }

    @Test(.enabled(if: isRoot, "needs a directory of somebody else"))
    func `ssh's directory of somebody else is refused`() throws {
        ssh(mode: 0o777, owner: 20002)
        let failure = #expect(throws: KeysFailure.self) { try world.homes.writeKeys(alice, ["x"]) }
        #expect(failure == .obstructed(path: world.folder("home/alice/.ssh"), what: "a directory of somebody else"))
        #expect(names(in: world.folder("home/alice/.ssh")) == [])
    }

    @Test func `A leftover under the temporary name goes, and a link there is not followed`() throws {
        ssh()
        let victim = world.folder.file("home/alice/victim", "precious", owner: alice.uid)
        world.folder.link("home/alice/.ssh/.authorized_keys.dsvm-agent", to: victim, owner: alice.uid)
        try world.homes.writeKeys(alice, ["x"])
        #expect(fileText(victim) == "precious")
        #expect(names(in: world.folder("home/alice/.ssh")) == ["authorized_keys"])
    }

    @Test func `A home that is missing is named`() {
        rmdir(alice.home)
        let failure = #expect(throws: KeysFailure.self) { try world.homes.keys(alice) }
        #expect(failure?.description.contains(alice.home) == true)
    }
}
