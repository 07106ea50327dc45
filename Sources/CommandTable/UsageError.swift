/// A command line that can't be carried out, with the command whose help says what would be right.
package struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package let problem: UsageProblem
    /// The program that was called.
    package let program: String
    /// The words of the command as far as they are known.
    package let path: [String]

    /// Names the problem and the command it was met in.
    package init(_ problem: UsageProblem, program: String, path: [String]) {
        self.problem = problem
        self.program = program
        self.path = path
    }

    /// The stable name of the problem, for machines.
    package var code: String { problem.code }

    /// One line that says what is wrong and where.
    package var description: String {
        path.isEmpty ? problem.description : "\(path.joined(separator: " ")): \(problem.description)"
    }

    /// One line that says what to do next.
    package var remedy: String { "run: \(([program] + path).joined(separator: " ")) --help" }
}
