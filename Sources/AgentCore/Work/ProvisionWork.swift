/// Making the whole machine ready in one pass.
extension Node {
    /// Mounts the share, completes accounts, repairs links and writes down what stands afterwards.
    ///
    /// A part that fails is reported and the others go on; running it again finishes what was left.
    package func provision() throws -> Report {
        try locked {
            var report = Report()
            var ledger: Ledger
            do {
                ledger = try loadLedger()
            } catch let failure as StateFailure {
                // The share needs no ledger, and people need the share; nothing else is safe to do without it.
                report.found(failure)
                var nothing = Ledger()
                _ = keepShare(&nothing, report: &report, isNoted: false)
                return report
            }
            let isShareThere = keepShare(&ledger, report: &report)
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
            try ensureMounted(&ledger, report: &report)
            try refreshStatus(ledger, report: report, concerning: [nil])
            return report
        }
    }

    /// Tells whether links may follow.
    private func keepShare(_ ledger: inout Ledger, report: inout Report, isNoted: Bool = true) -> Bool {
        guard let failure = mountQuietly(&ledger, report: &report, isNoted: isNoted) else { return true }
        report.found(failure)
        return false
    }

    /// Mounts the share if it is not; its failure is the caller's to judge.
    func mountQuietly(_ ledger: inout Ledger, report: inout Report, isNoted: Bool = true) -> (any Failure)? {
        do {
            try ensureMounted(&ledger, report: &report, isNoted: isNoted)
            return nil
        } catch let failure as any Failure {
            return failure
        } catch {
            return ShareFailure.mountFailed(source: configuration.share.source, text: "\(error)")
        }
    }

    /// The accounts whose links are kept, as NSS knows them now.
    func linkedAccounts(_ ledger: Ledger, report: inout Report) throws -> [Account] {
        try ledger.linkedNames.compactMap { name in
            let entry = ledger.accounts[name]
            if let account = try host.accounts.named(name) {
                if let failure = entry?.conflict(with: account) {
                    report.found(failure, subject: name)
                    return nil
                }
                return account
            }
            // In a dry run the account is still to be made; an adopted one that is gone is somebody's decision.
            if isDryRun, let entry, entry.origin == .made { return entry.account(named: name) }
            if entry?.origin == .adopted { report.found(AccountFailure.gone(name: name), subject: name) }
            return nil
        }
    }
}
