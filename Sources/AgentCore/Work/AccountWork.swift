/// Making, completing and closing accounts.
extension Node {
    /// Makes or changes an account of ours, then its links.
    package func addAccount(_ request: AccountRequest) throws -> Report {
        try locked {
            var report = Report()
            var ledger = try loadLedger()
            let name = request.name.text
            let shareFailure = mountQuietly(&ledger, report: &report)
            // Without the share a number could be given that is somebody else's on another node.
            if let shareFailure, let mount, mount.ownersAreReal, request.uid == nil, ledger.accounts[name] == nil {
                throw shareFailure
            }
            let recorded = ledger.accounts[name]
            let entry = try entryToMake(request, ledger: ledger)
            try refuseUnknownGroups(request)
            do {
                try carryOut(
                    name, entry: entry, request: request, local: try LocalAccounts(host), ledger: &ledger,
                    report: &report)
            } catch let failure as any Failure where !report.changes.isEmpty {
                // Half done: what was done is told too, and the same command goes on from there.
                report.found(failure, subject: name)
                return report
            }
            if let shareFailure { report.found(shareFailure) }
            if shareFailure == nil, ledger.accounts[name]?.wantsLinks ?? request.wantsLinks, mount != nil {
                let account = (ledger.accounts[name] ?? entry).account(named: name)
                try keepLinks([account], ledger: &ledger, report: &report)
                if ledger.accounts[name] != recorded { try reportSharedUid(account, report: &report) }
            }
            try refreshStatus(ledger, report: report, concerning: [name])
            return report
        }
    }

    /// Closes an account of ours on this machine: locked, expired, our keys gone; home and data stay.
    package func closeAccount(_ name: String) throws -> Report {
        try locked {
            var report = Report()
            var ledger = try loadLedger()
            guard let entry = ledger.accounts[name], entry.origin == .made else {
                if try forget(name, ledger: ledger, report: &report) { return report }
                guard try host.accounts.named(name) != nil else { throw AccountFailure.absent(name: name) }
                throw AccountFailure.notManaged(name: name)
            }
            do {
                try carryOutClosing(
                    name, entry: entry, local: try LocalAccounts(host), ledger: &ledger, report: &report)
            } catch let failure as KeysFailure {
                // The account is shut by now; the next pass tries the keys again.
                report.found(failure, subject: name)
            }
            try refreshStatus(ledger, report: report, concerning: [name])
            return report
        }
    }

    private func carryOutClosing(
        _ name: String, entry: Ledger.Entry, local: LocalAccounts, ledger: inout Ledger, report: inout Report
    ) throws {
        let account = try following(entry, name).account(named: name)
        let facts = try facts(of: account, groups: [], request: nil, keys: [], local: local)
        if let present = facts.account, let conflict = entry.conflict(with: present) { throw conflict }
        var ours: [String] = []
        if facts.home == .own {
            // Keys that cannot be read are taken to be there: removing them then says what stands in the way.
            let present = try? host.homes.keys(account)
            ours = entry.keys.filter { key in
                present?.contains { SSHPublicKey.line($0, admits: key) } ?? true
            }
        }
        let actions = AccountPlan.close(entry, facts: facts, ourKeys: ours)
        try perform(actions, on: account, ledger: &ledger, report: &report)
    }

    /// Takes an adopted account out of the ledger; the account itself is not ours to change.
    private func forget(_ name: String, ledger: Ledger, report: inout Report) throws -> Bool {
        guard ledger.accounts[name] != nil else { return false }
        var next = ledger
        next.accounts[name] = nil
        try save(next, replacing: ledger)
        report.changed("account", name, "forgotten: its links stay and are not kept any more")
        try refreshStatus(next, report: report, concerning: [name])
        return true
    }

    /// Completes accounts that an interrupted run left half-made, and makes the first user where it is missing.
    package func keepAccounts(_ ledger: inout Ledger, report: inout Report) throws {
        let isPlannedOnly = isDryRun ? configuration.users.first.flatMap { ledger.accounts[$0] == nil ? $0 : nil } : nil
        if let first = configuration.users.first { try keepFirst(first, ledger: &ledger, report: &report) }
        // Read once for all: each account changes its own lines only.
        let local = try LocalAccounts(host)
        for (name, entry) in ledger.accounts.sorted(by: { $0.key < $1.key })
        where entry.origin == .made && entry.state != .closed && name != isPlannedOnly {
            do {
                if entry.state == .closing {
                    try carryOutClosing(name, entry: entry, local: local, ledger: &ledger, report: &report)
                } else {
                    try carryOut(name, entry: entry, request: nil, local: local, ledger: &ledger, report: &report)
                }
            } catch let failure as any Failure {
                report.found(failure, subject: name)
            }
            if ledger.accounts[name]?.isPasswordPending == true {
                report.found(AccountFailure.passwordPending(name: name), subject: name)
            }
        }
    }

    private func keepFirst(_ first: String, ledger: inout Ledger, report: inout Report) throws {
        if ledger.accounts[first] != nil { return }
        do {
            if let account = try host.accounts.named(first) {
                guard !account.isSystem else { throw AccountNameFailure.systemAccount(first, uid: account.uid) }
                var entry = Ledger.Entry(origin: .adopted, state: .present, account: account)
                entry.gecos = ""
                try perform([.record(entry)], on: account, ledger: &ledger, report: &report)
            } else {
                let request = AccountRequest(name: try AccountName(first))
                let entry = try entryToMake(request, ledger: ledger)
                try carryOut(
                    first, entry: entry, request: request, local: try LocalAccounts(host), ledger: &ledger,
                    report: &report)
            }
        } catch let failure as any Failure {
            report.found(failure, subject: first)
        }
    }

