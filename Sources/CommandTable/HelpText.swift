extension ProgramSpec {
    /// Renders the help on a topic as plain ASCII lines, ending with a line end.
    ///
    /// Units: columns; a width outside 40 to 200 is brought into that range. No line is longer than the width unless
    /// a single word is.
    package func helpText(for topic: HelpTopic, width: Int = 80) -> String {
        let width = min(max(width, 40), 200)
        let sections: [[String]]
        switch topic {
        case .program: sections = programSections(width)
        case .group(let path): sections = groupSections(path, width)
        case .command(let command): sections = commandSections(command, width)
        }
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func programSections(_ width: Int) -> [[String]] {
        [
            wrapped("\(name) \(version) - \(summary)", width: width),
            usage("[OPTION...] COMMAND [ARGUMENT...]", width),
            section("Commands", visibleCommands(under: []).map { ($0.name, $0.summary) }, width),
            section("Options", visibleGlobalOptions.map(row), width),
            section("Exit status", exitStatuses.map(row), width),
            section("Files", files.map { ($0.name, $0.summary) }, width),
            section("Environment", environment.map { ($0.name, $0.summary) }, width),
            wrapped("Run '\(name) COMMAND --help' for the help on one command.", width: width),
        ]
    }

    private func groupSections(_ path: [String], _ width: Int) -> [[String]] {
        let place = path.joined(separator: " ")
        return [
            usage("\(place) COMMAND [ARGUMENT...]", width),
            section("Commands", visibleCommands(under: path).map { ($0.name, $0.summary) }, width),
            section("Options of every command", visibleGlobalOptions.map(row), width),
            wrapped("Run '\(name) \(place) COMMAND --help' for the help on one command.", width: width),
        ]
    }

    private func commandSections(_ command: CommandSpec, _ width: Int) -> [[String]] {
        var sections = [usage(([command.name] + command.synopsisPieces).joined(separator: " "), width)]
        sections.append(wrapped(command.summary, width: width))
        sections += command.paragraphs.map { wrapped($0, width: width) }
        if command.needsRoot { sections.append(["Needs root."]) }
        sections.append(section("Operands", command.operands.map(row), width))
        sections.append(section("Options", command.visibleOptions.map(row), width))
        sections.append(section("Options of every command", visibleGlobalOptions.map(row), width))
        sections.append(section("Exit status", command.exitStatuses.map(row), width))
        var examples: [String] = command.examples.isEmpty ? [] : ["Examples:"]
        for example in command.examples {
            // A command line is never broken: it has to work when copied.
            examples.append("  " + example.command)
            examples += paragraph(example.purpose, indent: 6, width: width)
        }
        sections.append(examples)
        return sections
    }

    private func usage(_ arguments: String, _ width: Int) -> [String] {
        let start = "Usage: \(name) "
        let lines = wrapped(arguments, width: width - start.count)
        let margin = String(repeating: " ", count: start.count)
        return lines.enumerated().map { ($0.offset == 0 ? start : margin) + $0.element }
    }

    private func section(_ title: String, _ rows: [(String, String)], _ width: Int) -> [String] {
        rows.isEmpty ? [] : [title + ":"] + twoColumns(rows.map { (name: $0.0, text: $0.1) }, width: width)
    }

    private func row(_ option: OptionSpec) -> (String, String) { (option.helpName, option.helpSummary) }

    private func row(_ operand: OperandSpec) -> (String, String) { (operand.name, operand.helpSummary) }

    private func row(_ row: ExitStatusRow) -> (String, String) { (String(row.status), row.meaning) }
}

extension OptionSpec {
    /// The option as help writes it, with its short form and value.
    var helpName: String {
        (shortName.map { $0 + ", " } ?? "") + name + (valueName.map { " " + $0 } ?? "")
    }

    /// The summary with the accepted values.
    var helpSummary: String {
        withFacts(summary, allowedValues, isRepeatable ? "(repeatable)" : nil)
    }
}

extension OperandSpec {
    /// The summary with the accepted values.
    var helpSummary: String {
        withFacts(summary, allowedValues, isRepeatable ? "(repeatable)" : nil)
    }
}

private func withFacts(_ summary: String, _ allowedValues: [String], _ note: String?) -> String {
    let values = allowedValues.isEmpty ? nil : "One of: \(allowedValues.joined(separator: ", "))."
    return [summary, values, note].compactMap { $0 }.joined(separator: " ")
}
