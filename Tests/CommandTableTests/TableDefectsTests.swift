import CommandTable
import Testing

/// A table with one mistake and what is said about it.
struct DefectiveTable: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let commands: [CommandSpec]

    init(_ defect: String, _ commands: CommandSpec...) {
        (testDescription, self.commands) = (defect, commands)
    }
}

@Suite struct TableDefectsTests {
    @Test("A sound table has no defects")
    func sound() {
        #expect(Sample.program.defects() == [])
    }

    @Test(arguments: [
        DefectiveTable("command 1: '' isn't made of lower-case words", CommandSpec([], summary: "x")),
        DefectiveTable("command 1: 'Add' isn't made of lower-case words", CommandSpec(["Add"], summary: "x")),
        DefectiveTable("a: can't be told from a", CommandSpec(["a"], summary: "x"), CommandSpec(["a"], summary: "x")),
        DefectiveTable(
            "a b: can't be told from a", CommandSpec(["a"], summary: "x"), CommandSpec(["a", "b"], summary: "x")),
        DefectiveTable("a: has no summary", CommandSpec(["a"], summary: "")),
        DefectiveTable("'x\\n' isn't plain ASCII", CommandSpec(["a"], summary: "x\n")),
        DefectiveTable("'\\t' isn't plain ASCII", CommandSpec(["a"], summary: "x", discussion: "\t")),
        DefectiveTable(
            "a: '-x' isn't a long option", CommandSpec(["a"], summary: "x", options: [OptionSpec("-x", summary: "x")])),
        DefectiveTable(
            "a: --x occurs twice",
            CommandSpec(
                ["a"], summary: "x", options: [OptionSpec("--x", summary: "x"), OptionSpec("--x", summary: "x")])),
        DefectiveTable(
            "a: --x has no summary", CommandSpec(["a"], summary: "x", options: [OptionSpec("--x", summary: "")])),
        DefectiveTable(
            "a: --x is a switch but has values",
            CommandSpec(["a"], summary: "x", options: [OptionSpec("--x", summary: "x", completion: .file)])),
        DefectiveTable(
            "a: --help hides a global option",
            CommandSpec(["a"], summary: "x", options: [OptionSpec("--help", summary: "x")])),
        DefectiveTable(
            "a: a choice names B, which is no argument",
            CommandSpec(["a"], summary: "x", choices: [ArgumentChoice(["B"], isRequired: true)])),
        DefectiveTable(
            "a: two operands have one name",
            CommandSpec(
                ["a"], summary: "x", operands: [OperandSpec("X", summary: "x"), OperandSpec("X", summary: "x")])),
        DefectiveTable(
            "a: X leaves nothing to Y",
            CommandSpec(
                ["a"], summary: "x",
                operands: [OperandSpec("X", isRepeatable: true, summary: "x"), OperandSpec("Y", summary: "x")])),
        DefectiveTable(
            "a: Y is required after the optional X",
            CommandSpec(
                ["a"], summary: "x",
                operands: [OperandSpec("X", isRequired: false, summary: "x"), OperandSpec("Y", summary: "x")])),
        DefectiveTable(
            "a: operands without end and a command to run don't go together",
            CommandSpec(
                ["a"], summary: "x", operands: [OperandSpec("X", isRepeatable: true, summary: "x")],
                acceptsTrailingCommand: true)),
    ])
    func finds(_ table: DefectiveTable) {
        let program = ProgramSpec(name: "p", version: "1", summary: "s", commands: table.commands)
        #expect(program.defects() == [table.testDescription])
        _ = program.helpText(for: .program)
        _ = program.manPage(date: "")
        for shell in ShellKind.allCases { _ = program.completion(for: shell) }
        #expect(throws: UsageError.self) { try program.parse(["nothing"]) }
    }
}
