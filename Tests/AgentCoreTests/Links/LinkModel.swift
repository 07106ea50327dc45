import AgentCore

/// A user's places as the plan's actions change them: enough to plan again afterwards.
struct LinkModel: Sendable, Equatable {
    var observation: LinkObservation
    let account: Account
    let layout: LinkLayout

    init(_ observation: LinkObservation, account: Account, layout: LinkLayout) {
        self.observation = observation
        self.account = account
        self.layout = layout
    }

    /// Applies one action; says why not where it would touch something that is not its business.
    mutating func apply(_ action: LinkAction) -> String? {
        switch action {
        case .makeShareDirectory(let step):
            guard var share = observation.share else { return "directory on a share that is not mounted" }
            if step < share.count, share[step] != .absent { return "directory over \(share[step])" }
            if step > 0, step > share.count || !Self.isDirectory(share[step - 1]) {
                return "directory without its parent"
            }
            let owner = layout.steps(for: account.name)[step].isUsers ? account.uid : 0
            share = Array(share.prefix(step)) + [.directory(owner: owner)]
            observation.share = share
        case .makeNotebooks:
            if observation.notebooks != .absent { return "notebooks over \(observation.notebooks)" }
            observation.notebooks = .directory(owner: account.uid)
        case .makeLink(let kind, let target):
            if entry(kind) != .absent { return "link over \(entry(kind))" }
            return set(kind, target)
        case .replaceLink(let kind, let from, let to):
            guard case .link(from, _) = entry(kind) else { return "replacement of \(entry(kind))" }
            return set(kind, to)
        case .removeLeftover(let kind):
            guard let index = observation.leftovers.firstIndex(of: kind) else { return "leftover that is not there" }
            observation.leftovers.remove(at: index)
        // The model has no such link: only the plan's own tests know one.
        case .removeStale: return "removal of a link that nobody recorded"
        case .removeLoop(let loop):
            guard let index = observation.loops.firstIndex(of: loop) else { return "loop that is not there" }
            observation.loops.remove(at: index)
        }
        return nil
    }

    /// A link is only worth making when what it leads to is there and is what it should be.
    private mutating func set(_ kind: LinkKind, _ target: String) -> String? {
        guard let share = observation.share else { return "link without a share" }
        switch kind {
        case .home: observation.homeLink = .link(target: target, isDangling: nil)
        case .remote:
            guard case .directory(account.uid) = observation.notebooks else {
                return "link in \(observation.notebooks)"
            }
            guard share.count == layout.steps(for: account.name).count, share.allSatisfy(Self.isDirectory) else {
                return "link to \(share)"
            }
            observation.remote = .link(target: target, isDangling: nil)
        }
        return nil
    }

    private func entry(_ kind: LinkKind) -> Entry {
        kind == .home ? observation.homeLink : observation.remote
    }

    private static func isDirectory(_ entry: Entry) -> Bool {
        if case .directory = entry { true } else { false }
    }
}
