import AgentCore

/// One name on one machine, as the plans of an account change it; just enough to plan again afterwards.
struct AccountModel: Sendable, Equatable {
    let name: String
    var entry: Ledger.Entry?
    var account: Account?
    var groupGid: UInt32?
    var isGroupShadowMissing = false
    var hasHome = false
    var shadow: AccountFiles.Shadow?
    var memberships: Set<String> = []
    var keys: [String] = []
    /// Groups of the machine, and those that the configuration asks for.
    var existingGroups: Set<String> = ["docker", "video"]
    var groups = ["docker"]

    init(_ name: String) { self.name = name }

    /// Plans `adduser`, or with no request what `provision` completes.
    func plan(_ wanted: Ledger.Entry, _ request: AccountRequest?) throws(AccountFailure) -> [AccountAction] {
        let groups = wanted.groupsAsked ?? groups
        var facts = AccountFacts(
            account: account, groupGid: groupGid, home: hasHome ? .own : .absent, memberships: memberships,
            existingGroups: existingGroups.intersection(groups), shadow: shadow)
        facts.isPasswordSet = request?.password == nil || Self.field(request?.password) == shadow?.password
        let isAsked = request != nil || entry?.state == .making
        facts.missingKeys =
            isAsked ? wanted.keys.filter { key in !keys.contains { SSHPublicKey.line($0, admits: key) } } : []
        return try AccountPlan.make(
            name, entry: wanted, recorded: entry, request: request, groups: groups, facts: facts)
    }

    /// What the machine and the ledger are after one action.
    mutating func apply(_ action: AccountAction) {
        switch action {
        case .record(let recorded): entry = recorded
        case .addGroup(let gid): groupGid = gid
        case .addAccount(let made):
            account = made
            shadow = AccountFiles.Shadow(password: "!")
        case .makeHome: hasHome = true
        case .repairGroupShadow: isGroupShadowMissing = false
        case .repairShadow: shadow = AccountFiles.Shadow(password: "!")
        case .setShell(let shell): account?.shell = shell
        case .setFullName(let fullName): account?.gecos = fullName
        case .joinGroup(let group): memberships.insert(group)
        case .setPassword(let password): shadow?.password = Self.field(password) ?? ""
        case .addKeys(let lines): keys += lines
        case .removeKeys(let lines):
            keys.removeAll { line in lines.contains { SSHPublicKey.line(line, admits: $0) } }
        case .close:
            shadow?.expiryDay = 1
            if shadow?.password.hasPrefix("!") == false { shadow?.password.insert("!", at: "".startIndex) }
        case .reopen(let keepsPassword):
            shadow?.expiryDay = nil
            if keepsPassword { shadow?.password.removeFirst() }
        }
    }

    private static func field(_ password: AccountPassword?) -> String? {
        switch password {
        case .clear(let text)?: "$6$" + text.reveal
        case .hash(let text)?: text.reveal
        case nil: nil
        }
    }
}

extension AccountModel {
    /// The entry that `adduser` wants for a new name.
    func wanted(_ request: AccountRequest, uid: UInt32 = 20000) -> Ledger.Entry {
        var result =
            entry
            ?? Ledger.Entry(
                origin: .made, state: .making,
                account: Account(name: name, uid: uid, gid: uid, gecos: request.fullName ?? "", home: "/home/\(name)"))
        result.keys += request.keys.map(\.line).filter { !result.keys.contains($0) }
        if let groups = request.groups { result.groupsAsked = groups }
        if let shell = request.shell { result.shell = shell }
        if let fullName = request.fullName { result.gecos = fullName }
        return result
    }

    /// Runs `adduser` up to so many actions; all of them where no number is given.
    @discardableResult
    mutating func add(_ request: AccountRequest, actionsMax: Int = .max) throws -> [AccountAction] {
        let actions = try plan(wanted(request), request)
        for action in actions.prefix(actionsMax) { apply(action) }
        return actions
    }

    /// Runs what `provision` does for this name.
    @discardableResult
    mutating func complete() throws -> [AccountAction] {
        guard let entry, entry.state != .closed else { return [] }
        if entry.state == .closing { return close() }
        let actions = try plan(entry, nil)
        for action in actions { apply(action) }
        return actions
    }

    /// Runs `deluser` up to so many actions.
    @discardableResult
    mutating func close(actionsMax: Int = .max) -> [AccountAction] {
        guard let entry else { return [] }
        let facts = AccountFacts(account: account, groupGid: groupGid, home: hasHome ? .own : .absent, shadow: shadow)
        let ours = entry.keys.filter { key in keys.contains { SSHPublicKey.line($0, admits: key) } }
        let actions = AccountPlan.close(entry, facts: facts, ourKeys: ours)
        for action in actions.prefix(actionsMax) { apply(action) }
        return actions
    }
}
