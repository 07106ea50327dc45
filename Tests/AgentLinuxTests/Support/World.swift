import AgentCore
import Glibc

@testable import AgentLinux

/// Homes and a share in a directory of a test's own, worked on through the live host.
///
/// As root the users are uids without accounts; otherwise there is one user, who is whoever runs the tests.
struct World {
    let folder = TemporaryFolder()
    let homes = Host.live().homes
    let layout: LinkLayout

    init(layout: ShareLayout = .notebooksThenUser, privacy: SharePrivacy = .shared, shareMode: UInt32 = 0o755) {
        folder.directory("home")
        folder.directory("share", mode: shareMode)
        self.layout = LinkLayout(mountpoint: folder("share"), layout: layout, privacy: privacy)
    }

    /// Makes a user with an own home.
    func user(_ name: String = "alice", uid: UInt32 = 20001, home mode: UInt32 = 0o750) -> Account {
        let uid = isRoot ? uid : geteuid()
        folder.directory("home/\(name)", mode: mode, owner: uid)
        return Account(name: name, uid: uid, gid: isRoot ? uid : getegid(), home: folder("home/\(name)"))
    }

    /// Observes, plans and performs, as `Node.keepLinks` does.
    @discardableResult
    func keep(
        _ account: Account, recorded: [String: String] = [:], removesLoops: Bool = false
    ) throws(LinkFailure) -> LinkPlan {
        let observation = try homes.observe(account, layout, true)
        let inputs = LinkPlan.Inputs(
            account: account, layout: layout, recorded: recorded, ownersAreReal: true, removesLoops: removesLoops)
        let plan = LinkPlan(observation, inputs: inputs)
        for action in plan.actions { try homes.perform(action, account, layout) }
        return plan
    }

    /// Whether both links are as the contract has them, and the directory on the share is the user's.
    func isLinked(_ account: Account) -> Bool {
        let target = layout.target(of: .remote, for: account.name)
        return linkText(layout.path(of: .home, home: account.home)) == layout.mountpoint
            && linkText(layout.path(of: .remote, home: account.home)) == target
            && Look(target).map { $0.isDirectory && $0.uid == account.uid } == true
    }

    /// Makes a tree that only root may change, to see later whether it did.
    func protectedTree() -> String {
        folder.directory("protected")
        folder.file("protected/shadow", "secret", mode: 0o600)
        folder.directory("protected/notebooks")
        folder.directory("protected/.ssh", mode: 0o700)
        folder.file("protected/.ssh/authorized_keys", "root's key\n", mode: 0o600)
        return folder("protected")
    }
}

/// Everything that stands below a path, with what it is made of: two equal snapshots mean that nothing changed.
struct Snapshot: Equatable {
    let entries: [String: String]

    init(_ path: String) {
        var entries: [String: String] = [:]
        Self.add(path, to: &entries)
        self.entries = entries
    }

    private static func add(_ path: String, to entries: inout [String: String]) {
        guard let look = Look(path) else { return }
        var text = look.description
        if look.isLink { text += " -> \(linkText(path) ?? "")" }
        if look.isFile { text += " \(fileBytes(path).map { "\($0)" } ?? "unreadable")" }
        entries[path] = text
        if look.isDirectory { for name in names(in: path) { add("\(path)/\(name)", to: &entries) } }
    }
}
