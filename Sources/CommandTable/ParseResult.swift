/// What a command line asks for.
package enum ParseResult: Sendable, Equatable {
    /// A command with everything it was given.
    case command(ParsedCommand)
    /// The help on a topic, which goes to standard output.
    case help(HelpTopic)
    /// The version, which goes to standard output.
    case version
}

extension ProgramSpec {
    /// Reads a command line, without the program's own name.
    ///
    /// - Options are long, `--name value` or `--name=value`; only `-h` and `-V` are short. They may stand anywhere
    ///   before `--`, those of a command after its name.
    /// - A value that begins with a dash, other than a lone `-`, needs the form with `=`.
    /// - `--` ends the options; what follows are operands, or the command to run where one is accepted.
    /// - `--help` wins over `--version` and over every other mistake but an unknown command.
    ///
    /// Limits: `argumentCountMax` arguments of `argumentBytesMax` bytes.
    /// Throws: `UsageError` for the first problem from left to right, then for what is missing.
    package func parse(_ arguments: [String]) throws(UsageError) -> ParseResult {
        try checkLimits(arguments)
        var parser = ArgumentParser(program: self)
        if isGiven(.help, in: arguments) {
            do throws(UsageError) {
                try parser.take(arguments)
            } catch {
                if case .unknownCommand = error.problem { throw error }
            }
            return .help(topic(at: parser.path))
        }
        if isGiven(.version, in: arguments) { return .version }
        try parser.take(arguments)
        return .command(try parser.finish())
    }

    /// Tells whether a switch stands among the options, even where the rest can't be parsed.
    ///
    /// With it a program knows in which format to report a usage error.
    package func hasSwitch(_ name: String, in arguments: [String]) -> Bool {
        // No value given apart may begin with a dash, so an equal argument before `--` is the switch itself.
        arguments.prefix(Self.argumentCountMax).prefix { $0 != "--" }.contains(name)
    }

    private func isGiven(_ option: OptionSpec, in arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains(where: option.isNamed)
    }

    private func checkLimits(_ arguments: [String]) throws(UsageError) {
        if arguments.count > Self.argumentCountMax {
            let problem = UsageProblem.tooManyArguments(count: arguments.count, countMax: Self.argumentCountMax)
            throw UsageError(problem, program: name, path: [])
        }
        for (index, argument) in arguments.enumerated() where argument.utf8.count > Self.argumentBytesMax {
            let problem = UsageProblem.argumentTooLong(
                position: index + 1, byteCount: argument.utf8.count, byteCountMax: Self.argumentBytesMax)
            throw UsageError(problem, program: name, path: [])
        }
    }
}