    /// Decides what the account should be; refuses names that belong to somebody else.
    private func entryToMake(_ request: AccountRequest, ledger: Ledger) throws -> Ledger.Entry {
        let name = request.name.text
        let present = try host.accounts.named(name)
        if let recorded = ledger.accounts[name], recorded.origin == .made {
            if let wanted = request.uid, wanted != recorded.uid {
                throw AccountFailure.uidChanged(name: name, wanted: wanted, actual: recorded.uid)
            }
            var entry = recorded
            entry.wantsLinks = recorded.wantsLinks || request.wantsLinks
            entry.keys += request.keys.map(\.line).filter { !recorded.keys.contains($0) }
            if let shell = request.shell { entry.shell = shell }
            if let fullName = request.fullName { entry.gecos = fullName }
            if let groups = request.groups { entry.groupsAsked = groups }
            return entry
        }
        if let present {
            if present.isSystem { throw AccountNameFailure.systemAccount(name, uid: present.uid) }
            throw AccountFailure.foreign(name: name, uid: present.uid)
        }
        let shell = request.shell ?? configuration.users.shell
        guard let found = try host.files.describe(shell), found.kind == .file, found.mode & 0o111 != 0 else {
            let field = request.shell == nil ? "users.shell" : "--shell"
            throw AccountFailure.input(field: field, value: shell, rule: "there is no such program on this machine")
        }
        let uid = try chooseUid(name, wanted: request.uid, ledger: ledger)
        let account = Account(
            name: name, uid: uid, gid: uid, gecos: request.fullName ?? "", home: "/home/\(name)",
            shell: shell)
        var entry = Ledger.Entry(origin: .made, state: .making, account: account)
        entry.wantsLinks = request.wantsLinks
        entry.groupsAsked = request.groups
        entry.keys = request.keys.map(\.line)
        return entry
    }

    private func chooseUid(_ name: String, wanted: UInt32?, ledger: Ledger) throws -> UInt32 {
        var taken = try localNumbers()
        var owners = ShareOwners()
        if let mount, mount.ownersAreReal {
            // As in `addAccount`; here for the first user.
            if wanted == nil, !isDryRun { try requireShare(mount) }
            if try isShareUsable(within: shareTimeLimit) { owners = try host.homes.shareOwners(layout) }
        }
        // NSS can know more accounts than the local files: each choice is asked for before it is taken.
        while true {
            let choice = UidChoice(
                range: configuration.users.uidRange, taken: taken, given: ledger.givenUids, shareOwners: owners)
            let uid = try choice.choose(for: name, wanted: wanted)
            if try host.accounts.withUid(uid) == nil, !host.accounts.isGidTaken(uid) { return uid }
            taken.insert(uid)
        }
    }

    private func carryOut(
        _ name: String, entry: Ledger.Entry, request: AccountRequest?, local: LocalAccounts, ledger: inout Ledger,
        report: inout Report
    ) throws {
        let entry = try following(entry, name)
        let account = entry.account(named: name)
        let groups = entry.groupsAsked ?? configuration.users.groups
        let recorded = ledger.accounts[name]
        // Keys are put in on request and when a run is completed, never again behind the user's back.
        let keys = request != nil || recorded?.state == .making ? entry.keys : []
        let facts = try facts(of: account, groups: groups, request: request, keys: keys, local: local)
        let actions = try AccountPlan.make(
            name, entry: entry, recorded: recorded, request: request, groups: groups, facts: facts)
        try perform(actions, on: account, ledger: &ledger, report: &report)
        for group in groups where !facts.existingGroups.contains(group) {
            report.found(AccountFailure.groupMissing(account: name, group: group), subject: name)
        }
    }

    /// Two nodes may choose one number at the same moment: the directories they then made on the share tell.
    private func reportSharedUid(_ account: Account, report: inout Report) throws {
        guard let mount, mount.ownersAreReal, !isDryRun, try isShareUsable(within: shareTimeLimit) else { return }
        let found = try host.homes.shareOwners(layout)
        guard found.isProof, found.owners[account.name] == account.uid else { return }
        if let other = found.owners.filter({ $0.value == account.uid && $0.key != account.name }).keys.min() {
            let failure = AccountFailure.uidTaken(
                name: account.name, uid: account.uid, origin: "chosen on two nodes at once", by: other)
            report.found(failure, subject: account.name)
        }
    }

    /// Where a home is, NSS says: an admin may have moved it since it was made (docs/compatibility.md, C3).
    private func following(_ entry: Ledger.Entry, _ name: String) throws -> Ledger.Entry {
        guard let present = try host.accounts.named(name), entry.conflict(with: present) == nil else { return entry }
        var result = entry
        result.home = present.home
        return result
    }

    private func refuseUnknownGroups(_ request: AccountRequest) throws {
        for group in request.groups ?? [] where host.accounts.groupNamed(group) == nil {
            throw AccountFailure.input(field: "--groups", value: group, rule: "this machine has no such group")
        }
    }
}
