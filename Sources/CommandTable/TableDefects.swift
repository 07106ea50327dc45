extension ProgramSpec {
    /// Finds what is wrong with the table itself; a test of each program expects nothing.
    ///
    /// The other functions rely on these rules but never crash without them.
    package func defects() -> [String] {
        var defects = pathDefects() + textDefects()
        let globals = Set(globalOptions.map(\.name))
        defects += optionDefects(globalOptions, of: name)
        for command in commands {
            defects += optionDefects(command.options, of: command.name) + operandDefects(command)
            for option in command.options where globals.contains(option.name) {
                defects.append("\(command.name): \(option.name) hides a global option")
            }
            let known = Set(command.options.map(\.name) + command.operands.map(\.name))
            for missing in command.choices.flatMap(\.names) where !known.contains(missing) {
                defects.append("\(command.name): a choice names \(missing), which is no argument")
            }
        }
        return defects
    }

    private func pathDefects() -> [String] {
        var defects: [String] = []
        for (index, command) in commands.enumerated() {
            if command.path.isEmpty || !command.path.allSatisfy(isWord) {
                defects.append("command \(index + 1): \(quoted(command.name)) isn't made of lower-case words")
            }
            for other in commands[(index + 1)...] {
                if other.path.starts(with: command.path) || command.path.starts(with: other.path) {
                    defects.append("\(other.name): can't be told from \(command.name)")
                }
            }
        }
        return defects
    }

    private func optionDefects(_ options: [OptionSpec], of owner: String) -> [String] {
        var defects: [String] = []
        var names: Set<String> = []
        for option in options {
            if !option.name.hasPrefix("--") || !isWord(String(option.name.dropFirst(2))) {
                defects.append("\(owner): \(quoted(option.name)) isn't a long option")
            }
            if !names.insert(option.name).inserted { defects.append("\(owner): \(option.name) occurs twice") }
            if option.valueName == nil, option.isRepeatable || option.proposals != .none {
                defects.append("\(owner): \(option.name) is a switch but has values")
            }
            if option.summary.isEmpty { defects.append("\(owner): \(option.name) has no summary") }
        }
        return defects
    }

    private func operandDefects(_ command: CommandSpec) -> [String] {
        var defects: [String] = []
        if Set(command.operands.map(\.name)).count < command.operands.count {
            defects.append("\(command.name): two operands have one name")
        }
        for (operand, next) in zip(command.operands, command.operands.dropFirst()) {
            if operand.isRepeatable {
                defects.append("\(command.name): \(operand.name) leaves nothing to \(next.name)")
            }
            if !operand.isRequired, next.isRequired {
                defects.append("\(command.name): \(next.name) is required after the optional \(operand.name)")
            }
        }
        if command.acceptsTrailingCommand, command.operands.contains(where: \.isRepeatable) {
            defects.append("\(command.name): operands without end and a command to run don't go together")
        }
        return defects
    }

    /// Every text must be one line of plain ASCII, apart from discussions, which may have several lines.
    private func textDefects() -> [String] {
        var texts = [name, version, summary]
        texts += (files + environment).flatMap { [$0.name, $0.summary] } + exitStatuses.map(\.meaning)
        texts += globalOptions.flatMap { [$0.name, $0.valueName ?? "", $0.summary] }
        for command in commands {
            texts.append(command.summary)
            texts += command.options.flatMap { [$0.name, $0.valueName ?? "", $0.summary] + $0.allowedValues }
            texts += command.operands.flatMap { [$0.name, $0.summary] + $0.allowedValues }
            texts += command.examples.flatMap { [$0.command, $0.purpose] } + command.exitStatuses.map(\.meaning)
        }
        var defects = texts.filter { !$0.utf8.allSatisfy { (32...126).contains($0) } }
        for discussion in commands.map(\.discussion) + [discussion] {
            if !discussion.utf8.allSatisfy({ (32...126).contains($0) || $0 == 10 }) { defects.append(discussion) }
        }
        return defects.map { "\(quoted($0)) isn't plain ASCII" }
            + commands.filter { $0.summary.isEmpty }.map { "\($0.name): has no summary" }
    }

    private func isWord(_ text: String) -> Bool {
        guard let first = text.utf8.first, (97...122).contains(first) else { return false }
        return text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
