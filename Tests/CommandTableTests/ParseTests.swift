import CommandTable
import Testing

/// A command line that is understood, with the shortest line that means the same.
struct GoodLine: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let same: [String]

    init(_ name: String, _ arguments: [String], _ same: [String]) {
        (testDescription, self.arguments, self.same) = (name, arguments, same)
    }
}

/// A command line that isn't, with its message.
struct BadLine: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let message: String
    let remedy: String

    init(_ name: String, _ arguments: [String], _ message: String, _ remedy: String = "") {
        (testDescription, self.arguments, self.message) = (name, arguments, message)
        self.remedy = "run: dsvm-agent \(remedy.isEmpty ? "" : remedy + " ")--help"
    }
}

@Suite struct ParseTests {
    @Test(arguments: [
        GoodLine("a command alone", ["users"], ["users"]),
        GoodLine("an operand", ["adduser", "alice"], ["adduser", "alice"]),
        GoodLine("a value apart", ["adduser", "--uid", "7", "alice"], ["adduser", "--uid=7", "alice"]),
        GoodLine("a value attached", ["adduser", "alice", "--uid=7"], ["adduser", "--uid=7", "alice"]),
        GoodLine("an empty value attached", ["adduser", "a", "--uid="], ["adduser", "--uid=", "a"]),
        GoodLine("an empty value apart", ["adduser", "a", "--uid", ""], ["adduser", "--uid=", "a"]),
        GoodLine("a value with an equals sign", ["adduser", "a", "--uid=x=y"], ["adduser", "--uid=x=y", "a"]),
        GoodLine("a value with a dash attached", ["adduser", "a", "--uid=-1"], ["adduser", "--uid=-1", "a"]),
        GoodLine("a value that looks like help", ["adduser", "a", "--uid=--help"], ["adduser", "--uid=--help", "a"]),
        GoodLine("a lone dash as value", ["--config", "-", "users"], ["users", "--config=-"]),
        GoodLine("a lone dash as operand", ["adduser", "-"], ["adduser", "-"]),
        GoodLine("an empty operand", ["adduser", ""], ["adduser", ""]),
        GoodLine(
            "a repeated option", ["adduser", "--ssh-key", "x", "a", "--ssh-key=y"],
            ["adduser", "--ssh-key=x", "--ssh-key=y", "a"]),
        GoodLine("global options first", ["--json", "--config", "c", "users"], ["users", "--config=c", "--json"]),
        GoodLine("global options last", ["users", "--json", "--config=c"], ["users", "--config=c", "--json"]),
        GoodLine("a global option inside a name", ["config", "--json", "show"], ["config", "show", "--json"]),
        GoodLine("a hidden option", ["--root=/x", "users"], ["users", "--root=/x"]),
        GoodLine("a hidden command", ["probe"], ["probe"]),
        GoodLine("a switch twice", ["users", "--json", "--json"], ["users", "--json"]),
        GoodLine("an operand with a dash after --", ["adduser", "--", "-rf"], ["adduser", "--", "-rf"]),
        GoodLine("an option after -- is an operand", ["adduser", "--", "--json"], ["adduser", "--", "--json"]),
        GoodLine("help after -- is an operand", ["adduser", "--", "--help"], ["adduser", "--", "--help"]),
        GoodLine("a second --", ["adduser", "--", "--"], ["adduser", "--", "--"]),
        GoodLine("a -- without need", ["adduser", "alice", "--"], ["adduser", "alice"]),
        GoodLine("a -- before the command", ["--", "adduser", "-rf"], ["adduser", "--", "-rf"]),
        GoodLine(
            "a command to run", ["hold", "--for", "8h", "--", "make", "--json", "--", "-j"],
            ["hold", "--for=8h", "--", "make", "--json", "--", "-j"]),
        GoodLine("one of a choice", ["link", "--all"], ["link", "--all"]),
        GoodLine("the other of a choice", ["link", "bob"], ["link", "bob"]),
        GoodLine("none of a free choice", ["adduser", "bob"], ["adduser", "bob"]),
        GoodLine("an optional operand left out", ["check"], ["check"]),
        GoodLine("an accepted value", ["check", "gpu"], ["check", "gpu"]),
        GoodLine("many operands", ["help", "config", "show"], ["help", "config", "show"]),
        GoodLine("an operand named like a command", ["adduser", "users"], ["adduser", "users"]),
        GoodLine("control characters reach the command", ["adduser", "a\u{1B}\n"], ["adduser", "a\u{1B}\n"]),
    ])
    func understands(_ line: GoodLine) throws {
        guard case .command(let command) = try Sample.program.parse(line.arguments) else {
            Issue.record("not a command")
            return
        }
        #expect(command.arguments == line.same)
        #expect(try Sample.program.parse(line.same) == .command(command))
    }

