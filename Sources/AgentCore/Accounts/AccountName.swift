/// A name that is safe to make an account of.
///
/// Source: useradd(8), "CAVEATS", narrowed to what every tool on the image accepts. Lower case only, because
/// JupyterHub lower-cases names before it asks PAM (jupyterhub/auth.py, `normalize_username`).
package struct AccountName: Sendable, Hashable, CustomStringConvertible {
    /// The name itself, 1 to 32 characters of `a-z 0-9 _ -`, starting with a letter or `_`.
    package let text: String

    /// Checks a name that somebody typed.
    package init(_ text: String) throws(AccountNameFailure) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.lengthMax else { throw .tooLong(text) }
        for (index, byte) in text.utf8.enumerated() {
            let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "_")
            let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            guard isLetter || (index > 0 && (isDigit || byte == UInt8(ascii: "-"))) else { throw .characters(text) }
        }
        guard !Self.reserved.contains(text) else { throw .reserved(text) }
        self.text = text
    }

    package var description: String { text }

    /// Limits: 32, the length of `ut_user` in utmp(5).
    package static let lengthMax = 32

    /// Names that Debian, Ubuntu, the image and its services use or may create later.
    ///
    /// Source: Debian base-passwd's passwd.master and group.master, and the services named in docs/architecture.md.
    package static let reserved: Set<String> = [
        "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data",
        "backup", "list", "irc", "gnats", "nobody", "_apt", "systemd-network", "systemd-resolve",
        "systemd-timesync", "systemd-coredump", "systemd-oom", "messagebus", "dbus", "sshd", "ssh", "syslog", "uuidd",
        "tcpdump", "tss", "landscape", "pollinate", "lxd", "docker", "sudo", "adm", "admin", "wheel", "staff", "users",
        "shadow", "tty", "disk", "kmem", "dialout", "fax", "voice", "cdrom", "floppy", "tape", "audio", "dip", "video",
        "render", "sgx", "plugdev", "input", "kvm", "crontab", "utmp", "nogroup", "operator", "src", "sasl", "postgres",
        "mysql", "redis", "jupyterhub", "dsvm-agent", "dsvm-coordinator", "omsagent", "nxautomation", "azuremdatp",
        "statd", "rpc", "_rpc", "sssd", "polkitd", "avahi", "chrony", "_chrony", "ntp", "rtkit", "colord", "nvidia",
        "nvidia-persistenced",
    ]
}

/// Why a name cannot become an account.
package enum AccountNameFailure: Failure, Equatable {
    case empty
    case tooLong(String)
    case characters(String)
    case reserved(String)
    /// The name exists here as an account of the system.
    case systemAccount(String, uid: UInt32)

    package var code: ConditionCode { .accountNameInvalid }

    package var description: String {
        switch self {
        case .empty: "The account name is empty."
        case .tooLong(let name):
            "The account name \(quoted(name)) is \(name.utf8.count) bytes long; \(AccountName.lengthMax) is the most."
        case .characters(let name):
            "The account name \(quoted(name)) has a character that is not allowed: only a-z, 0-9, '_' and '-', "
                + "and a letter or '_' first."
        case .reserved(let name): "The account name \(quoted(name)) belongs to the operating system or its services."
        case .systemAccount(let name, let uid):
            "The account \(quoted(name)) is a system account of this machine, uid \(uid)."
        }
    }

    package var remedy: String {
        switch self {
        case .characters(let name) where name.contains(where: \.isUppercase):
            "Use lower case; JupyterHub lower-cases every name: sudo dsvm-agent adduser \(printable(name.lowercased()))"
        default: "Choose a name like 'alice' or 'b_smith2': sudo dsvm-agent adduser alice"
        }
    }
}
