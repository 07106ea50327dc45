/// What the agent made on this machine, and therefore may change: `/var/lib/dsvm-agent/ledger.json`.
///
/// An entry is written before the thing is made and completed after, so that a run killed anywhere in between is
/// recognised and finished by the next one. What is not in the ledger belongs to somebody else.
///
/// Fields that later versions add are optional, so that every version reads what an earlier one wrote.
package struct Ledger: Sendable, Equatable, Codable {
    /// The version of this format.
    package var schema = Ledger.schemaVersion
    /// Accounts by name.
    package var accounts: [String: Entry] = [:]
    /// The target that each link had when we made it last, by the link's path.
    package var links: [String: String] = [:]
    /// The mount that we made.
    package var mount: MountRecord?

    /// Starts an empty ledger.
    package init() {}

    /// The version that this program writes; others are refused rather than guessed at.
    package static let schemaVersion = 1

    /// One account.
    package struct Entry: Sendable, Equatable, Codable {
        package var origin: Origin
        package var state: State
        package var uid: UInt32
        package var gid: UInt32
        package var home: String
        package var shell: String
        package var gecos: String
        /// Groups that we put the account into; one that is listed but left again was left on purpose.
        package var groups: [String] = []
        /// Groups named with `--groups`; nil means those of the configuration.
        package var groupsAsked: [String]?
        /// Lines that we put into `authorized_keys`, as they stand there.
        package var keys: [String] = []
        /// A password was asked for and is not known to be set.
        package var isPasswordPending = false
        /// Whether the account gets its links.
        package var wantsLinks = true

        /// Describes an account that is about to be made or adopted.
        package init(origin: Origin, state: State, account: Account) {
            self.origin = origin
            self.state = state
            uid = account.uid
            gid = account.gid
            home = account.home
            shell = account.shell
            gecos = account.gecos
        }

        /// Why an account of this name is not the one that we made: somebody made it anew with another number.
        package func conflict(with account: Account) -> AccountFailure? {
            guard origin == .made, account.uid != uid else { return nil }
            return .uidChanged(name: account.name, wanted: uid, actual: account.uid)
        }

        /// The account as it should be.
        package func account(named name: String) -> Account {
            Account(name: name, uid: uid, gid: gid, gecos: gecos, home: home, shell: shell)
        }
    }

    /// Where an account came from.
    package enum Origin: String, Sendable, Codable {
        /// We made it and may change it.
        case made
        /// It was there; we keep its links and change nothing else.
        case adopted
    }

    /// How far an account is.
    package enum State: String, Sendable, Codable {
        case making, present
        /// Being closed; a run that was cut off is completed by the next.
        case closing
        case closed
    }

    /// A mount that we made.
    package struct MountRecord: Sendable, Equatable, Codable {
        package var source: String
        package var mountpoint: String
        /// The file name of the systemd unit, nil where mount(8) was used.
        package var unit: String?
        /// Files lay in the mountpoint when the share was mounted over them.
        package var hidesFiles: Bool?

        /// Describes one mount.
        package init(source: String, mountpoint: String, unit: String?) {
            self.source = source
            self.mountpoint = mountpoint
            self.unit = unit
        }
    }

    /// Names of accounts whose links are kept, in order.
    package var linkedNames: [String] {
        accounts.filter { $0.value.wantsLinks && [.making, .present].contains($0.value.state) }.keys.sorted()
    }

    /// Every uid that was ever given out, with its name; numbers of closed accounts are never given again.
    package var givenUids: [UInt32: String] {
        var result: [UInt32: String] = [:]
        for (name, entry) in accounts where entry.origin == .made { result[entry.uid] = name }
        return result
    }
}

/// Why a file of ours cannot be used.
package enum StateFailure: Failure, Equatable {
    case unreadable(path: String, reason: String)
    case unknownSchema(path: String, found: Int, known: Int)
    case tooLarge(path: String, bytesMax: Int)
    case exposed(path: String, mode: UInt32)

    package var code: ConditionCode {
        if case .exposed = self { .stateExposed } else { .stateUnreadable }
    }

    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "The state file \(quoted(path)) cannot be understood: \(reason)."
        case .unknownSchema(let path, let found, let known):
            "The state file \(quoted(path)) has schema \(found); this version knows \(known)."
        case .tooLarge(let path, let bytesMax): "The state file \(quoted(path)) is larger than \(bytesMax) bytes."
        case .exposed(let path, let mode):
            "\(quoted(path)) has mode 0\(String(mode, radix: 8)), so others than root can read or change it."
        }
    }

    package var remedy: String {
        switch self {
        case .unreadable(let path, _), .tooLarge(let path, _):
            "Restore it from a backup. Without it dsvm-agent takes the accounts it made for somebody else's: to go on like "
                + "that run: sudo mv \(printable(path)) \(printable(path)).bad; then link NAME for each account."
        case .unknownSchema: "Install the version of dsvm-agent that wrote it, or a newer one."
        case .exposed(let path, _): "Close it: sudo chmod go-rwx \(printable(path))"
        }
    }
}