    @Test(arguments: [
        BadLine("nothing", [], "no command given"),
        BadLine("no command", ["--json"], "no command given"),
        BadLine("a group alone", ["config"], "config: one of these words must follow: show, check, init", "config"),
        BadLine("a mistyped command", ["addusr", "x"], "unknown command 'addusr'; did you mean adduser?"),
        BadLine("two letters swapped", ["chekc"], "unknown command 'chekc'; did you mean check?"),
        BadLine("the start of a command", ["prov"], "unknown command 'prov'; did you mean provision?"),
        BadLine("a far command", ["frobnicate"], "unknown command 'frobnicate'"),
        BadLine(
            "a mistyped second word", ["config", "shw"], "config: unknown command 'shw'; did you mean show?", "config"),
        BadLine("a hidden command is never proposed", ["prob"], "unknown command 'prob'"),
        BadLine("an empty command", [""], "unknown command ''"),
        BadLine("a lone dash as command", ["-"], "unknown command '-'"),
        BadLine(
            "a mistyped option", ["adduser", "a", "--ssh-kye", "x"],
            "adduser: unknown option '--ssh-kye'; did you mean --ssh-key?", "adduser"),
        BadLine(
            "one dash for two", ["users", "-json"], "users: unknown option '-json'; did you mean --json?", "users"),
        BadLine(
            "a dash where an operand goes", ["adduser", "-rf"],
            "adduser: unknown option '-rf'; write -- before an operand that begins with a dash", "adduser"),
        BadLine("a dash without operands", ["users", "-x"], "users: unknown option '-x'", "users"),
        BadLine("short options together", ["-hV"], "unknown option '-hV'"),
        BadLine(
            "the value of an unknown option stays secret", ["adduser", "a", "--pasword-hash=S3CRET"],
            "adduser: unknown option '--pasword-hash'; did you mean --password-hash?", "adduser"),
        BadLine("a hidden option is never proposed", ["users", "--roo"], "users: unknown option '--roo'", "users"),
        BadLine(
            "an option too early", ["--uid", "7", "adduser", "a"], "option --uid goes after the command (adduser)"),
        BadLine(
            "an option of several too early", ["--dry-run", "link"],
            "option --dry-run goes after the command (provision, adduser, deluser, link)"),
        BadLine(
            "a value missing at the end", ["adduser", "a", "--uid"],
            "adduser: option --uid needs a value; write --uid=N if it begins with a dash", "adduser"),
        BadLine(
            "an option as value", ["adduser", "--uid", "--json", "a"],
            "adduser: option --uid needs a value; write --uid=N if it begins with a dash", "adduser"),
        BadLine(
            "a -- as value", ["adduser", "--uid", "--", "a"],
            "adduser: option --uid needs a value; write --uid=N if it begins with a dash", "adduser"),
        BadLine(
            "a value for a switch stays secret", ["adduser", "a", "--password-stdin=S3CRET"],
            "adduser: option --password-stdin takes no value", "adduser"),
        BadLine("a value for help", ["--help=x"], "option --help takes no value"),
        BadLine(
            "an option twice", ["adduser", "a", "--uid=1", "--uid=1"], "adduser: option --uid can be given only once",
            "adduser"),
        BadLine(
            "a global option twice", ["--config=a", "users", "--config=b"],
            "users: option --config can be given only once", "users"),
        BadLine("an operand missing", ["adduser", "--json"], "adduser: NAME is missing", "adduser"),
        BadLine("an operand missing after --", ["adduser", "--"], "adduser: NAME is missing", "adduser"),
        BadLine("an operand too many", ["adduser", "a", "b"], "adduser: unexpected argument 'b'", "adduser"),
        BadLine(
            "a command without --", ["hold", "make"],
            "hold: unexpected argument 'make'; write -- before a command to run", "hold"),
        BadLine("no command after --", ["hold", "--"], "hold: a command to run must follow --", "hold"),
        BadLine(
            "a value not accepted", ["check", "gpus"],
            "check: WHAT is 'gpus' but must be one of: share, gpu, frameworks, users, agent; did you mean gpu?", "check"
        ),
        BadLine(
            "an option's value not accepted", ["adduser", "a", "--mode=x"],
            "adduser: --mode is 'x' but must be one of: fast, slow", "adduser"),
        BadLine("both of a choice", ["link", "a", "--all"], "link: NAME and --all exclude each other", "link"),
        BadLine("none of a choice", ["link"], "link: one of these must be given: NAME, --all", "link"),
        BadLine(
            "both of a free choice", ["adduser", "a", "--password-stdin", "--password-hash=x"],
            "adduser: --password-stdin and --password-hash exclude each other", "adduser"),
        BadLine("control characters", ["\u{1B}[2J\n\t\r\\'"], "unknown command '\\u{1b}[2J\\n\\t\\r\\\\\\''"),
        BadLine("invalid bytes", ["\u{FFFD}"], "unknown command '\\u{fffd}'"),
        BadLine(
            "characters that turn the text around", ["a\u{202E}b\u{2028}"], "unknown command 'a\\u{202e}b\\u{2028}'"),
        BadLine("a dash with a combining mark", ["users", "-\u{301}x"], "users: unknown option '-\\u{301}x'", "users"),
        BadLine("letters of other languages", ["größe"], "unknown command 'größe'"),
    ])
    func refuses(_ line: BadLine) {
        let error = #expect(throws: UsageError.self) { try Sample.program.parse(line.arguments) }
        #expect(error?.description == line.message)
        #expect(error?.remedy == line.remedy)
    }

    @Test("Long arguments are cut in messages and refused above the limit of the system")
    func limits() {
        let long = #expect(throws: UsageError.self) {
            try Sample.program.parse([String(repeating: "x", count: ProgramSpec.argumentBytesMax)])
        }
        #expect(long?.description == "unknown command '" + String(repeating: "x", count: 60) + "...'")
        let tooLong = #expect(throws: UsageError.self) {
            try Sample.program.parse(["adduser", String(repeating: "x", count: ProgramSpec.argumentBytesMax + 1)])
        }
        #expect(tooLong?.description == "argument 2 has 131073 bytes, at most 131072 are accepted")
        let most = Array(repeating: "x", count: ProgramSpec.argumentCountMax - 1)
        #expect(throws: Never.self) { try Sample.program.parse(["help"] + most) }
        let tooMany = #expect(throws: UsageError.self) { try Sample.program.parse(["help", "x"] + most) }
        #expect(tooMany?.description == "4097 arguments given, at most 4096 are accepted")
    }
}
