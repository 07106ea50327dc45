/// Reads arguments from left to right against the table of a program.
struct ArgumentParser {
    let program: ProgramSpec
    /// The words of the command so far.
    private(set) var path: [String] = []
    private var command: CommandSpec?
    private var values: [String: [String]] = [:]
    private var switches: Set<String> = []
    private var operands: [String] = []
    private var trailing: [String] = []

    init(program: ProgramSpec) {
        self.program = program
    }

    /// Takes all arguments; what is missing is found by `finish`.
    mutating func take(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                try takeRest(rest)
                return
            }
            // Bytes decide, as in a shell: a dash with a combining mark is one character but still a dash.
            if argument.utf8.first == UInt8(ascii: "-"), argument.utf8.count > 1 {
                try takeOption(argument, &rest)
            } else {
                try takeWord(argument)
            }
        }
    }

    /// Takes what follows `--`.
    private mutating func takeRest(_ rest: ArraySlice<String>) throws(UsageError) {
        guard let command, command.acceptsTrailingCommand else {
            for argument in rest { try takeWord(argument) }
            return
        }
        if rest.isEmpty { throw error(.missingTrailingCommand) }
        trailing = Array(rest)
    }

    /// Takes a word of the command's name or an operand.
    private mutating func takeWord(_ word: String) throws(UsageError) {
        if command != nil {
            operands.append(word)
            return
        }
        guard program.nextWords(after: path, includingHidden: true).contains(word) else {
            throw program.unknownCommand(word, after: path)
        }
        path.append(word)
        command = program.command(at: path)
    }

    /// Takes an option, with its value where it has one.
    private mutating func takeOption(_ argument: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let (name, attached) = splitOption(argument)
        let known = (command?.options ?? []) + program.globalOptions
        guard let option = known.first(where: { $0.isNamed(name) }) else { throw unknownOption(name, among: known) }
        guard let valueName = option.valueName else {
            if attached != nil { throw error(.valueForSwitch(option: option.name)) }
            switches.insert(option.name)
            return
        }
        let value: String
        if let attached {
            value = attached
        } else if let next = rest.first, next == "-" || next.utf8.first != UInt8(ascii: "-") {
            value = next
            rest.removeFirst()
        } else {
            throw error(.missingValue(option: option.name, valueName: valueName))
        }
        try check(value, of: option.name, among: option.allowedValues)
        if values[option.name] != nil, !option.isRepeatable { throw error(.repeatedOption(option.name)) }
        values[option.name, default: []].append(value)
    }

    /// Splits `--name=value` at the first equals sign.
    private func splitOption(_ argument: String) -> (name: String, value: String?) {
        guard let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (argument, nil) }
        let value = argument[argument.utf8.index(after: equals)...]
        return (String(argument[..<equals]), String(value))
    }

    /// Explains an option that isn't known here: it may stand too early, or be mistyped.
    private func unknownOption(_ name: String, among known: [OptionSpec]) -> UsageError {
        if command == nil {
            let owners = program.visibleCommands(under: path).filter { command in
                command.visibleOptions.contains { $0.name == name }
            }
            if !owners.isEmpty { return error(.optionBeforeCommand(name, commands: owners.map(\.name))) }
        }
        let nearest = nearestWord(to: name, among: known.filter { !$0.isHidden }.map(\.name))
        let takesOperands = command.map { !$0.operands.isEmpty } ?? false
        return error(.unknownOption(name, nearest: nearest, takesOperands: takesOperands))
    }

    /// Checks a value against the accepted ones; an empty list accepts all.
    private func check(_ value: String, of name: String, among allowed: [String]) throws(UsageError) {
        if allowed.isEmpty || allowed.contains(value) { return }
        let nearest = nearestWord(to: value, among: allowed)
        throw error(.valueNotAllowed(of: name, value: value, allowed: allowed, nearest: nearest))
    }

    private func error(_ problem: UsageProblem) -> UsageError {
        UsageError(problem, program: program.name, path: path)
    }

    /// Checks that nothing is missing or superfluous and returns the whole command.
    func finish() throws(UsageError) -> ParsedCommand {
        guard let command else {
            if path.isEmpty { throw error(.missingCommand) }
            throw error(.missingSubcommand(choices: program.nextWords(after: path, includingHidden: false)))
        }
        try checkOperands(of: command)
        let parsed = ParsedCommand(
            program: program.name, command: command, values: values, switches: switches, operands: operands,
            trailing: trailing)
        try checkChoices(of: command, given: parsed)
        return parsed
    }

    private func checkOperands(of command: CommandSpec) throws(UsageError) {
        for (index, operand) in operands.enumerated() {
            guard let spec = command.operand(at: index) else {
                throw error(.unexpectedOperand(operand, mayRunCommand: command.acceptsTrailingCommand))
            }
            try check(operand, of: spec.name, among: spec.allowedValues)
        }
        for spec in command.operands.dropFirst(operands.count) where spec.isRequired {
            throw error(.missingOperand(spec.name))
        }
    }

    private func checkChoices(of command: CommandSpec, given parsed: ParsedCommand) throws(UsageError) {
        for choice in command.choices {
            let given = choice.names.filter(parsed.isGiven)
            if given.count > 1 { throw error(.conflictingArguments(given[0], given[1])) }
            if given.isEmpty, choice.isRequired { throw error(.missingChoice(choice.names)) }
        }
    }
}
