import CommandTable
import Testing

@testable import dsvm_agent

@Suite struct HelpGoldenTests {
    /// Help of every command that the table has: one without a golden file fails.
    @Test(arguments: Catalogue.program.commands.map(\.name))
    func `The help of a command is the same from help and from --help`(name: String) throws {
        let words = name.split(separator: " ").map(String.init)
        let run = try AgentRun(["help"] + words)
        #expect(try run == AgentRun(words + ["--help"]))
        #expect(run.errors.isEmpty)
        try Golden.expect(run, "help/\(words.joined(separator: "-")).txt")
    }

    @Test func `The help of the program is the same from help, --help and -h`() throws {
        let run = try AgentRun(["help"])
        for option in ["--help", "-h"] { #expect(try run == AgentRun([option])) }
        try Golden.expect(run, "program.txt")
    }

    @Test func `The hidden option is in no text for people`() throws {
        for words in [["help"], ["help", "--man"], ["help", "users"], ["completion", "bash"]] {
            #expect(try !AgentRun(words).output.contains("--root"), "\(words)")
        }
    }

    @Test func `The man page is a page with every command`() throws {
        let run = try AgentRun(["help", "--man"])
        try Golden.expect(run, "manual.txt")
        for command in Catalogue.program.commands { #expect(run.output.contains(command.name)) }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `A shell's completion script`(shell: String) throws {
        try Golden.expect(try AgentRun(["completion", shell]), "completion/\(shell).txt")
    }

    @Test func `The version is the same from version, --version and -V`() throws {
        let run = try AgentRun(["version"])
        for option in ["--version", "-V"] { #expect(try run == AgentRun([option])) }
        try Golden.expect(run, "version.txt")
        try Golden.expect(try AgentRun(["version", "--json"]), "version-json.txt")
    }
}
