import AgentCore
import Settings
import Testing

/// A named row: the text of a file and what its only problem has to say.
struct ConfigurationRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let expected: String

    init(_ name: String, _ text: String, _ expected: String = "") {
        testDescription = name
        self.text = text
        self.expected = expected
    }
}

/// Resolves one file.
func configuration(_ text: String, overrides: [String] = []) throws(SettingsFailure) -> AgentConfiguration {
    try AgentConfiguration(files: [("agent.json", Array(text.utf8))], overrides: overrides)
}

/// Returns the lines of all problems of one file; empty when it is accepted.
func configurationProblems(_ text: String, overrides: [String] = []) -> [String] {
    do throws(SettingsFailure) {
        _ = try configuration(text, overrides: overrides)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}
