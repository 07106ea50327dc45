import CommandTable
import Testing

@Suite struct ParsedCommandTests {
    private func parse(_ arguments: [String]) throws -> ParsedCommand {
        guard case .command(let command) = try Sample.program.parse(arguments) else {
            throw UsageError(.missingCommand, program: "", path: [])
        }
        return command
    }

    @Test("Values, switches and operands are found by their names")
    func access() throws {
        let command = try parse(["--config=c", "adduser", "alice", "--ssh-key=x", "--ssh-key=y", "--dry-run"])
        #expect(command.value("--config") == "c")
        #expect(command.values("--ssh-key") == ["x", "y"])
        #expect(command.values("--uid") == [])
        #expect(command.value("--uid") == nil)
        #expect(command.isSet("--dry-run"))
        #expect(!command.isSet("--json"))
        #expect(command.operand("NAME") == "alice")
        #expect(command.operand("OTHER") == nil)
        #expect(command.isGiven("NAME") && command.isGiven("--config") && !command.isGiven("--shell"))
        #expect(try parse(["help", "a", "b"]).operands("COMMAND") == ["a", "b"])
        #expect(try parse(["hold", "--", "make", "-j"]).trailing == ["make", "-j"])
    }

    @Test(arguments: [("0", 0), ("7", 7), ("60000", 60000), ("007", 7)])
    func readsNumbers(_ text: String, _ number: Int) throws {
        #expect(try parse(["adduser", "a", "--uid=\(text)"]).integer("--uid", in: 0...60000) == number)
    }

    @Test(arguments: ["", "-1", "60001", "7x", "0x7", " 7", "99999999999999999999", "٣"])
    func refusesNumbers(_ text: String) throws {
        let command = try parse(["adduser", "a", "--uid=\(text)"])
        let error = #expect(throws: UsageError.self) { try command.integer("--uid", in: 0...60000) }
        #expect(error?.description == "adduser: --uid is '\(text)' but must be a whole number from 0 to 60000")
    }

    @Test(arguments: [("90s", 90), ("30m", 1800), ("8h", 28800), ("2d", 172_800), ("1h30m", 5400), ("1d1h1m1s", 90061)])
    func readsTimes(_ text: String, _ seconds: Int) throws {
        #expect(try parse(["hold", "--for=\(text)"]).seconds("--for", atMost: 604_800) == seconds)
    }

    @Test(arguments: ["", "8", "h", "8x", "1m1h", "1h1h", "8h5", "-8h", "8.5h", "8 h", "8d", "99999999999999999999s"])
    func refusesTimes(_ text: String) throws {
        let command = try parse(["hold", "--for=\(text)"])
        let error = #expect(throws: UsageError.self) { try command.seconds("--for", atMost: 604_800) }
        #expect(error?.code == "invalid-value")
    }

    @Test("What isn't given has no number and no time")
    func absent() throws {
        #expect(try parse(["adduser", "a"]).integer("--uid", in: 0...1) == nil)
        #expect(try parse(["hold"]).seconds("--for", atMost: 1) == nil)
    }
}
