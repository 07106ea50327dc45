import AgentCore
import Testing

private let alice = Account(name: "alice", uid: 20000, gid: 20000, gecos: "Alice A", home: "/home/alice")

/// An action and the command lines it is carried out by, with what they read.
private typealias CommandRow = Row<AccountAction, [[String]]>

struct AccountCommandsTests {
    @Test(arguments: [
        CommandRow("group", .addGroup(gid: 20000), [["groupadd", "--gid", "20000", "alice"]]),
        CommandRow(
            "account", .addAccount(alice),
            [
                [
                    "useradd", "--uid", "20000", "--gid", "20000", "--no-user-group", "--no-create-home", "--home-dir",
                    "/home/alice", "--shell", "/bin/bash", "--comment", "Alice A", "alice",
                ]
            ]),
        CommandRow("shadow line", .repairShadow, [["usermod", "--password", "!", "alice"]]),
        CommandRow("shell", .setShell("/bin/zsh"), [["usermod", "--shell", "/bin/zsh", "alice"]]),
        CommandRow("full name", .setFullName("A B"), [["usermod", "--comment", "A B", "alice"]]),
        CommandRow("no full name", .setFullName(""), [["usermod", "--comment", "", "alice"]]),
        CommandRow("membership", .joinGroup("docker"), [["usermod", "--append", "--groups", "docker", "alice"]]),
        CommandRow("password", .setPassword(.clear(Secret("SECRET"))), [["chpasswd"]]),
        CommandRow("hash", .setPassword(.hash(Secret("$6$s$SECRET"))), [["chpasswd", "--encrypted"]]),
        CommandRow("close", .close, [["usermod", "--lock", "--expiredate", "1", "alice"]]),
        CommandRow("reopen", .reopen(keepsPassword: true), [["usermod", "--expiredate", "", "--unlock", "alice"]]),
        CommandRow(
            "reopen without password", .reopen(keepsPassword: false), [["usermod", "--expiredate", "", "alice"]]),
        CommandRow("home", .makeHome(alice), []), CommandRow("keys", .addKeys(["k"]), []),
        CommandRow("keys away", .removeKeys(["k"]), []),
        CommandRow("ledger", .record(Ledger.Entry(origin: .made, state: .making, account: alice)), []),
    ])
    private func `Every action is carried out by exactly these command lines`(row: CommandRow) {
        let commands = Node.commands(for: row.input, name: "alice")
        #expect(commands.map { [$0.program] + $0.arguments } == row.expected)
        #expect(commands.allSatisfy { !$0.line.contains("SECRET") && !"\($0)".contains("SECRET") })
    }

    @Test(arguments: [
        Row("clear", AccountPassword.clear(Secret("p:w")), "alice:p:w\n"),
        Row("hash", .hash(Secret("$6$s$h")), "alice:$6$s$h\n"),
    ])
    func `A password goes through standard input only`(row: Row<AccountPassword, String>) {
        let commands = Node.commands(for: .setPassword(row.input), name: "alice")
        #expect(commands.map { $0.standardInput?.reveal } == [row.expected])
    }

    @Test(arguments: [
        Row("plain words", ["--uid", "20000", "a@b,c=d%:+./_"], "useradd --uid 20000 a@b,c=d%:+./_"),
        Row("blank", ["A B"], "useradd 'A B'"), Row("nothing", [""], "useradd ''"),
        Row("shell", ["$(id)"], "useradd '$(id)'"),
        Row("newline", ["a\nb"], "useradd 'a\\u{a}b'"),
    ])
    func `A command's line is what a person would type`(row: Row<[String], String>) {
        #expect(Command("useradd", row.input).line == row.expected)
    }

    @Test(arguments: [
        Row(
            "error stream first", Command.Outcome(status: 1, standardOutput: "out", standardError: "one\ntwo\n"), "two"),
        Row("output otherwise", Command.Outcome(status: 1, standardOutput: "out\nlast\n\n"), "last"),
        Row("silence", Command.Outcome(status: 1), "no output"),
        Row("CR LF", Command.Outcome(status: 1, standardError: "one\r\ntwo"), "two"),
        Row("newlines", Command.Outcome(status: 1, standardError: "\n"), "no output"),
    ])
    func `The last words of a command are its last line`(row: Row<Command.Outcome, String>) {
        #expect(row.input.lastWords == row.expected)
    }
}
