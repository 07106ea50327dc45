/// The most characters of an argument that a message shows.
private let quotedLengthMax = 60

/// Quotes text from outside for a message of one line.
///
/// Control characters, invisible and direction-changing characters and what replaced invalid bytes are shown as
/// escapes, so that nothing typed can act on the terminal; long text is cut.
func quoted(_ text: String) -> String {
    var result = "'"
    for (position, scalar) in text.unicodeScalars.enumerated() {
        if position == quotedLengthMax {
            result += "..."
            break
        }
        result += escaped(scalar)
    }
    return result + "'"
}

/// Shows one character so that it can't act on a terminal or end the quotation.
private func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\\": return "\\\\"
    case "'": return "\\'"
    case "\u{FFFD}": return "\\u{fffd}"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        return "\\u{\(String(scalar.value, radix: 16))}"
    case .nonspacingMark, .enclosingMark, .spacingMark:
        // A pile of marks on one letter draws over the lines around it.
        return "\\u{\(String(scalar.value, radix: 16))}"
    default:
        return String(Character(scalar))
    }
}
