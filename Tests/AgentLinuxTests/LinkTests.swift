import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct LinkTests {
    @Test(arguments: ShareLayout.allCases)
    func `The first run makes everything, the second and the third change nothing`(layout: ShareLayout) throws {
        let world = World(layout: layout)
        let alice = world.user()
        #expect(try world.keep(alice).failures == [])
        #expect(world.isLinked(alice))
        let after = Snapshot(world.folder.path)
        for _ in 2...3 {
            let plan = try world.keep(alice)
            #expect(plan.actions == [] && plan.failures == [])
            #expect(Snapshot(world.folder.path) == after)
        }
    }

    @Test func `What is made belongs to the user, with open modes on a shared share`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        for name in [
            "home/alice/notebooks", "home/alice/share", "home/alice/notebooks/remote", "share/notebooks/alice",
        ] {
            let look = try #require(Look(world.folder(name)))
            #expect((look.uid, look.gid) == (alice.uid, alice.gid), "\(name)")
        }
        #expect(Look(world.folder("home/alice/notebooks"))?.mode == 0o755)
        #expect(Look(world.folder("share/notebooks/alice"))?.mode == 0o755)
        #expect(Look(world.folder("share/notebooks"))?.uid == geteuid())
        #expect(Look(world.folder("share/notebooks"))?.mode == 0o755)
    }

    @Test(arguments: [(SharePrivacy.shared, 0o755), (.perUser, 0o700)] as [(SharePrivacy, UInt32)])
    func `The directory on the share has the mode of the privacy`(privacy: SharePrivacy, mode: UInt32) throws {
        let world = World(privacy: privacy)
        try world.keep(world.user())
        #expect(Look(world.folder("share/notebooks/alice"))?.mode == mode)
    }

    @Test func `Names with dots, at signs, capitals and 200 letters are served`() throws {
        let world = World()
        for name in ["a.b", "User@example.com", "x-y_z", String(repeating: "n", count: 200)] {
            let account = world.user(name)
            #expect(try world.keep(account).failures == [])
            #expect(world.isLinked(account))
        }
    }

    @Test func `A dangling link and a link of ours are replaced in one step`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        for (target, isOurs) in [("/no/such/place", false), (world.folder("home"), true)] {
            let path = world.folder("home/alice/notebooks/remote")
            unlink(path)
            symlink(target, path)
            let plan = try world.keep(alice, recorded: isOurs ? [path: target] : [:])
            #expect(plan.actions == [.replaceLink(.remote, from: target, to: world.folder("share/notebooks/alice"))])
            #expect(world.isLinked(alice))
            #expect(names(in: world.folder("home/alice/notebooks")) == ["remote"])
        }
    }

    @Test func `A link elsewhere that somebody else made is reported and stays`() throws {
        let world = World()
        let alice = world.user()
        world.folder.link("home/alice/share", to: "/usr")
        let plan = try world.keep(alice)
        #expect(
            plan.failures == [
                .foreignLink(path: world.folder("home/alice/share"), target: "/usr", wanted: world.folder("share"))
            ])
        #expect(linkText(world.folder("home/alice/share")) == "/usr")
    }

    @Test func `A leftover link of a killed run does not stop the next one`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        world.folder.link("home/alice/.dsvm-agent.link", to: "/half/done", owner: alice.uid)
        unlink(world.folder("home/alice/share"))
        world.folder.link("home/alice/share", to: "/gone", owner: alice.uid)
        #expect(try world.keep(alice).failures == [])
        #expect(world.isLinked(alice))
        #expect(names(in: alice.home) == ["notebooks", "share"])
    }

    @Test func `Something real under the temporary name stays and is named`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        world.folder.file("home/alice/.dsvm-agent.link", "mine", owner: alice.uid)
        unlink(world.folder("home/alice/share"))
        world.folder.link("home/alice/share", to: "/gone", owner: alice.uid)
        let path = world.folder("home/alice/.dsvm-agent.link")
        let failure = #expect(throws: LinkFailure.self) { try world.keep(alice) }
        #expect(failure == .obstructed(path: path, what: "not a link", wanted: "nothing"))
        #expect(fileText(path) == "mine")
    }

    @Test(arguments: ["a file", "another link", "nothing", "a directory"])
    func `An exchange that hit something else is taken back`(swapped: String) throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        let path = world.folder("home/alice/share")
        unlink(path)
        // The plan was made for a link to /old; meanwhile its owner put something else there.
        switch swapped {
        case "a file": world.folder.file("home/alice/share", "mine", owner: alice.uid)
        case "another link": world.folder.link("home/alice/share", to: "/elsewhere", owner: alice.uid)
        case "a directory": world.folder.directory("home/alice/share", owner: alice.uid)
        default: break
        }
        let before = Snapshot(alice.home)
        let failure = #expect(throws: LinkFailure.self) {
            try world.homes.perform(.replaceLink(.home, from: "/old", to: "/new"), alice, world.layout)
        }
        #expect(failure == .changedMeanwhile(path: path))
        #expect(Snapshot(alice.home) == before)
    }

    @Test func `Loops that the old script left are seen by their text, and removed on request only`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        // Root's umask decided their owner: root.
        world.folder.link("share/share", to: world.folder("share"))
        world.folder.link("share/notebooks/alice/alice", to: world.folder("share/notebooks/alice"))
        let loops = [
            LegacyLoop(path: world.folder("share/share"), target: world.folder("share")),
            LegacyLoop(
                path: world.folder("share/notebooks/alice/alice"), target: world.folder("share/notebooks/alice")),
        ]
        let plan = try world.keep(alice)
        #expect(plan.actions == [])
        #expect(plan.failures == loops.map { .legacyLoop($0) })
        let removal = try world.keep(alice, removesLoops: true)
        #expect(removal.actions == loops.map { .removeLoop($0) })
        #expect(removal.failures == [])
        #expect(names(in: world.folder("share")) == ["notebooks"])
        #expect(names(in: world.folder("share/notebooks/alice")) == [])
        #expect(world.isLinked(alice))
    }

    @Test func `A loop that became something else is left alone`() throws {
        let world = World()
        let alice = world.user()
        world.folder.file("share/share", "precious")
        let loop = LegacyLoop(path: world.folder("share/share"), target: world.folder("share"))
        let failure = #expect(throws: LinkFailure.self) {
            try world.homes.perform(.removeLoop(loop), alice, world.layout)
        }
        #expect(failure == .changedMeanwhile(path: loop.path))
        #expect(fileText(loop.path) == "precious")
    }

    @Test func `Without a mounted share the share is not looked at`() throws {
        let world = World()
        #expect(try world.homes.observe(world.user(), world.layout, false).share == nil)
    }

    @Test func `A link that we made for an earlier mountpoint goes; what else stands there by now stays`() throws {
        let world = World()
        let alice = world.user()
        let (name, target) = ("old", "/data/old")
        let path = world.folder("home/alice/old")
        world.folder.link("home/alice/old", to: target, owner: alice.uid)
        let plan = try world.keep(alice, recorded: [path: target])
        #expect(plan.actions.contains(.removeStale(name: name, target: target)))
        #expect(Look(path) == nil && world.isLinked(alice))
        let remove = LinkAction.removeStale(name: name, target: target)
        try world.homes.perform(remove, alice, world.layout)
        world.folder.link("home/alice/old", to: "/etc", owner: alice.uid)
        try world.homes.perform(remove, alice, world.layout)
        #expect(linkText(path) == "/etc")
        unlink(path)
        world.folder.file("home/alice/old", "work", owner: alice.uid)
        try world.homes.perform(remove, alice, world.layout)
        #expect(fileText(path) == "work")
        unlink(path)
        world.folder.directory("home/alice/old", owner: alice.uid)
        try world.homes.perform(remove, alice, world.layout)
        #expect(Look(path)?.isDirectory == true)
    }
}
