import AgentCore
import FoundationEssentials

/// What can stand at a path that users write.
enum Thing: Sendable, Equatable {
    case directory(owner: UInt32)
    case link(target: String)
    case file(String)
}

/// The share: one tree that every machine of a world sees while it is up.
struct Share: Sendable, Equatable {
    /// Things by path below the share's root, without a slash in front.
    var things: [String: Thing] = [:]
    var isUp = true
}

/// One machine: accounts, homes, root's files and mounts.
struct Machine: Sendable, Equatable {
    var accounts: [String: Account] = [:]
    var groups: [String: AccountFiles.Group] = [:]
    var shadows: [String: AccountFiles.Shadow] = [:]
    /// Things by absolute path, homes included.
    var homes: [String: Thing] = [:]
    /// `authorized_keys` by account.
    var keys: [String: [String]] = [:]
    /// Root's files by path; a directory ends with a slash.
    var files: [String: [UInt8]] = [:]
    /// Units as systemd has read them.
    var loadedUnits: [String: [UInt8]] = [:]
    var mounts: [MountTable.Entry] = []
    /// The mount was made with a key that is no more: it answers nothing until it is made anew.
    var isMountRefused = false

    /// The ledger on disk; nil where it does not decode.
    private(set) var ledger: Ledger? = Ledger()

    /// Writes a file of root's.
    mutating func store(_ bytes: [UInt8], at path: String) {
        files[path] = bytes
        if path == Node.Path.ledger { ledger = try? JSONDecoder().decode(Ledger.self, from: Data(bytes)) }
    }

    /// Everything but what carries times, and what systemd reads anew before it starts something: equal for runs that
    /// came to the same end.
    var essence: Machine {
        var result = self
        result.loadedUnits = [:]
        result.files[Node.Path.status] = nil
        return result
    }

    mutating func add(_ account: Account, password: String = "!") {
        accounts[account.name] = account
        groups[account.name] = AccountFiles.Group(name: account.name, gid: account.gid)
        shadows[account.name] = AccountFiles.Shadow(password: password)
        homes[account.home] = .directory(owner: account.uid)
    }

    /// What usermod --move-home does.
    mutating func moveHome(of name: String, to home: String) {
        guard let old = accounts[name]?.home, old != home, homes[home] == nil else { return }
        for (path, thing) in homes where path == old || path.hasPrefix(old + "/") {
            homes[path] = nil
            homes[home + path.dropFirst(old.count)] = thing
        }
        accounts[name]?.home = home
    }

    /// Removes what stands at a path, and everything below it.
    mutating func remove(_ path: String) {
        homes = homes.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
    }

    /// The text of an account file, as the agent reads it.
    func accountFile(_ path: String) -> String? {
        switch path {
        case "/etc/passwd":
            accounts.values.map { "\($0.name):x:\($0.uid):\($0.gid):\($0.gecos):\($0.home):\($0.shell)\n" }.joined()
        case "/etc/group":
            groups.values.map { "\($0.name):x:\($0.gid):\($0.members.joined(separator: ","))\n" }.joined()
        case "/etc/shadow":
            shadows.map { name, entry in
                "\(name):\(entry.password):1:0:99999:7::\(entry.expiryDay.map { "\($0)" } ?? ""):\n"
            }.joined()
        default: nil
        }
    }
}
