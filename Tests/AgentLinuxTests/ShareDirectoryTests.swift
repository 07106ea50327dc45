import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite(.enabled(if: isRoot, "gives directories to users, which needs root"))
struct ShareDirectoryTests {
    @Test func `Below a directory of root's alone the user's directory appears whole, under its name at once`() throws {
        let world = World()
        let alice = world.user()
        try world.keep(alice)
        let look = try #require(Look(world.folder("share/notebooks/alice")))
        #expect((look.uid, look.gid, look.mode) == (alice.uid, alice.gid, 0o755))
        #expect(names(in: world.folder("share/notebooks")) == ["alice"])
    }

    @Test(arguments: [0o777, 0o1777] as [UInt32])
    func `Where users may write the user makes it, and root has no part in it`(mode: UInt32) throws {
        let world = World()
        world.folder.directory("share/notebooks", mode: mode)
        let alice = world.user()
        #expect(try world.keep(alice).failures == [])
        #expect(Look(world.folder("share/notebooks/alice"))?.uid == alice.uid)
    }

    @Test(arguments: [(0, 0o775), (0, 0o757), (20002, 0o755)] as [(UInt32, UInt32)])
    func `Root makes nothing in a directory that others may change`(owner: UInt32, mode: UInt32) throws {
        let world = World()
        world.folder.directory("share/notebooks", mode: mode, owner: owner)
        chown(world.folder("share/notebooks"), owner, 20002)
        let alice = world.user()
        if mode & 0o002 != 0 {
            // Everybody may write: then the user's own right is enough.
            #expect(try world.keep(alice).failures == [])
            return
        }
        if owner != 0 {
            // The plan says so; whoever performs it all the same is refused.
            let path = world.folder("share/notebooks")
            #expect(try world.keep(alice).failures == [.commonDirectoryForeign(path: path, owner: owner)])
            #expect(Look(world.folder("home/alice/notebooks/remote")) == nil)
        }
        let failure = #expect(throws: LinkFailure.self) {
            try world.homes.perform(.makeShareDirectory(step: 1), alice, world.layout)
        }
        #expect(failure?.code == .shareDirectoryDenied)
        #expect(failure?.remedy.contains(world.folder("share/notebooks")) == true)
        #expect(names(in: world.folder("share/notebooks")) == [])
    }

    @Test func `A directory that a killed run left under another name is taken up`() throws {
        let world = World()
        world.folder.directory("share/notebooks")
        world.folder.directory("share/notebooks/.alice.dsvm-agent")
        let alice = world.user()
        #expect(try world.keep(alice).failures == [])
        #expect(names(in: world.folder("share/notebooks")) == ["alice"])
        #expect(world.isLinked(alice))
    }

    @Test func `The other layout gives the user both directories`() throws {
        let world = World(layout: .userThenNotebooks, privacy: .perUser)
        let alice = world.user()
        #expect(try world.keep(alice).failures == [])
        for name in ["share/alice", "share/alice/notebooks"] {
            #expect(Look(world.folder(name))?.uid == alice.uid)
            #expect(Look(world.folder(name))?.mode == 0o700)
        }
    }

    @Test func `A directory that appeared meanwhile is not taken over`() throws {
        let world = World()
        world.folder.directory("share/notebooks")
        world.folder.directory("share/notebooks/alice", owner: 20002)
        let before = Look(world.folder("share/notebooks/alice"))
        let alice = world.user()
        #expect(throws: LinkFailure.self) { try world.homes.perform(.makeShareDirectory(step: 1), alice, world.layout) }
        #expect(Look(world.folder("share/notebooks/alice")) == before)
    }

    @Test func `A directory that another node made for the user meanwhile is what was wanted`() throws {
        let world = World()
        world.folder.directory("share/notebooks")
        let alice = world.user()
        world.folder.directory("share/notebooks/alice", owner: alice.uid)
        let before = Look(world.folder("share/notebooks/alice"))
        try world.homes.perform(.makeShareDirectory(step: 1), alice, world.layout)
        #expect(Look(world.folder("share/notebooks/alice")) == before)
    }

    @Test func `A common directory that another node made meanwhile is what was wanted`() throws {
        let world = World()
        world.folder.directory("share/notebooks")
        try world.homes.perform(.makeShareDirectory(step: 0), world.user(), world.layout)
    }

    @Test func `Owners are a proof only where nobody but root can make directories`() throws {
        let world = World()
        #expect(try world.homes.shareOwners(world.layout).isProof)
        for (mode, owner) in [(0o755, 0), (0o1777, 0), (0o775, 0), (0o755, 20002)] as [(UInt32, UInt32)] {
            world.folder.directory("share/notebooks", mode: mode, owner: owner)
            #expect(try world.homes.shareOwners(world.layout).isProof == (mode == 0o755 && owner == 0))
        }
    }

    @Test func `The owners of users' directories are told for the choice of a uid`() throws {
        let world = World()
        #expect(try world.homes.shareOwners(world.layout).owners == [:])
        world.folder.directory("share/notebooks")
        world.folder.directory("share/notebooks/alice", owner: 20001)
        world.folder.directory("share/notebooks/bob", owner: 20002)
        world.folder.file("share/notebooks/file", owner: 20003)
        world.folder.link("share/notebooks/link", to: "alice", owner: 20004)
        #expect(try world.homes.shareOwners(world.layout).owners == ["alice": 20001, "bob": 20002])
    }

    @Test func `A closed directory on the share is named, and the home gets no link to it`() throws {
        let world = World()
        world.folder.directory("share/notebooks", mode: 0o700)
        let alice = world.user()
        let plan = Result { () throws(LinkFailure) in try world.keep(alice) }
        let codes: [ConditionCode]
        switch plan {
        case .success(let plan): codes = plan.failures.map(\.code)
        case .failure(let failure): codes = [failure.code]
        }
        #expect(codes == [.shareDirectoryDenied])
        #expect(Look(world.folder("home/alice/notebooks/remote")) == nil)
    }
}
