/// A named rule for one text value, such as a pool's name.
package struct TextRule: Sendable {
    /// What the value is, with its article: `a pool name: …`; stands in messages and in the reference.
    package let name: String
    /// Says what is wrong with a text, or nil.
    package let check: @Sendable (String) -> Complaint?

    /// Makes a rule whose complaints have words of their own.
    package init(_ name: String, check: @escaping @Sendable (String) -> Complaint?) {
        self.name = name
        self.check = check
    }

    /// Makes a rule from a test that needs no words of its own.
    package init(_ name: String, where isValid: @escaping @Sendable (String) -> Bool) {
        self.init(name) { text in
            isValid(text)
                ? nil : Complaint("\(JSONValue.string(text).found) is not \(name)", remedy: "write \(name)")
        }
    }
}

/// What an absolute path names.
package enum PathRole: Sendable, Equatable {
    /// No slash at the end.
    case file
    /// One slash at the end is accepted.
    case directory
}

/// Rules for text that several keys share.
package enum TextCheck {
    /// Longest path, one less than Linux's `PATH_MAX`.
    static let pathBytesMax = 4095
    /// Longest path component, Linux's `NAME_MAX`.
    static let componentBytesMax = 255
    /// Longest text of any kind.
    static let textBytesMax = 4096

    /// Says what keeps a text from being an absolute path in its plain form.
    package static func pathComplaint(_ path: String, role: PathRole) -> Complaint? {
        let shown = MessageText.quoted(path)
        guard path.hasPrefix("/") else {
            return Complaint("\(shown) is not an absolute path", remedy: "begin it with /")
        }
        guard !MessageText.hasControlCharacter(path) else {
            return Complaint("\(shown) holds a control or invisible character", remedy: "type the path anew")
        }
        guard path.utf8.count <= pathBytesMax else {
            return Complaint("a path of \(path.utf8.count) bytes", remedy: "write at most \(pathBytesMax)")
        }
        var components = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if components.last?.isEmpty == true, role == .directory || components.count == 1 {
            components.removeLast()
        } else if components.last?.isEmpty == true {
            return Complaint("\(shown) ends with a slash but must name a file", remedy: "remove the slash at the end")
        }
        if components.contains("") {
            return Complaint("\(shown) has two slashes in a row", remedy: "write one")
        }
        if let dots = components.first(where: { $0 == "." || $0 == ".." }) {
            return Complaint("\(shown) contains \"\(dots)\"", remedy: "write the path without it")
        }
        if components.contains(where: { $0.utf8.count > componentBytesMax }) {
            return Complaint(
                "\(shown) has a part longer than \(componentBytesMax) bytes", remedy: "choose a shorter name")
        }
        if role == .file, components.isEmpty {
            return Complaint("\(shown) is a directory", remedy: "write the path of a file")
        }
        return nil
    }

    /// Returns whether text is a host name or an IPv4 address.
    ///
    /// Source: RFC 1123 section 2.1; labels of 1 to 63 letters, digits and hyphens, 253 bytes in all.
    package static func isHostName(_ text: some StringProtocol) -> Bool {
        guard 1...253 ~= text.utf8.count else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            1...63 ~= label.utf8.count && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isASCIILetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// Returns whether a byte is a letter or digit of ASCII.
    package static func isASCIILetterOrDigit(_ byte: UInt8) -> Bool {
        JSON5Scanner.isDigit(byte) || 0x61...0x7A ~= byte | 0x20
    }

    /// Says what keeps a text from being a URL with one of the schemes.
    ///
    /// Accepts scheme, host, port and path; a query or a fragment has no use here.
    package static func urlComplaint(_ url: String, schemes: [String]) -> Complaint? {
        let shown = MessageText.quoted(url)
        let remedy = "write \(MessageText.list(schemes.map { "\($0)://HOST[:PORT]/" }, last: "or"))"
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix($0 + "://") }) else {
            let expected = MessageText.list(schemes, last: "or")
            return Complaint("\(shown) is not a URL with the scheme \(expected)", remedy: remedy)
        }
        let rest = url.dropFirst(scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            return Complaint(
                "the URL holds a user name or password", remedy: "leave it out; secrets are kept in files")
        }
        guard rest.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }) else {
            return Complaint("\(shown) holds white space, a query or a character that needs escaping", remedy: remedy)
        }
        var host = authority
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            let port = authority[authority.index(after: colon)...]
            guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(JSON5Scanner.isDigit) else {
                return Complaint("\(shown) has no valid port", remedy: "write a port from 1 to 65535 or none")
            }
            host = authority[..<colon]
        }
        let isIPv6 =
            host.hasPrefix("[") && host.hasSuffix("]") && host.contains(":")
            && host.dropFirst().dropLast().utf8.allSatisfy {
                JSON5Scanner.isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
        return isIPv6 || isHostName(host) ? nil : Complaint("\(shown) has no valid host name", remedy: remedy)
    }
}
