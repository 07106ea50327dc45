/// What a command changed, or would change, and what stands in the way.
package struct Report: Sendable, Equatable {
    package var changes: [Change] = []
    package var conditions: [Condition] = []

    /// Starts an empty report.
    package init() {}

    /// One change, as a person would put it.
    package struct Change: Sendable, Equatable, Codable {
        /// What it concerns: `share`, `account`, `link`.
        package var area: String
        /// Whom or what: an account's name, a path.
        package var subject: String
        /// What was done, in the past tense's place but short: "made, uid 20000".
        package var what: String

        /// Describes one change.
        package init(_ area: String, _ subject: String, _ what: String) {
            self.area = area
            self.subject = subject
            self.what = what
        }
    }

    /// Notes a change.
    package mutating func changed(_ area: String, _ subject: String, _ what: String) {
        changes.append(Change(area, subject, what))
    }

    /// Notes what stands in the way; the same thing twice is noted once.
    package mutating func found(_ failure: any Failure, subject: String? = nil) {
        let condition = Condition(failure, subject: subject)
        if !conditions.contains(condition) { conditions.append(condition) }
    }

    /// Takes another report in.
    package mutating func add(_ other: Report) {
        changes += other.changes
        for condition in other.conditions where !conditions.contains(condition) { conditions.append(condition) }
    }

    /// The exit status of a command that ends with this report.
    package var exitStatus: ExitStatus { conditions.exitStatus }
}
