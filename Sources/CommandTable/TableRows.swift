/// One exit status and what it means.
package struct ExitStatusRow: Sendable, Equatable {
    /// The number that the process ends with.
    package let status: Int
    /// What the number says, in a few words.
    package let meaning: String

    /// Names what one exit status means.
    package init(_ status: Int, _ meaning: String) {
        self.status = status
        self.meaning = meaning
    }
}

/// One command line worth showing, with what it does.
package struct ExampleRow: Sendable, Equatable {
    /// The command line as typed in a shell.
    package let command: String
    /// What it does, in one sentence.
    package let purpose: String

    /// Pairs a command line with what it does.
    package init(_ command: String, _ purpose: String) {
        self.command = command
        self.purpose = purpose
    }
}

/// One file, directory or environment variable that the program uses.
package struct ReferenceRow: Sendable, Equatable {
    /// The path or the variable's name.
    package let name: String
    /// What it is for, in one sentence.
    package let summary: String

    /// Pairs a path or variable with what it is for.
    package init(_ name: String, _ summary: String) {
        self.name = name
        self.summary = summary
    }
}

/// Arguments of one command of which at most one may be given.
package struct ArgumentChoice: Sendable, Equatable {
    /// Option names and operand names, such as `NAME` and `--all`.
    package let names: [String]
    /// Whether one of them has to be given.
    package let isRequired: Bool

    /// Groups arguments that exclude one another.
    package init(_ names: [String], isRequired: Bool) {
        self.names = names
        self.isRequired = isRequired
    }
}
