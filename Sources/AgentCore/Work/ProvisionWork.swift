/// Making the whole machine ready in one pass.
extension Node {
    /// Mounts the share, completes accounts, repairs links and writes down what stands afterwards.
    ///
    /// A part that fails is reported and the others go on; running it again finishes what was left.
    package func provision() throws -> Report {
        try locked {
            var report = Report()
            var ledger = try loadLedger()
            let loaded = ledger
            let isShareThere = keepShare(&ledger, report: &report)
            try save(ledger, replacing: loaded)
            try keepAccounts(&ledger, report: &report)
            if isShareThere {
                let accounts = try linkedAccounts(ledger, report: &report)
                try keepLinks(accounts, ledger: &ledger, report: &report, assumesMount: isDryRun)
            }
            try save(try observation(ledger: ledger, conditions: report.conditions))
            return report
        }
    }

    /// Mounts the share alone.
    package func mountShare() throws -> Report {
        try locked {
            guard mount != nil else { throw ShareFailure.unconfigured }
            var report = Report()
            var ledger = try loadLedger()
            let loaded = ledger
            try ensureMounted(&ledger, report: &report)
            try save(ledger, replacing: loaded)
            try refreshStatus(ledger, report: report, concerning: [nil])
            return report
        }
    }

    /// Tells whether links may follow.
    private func keepShare(_ ledger: inout Ledger, report: inout Report) -> Bool {
        do {
            try ensureMounted(&ledger, report: &report)
            return true
        } catch let failure as any Failure {
            report.found(failure)
        } catch {
            report.found(ShareFailure.mountFailed(source: configuration.share.source, text: "\(error)"))
        }
        return false
    }

    /// The accounts whose links are kept, as NSS knows them now.
    func linkedAccounts(_ ledger: Ledger, report: inout Report) throws -> [Account] {
        try ledger.linkedNames.compactMap { name in
            if let account = try host.accounts.named(name) { return account }
            let entry = ledger.accounts[name]
            // In a dry run the account is still to be made; an adopted one that is gone is somebody's decision.
            if isDryRun, let entry, entry.origin == .made { return entry.account(named: name) }
            if entry?.origin == .adopted { report.found(AccountFailure.gone(name: name), subject: name) }
            return nil
        }
    }
}
