/// What the local account files say, read once for all accounts of a pass.
struct LocalAccounts: Sendable {
    /// Groups by the names of their members.
    let memberships: [String: Set<String>]
    let shadows: [String: AccountFiles.Shadow]
    /// Names with a line in /etc/gshadow; nil where this system has no such file.
    let groupShadows: Set<String>?

    /// Reads them.
    init(_ host: Host) throws {
        var memberships: [String: Set<String>] = [:]
        for group in AccountFiles.groups(try Self.read("/etc/group", host)) {
            for member in group.members { memberships[member, default: []].insert(group.name) }
        }
        self.memberships = memberships
        shadows = AccountFiles.shadows(try Self.read("/etc/shadow", host))
        let lines = try host.files.describe("/etc/gshadow") == nil ? nil : Self.read("/etc/gshadow", host)
        groupShadows = lines.map { text in
            Set(text.split(separator: "\n").map { String($0.prefix { $0 != ":" }) })
        }
    }

    /// Limits: 16 MiB, some hundred thousand lines.
    static func read(_ path: String, _ host: Host) throws -> String {
        String(decoding: try host.files.read(path, 16 << 20) ?? [], as: UTF8.self)
    }
}

/// Looking at one account.
extension Node {
    /// Looks at everything that a plan for one account depends on.
    func facts(
        of account: Account, groups: [String], request: AccountRequest?, keys: [String], local: LocalAccounts
    ) throws -> AccountFacts {
        var facts = AccountFacts()
        facts.account = try host.accounts.named(account.name)
        facts.groupGid = host.accounts.groupNamed(account.name)
        facts.home = try host.homes.state(account)
        facts.existingGroups = Set(groups.filter { host.accounts.groupNamed($0) != nil })
        facts.memberships = local.memberships[account.name] ?? []
        // groupadd(8) may have been killed between /etc/group and /etc/gshadow.
        facts.isGroupShadowMissing = facts.groupGid != nil && local.groupShadows?.contains(account.name) == false
        facts.shadow = local.shadows[account.name]
        facts.isPasswordSet = isSet(request?.password, in: facts.shadow)
        let present = facts.home == .own && !keys.isEmpty ? try host.homes.keys(account) : []
        facts.missingKeys = keys.filter { key in !present.contains { SSHPublicKey.line($0, admits: key) } }
        return facts
    }

    /// Collects the uid and gid numbers that the local files give away.
    func localNumbers() throws -> Set<UInt32> {
        let accounts = AccountFiles.accounts(try LocalAccounts.read("/etc/passwd", host))
        let groups = AccountFiles.groups(try LocalAccounts.read("/etc/group", host))
        return Set(accounts.map(\.uid)).union(groups.map(\.gid))
    }

    private func isSet(_ password: AccountPassword?, in shadow: AccountFiles.Shadow?) -> Bool {
        guard let shadow else { return false }
        return switch password {
        case nil: true
        case .clear(let text): host.accounts.passwordMatches(text, shadow.password)
        case .hash(let hash): hash.reveal == shadow.password
        }
    }
}
