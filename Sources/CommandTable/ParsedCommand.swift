/// A command with everything it was given.
package struct ParsedCommand: Sendable, Equatable {
    /// The name of the program.
    package let program: String
    /// The row of the table that was chosen.
    package let command: CommandSpec
    /// The values of each option that was given, in their order.
    package let values: [String: [String]]
    /// The names of the switches that were given.
    package let switches: Set<String>
    /// The operands, in their order.
    package let operands: [String]
    /// The command to run, from after `--`; empty where none was given.
    package let trailing: [String]

    /// Puts together what a command was given, unchecked.
    package init(
        program: String, command: CommandSpec, values: [String: [String]] = [:], switches: Set<String> = [],
        operands: [String] = [], trailing: [String] = []
    ) {
        self.program = program
        self.command = command
        self.values = values
        self.switches = switches
        self.operands = operands
        self.trailing = trailing
    }

    /// Tells whether a switch was given.
    package func isSet(_ switchName: String) -> Bool { switches.contains(switchName) }

    /// Returns the value of an option that is given at most once.
    package func value(_ option: String) -> String? { values[option]?.first }

    /// Returns all values of an option, in the order given.
    package func values(_ option: String) -> [String] { values[option] ?? [] }

    /// Returns an operand by its name in the table.
    package func operand(_ name: String) -> String? { operands(name).first }

    /// Returns all values of an operand by its name in the table.
    package func operands(_ name: String) -> [String] {
        guard let index = command.operands.firstIndex(where: { $0.name == name }) else { return [] }
        let rest = operands.dropFirst(index)
        return Array(command.operands[index].isRepeatable ? rest : rest.prefix(1))
    }

    /// Tells whether an option, a switch or an operand was given.
    package func isGiven(_ name: String) -> Bool {
        isSet(name) || values[name] != nil || !operands(name).isEmpty
    }

    /// Returns an option's value as a whole number within a range.
    ///
    /// Throws: `UsageError` with the range where the value is anything else.
    package func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = value(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw invalid(option, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Returns an option's value as a span of time such as `90s`, `30m`, `8h`, `2d` or `1h30m`.
    ///
    /// Units: seconds. Throws: `UsageError` where the value isn't of this form or above the limit.
    package func seconds(_ option: String, atMost limit: Int) throws(UsageError) -> Int? {
        guard let text = value(option) else { return nil }
        guard let seconds = timeSpanSeconds(text), seconds <= limit else {
            throw invalid(option, expected: "a time such as 90s, 30m, 8h or 1h30m, at most \(limit / 3600)h")
        }
        return seconds
    }

    /// Makes the error for an option or operand whose value isn't of the kind expected.
    ///
    /// `expected` completes the sentence "--uid is '-5' but must be …".
    package func invalid(_ name: String, expected: String) -> UsageError {
        let value = value(name) ?? operand(name) ?? ""
        return usageError(.invalidValue(of: name, value: value, expected: expected))
    }

    /// Makes a usage error of this command.
    package func usageError(_ problem: UsageProblem) -> UsageError {
        UsageError(problem, program: program, path: command.path)
    }

    /// The shortest arguments that parse to this command, in the table's order.
    package var arguments: [String] {
        var arguments = command.path
        for (name, values) in values.sorted(by: { $0.key < $1.key }) {
            arguments += values.map { "\(name)=\($0)" }
        }
        arguments += switches.sorted()
        let needsMark = operands.contains { $0 != "-" && $0.utf8.first == UInt8(ascii: "-") }
        if needsMark { arguments.append("--") }
        arguments += operands
        if !trailing.isEmpty { arguments += ["--"] + trailing }
        return arguments
    }
}

extension CommandSpec {
    /// Finds the row that an operand belongs to, by its position from zero.
    func operand(at index: Int) -> OperandSpec? {
        if index < operands.count { return operands[index] }
        return operands.last.flatMap { $0.isRepeatable ? $0 : nil }
    }
}

/// Reads a span of time made of whole numbers with units, or nil where it isn't one.
///
/// A unit is needed, as a bare number leaves open what it counts. Each unit may occur once, the greatest first.
func timeSpanSeconds(_ text: String) -> Int? {
    var units: ArraySlice<(letter: UInt8, seconds: Int)> = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]
    var total = 0
    var number: Int?
    for byte in text.utf8 {
        if let digit = Int(exactly: byte).map({ $0 - 48 }), (0...9).contains(digit) {
            // Ten digits are more than any limit and still far from overflow.
            guard (number ?? 0) < 1_000_000_000 else { return nil }
            number = (number ?? 0) * 10 + digit
            continue
        }
        guard let count = number, let place = units.firstIndex(where: { $0.letter == byte }) else { return nil }
        total += count * units[place].seconds
        units = units[(place + 1)...]
        number = nil
    }
    return number == nil && !text.isEmpty ? total : nil
}
