/// What is wrong with a command line.
package enum UsageProblem: Sendable, Equatable {
    /// There is no argument that names a command.
    case missingCommand
    /// The words given only begin the name of a command.
    case missingSubcommand(choices: [String])
    /// A word is no command here.
    case unknownCommand(String, nearest: String?)
    /// An argument begins with a dash and is no option here.
    case unknownOption(String, nearest: String?, takesOperands: Bool)
    /// An option of some commands stands before the command.
    case optionBeforeCommand(String, commands: [String])
    /// An option lacks its value.
    case missingValue(option: String, valueName: String)
    /// A switch was given a value, which is not repeated here as it may be a secret.
    case valueForSwitch(option: String)
    /// An option that takes one value was given twice.
    case repeatedOption(String)
    /// An operand is missing.
    case missingOperand(String)
    /// There are more operands than the command takes.
    case unexpectedOperand(String, mayRunCommand: Bool)
    /// A value is none of those that are accepted.
    case valueNotAllowed(of: String, value: String, allowed: [String], nearest: String?)
    /// A value is not of the kind that is expected.
    case invalidValue(of: String, value: String, expected: String)
    /// Two arguments exclude each other.
    case conflictingArguments(String, String)
    /// One of several arguments has to be given.
    case missingChoice([String])
    /// Nothing follows the `--` that announces a command to run.
    case missingTrailingCommand
    /// There are more arguments than accepted.
    case tooManyArguments(count: Int, countMax: Int)
    /// An argument is longer than accepted.
    case argumentTooLong(position: Int, byteCount: Int, byteCountMax: Int)

    /// The stable name of the problem, for machines.
    package var code: String {
        switch self {
        case .missingCommand: "missing-command"
        case .missingSubcommand: "missing-subcommand"
        case .unknownCommand: "unknown-command"
        case .unknownOption: "unknown-option"
        case .optionBeforeCommand: "option-before-command"
        case .missingValue: "missing-value"
        case .valueForSwitch: "value-for-switch"
        case .repeatedOption: "repeated-option"
        case .missingOperand: "missing-operand"
        case .unexpectedOperand: "unexpected-operand"
        case .valueNotAllowed: "value-not-allowed"
        case .invalidValue: "invalid-value"
        case .conflictingArguments: "conflicting-arguments"
        case .missingChoice: "missing-choice"
        case .missingTrailingCommand: "missing-trailing-command"
        case .tooManyArguments: "too-many-arguments"
        case .argumentTooLong: "argument-too-long"
        }
    }

    /// The problem in one line, with everything typed quoted and escaped.
    package var description: String {
        switch self {
        case .missingCommand: "no command given"
        case .missingSubcommand(let choices): "one of these words must follow: \(choices.joined(separator: ", "))"
        case .unknownCommand(let word, let nearest): "unknown command \(quoted(word))" + guess(nearest)
        case .unknownOption(let option, let nearest, let takesOperands):
            "unknown option \(quoted(option))" + guess(nearest)
                + (takesOperands && nearest == nil ? "; write -- before an operand that begins with a dash" : "")
        case .optionBeforeCommand(let option, let commands):
            "option \(option) goes after the command (\(commands.joined(separator: ", ")))"
        case .missingValue(let option, let valueName):
            "option \(option) needs a value; write \(option)=\(valueName) if it begins with a dash"
        case .valueForSwitch(let option): "option \(option) takes no value"
        case .repeatedOption(let option): "option \(option) can be given only once"
        case .missingOperand(let operand): "\(operand) is missing"
        case .unexpectedOperand(let word, let mayRunCommand):
            "unexpected argument \(quoted(word))" + (mayRunCommand ? "; write -- before a command to run" : "")
        case .valueNotAllowed(let name, let value, let allowed, let nearest):
            "\(name) is \(quoted(value)) but must be one of: \(allowed.joined(separator: ", "))" + guess(nearest)
        case .invalidValue(let name, let value, let expected): "\(name) is \(quoted(value)) but must be \(expected)"
        case .conflictingArguments(let first, let second): "\(first) and \(second) exclude each other"
        case .missingChoice(let names): "one of these must be given: \(names.joined(separator: ", "))"
        case .missingTrailingCommand: "a command to run must follow --"
        case .tooManyArguments(let count, let countMax): "\(count) arguments given, at most \(countMax) are accepted"
        case .argumentTooLong(let position, let byteCount, let byteCountMax):
            "argument \(position) has \(byteCount) bytes, at most \(byteCountMax) are accepted"
        }
    }

    private func guess(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
