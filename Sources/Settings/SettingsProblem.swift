/// One thing that is wrong with the configuration, and what to write instead.
package struct SettingsProblem: Sendable, Equatable, CustomStringConvertible {
    /// Name of the file or `--set`; nil when no file is to blame, as for a missing key.
    package var file: String?
    /// Dotted path such as `share.type`; empty when the whole file is meant.
    package var keyPath: String
    /// What is wrong, without a full stop.
    package var message: String
    /// What to write instead, without a full stop; never empty.
    package var remedy: String

    /// Describes a problem; the message must not repeat secrets.
    package init(file: String?, keyPath: String, message: String, remedy: String) {
        self.file = file
        self.keyPath = keyPath
        self.message = message
        self.remedy = remedy
    }

    /// One line: where, what is wrong, what to write instead.
    package var description: String {
        let place = [file.map { MessageText.escaped($0) } ?? "", keyPath].filter { !$0.isEmpty }
        return (place + ["\(message); \(remedy)"]).joined(separator: ": ")
    }
}

/// Every problem found in the configuration, in one error.
package struct SettingsFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Most problems kept: a file of nothing but mistakes must not fill memory or a journal.
    package static let problemsMax = 200

    /// The problems in the order of the files; never empty, at most 201.
    package let problems: [SettingsProblem]

    /// Keeps the first 200 problems and says how many more there were.
    package init(problems: [SettingsProblem]) {
        let left = problems.count - Self.problemsMax
        guard left > 0 else {
            self.problems = problems
            return
        }
        let rest = SettingsProblem(
            file: nil, keyPath: "", message: "\(left) more problems are not shown",
            remedy: "correct the ones above first")
        self.problems = problems.prefix(Self.problemsMax) + [rest]
    }

    /// One line for each problem.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// What a rule says about one value: what is wrong with it and what to write instead.
package struct Complaint: Sendable, Equatable {
    /// What is wrong, without a full stop.
    package let message: String
    /// What to write instead, without a full stop.
    package let remedy: String

    /// Takes what is wrong and what to write instead.
    package init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }
}
