import CommandTable
import Testing

/// A command line and the words whose help it asks for; nil stands for the version.
struct HelpLine: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let topic: [String]?

    init(_ name: String, _ arguments: [String], _ topic: [String]?) {
        (testDescription, self.arguments, self.topic) = (name, arguments, topic)
    }
}

@Suite struct HelpRequestTests {
    @Test(arguments: [
        HelpLine("alone", ["--help"], []),
        HelpLine("short", ["-h"], []),
        HelpLine("before the command", ["--help", "adduser"], ["adduser"]),
        HelpLine("after the command", ["adduser", "-h"], ["adduser"]),
        HelpLine("in spite of missing operands", ["adduser", "--help"], ["adduser"]),
        HelpLine("in spite of later mistakes", ["adduser", "--bogus", "--help"], ["adduser"]),
        HelpLine("where a value is missing", ["adduser", "--uid", "--help"], ["adduser"]),
        HelpLine("of a group", ["config", "--help"], ["config"]),
        HelpLine("of two words", ["config", "show", "--help"], ["config", "show"]),
        HelpLine("of a hidden command", ["probe", "--help"], ["probe"]),
        HelpLine("wins over the version", ["--version", "--help"], []),
        HelpLine("the version", ["--version"], nil),
        HelpLine("the version, short, after a command", ["adduser", "-V"], nil),
    ])
    func isRecognised(_ line: HelpLine) throws {
        let expected = try line.topic.map { ParseResult.help(try Sample.program.topic($0)) } ?? .version
        #expect(try Sample.program.parse(line.arguments) == expected)
    }

    @Test("Help on an unknown command is an error")
    func unknown() {
        #expect(throws: UsageError(.unknownCommand("frob", nearest: nil), program: "dsvm-agent", path: [])) {
            try Sample.program.parse(["frob", "--help"])
        }
        let mistyped = UsageError(.unknownCommand("shw", nearest: "show"), program: "dsvm-agent", path: ["config"])
        #expect(throws: mistyped) { try Sample.program.topic(["config", "shw"]) }
        #expect(throws: UsageError.self) { try Sample.program.topic(["adduser", "x"]) }
    }

    @Test("A switch is found in lines that can't be parsed, but not after --")
    func switches() {
        #expect(Sample.program.hasSwitch("--json", in: ["frob", "--bogus", "--json"]))
        #expect(!Sample.program.hasSwitch("--json", in: ["adduser", "--", "--json"]))
        #expect(!Sample.program.hasSwitch("--json", in: ["adduser", "--uid=--json"]))
    }
}
