internal import AgentCore
internal import CLinux
internal import Glibc

/// Makes one change to a user's links; called with the user's identity.
///
/// Every change is one system call that fails if somebody was faster, or is taken back when it hit the wrong thing.
enum LinkPerformer {
    /// The name a link is made under before it takes another's place; fixed, so that a killed run's leftover is found.
    static let temporaryName = ".dsvm-agent.link"

    /// Performs one action.
    static func perform(_ action: LinkAction, _ account: Account, _ layout: LinkLayout) throws(LinkFailure) {
        switch action {
        case .makeShareDirectory(let step): try ShareDirectory.make(step: step, account, layout)
        case .makeNotebooks:
            let home = try UserPlaces.home(of: account)
            try mapped(clinux_make_directory(home.raw, "notebooks", 0o755), home.path + "/notebooks", account)
        case .makeLink(let kind, let target):
            let parent = try UserPlaces.parent(of: kind, account)
            let path = layout.path(of: kind, home: account.home)
            try mapped(clinux_make_link(target, parent.raw, name(of: kind, layout)), path, account)
        case .replaceLink(let kind, let old, let new):
            let parent = try UserPlaces.parent(of: kind, account)
            try replace(name(of: kind, layout), in: parent, from: old, to: new, account)
        case .removeLeftover(let kind): try removeLeftover(in: try UserPlaces.parent(of: kind, account), account)
        case .removeStale(let name, let target):
            let home = try UserPlaces.home(of: account)
            // Gone, or something else by now: then there is nothing of ours to remove.
            guard (try? home.readLink(name)) == target else { return }
            try mapped(clinux_remove(home.raw, name, 0), "\(home.path)/\(name)", account)
        case .removeLoop(let loop): try remove(loop, account, layout)
        }
    }

    private static func name(of kind: LinkKind, _ layout: LinkLayout) -> String {
        kind == .home ? layout.homeLinkName : "remote"
    }

    /// Exchanges the old link and a new one in one step, then looks at what came out: anything but the old link goes
    /// back where it was, so that a file put there meanwhile is not lost.
    private static func replace(
        _ name: String, in parent: borrowing Descriptor, from old: String, to new: String, _ account: Account
    ) throws(LinkFailure) {
        let path = "\(parent.path)/\(name)"
        try removeLeftover(in: parent, account)
        try mapped(clinux_make_link(new, parent.raw, temporaryName), path, account)
        let exchanged = clinux_rename_exchange(parent.raw, temporaryName, name)
        if exchanged == -EINVAL || exchanged == -ENOSYS {
            // NFS and SMB homes cannot exchange: look, then rename. The window is the user's own to lose a file in.
            if (try? parent.readLink(name)) == old {
                return try mapped(clinux_rename(parent.raw, temporaryName, parent.raw, name), path, account)
            }
            try removeLeftover(in: parent, account)
            throw .changedMeanwhile(path: path)
        }
        if exchanged < 0 {
            try removeLeftover(in: parent, account)
            try mapped(exchanged, path, account)
        }
        guard (try? parent.readLink(temporaryName)) == old else {
            _ = clinux_rename_exchange(parent.raw, temporaryName, name)
            try removeLeftover(in: parent, account)
            throw .changedMeanwhile(path: path)
        }
        try removeLeftover(in: parent, account)
    }

    /// Removes a link of ours under its temporary name; whatever else has that name stays, and stops us.
    private static func removeLeftover(in parent: borrowing Descriptor, _ account: Account) throws(LinkFailure) {
        let path = "\(parent.path)/\(temporaryName)"
        do throws(SystemFailure) {
            guard let found = try parent.describe(temporaryName) else { return }
            guard found.mode & S_IFMT == S_IFLNK else {
                throw failure(EEXIST, "use the name", path)
            }
        } catch {
            if error.number == EEXIST { throw .obstructed(path: path, what: "not a link", wanted: "nothing") }
            throw .system(error)
        }
        try mapped(clinux_remove(parent.raw, temporaryName, 0), path, account)
    }

    private static func remove(_ loop: LegacyLoop, _ account: Account, _ layout: LinkLayout) throws(LinkFailure) {
        let isAtRoot = loop.target == layout.mountpoint
        let directory = try UserPlaces.share(
            layout, account, steps: isAtRoot ? 0 : layout.steps(for: account.name).count)
        let name = isAtRoot ? layout.homeLinkName : account.name
        guard (try? directory.readLink(name)) == loop.target else { throw .changedMeanwhile(path: loop.path) }
        let asUser = clinux_remove(directory.raw, name, 0)
        if asUser == 0 { return }
        // Root made it, in a directory that may be root's.
        let raw = directory.raw
        try UserIdentity.asRoot(account) { () throws(LinkFailure) in
            try mapped(clinux_remove(raw, name, 0), loop.path, account)
        }
    }

    /// Turns a result into what it means in a user's directory.
    static func mapped(_ result: Int32, _ path: String, _ account: Account) throws(LinkFailure) {
        switch -result {
        case ...0: return
        case EEXIST, ENOENT: throw .changedMeanwhile(path: path)
        case EACCES, EPERM, EROFS, EDQUOT, ENOSPC:
            throw .notWritable(user: account.name, path: path, reason: errorText(-result))
        default: throw .system(failure(-result, "make", path))
        }
    }
}
