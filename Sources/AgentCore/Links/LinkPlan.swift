/// One change to a user's links; each is atomic for whoever looks on.
package enum LinkAction: Sendable, Equatable {
    /// Makes the directory of one step of the layout on the share.
    case makeShareDirectory(step: Int)
    /// Makes `$HOME/notebooks`.
    case makeNotebooks
    case makeLink(LinkKind, target: String)
    /// Replaces a link whose text is known; anything else found there in its place stays.
    case replaceLink(LinkKind, from: String, to: String)
    /// Removes a link of ours that still has its temporary name.
    case removeLeftover(LinkKind)
    case removeLoop(LegacyLoop)
    /// Removes a link in a home that we made for an earlier mountpoint; anything else of that name stays.
    case removeStale(name: String, target: String)
}

/// Plans a user's links: what is missing is made, what is ours or leads nowhere is replaced, all else is reported.
package struct LinkPlan: Sendable, Equatable {
    package var actions: [LinkAction] = []
    package var failures: [LinkFailure] = []
    /// Links that have their right target, already or once the actions are done.
    package var settled: [LinkKind] = []

    /// What the plan depends on besides the observation.
    package struct Inputs: Sendable {
        package var account: Account
        package var layout: LinkLayout
        /// Targets that we gave to links earlier, by path.
        package var recorded: [String: String]
        /// False on SMB, where every file seems to belong to the mount's uid.
        package var ownersAreReal: Bool
        package var removesLoops: Bool

        /// Collects the inputs.
        package init(
            account: Account, layout: LinkLayout, recorded: [String: String], ownersAreReal: Bool,
            removesLoops: Bool = false
        ) {
            self.account = account
            self.layout = layout
            self.recorded = recorded
            self.ownersAreReal = ownersAreReal
            self.removesLoops = removesLoops
        }
    }

    /// Plans for one user.
    package init(_ observation: LinkObservation, inputs: Inputs) {
        switch observation.home {
        case .absent: failures.append(.homeMissing(user: inputs.account.name, path: inputs.account.home))
        case .foreign(let what):
            failures.append(.homeUnsafe(user: inputs.account.name, path: inputs.account.home, what: what))
        case .own:
            // No share, no links: a link to an unmounted directory would send work to the local disk.
            guard let share = observation.share else { return }
            actions += observation.leftovers.map { .removeLeftover($0) }
            actions += stale(inputs)
            let isShareReady = planShare(share, inputs: inputs)
            plan(.home, entry: observation.homeLink, inputs: inputs)
            if planNotebooks(observation.notebooks, inputs: inputs), isShareReady {
                plan(.remote, entry: observation.remote, inputs: inputs)
            }
        }
        for loop in observation.loops {
            if inputs.removesLoops { actions.append(.removeLoop(loop)) } else { failures.append(.legacyLoop(loop)) }
        }
    }

    /// Plans the directories on the share; false when `remote` would lead to something that is not the user's.
    private mutating func planShare(_ entries: [Entry], inputs: Inputs) -> Bool {
        let user = inputs.account
        var path = inputs.layout.mountpoint
        for (index, step) in inputs.layout.steps(for: user.name).enumerated() {
            path += "/" + step.name
            // Steps behind a missing one were not looked at: they are missing too.
            let entry = index < entries.count ? entries[index] : .absent
            switch entry {
            case .absent: actions.append(.makeShareDirectory(step: index))
            case .directory(let owner):
                if step.isUsers, inputs.ownersAreReal, owner != user.uid {
                    failures.append(
                        .shareDirectoryForeignOwner(path: path, owner: owner, user: user.name, uid: user.uid))
                    return false
                }
                // Whoever owns the common directory can put anything in place of a user's.
                if !step.isUsers, inputs.ownersAreReal, owner != 0 {
                    failures.append(.commonDirectoryForeign(path: path, owner: owner))
                    return false
                }
            case .denied(let failure):
                failures.append(.shareDirectoryDenied(path: path, user: user.name, reason: failure.reason))
                return false
            case .link, .other:
                failures.append(.shareDirectoryObstructed(path: path, what: entry.noun))
                return false
            }
        }
        return true
    }

    /// Links that we made below this home under another name: the mountpoint was another one then.
    private func stale(_ inputs: Inputs) -> [LinkAction] {
        let current = LinkKind.allCases.map { inputs.layout.path(of: $0, home: inputs.account.home) }
        return inputs.recorded.sorted { $0.key < $1.key }.compactMap { path, target in
            guard path.hasPrefix(inputs.account.home + "/"), !current.contains(path) else { return nil }
            let name = String(path.dropFirst(inputs.account.home.utf8.count + 1))
            return Account.isSafeComponent(name) ? .removeStale(name: name, target: target) : nil
        }
    }

    private mutating func planNotebooks(_ entry: Entry, inputs: Inputs) -> Bool {
        switch entry {
        case .absent:
            actions.append(.makeNotebooks)
            return true
        case .directory(let owner) where owner == inputs.account.uid: return true
        default:
            let what = if case .directory(let owner) = entry { "a directory of uid \(owner)" } else { entry.noun }
            failures.append(
                .obstructed(path: inputs.account.home + "/notebooks", what: what, wanted: "the user's own directory"))
            return false
        }
    }

    private mutating func plan(_ kind: LinkKind, entry: Entry, inputs: Inputs) {
        let wanted = inputs.layout.target(of: kind, for: inputs.account.name)
        let path = inputs.layout.path(of: kind, home: inputs.account.home)
        switch entry {
        case .absent:
            actions.append(.makeLink(kind, target: wanted))
            settled.append(kind)
        case .link(let target, _) where target == wanted: settled.append(kind)
        case .link(let target, let isDangling):
            let isOurs = inputs.recorded[path] == target || Self.isSamePath(target, wanted)
            if isOurs || isDangling == true {
                actions.append(.replaceLink(kind, from: target, to: wanted))
                settled.append(kind)
            } else {
                failures.append(.foreignLink(path: path, target: target, wanted: wanted))
            }
        case .directory, .other, .denied:
            failures.append(.obstructed(path: path, what: entry.noun, wanted: "a link to \(quoted(wanted))"))
        }
    }

    /// The old script wrote doubled and trailing slashes when its mountpoint argument ended in one.
    private static func isSamePath(_ one: String, _ other: String) -> Bool {
        one.hasPrefix("/") && one.split(separator: "/") == other.split(separator: "/")
    }
}
