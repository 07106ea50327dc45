/// One change to an account, small enough that a kill between two of them leaves something the next run can finish.
package enum AccountAction: Sendable, Equatable {
    /// Writes the ledger, before the first change and after the last.
    case record(Ledger.Entry)
    case addGroup(gid: UInt32)
    case addAccount(Account)
    case makeHome(Account)
    case repairShadow
    case repairGroupShadow
    case setShell(String)
    case setFullName(String)
    case joinGroup(String)
    case setPassword(AccountPassword)
    case addKeys([String])
    case removeKeys([String])
    case close
    case reopen(keepsPassword: Bool)
}

/// What is known of one account on this machine before a plan is made.
package struct AccountFacts: Sendable, Equatable {
    /// What NSS says of the name.
    package var account: Account?
    /// The gid of a group of the same name.
    package var groupGid: UInt32?
    package var home: HomeState
    /// Groups the account is a member of.
    package var memberships: Set<String>
    /// Which of the groups in question exist.
    package var existingGroups: Set<String>
    package var shadow: AccountFiles.Shadow?
    /// The group has no line in /etc/gshadow, though that file exists.
    package var isGroupShadowMissing = false
    /// Whether the password asked for is the account's already.
    package var isPasswordSet: Bool
    /// Keys asked for that are not in `authorized_keys`.
    package var missingKeys: [String]

    /// States of a home directory that plans distinguish.
    package enum HomeState: Sendable, Equatable { case absent, own, obstructed }

    /// Collects facts; the defaults describe a name that nobody has.
    package init(
        account: Account? = nil, groupGid: UInt32? = nil, home: HomeState = .absent, memberships: Set<String> = [],
        existingGroups: Set<String> = [], shadow: AccountFiles.Shadow? = nil, isPasswordSet: Bool = false,
        missingKeys: [String] = []
    ) {
        self.account = account
        self.groupGid = groupGid
        self.home = home
        self.memberships = memberships
        self.existingGroups = existingGroups
        self.shadow = shadow
        self.isPasswordSet = isPasswordSet
        self.missingKeys = missingKeys
    }
}

/// Plans what makes an account as it should be, from the ledger's entry and the facts. Empty when it is.
package enum AccountPlan {
    /// Plans `adduser` for a name that we may change. The entry says what should be; its state says how far we got.
    package static func make(
        _ name: String, entry wanted: Ledger.Entry, recorded: Ledger.Entry?, request: AccountRequest?,
        groups: [String], facts: AccountFacts
    ) throws(AccountFailure) -> [AccountAction] {
        let desired = wanted.account(named: name)
        try refuseConflicts(name, desired: desired, facts: facts)

        var changes: [AccountAction] = []
        if facts.groupGid == nil { changes.append(.addGroup(gid: desired.gid)) }
        if facts.isGroupShadowMissing { changes.append(.repairGroupShadow) }
        if facts.account == nil { changes.append(.addAccount(desired)) }
        if facts.home == .absent { changes.append(.makeHome(desired)) }
        if facts.account != nil, facts.shadow == nil { changes.append(.repairShadow) }
        // On request, and where a request was cut off: its intent stands in the ledger as `making`.
        if request != nil || recorded?.state == .making {
            changes += adjustments(wanted, recorded: recorded, facts: facts)
        }

        var entry = wanted
        // A membership that is there already is noted too: a run that was cut off may have made it.
        // What was left on purpose stays left, unless the groups are asked for again or the account is made anew.
        let isFresh = facts.account == nil || request?.groups != nil
        let settled = isFresh ? [] : wanted.groups
        let noted = groups.filter { facts.existingGroups.contains($0) && !settled.contains($0) }
        changes += noted.filter { !facts.memberships.contains($0) }.map { .joinGroup($0) }
        entry.groups += noted.filter { !entry.groups.contains($0) }
        if let password = request?.password, !facts.isPasswordSet { changes.append(.setPassword(password)) }
        if !facts.missingKeys.isEmpty { changes.append(.addKeys(facts.missingKeys)) }
        return bracketed(changes, entry: entry, recorded: recorded, isPasswordAsked: request?.password != nil)
    }

    /// Plans `deluser`: the account is closed and our keys go; home, data and the number stay.
    package static func close(_ entry: Ledger.Entry, facts: AccountFacts, ourKeys: [String]) -> [AccountAction] {
        var changes: [AccountAction] = []
        // Closing comes first: whatever stands in the way of the keys, the account must be shut.
        if facts.account != nil, facts.shadow?.isClosed != true { changes.append(.close) }
        if !ourKeys.isEmpty { changes.append(.removeKeys(ourKeys)) }
        var closing = entry
        closing.state = .closing
        closing.isPasswordPending = false
        var closed = closing
        closed.state = .closed
        closed.keys = []
        if changes.isEmpty { return closed == entry ? [] : [.record(closed)] }
        return (closing == entry ? [] : [.record(closing)]) + changes + [.record(closed)]
    }

    /// Puts the intent before the changes and the result after them.
    private static func bracketed(
        _ changes: [AccountAction], entry: Ledger.Entry, recorded: Ledger.Entry?, isPasswordAsked: Bool
    ) -> [AccountAction] {
        var finished = entry
        finished.state = .present
        finished.isPasswordPending = isPasswordAsked ? false : (recorded?.isPasswordPending ?? false)
        if changes.isEmpty { return recorded == finished ? [] : [.record(finished)] }
        var intent = entry
        intent.state = .making
        // Memberships are recorded only once they exist: an unfinished join is tried again.
        intent.groups = recorded?.groups ?? []
        intent.isPasswordPending = isPasswordAsked || (recorded?.isPasswordPending ?? false)
        let opening: [AccountAction] = recorded == intent ? [] : [.record(intent)]
        return opening + changes + [.record(finished)]
    }

    /// Plans what an account that is there needs besides: opened again, another shell, another name.
    private static func adjustments(
        _ wanted: Ledger.Entry, recorded: Ledger.Entry?, facts: AccountFacts
    ) -> [AccountAction] {
        guard let account = facts.account else { return [] }
        var result: [AccountAction] = []
        let wasClosed = recorded?.state == .closed || recorded?.state == .closing
        if wasClosed || facts.shadow?.isClosed == true {
            result.append(.reopen(keepsPassword: (facts.shadow?.password.count ?? 0) > 1))
        }
        // The ledger has what was asked for; a user who changed the own shell with chsh keeps it until asked again.
        if recorded?.shell != wanted.shell || recorded?.state == .making, wanted.shell != account.shell {
            result.append(.setShell(wanted.shell))
        }
        if recorded?.gecos != wanted.gecos || recorded?.state == .making, wanted.gecos != account.fullName {
            result.append(.setFullName(wanted.gecos))
        }
        return result
    }

    private static func refuseConflicts(_ name: String, desired: Account, facts: AccountFacts) throws(AccountFailure) {
        if let account = facts.account, account.uid != desired.uid {
            throw .uidChanged(name: name, wanted: desired.uid, actual: account.uid)
        }
        if let gid = facts.groupGid, gid != desired.gid { throw .groupForeign(name: name, gid: gid) }
        if facts.home == .obstructed { throw .homeObstructed(name: name, path: desired.home) }
    }
}
