internal import AgentCore
internal import CLinux
internal import Glibc

/// Looks at what stands where a user's links should be; called with the user's identity.
enum LinkObserver {
    /// Looks at home and share of one user.
    static func observe(_ account: Account, _ layout: LinkLayout, isShareMounted: Bool) throws(LinkFailure)
        -> LinkObservation
    {
        var observation = LinkObservation(home: .own)
        do throws(LinkFailure) {
            let home = try UserPlaces.home(of: account)
            let wanted = layout.target(of: .home, for: account.name)
            observation.homeLink = entry(home, layout.homeLinkName, expecting: wanted)
            observation.notebooks = entry(home, "notebooks")
            if isLeftover(in: home) { observation.leftovers.append(.home) }
            if case .directory(let owner) = observation.notebooks, owner == account.uid {
                let notebooks = try UserPlaces.notebooks(of: account)
                observation.remote = entry(
                    notebooks, "remote", expecting: layout.target(of: .remote, for: account.name))
                if isLeftover(in: notebooks) { observation.leftovers.append(.remote) }
            }
        } catch {
            switch error {
            case .homeMissing: observation.home = .absent
            case .homeUnsafe(_, _, let what): observation.home = .foreign(what)
            default: throw error
            }
        }
        if isShareMounted { try observeShare(account, layout, &observation) }
        return observation
    }

    private static func observeShare(
        _ account: Account, _ layout: LinkLayout, _ observation: inout LinkObservation
    ) throws(LinkFailure) {
        var directory = try UserPlaces.share(layout, account, steps: 0)
        var found: [Entry] = []
        if let loop = loop(directory, name: layout.homeLinkName, target: layout.mountpoint) {
            observation.loops.append(loop)
        }
        for (index, step) in layout.steps(for: account.name).enumerated() {
            let entry = entry(directory, step.name)
            found.append(entry)
            guard case .directory = entry else { break }
            // A directory of somebody else may be closed to the user: the plan refuses it without looking inside.
            guard let next = try? UserPlaces.share(layout, account, steps: index + 1) else { break }
            directory = next
        }
        observation.share = found
        let own = layout.target(of: .remote, for: account.name)
        if directory.path == own, let loop = loop(directory, name: account.name, target: own) {
            observation.loops.append(loop)
        }
    }

    /// Describes one entry, itself. Whether a link dangles is asked only where it is not the one expected.
    private static func entry(_ directory: borrowing Descriptor, _ name: String, expecting wanted: String? = nil)
        -> Entry
    {
        do throws(SystemFailure) {
            guard let found = try directory.describe(name) else { return .absent }
            switch found.mode & S_IFMT {
            case S_IFDIR: return .directory(owner: found.uid)
            case S_IFLNK:
                let target = try directory.readLink(name)
                return .link(
                    target: target, isDangling: target == wanted ? nil : isDangling("\(directory.path)/\(name)"))
            case S_IFREG: return .other("a file")
            case S_IFIFO: return .other("a FIFO")
            case S_IFSOCK: return .other("a socket")
            default: return .other("a device")
            }
        } catch {
            return .denied(error)
        }
    }

    /// Recognises a link of ours that a killed run left under its temporary name.
    private static func isLeftover(in directory: borrowing Descriptor) -> Bool {
        guard let found = try? directory.describe(LinkPerformer.temporaryName) else { return false }
        return found.mode & S_IFMT == S_IFLNK
    }

    /// Follows a link as the user: it dangles only if its end surely does not exist. A dead server is not that.
    private static func isDangling(_ path: String) -> Bool {
        var found = clinux_entry()
        let result = clinux_describe_target(path, &found)
        return [-ENOENT, -ELOOP, -ENOTDIR].contains(result)
    }

    /// Recognises a loop of the old script by its exact text.
    private static func loop(_ directory: borrowing Descriptor, name: String, target: String) -> LegacyLoop? {
        guard case .link(target, _) = entry(directory, name, expecting: target) else { return nil }
        return LegacyLoop(path: "\(directory.path)/\(name)", target: target)
    }
}
