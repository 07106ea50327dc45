/// Keeping users' links.
extension Node {
    /// Repairs the links of one user, or of every user whose links we keep.
    package func linkUsers(_ name: String?, removesLoops: Bool) throws -> Report {
        try locked {
            guard mount != nil else { throw ShareFailure.unconfigured }
            var report = Report()
            var ledger = try loadLedger()
            let loaded = ledger
            let isNamed = name != nil
            let names = name.map { [$0] } ?? ledger.linkedNames
            var accounts: [Account] = []
            for name in names {
                accounts += try account(toLink: name, ledger: &ledger, report: &report, isAlone: isNamed)
            }
            try keepLinks(
                accounts, ledger: &ledger, report: &report, removesLoops: removesLoops, assumesHomes: false)
            try save(ledger, replacing: loaded)
            try refreshStatus(ledger, report: report, concerning: Set(accounts.map(\.name)))
            return report
        }
    }

    /// Makes the links of several accounts; one that cannot be served stops no other.
    ///
    /// For dry runs: with `assumesMount` the run would mount the share first, with `assumesHomes` it would make the
    /// homes of our accounts first.
    func keepLinks(
        _ accounts: [Account], ledger: inout Ledger, report: inout Report, removesLoops: Bool = false,
        assumesMount: Bool = false, assumesHomes: Bool = true
    ) throws {
        guard let mount else { return }
        let isMounted = if case .mounted = try shareState(mount) { true } else { false }
        guard isMounted || assumesMount else {
            return report.found(ShareFailure.notMounted(mountpoint: mount.mountpoint))
        }
        guard try !isMounted || isAnswering(mount, within: shareTimeLimit) else {
            return report.found(notAnswering(mount))
        }
        let loaded = ledger
        for account in accounts {
            let inputs = LinkPlan.Inputs(
                account: account, layout: layout, recorded: ledger.links, ownersAreReal: mount.ownersAreReal,
                removesLoops: removesLoops)
            do throws(LinkFailure) {
                var observation = try host.homes.observe(account, layout, isMounted)
                if isDryRun {
                    if observation.share == nil { observation.share = [] }
                    let isToCome = assumesHomes && ledger.accounts[account.name]?.origin == .made
                    if observation.home == .absent, isToCome { observation.home = .own }
                }
                try keepLinks(inputs, observation, ledger: &ledger, report: &report)
            } catch {
                report.found(error, subject: account.name)
                // One that is stuck may be a dead home; if it is the share, nobody behind this one fares better.
                if case .stuck = error, try !isAnswering(mount, within: shareTimeLimit) { break }
            }
        }
        try save(ledger, replacing: loaded)
    }

    /// The failure of a share that is mounted but dead.
    func notAnswering(_ mount: ShareMount, within timeLimit: Duration? = nil) -> ShareFailure {
        let seconds = (timeLimit ?? shareTimeLimit).components.seconds
        return .notAnswering(mountpoint: mount.mountpoint, seconds: Int(seconds))
    }

    private func keepLinks(
        _ inputs: LinkPlan.Inputs, _ observation: LinkObservation, ledger: inout Ledger, report: inout Report
    ) throws(LinkFailure) {
        let account = inputs.account
        let plan = LinkPlan(observation, inputs: inputs)
        for failure in plan.failures { report.found(failure, subject: failure.subject(account.name)) }
        for action in plan.actions {
            if !isDryRun { try host.homes.perform(action, account, layout) }
            if case .removeStale(let name, _) = action { ledger.links["\(account.home)/\(name)"] = nil }
            report.changes.append(change(action, account))
        }
        remember(plan, account: account, ledger: &ledger)
    }

    /// Notes links that are as they should be, so that they are known as ours when the mountpoint changes: those too
    /// that a run made which was cut off before it could note them.
    private func remember(_ plan: LinkPlan, account: Account, ledger: inout Ledger) {
        for kind in plan.settled {
            ledger.links[layout.path(of: kind, home: account.home)] = layout.target(of: kind, for: account.name)
        }
    }

    /// Finds the account to link. One that is not ours is adopted: its links are kept from now on, nothing else.
    private func account(
        toLink name: String, ledger: inout Ledger, report: inout Report, isAlone: Bool
    ) throws -> [Account] {
        guard let account = try host.accounts.named(name), Account.isSafeComponent(account.name) else {
            if isAlone { throw AccountFailure.absent(name: name) }
            report.found(AccountFailure.gone(name: name), subject: name)
            return []
        }
        if account.isSystem {
            let failure = AccountNameFailure.systemAccount(name, uid: account.uid)
            if isAlone { throw failure }
            report.found(failure, subject: name)
            return []
        }
        if let failure = ledger.accounts[account.name]?.conflict(with: account) {
            if isAlone { throw failure }
            report.found(failure, subject: name)
            return []
        }
        if ledger.accounts[account.name] == nil {
            ledger.accounts[account.name] = Ledger.Entry(origin: .adopted, state: .present, account: account)
        } else if ledger.accounts[account.name]?.wantsLinks == false, isAlone {
            ledger.accounts[account.name]?.wantsLinks = true
        }
        return [account]
    }

    private func change(_ action: LinkAction, _ account: Account) -> Report.Change {
        switch action {
        case .makeShareDirectory(let step):
            let steps = layout.steps(for: account.name).prefix(step + 1).map(\.name)
            return Report.Change(
                "link", account.name, "directory \(([layout.mountpoint] + steps).joined(separator: "/")) made")
        case .makeNotebooks: return Report.Change("link", account.name, "directory \(account.home)/notebooks made")
        case .makeLink(let kind, let target):
            return Report.Change("link", account.name, "\(layout.path(of: kind, home: account.home)) -> \(target)")
        case .replaceLink(let kind, let old, let target):
            return Report.Change(
                "link", account.name,
                "\(layout.path(of: kind, home: account.home)) -> \(target), before \(printable(old))")
        case .removeLeftover(let kind):
            return Report.Change(
                "link", account.name, "leftover beside \(layout.path(of: kind, home: account.home)) removed")
        case .removeStale(let name, let target):
            return Report.Change(
                "link", account.name, "\(account.home)/\(printable(name)) -> \(printable(target)) removed")
        case .removeLoop(let loop): return Report.Change("link", account.name, "loop \(loop.path) removed")
        }
    }
}
