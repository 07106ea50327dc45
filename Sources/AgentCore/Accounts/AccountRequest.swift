/// What an admin asked `adduser` for, checked.
package struct AccountRequest: Sendable, Equatable {
    package var name: AccountName
    package var uid: UInt32?
    package var fullName: String?
    package var shell: String?
    /// Groups named on the command line; nil means those of the configuration.
    package var groups: [String]?
    package var keys: [SSHPublicKey] = []
    package var password: AccountPassword?
    package var wantsLinks = true

    /// Asks for an account with every default.
    package init(name: AccountName) { self.name = name }

    /// Checks a full name for the comment field of passwd(5).
    package static func check(fullName: String) throws(AccountFailure) -> String {
        let isUsable =
            fullName.utf8.count <= 128
            && !fullName.unicodeScalars.contains {
                ":,".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
            }
        guard isUsable else {
            throw .input(
                field: "--full-name", value: fullName,
                rule: "it must have at most 128 bytes and no ':', ',' or control character")
        }
        return fullName
    }

    /// Checks a group name; whether the group exists is seen later.
    package static func check(group: String) throws(AccountFailure) -> String {
        guard Account.isSafeComponent(group), group.utf8.count <= 32, !group.utf8.contains(UInt8(ascii: ",")),
            !group.utf8.contains(UInt8(ascii: ":")), !group.utf8.contains(UInt8(ascii: " "))
        else { throw .input(field: "--groups", value: group, rule: "it is not a group name") }
        return group
    }

    /// Checks the shape of a shell's path.
    package static func check(shell: String) throws(AccountFailure) -> String {
        guard shell.hasPrefix("/"), shell.utf8.count <= 255,
            !shell.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ":") })
        else { throw .input(field: "--shell", value: shell, rule: "it must be an absolute path without ':' or spaces") }
        return shell
    }
}

/// A password as it was handed in.
package enum AccountPassword: Sendable, Equatable {
    /// In clear, from standard input; goes to chpasswd(8) by a pipe.
    case clear(Secret<String>)
    /// As crypt(5) text.
    case hash(Secret<String>)

    /// Checks a password read from standard input.
    package static func check(clear text: String) throws(AccountFailure) -> AccountPassword {
        guard !text.isEmpty else {
            throw .input(field: "--password-stdin", value: "", rule: "standard input was empty")
        }
        guard text.utf8.count <= 511, !text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else {
            throw .input(
                field: "--password-stdin", value: "(not shown)", rule: "it must be one line of at most 511 bytes")
        }
        return .clear(Secret(text))
    }

    /// Checks a hash: SHA-512 or yescrypt, the methods that current distributions make.
    ///
    /// Source: crypt(5). Older methods are too weak to hand to every VM of a pool.
    package static func check(hash text: String) throws(AccountFailure) -> AccountPassword {
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        let isShaped =
            text.utf8.count <= 384 && fields.count >= 4 && fields[0].isEmpty && ["6", "y"].contains(String(fields[1]))
            && fields.dropFirst(2).allSatisfy { !$0.isEmpty }
            // crypt(5): the last field is the hash itself, 86 characters of SHA-512, 43 of yescrypt.
            && fields.last?.utf8.count == (fields[1] == "6" ? 86 : 43)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !":;*!\\".utf8.contains($0) }
        guard isShaped else {
            throw .input(
                field: "--password-hash", value: "(not shown)",
                rule: "it must be crypt(5) text that starts with $6$ or $y$, as 'openssl passwd -6' prints")
        }
        return .hash(Secret(text))
    }
}
