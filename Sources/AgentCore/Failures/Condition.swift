/// Something that is wrong with this node and stands until its cause is gone.
package struct Condition: Sendable, Equatable, Codable {
    /// Which entry of the catalogue.
    package var code: ConditionCode
    /// How bad it is.
    package var severity: Severity
    /// Whom or what it concerns: an account, a path; nil for the node as a whole.
    package var subject: String?
    /// One sentence for people.
    package var text: String
    /// What to do next.
    package var remedy: String

    /// Makes the condition that a failure leaves behind when work goes on without it.
    package init(_ failure: any Failure, subject: String? = nil) {
        code = failure.code
        severity = failure.code.severity
        self.subject = subject
        text = failure.description
        remedy = failure.remedy
    }
}

extension Sequence<Condition> {
    /// The worst severity, `ok` where there is none.
    package var severity: Severity { map(\.severity).max() ?? .ok }

    /// The exit status of a command that went on in spite of these.
    package var exitStatus: ExitStatus {
        ExitStatus.worst(of: filter { !$0.code.isAdvice }.map(\.code.exitStatus))
    }
}
