import FoundationEssentials

/// One line of `authorized_keys` without options: type, key, comment.
///
/// Source: sshd(8), "AUTHORIZED_KEYS FILE FORMAT"; RFC 4253 section 6.6 for the blob, which repeats the type.
package struct SSHPublicKey: Sendable, Hashable {
    /// The line as it goes into the file, single spaces, no newline.
    package let line: String

    /// Types that a current OpenSSH accepts for logins; DSA and SSH-1 keys it refuses.
    package static let types: Set<String> = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    /// Limits: 16 KiB, the line length of sshd for RSA keys of 16,384 bits with room for the comment.
    package static let bytesMax = 16 * 1024

    /// Checks one line.
    package init(_ text: String) throws(AccountFailure) {
        let parts = text.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
        guard text.utf8.count <= Self.bytesMax, !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
        else { throw Self.refused(text, "it must be one line of at most \(Self.bytesMax) bytes") }
        guard parts.count >= 2 else { throw Self.refused(text, "it must read TYPE BASE64 [COMMENT]") }
        guard Self.types.contains(String(parts[0])) else {
            throw Self.refused(text, "its type must be one of \(Self.types.sorted().joined(separator: ", "))")
        }
        guard let blob = Data(base64Encoded: String(parts[1])), Self.type(of: blob) == String(parts[0]) else {
            throw Self.refused(text, "the base64 part is damaged or of another type")
        }
        // The comment keeps its own blanks, but not those in front of it.
        line = parts.map { String($0.drop { $0 == " " || $0 == "\t" }) }.joined(separator: " ")
    }

    /// Tells whether a line of `authorized_keys` admits a key of ours: whatever options, comment or line end it has.
    package static func line(_ line: String, admits key: String) -> Bool {
        func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
        guard let blob = words(key).dropFirst().first else { return false }
        return !line.hasPrefix("#") && words(line).contains(blob)
    }

    /// Checks every key in a file's text; blank lines and comments are passed over.
    package static func keys(inFile text: String, named file: String) throws(AccountFailure) -> [SSHPublicKey] {
        var result: [SSHPublicKey] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let bare = line.drop { $0 == " " || $0 == "\t" }
            if bare.isEmpty || bare.hasPrefix("#") { continue }
            do throws(AccountFailure) {
                result.append(try SSHPublicKey(String(bare)))
            } catch {
                // The line itself is not shown: it may be any file that root can read.
                guard case .input(let field, _, let rule) = error else { throw error }
                throw .input(field: field, value: "@\(file)", rule: "line \(index + 1): \(rule)")
            }
        }
        guard !result.isEmpty else {
            throw .input(field: "--ssh-key", value: "@\(file)", rule: "the file has no key in it")
        }
        return result
    }

    /// The type that the blob itself names: a 32-bit length, then the text.
    private static func type(of blob: Data) -> String? {
        let bytes = [UInt8](blob)
        guard bytes.count >= 4 else { return nil }
        let length = bytes[0..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= 64, bytes.count > 4 + length else { return nil }
        return String(validating: bytes[4..<4 + length], as: UTF8.self)
    }

    private static func refused(_ text: String, _ rule: String) -> AccountFailure {
        .input(field: "--ssh-key", value: text, rule: rule)
    }
}
