internal import AgentCore
internal import CLinux
internal import Glibc

/// Opens the directories that a user's links are in, one component at a time, and refuses what is not the user's.
enum UserPlaces {
    /// Opens the home, as the user. Links on the way to it are the admin's; the directory itself must be the user's.
    static func home(of account: Account) throws(LinkFailure) -> Descriptor {
        do throws(SystemFailure) {
            let handle = try Descriptor.root(account.home)
            let owner = try handle.describe()?.uid
            guard owner == account.uid else {
                throw failure(EPERM, "use", account.home)
            }
            return handle
        } catch {
            switch error.number {
            case ENOENT: throw .homeMissing(user: account.name, path: account.home)
            default: throw .homeUnsafe(user: account.name, path: account.home, what: homeNoun(error, account))
            }
        }
    }

    /// Opens `$HOME/notebooks`, refusing a link, or a directory of somebody else.
    static func notebooks(of account: Account) throws(LinkFailure) -> Descriptor {
        let home = try home(of: account)
        do throws(SystemFailure) {
            let handle = try home.directory("notebooks")
            if try handle.describe()?.uid == account.uid { return handle }
        } catch {
            if error.number == ENOENT { throw .changedMeanwhile(path: error.path) }
        }
        throw .obstructed(
            path: account.home + "/notebooks", what: "not a directory of that user", wanted: "the user's own directory")
    }

    /// The directory that one of the two links is in.
    static func parent(of link: LinkKind, _ account: Account) throws(LinkFailure) -> Descriptor {
        switch link {
        case .home: try home(of: account)
        case .remote: try notebooks(of: account)
        }
    }

    /// Opens the share and goes down so many steps of the layout.
    static func share(_ layout: LinkLayout, _ account: Account, steps count: Int) throws(LinkFailure) -> Descriptor {
        do throws(SystemFailure) {
            var handle = try Descriptor.root(layout.mountpoint)
            for step in layout.steps(for: account.name).prefix(count) { handle = try handle.directory(step.name) }
            return handle
        } catch {
            throw .shareDirectoryDenied(path: error.path, user: account.name, reason: error.reason)
        }
    }

    private static func homeNoun(_ failure: SystemFailure, _ account: Account) -> String {
        switch failure.number {
        case EPERM: "a directory of somebody else"
        case ENOTDIR: "not a directory"
        case ELOOP: "a link that leads nowhere"
        default: "not to be opened, \(failure.reason)"
        }
    }
}
