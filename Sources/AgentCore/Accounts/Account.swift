/// One account as passwd(5) describes it, wherever NSS found it.
package struct Account: Sendable, Equatable {
    package var name: String
    package var uid: UInt32
    package var gid: UInt32
    /// The comment field: the full name first.
    package var gecos: String
    package var home: String
    package var shell: String

    /// Describes one account.
    package init(name: String, uid: UInt32, gid: UInt32, gecos: String = "", home: String, shell: String = "/bin/bash")
    {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.gecos = gecos
        self.home = home
        self.shell = shell
    }

    /// An account of the system: below `UID_MIN` of login.defs(5), or nobody.
    package var isSystem: Bool { uid < 1000 || uid == 65534 }

    /// The full name: the first field of the comment.
    package var fullName: String { String(gecos.prefix { $0 != "," }) }

    /// Tells whether the name can be one component of a path on the share.
    package static func isSafeComponent(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 255 && name != "." && name != ".." && !name.hasPrefix("-")
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7F }
    }
}

/// The local account files, for the questions that NSS does not answer: who is a member, what is locked.
///
/// Source: passwd(5), group(5), shadow(5). Lines that do not have the right shape are skipped, as the C library does.
package enum AccountFiles {
    /// Reads passwd(5) text.
    package static func accounts(_ text: String) -> [Account] {
        lines(text, fields: 7).compactMap { field in
            guard let uid = UInt32(field[2]), let gid = UInt32(field[3]) else { return nil }
            return Account(
                name: String(field[0]), uid: uid, gid: gid, gecos: String(field[4]), home: String(field[5]),
                shell: String(field[6]))
        }
    }

    /// Reads group(5) text.
    package static func groups(_ text: String) -> [Group] {
        lines(text, fields: 4).compactMap { field in
            guard let gid = UInt32(field[2]) else { return nil }
            let members = field[3].split(separator: ",").map(String.init)
            return Group(name: String(field[0]), gid: gid, members: members)
        }
    }

    /// Reads shadow(5) text: password field and expiry day by name.
    package static func shadows(_ text: String) -> [String: Shadow] {
        var result: [String: Shadow] = [:]
        for field in lines(text, fields: 9) {
            result[String(field[0])] = Shadow(password: String(field[1]), expiryDay: Int(field[7]))
        }
        return result
    }

    /// One line of group(5).
    package struct Group: Sendable, Equatable {
        package var name: String
        package var gid: UInt32
        package var members: [String]

        /// Describes one group.
        package init(name: String, gid: UInt32, members: [String] = []) {
            self.name = name
            self.gid = gid
            self.members = members
        }
    }

    /// What we need of one line of shadow(5); the hash never leaves this value.
    package struct Shadow: Sendable, Equatable, CustomStringConvertible {
        package var password: String
        /// Units: days since 1970; the account is closed from that day on.
        package var expiryDay: Int?

        /// Describes one entry.
        package init(password: String, expiryDay: Int? = nil) {
            self.password = password
            self.expiryDay = expiryDay
        }

        /// Closed as `deluser` closes: password locked, expired on day 1. Any other day is a date that an admin set, and an
        /// account without a password, which looks locked too, is open until then.
        package var isClosed: Bool { password.hasPrefix("!") && expiryDay == 1 }
        package var description: String { "Shadow(redacted)" }
    }

    private static func lines(_ text: String, fields: Int) -> [[Substring]] {
        text.textLines.compactMap { line in
            let parts = line.textFields(at: ":")
            return parts.count == fields && !parts[0].isEmpty ? parts : nil
        }
    }
}
