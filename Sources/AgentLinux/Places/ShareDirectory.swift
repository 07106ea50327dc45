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
        let path = "\(parent.path)/\(step.name)"
        if step.isUsers {
            // The user's own rights first: so it belongs to the user from the start, also where root is squashed.
            let result = clinux_make_directory(parent.raw, step.name, layout.userDirectoryMode)
            switch result {
            case 0: return
            case -EACCES, -EPERM: try makeAsRoot(step.name, in: parent, for: account, mode: layout.userDirectoryMode)
            default: try refused(result, path, account)
            }
        } else {
            let raw = parent.raw
            try UserIdentity.asRoot(account) { () throws(LinkFailure) in
                let result = clinux_make_directory(raw, step.name, 0o755)
                // Another node may have been faster: then it is there, which is what we want.
                if result != -EEXIST { try refused(result, path, account) }
            }
        }
    }

    /// Makes a user's directory where only root may: in a parent that nobody else can change, under another name first.
    private static func makeAsRoot(
        _ name: String, in parent: borrowing Descriptor, for account: Account, mode: UInt32
    ) throws(LinkFailure) {
        let path = "\(parent.path)/\(name)"
        let raw = parent.raw
        let parentPath = parent.path
        try UserIdentity.asRoot(account) { () throws(LinkFailure) in
            do throws(SystemFailure) {
                let directory = Borrowed(raw: raw, path: parentPath)
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
                try checked(renamed, "make", path)
            } catch {
                throw .shareDirectoryDenied(path: path, user: account.name, reason: error.reason)
            }
        }
    }

    private static func refused(_ result: Int32, _ path: String, _ account: Account) throws(LinkFailure) {
        if result >= 0 { return }
        if result == -EEXIST { throw .changedMeanwhile(path: path) }
        throw .shareDirectoryDenied(path: path, user: account.name, reason: errorText(-result))
    }

    /// A directory handle that somebody else owns and keeps open.
    private struct Borrowed {
        let raw: Int32
        let path: String

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
    /// Limits: 20,000 directories.
    static func owners(_ layout: LinkLayout) throws(SystemFailure) -> [String: UInt32] {
        var directory = try Descriptor.root(layout.mountpoint)
        for name in layout.usersDirectory {
            guard try directory.describe(name) != nil else { return [:] }
            directory = try directory.directory(name)
        }
        var result: [String: UInt32] = [:]
        for name in try directory.list(entriesMax: 20_000) {
            if let found = try directory.describe(name), found.mode & S_IFMT == S_IFDIR { result[name] = found.uid }
        }
        return result
    }
}
