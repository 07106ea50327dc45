/// What went wrong, in the three renderings that every error of this code base has.
///
/// A failure is thrown where it stops a command and becomes a ``Condition`` where the work goes on without it.
package protocol Failure: Error, Sendable, CustomStringConvertible {
    /// The stable name for machines, from the one catalogue.
    var code: ConditionCode { get }
    /// One full sentence for people: what failed, on what, why. Foreign text in it is quoted and escaped.
    var description: String { get }
    /// What to do next, with the exact command where there is one.
    var remedy: String { get }
}

extension Failure {
    /// The exit status of a command that this failure stops.
    package var exitStatus: ExitStatus { code.exitStatus }
}

/// Quotes text that somebody else chose, with control, invisible and direction-changing characters escaped.
///
/// Limits: 200 characters, then an ellipsis.
package func quoted(_ text: String) -> String { "'\(printable(text))'" }

/// Escapes what could change how a terminal or a log shows a line.
///
/// Limits: 200 characters, then an ellipsis.
package func printable(_ text: String) -> String {
    let charactersMax = 200
    var result = ""
    var length = 0
    for scalar in text.unicodeScalars {
        guard length < charactersMax else { return result + "..." }
        length += 1
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
