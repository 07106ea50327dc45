import Settings

/// Rules for the names that stand in the configuration.
enum NameRules {
    /// `^[a-z0-9][a-z0-9-]{0,62}$`
    static let pool = TextRule(
        "a pool name of 1 to 63 lower-case letters, digits and hyphens, no hyphen first"
    ) { text in
        1...63 ~= text.utf8.count && text.first != "-"
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || TextCheck.isASCIILetterOrDigit(byte) && byte & 0xE0 != 0x40
            }
    }

    /// `^[^/:\s,-][^/:\s,]{0,63}$`: wider than the names we give, as images and directories have their own habits.
    static let existingAccount = TextRule("an account name of 1 to 64 characters without / : , or blanks") { text in
        isPlainName(text)
    }

    /// The same form as for accounts, since groups of a directory service have free names too.
    static let group = TextRule("a group name of 1 to 64 characters without / : , or blanks") { text in
        isPlainName(text)
    }

    /// A path that can stand in `/etc/passwd`, whose fields end at a colon (passwd(5)).
    static let shell = TextRule("an absolute path of a shell") { text in
        if let complaint = TextCheck.pathComplaint(text, role: .file) { return complaint }
        guard !text.unicodeScalars.contains(where: { $0 == ":" || $0.properties.isWhitespace }) else {
            return Complaint("\(MessageText.quoted(text)) holds a colon or a blank", remedy: "write a plain path")
        }
        return nil
    }

    /// A path whose complaints never repeat the value: people paste the key itself here.
    static let credentials = TextRule("an absolute path of a file") { text in
        TextCheck.pathComplaint(text, role: .file) == nil
            ? nil
            : Complaint(
                "the value is not a plain absolute path of a file",
                remedy: "write a path such as /etc/dsvm-agent/credentials/share.cred; the key belongs into that file")
    }

    private static func isPlainName(_ text: String) -> Bool {
        1...64 ~= text.unicodeScalars.count && text != "." && text != ".." && !text.hasPrefix("-")
            && !MessageText.hasControlCharacter(text)
            && !text.unicodeScalars.contains { "/:,".unicodeScalars.contains($0) || $0.properties.isWhitespace }
    }
}
