internal import AgentCore
internal import CLinux
internal import Glibc

/// Makes directories on the share; called with the user's identity.
enum ShareDirectory {
    /// Makes the directory of one step of the layout.
    static func make(step index: Int, _ account: Account, _ layout: LinkLayout) throws(LinkFailure) {
        let steps = layout.steps(for: account.name)
        let step = steps[index]
        let parent = try UserPlaces.share(layout, account, steps: index)
        if step.isUsers {
            // The user's own rights first: so it belongs to the user from the start, also where root is squashed.
            let result = clinux_make_directory(parent.raw, step.name, layout.userDirectoryMode)
            switch result {
            case 0: return
            case -EACCES, -EPERM: try makeAsRoot(step.name, in: parent, for: account, mode: layout.userDirectoryMode)
            default: try refused(result, step.name, in: Borrowed(parent), account)
            }
        } else {
            let directory = Borrowed(parent)
            try UserIdentity.asRoot(account) { () throws(LinkFailure) in
                let result = clinux_make_directory(directory.raw, step.name, 0o755)
                try refused(result, step.name, in: directory, account)
            }
        }
    }

    /// Makes a user's directory where only root may: in a parent that nobody else can change, under another name first.
    private static func makeAsRoot(
        _ name: String, in parent: borrowing Descriptor, for account: Account, mode: UInt32
    ) throws(LinkFailure) {
        let path = "\(parent.path)/\(name)"
        let directory = Borrowed(parent)
        let raw = parent.raw
        try UserIdentity.asRoot(account) { () throws(LinkFailure) in
            do throws(SystemFailure) {
                guard let found = try directory.describe(""), found.uid == 0, found.mode & 0o022 == 0 else {
                    throw failure(EACCES, "make", path)
                }
                let temporary = Descriptor.temporary(name)
                let made = clinux_make_directory(raw, temporary, mode)
                if made != -EEXIST { try checked(made, "make", path) }
                let handle = try directory.open(temporary)
                try checked(clinux_change_owner(handle.raw, account.uid, account.gid), "give to the user", path)
                var renamed = clinux_rename_new(raw, temporary, raw, name)
                // NFS knows no flags; a plain rename replaces at most an empty directory.
                if renamed == -EINVAL { renamed = clinux_rename(raw, temporary, raw, name) }
                // Another node took the same temporary name and was faster: then the directory is there. Ours, still
                // empty, goes; one that is not empty, or gone already, is nothing to care for.
                if renamed == -ENOENT || renamed == -EEXIST, directory.hasDirectory(name, of: account) {
                    _ = clinux_remove(raw, temporary, 1)
                    return
                }
                try checked(renamed, "make", path)
            } catch {
                throw .shareDirectoryDenied(path: path, user: account.name, reason: error.reason)
            }
        }
    }

    private static func refused(
        _ result: Int32, _ name: String, in directory: Borrowed, _ account: Account
    ) throws(LinkFailure) {
        if result >= 0 { return }
        let path = "\(directory.path)/\(name)"
        // Nodes of a pool start together: another one made it first, which is what we want.
        if result == -EEXIST, directory.hasDirectory(name, of: account) { return }
        if result == -EEXIST { throw .changedMeanwhile(path: path) }
        throw .shareDirectoryDenied(path: path, user: account.name, reason: errorText(-result))
    }

    /// A directory handle that somebody else owns and keeps open.
    private struct Borrowed {
        let raw: Int32
        let path: String

        init(_ handle: borrowing Descriptor) {
            raw = handle.raw
            path = handle.path
        }

        /// Tells whether a directory that appeared meanwhile is one that a node made for the user: root's (on SMB all
        /// are, by the mount's own options) or the user's. Anybody else's is not to be linked to.
        func hasDirectory(_ name: String, of account: Account) -> Bool {
            guard let found = try? describe(name) else { return false }
            return found.mode & S_IFMT == S_IFDIR && [0, account.uid].contains(found.uid)
        }

        func describe(_ name: String) throws(SystemFailure) -> clinux_entry? {
            var found = clinux_entry()
            try checked(clinux_describe(raw, name, &found), "look at", path)
            return found
        }

        func open(_ name: String) throws(SystemFailure) -> Descriptor {
            let below = "\(path)/\(name)"
            return Descriptor(raw: try checked(clinux_open_directory(raw, name), "open", below), path: below)
        }
    }

    /// Reads who owns the users' directories, for the choice of a uid.
    ///
    /// Limits: 200,000 directories.
    static func owners(_ layout: LinkLayout) throws(SystemFailure) -> ShareOwners {
        var directory = try Descriptor.root(layout.mountpoint)
        for name in layout.usersDirectory {
            guard try directory.describe(name) != nil else { return ShareOwners() }
            directory = try directory.directory(name)
        }
        var result: [String: UInt32] = [:]
        for name in try directory.list(entriesMax: 200_000) {
            if let found = try directory.describe(name), found.mode & S_IFMT == S_IFDIR { result[name] = found.uid }
        }
        let own = try directory.describe()
        return ShareOwners(result, isProof: own?.uid == 0 && (own?.mode ?? 0o777) & 0o022 == 0)
    }
}
