import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct HomeStateTests {
    let world = World()

    @Test(arguments: ["own", "absent", "a file", "a loop", "a dangling link", "below a file", "a link to the own home"])
    func `What stands at a home is told apart`(kind: String) throws {
        var account = world.user()
        if kind != "own" { rmdir(account.home) }
        switch kind {
        case "a file": world.folder.file("home/alice", owner: account.uid)
        case "a loop": world.folder.link("home/alice", to: "alice")
        case "a dangling link": world.folder.link("home/alice", to: "nowhere")
        case "below a file":
            world.folder.file("home/alice")
            account.home += "/below"
        case "a link to the own home":
            world.folder.directory("real", owner: account.uid)
            world.folder.link("home/alice", to: world.folder("real"))
        default: break
        }
        let expected: AccountFacts.HomeState =
            switch kind {
            case "own", "a link to the own home": .own
            case "absent": .absent
            default: .obstructed
            }
        #expect(try world.homes.state(account) == expected)
    }

    @Test(.enabled(if: isRoot, "needs a directory of somebody else"))
    func `A home of somebody else is in the way`() throws {
        let account = world.user()
        chown(account.home, 20002, 20002)
        #expect(try world.homes.state(account) == .obstructed)
    }
}

@Suite(.enabled(if: isRoot, "gives a home to a user, which needs root"))
struct HomeDirectoryTests {
    let folder = TemporaryFolder()
    let homes = Host.live().homes
    let alice: Account

    init() {
        folder.directory("home")
        alice = Account(name: "alice", uid: 20001, gid: 20001, home: folder("home/alice"))
    }

    @Test func `A new home has the skeleton's files, all the user's, and mode 0750`() throws {
        try homes.make(alice)
        let look = try #require(Look(alice.home))
        #expect((look.uid, look.gid, look.mode) == (20001, 20001, 0o750))
        #expect(names(in: alice.home) == names(in: "/etc/skel"))
        for name in names(in: alice.home) {
            #expect(Look("\(alice.home)/\(name)")?.uid == 20001)
            #expect(Look("\(alice.home)/\(name)")?.mode == Look("/etc/skel/\(name)")?.mode)
        }
        #expect(names(in: folder("home")) == ["alice"])
    }

    @Test func `What a killed run left under another name is made anew`() throws {
        folder.directory("home/.alice.dsvm-agent")
        folder.file("home/.alice.dsvm-agent/half", "half")
        try homes.make(alice)
        #expect(Look(alice.home + "/half") == nil)
        #expect(names(in: folder("home")) == ["alice"])
    }

    @Test func `A home that is there is not replaced`() throws {
        folder.directory("home/alice", owner: 20001)
        folder.file("home/alice/work", "mine", owner: 20001)
        let failure = #expect(throws: SystemFailure.self) { try homes.make(alice) }
        #expect(failure?.number == EEXIST)
        #expect(fileText(folder("home/alice/work")) == "mine")
    }

    @Test func `A missing directory of homes is named`() {
        var account = alice
        account.home = folder("absent/alice")
        let failure = #expect(throws: SystemFailure.self) { try homes.make(account) }
        #expect(failure?.path == folder("absent"))
    }

    @Test func `Without a program that is needed the home does not appear`() throws {
        // A root without programs: nothing can be copied or given away.
        let bare = Host.live(root: folder("home")).commands
        #expect(throws: CommandFailure.self) { try HomeDirectory.make(alice, commands: bare) }
        #expect(Look(alice.home) == nil)
    }
}
