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
            try keepLinks(accounts, ledger: &ledger, report: &report, removesLoops: removesLoops)
            try save(ledger, replacing: loaded)
            try refreshStatus(ledger, report: report, concerning: Set(accounts.map(\.name)))
            return report
        }
    }

    /// Makes the links of several accounts; one that cannot be served stops no other.
    ///
    /// `assumesMount` is for dry runs that would mount the share first.
    func keepLinks(
        _ accounts: [Account], ledger: inout Ledger, report: inout Report, removesLoops: Bool = false,
        assumesMount: Bool = false
    ) throws {
        guard let mount else { return }
        let isMounted = if case .mounted = try shareState(mount) { true } else { false }
        guard isMounted || assumesMount else {
            return report.found(ShareFailure.notMounted(mountpoint: mount.mountpoint))
        }
        guard try !isMounted || isAnswering(mount) else { return report.found(Self.notAnswering(mount)) }
        let loaded = ledger
        for account in accounts {
            let inputs = LinkPlan.Inputs(
                account: account, layout: layout, recorded: ledger.links, ownersAreReal: mount.ownersAreReal,
                removesLoops: removesLoops)
            do throws(LinkFailure) {
                try keepLinks(inputs, isMounted: isMounted, ledger: &ledger, report: &report)
            } catch {
                report.found(error, subject: account.name)
            }
        }
        try save(ledger, replacing: loaded)
    }

    /// The failure of a share that is mounted but dead.
    static func notAnswering(_ mount: ShareMount) -> ShareFailure {
        .notAnswering(mountpoint: mount.mountpoint, seconds: Int(probeTimeLimit.components.seconds))
    }

    private func keepLinks(
        _ inputs: LinkPlan.Inputs, isMounted: Bool, ledger: inout Ledger, report: inout Report
    ) throws(LinkFailure) {
        let account = inputs.account
        let plan = LinkPlan(try observe(account, isMounted: isMounted), inputs: inputs)
        for failure in plan.failures { report.found(failure, subject: failure.subject(account.name)) }
        for action in plan.actions {
            if !isDryRun { try host.homes.perform(action, account, layout) }
            report.changes.append(change(action, account))
        }
        remember(plan, account: account, ledger: &ledger)
    }

    /// Looks at one user's places; in a dry run the account, its home and the mount may be still to be made.
    private func observe(_ account: Account, isMounted: Bool) throws(LinkFailure) -> LinkObservation {
        var observation = try host.homes.observe(account, layout, isMounted)
        if isDryRun {
            if observation.share == nil { observation.share = [] }
            if observation.home == .absent { observation.home = .own }
        }
        return observation
    }

    /// Notes links that are as they should be, so that they are known as ours when the mountpoint changes.
    private func remember(_ plan: LinkPlan, account: Account, ledger: inout Ledger) {
        for action in plan.actions {
            switch action {
            case .makeLink(let kind, let target), .replaceLink(let kind, _, let target):
                ledger.links[layout.path(of: kind, home: account.home)] = target
            case .makeShareDirectory, .makeNotebooks, .removeLeftover, .removeLoop: break
            }
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
        guard !account.isSystem else { throw AccountNameFailure.systemAccount(name, uid: account.uid) }
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
        case .removeLoop(let loop): return Report.Change("link", account.name, "loop \(loop.path) removed")
        }
    }
}
