import Settings

/// What may stand in `share.source`, by the type of the share.
enum ShareSourceRule {
    /// Longest name of a share or a directory below it (NAME_MAX).
    private static let nameBytesMax = 255

    /// The part of the rule that holds for every type: nothing that ends an option list, a field or a line.
    static let text = TextRule("the address of a share") { text in
        let shown = shown(text)
        guard !text.isEmpty else { return Complaint("found an empty text", remedy: "write the address of the share") }
        guard !text.contains(",") else {
            return Complaint("\(shown) holds a comma, which would begin another mount option", remedy: "remove it")
        }
        guard !MessageText.hasControlCharacter(text),
            !text.unicodeScalars.contains(where: \.properties.isWhitespace)
        else {
            return Complaint("\(shown) holds a blank or control character", remedy: "remove it")
        }
        return nil
    }

    static func complaint(_ source: String?, type: ShareType) -> Complaint? {
        guard type != .none else { return nil }
        guard let source else {
            return Complaint("is required with share.type \(type.rawValue)", remedy: remedy(type))
        }
        switch type {
        case .smb: return smbComplaint(source)
        case .nfs: return nfsComplaint(source)
        case .local: return localComplaint(source)
        case .none: return nil
        }
    }

    /// An address with `@` may hold a password, as `smb://USER:PASSWORD@HOST/SHARE` does.
    private static func shown(_ source: String) -> String {
        source.contains("@") ? "the value (hidden, as it may hold a password)" : MessageText.quoted(source)
    }

    private static func remedy(_ type: ShareType) -> String {
        switch type {
        case .smb: "write //HOST/SHARE, for example //ACCOUNT.file.core.windows.net/SHARE"
        case .nfs: "write HOST:/PATH, for example ACCOUNT.file.core.windows.net:/ACCOUNT/SHARE"
        case .local: "write the absolute path of a directory"
        case .none: "remove the key"
        }
    }

    private static func smbComplaint(_ source: String) -> Complaint? {
        let shown = shown(source)
        guard !source.contains("\\") else {
            return Complaint("\(shown) is written with backslashes", remedy: remedy(.smb))
        }
        guard source.hasPrefix("//") else {
            return Complaint("\(shown) is not the address of an SMB share", remedy: remedy(.smb))
        }
        let parts = source.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false)
        guard let host = parts.first, TextCheck.isHostName(host) else {
            return Complaint("\(shown) has no valid host name", remedy: remedy(.smb))
        }
        let names = parts.dropFirst()
        guard let share = names.first, !share.isEmpty else {
            return Complaint("\(shown) names no share", remedy: remedy(.smb))
        }
        if names.count > 1, names.last?.isEmpty == true {
            return Complaint("\(shown) ends with a slash", remedy: "remove the slash at the end")
        }
        // What Windows forbids in share and file names ([MS-FSCC] section 2.1.5).
        guard let bad = names.first(where: { !isName($0, forbidden: "\"*:<>?|") }) else { return nil }
        return Complaint("\(MessageText.quoted(String(bad))) is not a share or directory name", remedy: remedy(.smb))
    }

    private static func nfsComplaint(_ source: String) -> Complaint? {
        let shown = shown(source)
        let parts = source.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !source.hasPrefix("/") else {
            return Complaint("\(shown) is not the address of an NFS export", remedy: remedy(.nfs))
        }
        guard TextCheck.isHostName(parts[0]) else {
            return Complaint("\(shown) has no valid host name", remedy: remedy(.nfs))
        }
        guard TextCheck.pathComplaint(String(parts[1]), role: .directory) == nil else {
            return Complaint("\(shown) has no plain absolute path after the colon", remedy: remedy(.nfs))
        }
        guard parts[1] == "/" || !parts[1].hasSuffix("/") else {
            return Complaint("\(shown) ends with a slash", remedy: "remove the slash at the end")
        }
        return nil
    }

    private static func localComplaint(_ source: String) -> Complaint? {
        if let complaint = TextCheck.pathComplaint(source, role: .directory) { return complaint }
        guard source != "/" else {
            return Complaint("the root directory can't be the share", remedy: "write a directory made for it")
        }
        return nil
    }

    private static func isName(_ name: Substring, forbidden: String) -> Bool {
        1...nameBytesMax ~= name.utf8.count && name != "." && name != ".." && !name.contains { forbidden.contains($0) }
    }
}
