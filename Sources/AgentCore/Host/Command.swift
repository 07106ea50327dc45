/// One run of a system command, as a value: tests assert exactly this.
package struct Command: Sendable, Equatable {
    /// The program's name, looked up in the system's own directories; never in `PATH`, never through a shell.
    package var program: String
    package var arguments: [String]
    /// What the command reads; empty means `/dev/null`.
    package var standardInput: Secret<String>?
    package var timeLimit: Duration
    /// How long it may take to end after SIGTERM, then after SIGKILL. A probe that hangs in the kernel is not waited for.
    package var grace: Duration
    /// Limits: bytes kept of each output stream; the rest is read and dropped.
    package var outputBytesMax: Int

    /// Describes a command.
    package init(
        _ program: String, _ arguments: [String], standardInput: Secret<String>? = nil,
        timeLimit: Duration = .seconds(30), grace: Duration = .seconds(2), outputBytesMax: Int = 64 * 1024
    ) {
        self.program = program
        self.arguments = arguments
        self.standardInput = standardInput
        self.timeLimit = timeLimit
        self.grace = grace
        self.outputBytesMax = outputBytesMax
    }

    /// The command as a person would type it.
    package var line: String {
        ([program] + arguments).map { word in
            let isPlain = word.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-_./=:,@+%".utf8.contains(byte)
            }
            return isPlain && !word.isEmpty ? word : "'\(printable(word))'"
        }.joined(separator: " ")
    }

    /// How a command ended.
    package struct Outcome: Sendable, Equatable {
        /// The exit status, or 128 + the signal's number.
        package var status: Int32
        package var standardOutput: String
        package var standardError: String
        package var isTimedOut: Bool

        /// Describes an outcome.
        package init(status: Int32, standardOutput: String = "", standardError: String = "", isTimedOut: Bool = false) {
            self.status = status
            self.standardOutput = standardOutput
            self.standardError = standardError
            self.isTimedOut = isTimedOut
        }

        /// The last line of what was said on standard error, or on standard output where that is empty.
        package var lastWords: String {
            let text = standardError.isEmpty ? standardOutput : standardError
            return String(text.textLines.last ?? "no output")
        }
    }
}

/// A system command that did not do its work.
package enum CommandFailure: Failure, Equatable {
    case missing(program: String)
    case failed(Command, status: Int32, text: String)
    case timedOut(Command)

    package var code: ConditionCode {
        switch self {
        case .missing: .commandMissing
        case .failed: .commandFailed
        case .timedOut: .commandTimedOut
        }
    }

    package var description: String {
        switch self {
        case .missing(let program): "This machine lacks the program \(quoted(program))."
        case .failed(let command, let status, let text):
            "The command \(command.line) ended with status \(status): \(printable(text))."
        case .timedOut(let command): "The command \(command.line) did not end within \(command.timeLimit)."
        }
    }

    package var remedy: String {
        switch self {
        case .missing(let program):
            "Install the package that brings it: apt-cache search \(printable(program)); on Ubuntu it is part of the base."
        case .failed(let command, _, _), .timedOut(let command):
            "Run it by hand to see more: sudo \(command.line); then run dsvm-agent again, it goes on where it stopped."
        }
    }
}

extension Host.Commands {
    /// Runs a command that must succeed.
    package func require(_ command: Command) throws(CommandFailure) {
        let outcome = try run(command)
        if outcome.isTimedOut { throw .timedOut(command) }
        guard outcome.status == 0 else { throw .failed(command, status: outcome.status, text: outcome.lastWords) }
    }
}
