/// What values a key accepts.
package indirect enum SettingKind: Sendable {
    /// Text that keeps a named rule.
    case string(TextRule)
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// True or false.
    case boolean
    /// One of a few words.
    case oneOf([String])
    /// A path from the root, without `.`, `..` and empty parts.
    case absolutePath(PathRole)
    /// A URL with one of the schemes, without user name and password.
    case url(schemes: [String])
    /// A list whose length lies in a range.
    case list(of: SettingKind, count: ClosedRange<Int>)
    /// The kind, or null.
    case nullable(SettingKind)

    /// Returns what is accepted, in words with the article and the unit.
    package func summary(unit: String? = nil) -> String {
        switch self {
        case .string(let rule): rule.name
        case .integer(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)" + (unit.map { " \($0)" } ?? "")
        case .boolean: "true or false"
        case .oneOf(let words): words.count == 1 ? Self.quotedList(words) : "one of \(Self.quotedList(words))"
        case .absolutePath(.file): "an absolute path of a file"
        case .absolutePath(.directory): "an absolute path of a directory"
        case .url(let schemes): "a URL with the scheme \(MessageText.list(schemes, last: "or"))"
        case .list(let kind, let count):
            "a list of \(Self.range(count)) values, each \(kind.summary(unit: unit))"
        case .nullable(let kind): "\(kind.summary(unit: unit)), or null"
        }
    }

    /// Whether a command-line override is taken as text without quotes.
    var isText: Bool {
        switch self {
        case .string, .oneOf, .absolutePath, .url: true
        case .nullable(let kind): kind.isText
        case .integer, .boolean, .list: false
        }
    }

    var isNullable: Bool {
        if case .nullable = self { return true }
        return false
    }

    private static func range(_ count: ClosedRange<Int>) -> String {
        count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    }

    private static func quotedList(_ words: [String]) -> String {
        MessageText.list(words.map(MessageText.jsonString), last: "or")
    }
}

extension SettingKind {
    /// A complaint and the part of the value it is about: empty, or an index such as `[1]`.
    typealias Finding = (part: String, complaint: Complaint)

    /// Returns everything that is wrong with a value; empty when it is accepted.
    func findings(_ value: JSONValue, unit: String?) -> [Finding] {
        let isExpected: Bool
        switch (self, value) {
        case (.nullable(let kind), _):
            return value == .null ? [] : kind.findings(value, unit: unit)
        case (.string(let rule), .string(let text)):
            return Self.wrapped(Self.lengthComplaint(text) ?? rule.check(text))
        case (.absolutePath(let role), .string(let text)):
            return Self.wrapped(TextCheck.pathComplaint(text, role: role))
        case (.url(let schemes), .string(let text)):
            return Self.wrapped(Self.lengthComplaint(text) ?? TextCheck.urlComplaint(text, schemes: schemes))
        case (.list(let kind, let count), .array(let values)):
            return listFindings(values, kind: kind, count: count, unit: unit)
        case (.oneOf(let words), .string(let text)):
            return Self.wrapped(Self.wordComplaint(text, words: words))
        case (.integer(let range), .integer(let integer)):
            isExpected = range.contains(integer)
        case (.boolean, .boolean):
            isExpected = true
        default:
            isExpected = false
        }
        return isExpected ? [] : [("", unexpected(value, unit: unit))]
    }

    private func unexpected(_ value: JSONValue, unit: String?) -> Complaint {
        let expected = summary(unit: unit)
        if value == .null {
            return Complaint("null is not accepted", remedy: "write \(expected), or remove the key to get the default")
        }
        if case .integer(let range) = self {
            switch value {
            case .string(let text) where Int(text).map(range.contains) == true:
                return Complaint("found \(value.found)", remedy: "write the number without quotes")
            case .integer(let integer):
                let side = integer < range.lowerBound ? "below" : "above"
                return Complaint("\(integer) is \(side) the range", remedy: "write \(expected)")
            default: break
            }
        }
        return Complaint("found \(value.found)", remedy: "write \(expected)")
    }

    private func listFindings(
        _ values: [JSONValue], kind: SettingKind, count: ClosedRange<Int>, unit: String?
    ) -> [Finding] {
        guard count.contains(values.count) else {
            let complaint = Complaint(
                "found \(JSONValue.array(values).found)", remedy: "write \(summary(unit: unit))")
            return [("", complaint)]
        }
        return values.enumerated().flatMap { index, value in
            kind.findings(value, unit: unit).map { ("[\(index)]\($0.part)", $0.complaint) }
        }
    }

    private static func wrapped(_ complaint: Complaint?) -> [Finding] {
        complaint.map { [("", $0)] } ?? []
    }

    private static func lengthComplaint(_ text: String) -> Complaint? {
        guard text.utf8.count > TextCheck.textBytesMax else { return nil }
        return Complaint("a text of \(text.utf8.count) bytes", remedy: "write at most \(TextCheck.textBytesMax)")
    }

    private static func wordComplaint(_ text: String, words: [String]) -> Complaint? {
        guard !words.contains(text) else { return nil }
        // Words are short: two mistakes would make "nfs" of "cifs".
        let nearest = NearestKey.find(text, among: words, distanceMax: 1)
        let remedy = nearest.map { "write \(MessageText.jsonString($0)); known are" } ?? "write"
        return Complaint(
            "\(JSONValue.string(text).found) is not known", remedy: "\(remedy) \(Self.quotedList(words))")
    }
}
