/// One row of `users`.
package struct UserRow: Sendable, Equatable, Encodable {
    package var name: String
    package var uid: UInt32
    package var origin: String
    package var state: String
    package var home: String
    /// What stands in this user's way.
    package var problems: [Condition]
}

extension Node {
    /// Lists the accounts in the ledger; root sees their problems now, others as of the last observation.
    package func users() throws -> [UserRow] {
        let ledger = try loadLedger()
        let problems =
            host.clock.isRoot
            ? try look(at: ledger, isShareUsable: try isShareUsable()).conditions
            : try host.loadStatus()?.conditions.map(\.condition) ?? []
        return ledger.accounts.sorted { $0.key < $1.key }.map { name, entry in
            UserRow(
                name: name, uid: entry.uid, origin: entry.origin.rawValue, state: entry.state.rawValue,
                home: entry.home,
                problems: problems.filter { $0.subject == name })
        }
    }

    /// Plans everything for users and performs nothing: what stands in the way, and what is still to be done.
    func look(at ledger: Ledger, isShareUsable: Bool) throws -> Report {
        let dry = Node(configuration: configuration, host: host, isDryRun: true)
        var report = Report()
        var ledger = ledger
        try dry.keepAccounts(&ledger, report: &report)
        if isShareUsable {
            try dry.keepLinks(try dry.linkedAccounts(ledger, report: &report), ledger: &ledger, report: &report)
        }
        return report
    }
}
