/// Dotted key paths such as `share.type` and `users.uidRange[1]`.
enum SettingPath {
    /// Appends a key as a message shows it: quoted unless it is a plain word.
    static func appending(_ key: String, to path: String) -> String {
        let isPlain =
            !key.isEmpty && key.utf8.count <= 64
            && key.utf8.allSatisfy { JSON5Scanner.isWordByte($0) || $0 == UInt8(ascii: "-") }
        let shown = isPlain ? key : MessageText.quoted(key)
        return path.isEmpty ? shown : "\(path).\(shown)"
    }

    /// Splits a known path into its keys.
    static func components(_ path: String) -> [String] {
        path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
}
