import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// Each trap is set by mallory in places that are mallory's; afterwards nothing of root's has changed and bob is served.
@Suite(.enabled(if: isRoot, "needs users with uids of their own, which only root can act for"))
struct HostileHomeTests {
    let world = World()
    let mallory: Account
    let bob: Account
    let protected: String

    init() {
        mallory = world.user("mallory", uid: 20001)
        bob = world.user("bob", uid: 20002)
        protected = world.protectedTree()
    }

    /// Sets a trap, works for both, and checks what must hold whatever the trap was.
    private func spring(_ set: () -> Void) throws -> Result<LinkPlan, LinkFailure> {
        set()
        let before = Snapshot(protected)
        let outcome = Result { () throws(LinkFailure) in try world.keep(mallory) }
        #expect(Snapshot(protected) == before)
        #expect(try world.keep(bob).failures == [])
        #expect(world.isLinked(bob))
        // Again, as every boot and every timer does.
        let second = Result { () throws(LinkFailure) in try world.keep(mallory) }
        #expect(Snapshot(protected) == before)
        if case .failure = outcome { #expect(throws: LinkFailure.self) { try second.get() } }
        return outcome
    }

    @Test(arguments: ["/etc", "protected", "home/bob", "home/mallory/notebooks", "/no/such/place"])
    func `notebooks replaced by a link is reported and not followed`(target: String) throws {
        let text = target.hasPrefix("/") ? target : world.folder(target)
        let plan = try spring { world.folder.link("home/mallory/notebooks", to: text, owner: mallory.uid) }.get()
        #expect(plan.failures.count == 1)
        #expect(plan.failures.first?.code == .linkObstructed)
        #expect(plan.failures.first?.description.contains("'\(text)'") == true)
        #expect(linkText(world.folder("home/mallory/notebooks")) == text)
        #expect(Look("/etc/remote") == nil)
        #expect(Look(world.folder("home/bob/remote")) == nil)
    }

    @Test func `A directory of somebody else as notebooks is not used`() throws {
        let plan = try spring { world.folder.directory("home/mallory/notebooks", mode: 0o777, owner: 20002) }.get()
        #expect(plan.failures.map(\.code) == [.linkObstructed])
        #expect(names(in: world.folder("home/mallory/notebooks")) == [])
    }

    @Test(arguments: [
        "a FIFO", "a directory", "a file", "a link to itself", "a link of 300 characters", "a link to root's file",
    ])
    func `Whatever stands at remote is kept and named`(kind: String) throws {
        let name = "home/mallory/notebooks/remote"
        let long =
            world.folder("home/mallory/") + String(repeating: "d", count: 150) + "/"
            + String(repeating: "f", count: 150)
        world.folder.directory("home/mallory/notebooks", owner: mallory.uid)
        let outcome = try spring {
            switch kind {
            case "a FIFO": world.folder.fifo(name, owner: mallory.uid)
            case "a directory":
                world.folder.directory(name, owner: mallory.uid)
                world.folder.file(name + "/work", "mine", owner: mallory.uid)
            case "a file": world.folder.file(name, "mine", owner: mallory.uid)
            case "a link to itself": world.folder.link(name, to: "remote", owner: mallory.uid)
            case "a link of 300 characters":
                world.folder.directory("home/mallory/" + String(repeating: "d", count: 150), owner: mallory.uid)
                world.folder.file(String(long.dropFirst(world.folder.path.count + 1)), owner: mallory.uid)
                world.folder.link(name, to: long, owner: mallory.uid)
            default: world.folder.link(name, to: world.folder("protected/shadow"), owner: mallory.uid)
            }
        }
        let plan = try outcome.get()
        switch kind {
        case "a link to itself":
            // It leads nowhere, so it is replaced.
            #expect(plan.failures == [])
            #expect(world.isLinked(mallory))
        case "a link of 300 characters", "a link to root's file":
            #expect(plan.failures.map(\.code) == [.linkForeign])
        default:
            #expect(plan.failures.map(\.code) == [.linkObstructed])
            #expect(plan.failures.first?.description.contains("is \(kind) where") == true)
        }
        if kind == "a directory" { #expect(fileText(world.folder(name + "/work")) == "mine") }
        if kind == "a file" { #expect(fileText(world.folder(name)) == "mine") }
        if kind == "a FIFO" { #expect(Look(world.folder(name))?.isFIFO == true) }
    }

    @Test(arguments: ["somebody else's", "a link to root's", "a file", "a loop"])
    func `A home that is not the user's gets nothing`(kind: String) throws {
        let plan = try spring {
            rename(mallory.home, world.folder("home/kept"))
            switch kind {
            case "somebody else's": world.folder.directory("home/mallory", mode: 0o777, owner: 20002)
            case "a link to root's": world.folder.link("home/mallory", to: protected)
            case "a file": world.folder.file("home/mallory", "x", owner: mallory.uid)
            default: world.folder.link("home/mallory", to: "mallory")
            }
        }.get()
        #expect(plan.actions == [])
        #expect(plan.failures.map(\.code) == [.homeUnsafe])
        if kind == "somebody else's" { #expect(names(in: mallory.home) == []) }
    }

    @Test func `A home that is missing is named with how to make it`() throws {
        let plan = try spring { rmdir(mallory.home) }.get()
        #expect(plan.failures == [.homeMissing(user: "mallory", path: mallory.home)])
    }

    @Test func `A home that the user cannot write is named, and no link is made with root's rights`() throws {
        let outcome = try spring {
            chmod(mallory.home, 0o555)
        }
        let failure = #expect(throws: LinkFailure.self) { try outcome.get() }
        #expect(failure?.code == .homeNotWritable)
        #expect(names(in: mallory.home) == [])
    }

    @Test(arguments: ["a link to root's", "a file", "bob's"])
    func `Something else in place of the directory on the share is not used`(kind: String) throws {
        world.folder.directory("share/notebooks")
        let plan = try spring {
            switch kind {
            case "a link to root's": world.folder.link("share/notebooks/mallory", to: protected, owner: mallory.uid)
            case "a file": world.folder.file("share/notebooks/mallory", "x", owner: mallory.uid)
            default: world.folder.directory("share/notebooks/mallory", owner: bob.uid)
            }
        }.get()
        #expect(
            plan.failures.map(\.code) == [kind == "bob's" ? .shareDirectoryForeignOwner : .shareDirectoryObstructed])
        #expect(Look(world.folder("home/mallory/notebooks/remote")) == nil)
    }

    @Test func `notebooks of the share as a link to root's directory makes nothing there`() throws {
        world.folder.link("share/notebooks", to: protected)
        let before = Snapshot(protected)
        let plan = try world.keep(mallory)
        #expect(plan.failures.map(\.code) == [.shareDirectoryObstructed])
        #expect(Snapshot(protected) == before)
    }
}
