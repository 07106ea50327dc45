import Settings

/// What may stand in `share.options`.
enum MountOptionRule {
    /// Longest option; the longest known ones carry a path.
    static let bytesMax = 1024

    /// Options of mount.cifs(8) that name an account or carry its secret; they'd show up in mount tables and units.
    static let secretNames: Set<String> = [
        "cred", "credentials", "pass", "pass2", "passwd", "password", "password2", "user", "username",
    ]

    static let text = TextRule("a mount option such as actimeo=30", check: complaint)

    static func complaint(_ option: String) -> Complaint? {
        // The name first: a refused secret must not be repeated in the message.
        let name = option.prefix { $0 != "=" }.lowercased()
        if secretNames.contains(name) {
            return Complaint(
                "the option \(name) names an account or carries a secret", remedy: "put it into share.credentials")
        }
        let shown = MessageText.quoted(String(option.prefix { $0 != "=" }))
        if name.isEmpty || option.utf8.count > bytesMax {
            return Complaint("an option of \(option.utf8.count) bytes", remedy: "write NAME or NAME=VALUE")
        }
        if option.contains(",") {
            return Complaint("the option \(shown) holds a comma", remedy: "write each option as a text of its own")
        }
        if MessageText.hasControlCharacter(option) || option.unicodeScalars.contains(where: \.properties.isWhitespace) {
            return Complaint("the option \(shown) holds a blank or control character", remedy: "write it without")
        }
        return nil
    }
}
