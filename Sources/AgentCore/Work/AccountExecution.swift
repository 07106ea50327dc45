/// Performing an account's plan, one action after the other.
extension Node {
    /// Performs the actions in order and keeps ledger and report in step with what is done.
    func perform(_ actions: [AccountAction], on account: Account, ledger: inout Ledger, report: inout Report) throws {
        for action in actions {
            if case .record(let entry) = action {
                var next = ledger
                next.accounts[account.name] = entry
                try save(next, replacing: ledger)
                ledger = next
            } else if !isDryRun {
                try perform(action, on: account)
            }
            // Only now: what failed is no change, and provision reports what it did before the failure.
            if let change = Self.change(action, account) { report.changes.append(change) }
        }
    }

    private func perform(_ action: AccountAction, on account: Account) throws {
        switch action {
        case .record: break
        case .makeHome(let account): try host.homes.make(account)
        case .addKeys(let keys): try host.homes.writeKeys(account, try host.homes.keys(account) + keys)
        case .removeKeys(let keys):
            try host.homes.writeKeys(
                account,
                try host.homes.keys(account).filter { line in !keys.contains { SSHPublicKey.line(line, admits: $0) } })
        default:
            for command in Self.commands(for: action, name: account.name) { try require(command) }
        }
    }

    /// The system commands of one action, exactly as they are run; none for what needs no command.
    ///
    /// Source: useradd(8), groupadd(8), usermod(8), chpasswd(8) of the shadow package. Long options only, every
    /// argument an element of its own, the name last.
    package static func commands(for action: AccountAction, name: String) -> [Command] {
        switch action {
        case .addGroup(let gid): [Command("groupadd", ["--gid", "\(gid)", name])]
        case .addAccount(let account):
            [
                Command(
                    "useradd",
                    [
                        "--uid", "\(account.uid)", "--gid", "\(account.gid)", "--no-user-group", "--no-create-home",
                        "--home-dir", account.home, "--shell", account.shell, "--comment", account.gecos, name,
                    ])
            ]
        // usermod writes the missing line of /etc/shadow; "!" is a password that nothing matches.
        case .repairShadow: [Command("usermod", ["--password", "!", name])]
        // grpconv(8) writes every missing line of /etc/gshadow and changes no other.
        case .repairGroupShadow: [Command("grpconv", [])]
        case .setShell(let shell): [Command("usermod", ["--shell", shell, name])]
        case .setFullName(let fullName): [Command("usermod", ["--comment", fullName, name])]
        case .joinGroup(let group): [Command("usermod", ["--append", "--groups", group, name])]
        case .setPassword(.clear(let text)):
            [Command("chpasswd", [], standardInput: Secret("\(name):\(text.reveal)\n"))]
        case .setPassword(.hash(let hash)):
            [Command("chpasswd", ["--encrypted"], standardInput: Secret("\(name):\(hash.reveal)\n"))]
        // Day 1 of 1970, as usermod(8) advises: locking alone leaves SSH keys working.
        case .close: [Command("usermod", ["--lock", "--expiredate", "1", name])]
        case .reopen(let keepsPassword):
            // usermod refuses to unlock a password that would be empty.
            [Command("usermod", ["--expiredate", ""] + (keepsPassword ? ["--unlock"] : []) + [name])]
        case .record, .makeHome, .addKeys, .removeKeys: []
        }
    }

    /// How a report puts one action; nil for our own bookkeeping.
    private static func change(_ action: AccountAction, _ account: Account) -> Report.Change? {
        let what: String? =
            switch action {
            case .addGroup, .record: nil
            case .addAccount(let account): "made, uid \(account.uid)"
            case .makeHome(let account): "home \(account.home) made"
            case .repairShadow: "missing line of /etc/shadow made"
            case .repairGroupShadow: "missing line of /etc/gshadow made"
            case .setShell(let shell): "shell set to \(shell)"
            case .setFullName: "full name set"
            case .joinGroup(let group): "put into the group \(group)"
            case .setPassword: "password set"
            case .addKeys(let keys): "\(keys.count) SSH key\(keys.count == 1 ? "" : "s") added"
            case .removeKeys(let keys): "\(keys.count) SSH key\(keys.count == 1 ? "" : "s") removed"
            case .close: "closed: locked and expired; home and data stay"
            case .reopen(let keepsPassword): keepsPassword ? "opened again, with the password it had" : "opened again"
            }
        return what.map { Report.Change("account", account.name, $0) }
    }
}
