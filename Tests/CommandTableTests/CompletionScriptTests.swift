import CommandTable
import Testing

/// The scripts at work are tested in real shells by `Tests/Shell/completion.bats`.
@Suite struct CompletionScriptTests {
    @Test("Every visible command and option is in every script", arguments: ShellKind.allCases)
    func isComplete(_ shell: ShellKind) {
        let script = Sample.program.completion(for: shell)
        for command in Sample.program.commands where !command.isHidden {
            for word in command.path { #expect(script.contains(word)) }
            for option in command.options where !option.isHidden {
                #expect(script.contains(shell == .fish ? "-l \(option.name.dropFirst(2)) " : option.name))
            }
        }
    }

    @Test("No script evaluates words", arguments: ShellKind.allCases)
    func evaluatesNothing(_ shell: ShellKind) {
        let script = Sample.program.completion(for: shell)
        #expect(!script.contains("eval") && !script.contains("compgen -W"))
    }

    @Test(
        "Texts of the table are quoted for each shell",
        arguments: [
            (ShellKind.bash, "_p_words 'it'\\''s' '$(x)' 'a\\b'"),
            (.zsh, "'a:It'\\''s\\: $(x) \\\\ `y`'"),
            (.fish, "-d 'It\\'s: $(x) \\\\ `y`'"),
        ])
    func quotes(_ shell: ShellKind, _ text: String) {
        let operand = OperandSpec("X", summary: "x", completion: .words(["it's", "$(x)", "a\\b"]))
        let program = ProgramSpec(
            name: "p", version: "1", summary: "s",
            commands: [CommandSpec(["a"], summary: "It's: $(x) \\ `y`", operands: [operand])])
        #expect(program.completion(for: shell).contains(text))
    }
}
