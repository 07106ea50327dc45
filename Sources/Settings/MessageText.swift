/// Text from outside made safe for a terminal or a log line.
package enum MessageText {
    /// Longest user text shown in a message, so that one value can't fill a screen.
    static let charactersMax = 80

    /// Quotes text and escapes what could change a terminal's state or the direction of text.
    ///
    /// Limits: 80 characters, then `…`.
    package static func quoted(_ text: String) -> String {
        let shown = text.prefix(charactersMax)
        return "\"" + escaped(shown) + (shown.endIndex < text.endIndex ? "…" : "") + "\""
    }

    /// Escapes control and invisible characters, quotes and backslashes as JSON does.
    package static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if isInvisible(scalar) {
                    result += unicodeEscape(scalar)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Writes text as one JSON string, quotes included and nothing shortened.
    package static func jsonString(_ text: String) -> String {
        "\"" + escaped(text) + "\""
    }

    /// Returns whether text holds a character that must not stand in a path, a name or an option.
    package static func hasControlCharacter(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.contains(where: isInvisible)
    }

    /// Joins words as a sentence does, `a, b and c`.
    static func list(_ words: [String], last conjunction: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
    }

    /// Control (Cc), format (Cf, bidirectional overrides among them), line and paragraph separators, private use.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }

    private static func unicodeEscape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
