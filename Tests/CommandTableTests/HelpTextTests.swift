import CommandTable
import Testing

@Suite struct HelpTextTests {
    @Test("The help of a command")
    func command() throws {
        let text = Sample.program.helpText(for: try Sample.program.topic(["adduser"]), width: 80)
        #expect(
            text == """
                Usage: dsvm-agent adduser [OPTION...] NAME

                Make an account, its home and its links, here and in the pool.

                Where a coordinator is configured the account is made on every VM of the pool.
                The same command twice changes nothing.

                A name that begins with a dash goes after --.

                Needs root.

                Operands:
                  NAME  The account: lower-case letters, digits, - and _.

                Options:
                  --uid N               Its number.
                  --shell PATH          Its login shell.
                  --groups A,B          Groups that it joins besides its own.
                  --ssh-key KEY         A public key; @FILE reads a file of them. (repeatable)
                  --password-stdin      Read the password from standard input.
                  --password-hash HASH  A hash made by crypt(3).
                  --dry-run             Show what would be done and do nothing.

                Options of every command:
                  --config FILE  Read this configuration instead of the usual one.
                  --json         Print data as JSON.
                  -h, --help     show help and exit
                  -V, --version  show the version and exit

                Exit status:
                  73  something real stands where a link should go

                Examples:
                  sudo dsvm-agent adduser alice --ssh-key @alice.pub
                      Make an account with a key.

                """)
    }

    @Test("The help of the program")
    func program() {
        #expect(
            Sample.program.helpText(for: .program, width: 80) == """
                dsvm-agent 0.1.0 - prepares a data science VM and knows whether anybody uses it

                Usage: dsvm-agent [OPTION...] COMMAND [ARGUMENT...]

                Commands:
                  provision     Make this VM ready.
                  adduser       Make an account, its home and its links, here and in the pool.
                  deluser       Lock an account; home and data stay.
                  users         List the accounts that the agent manages.
                  link          Repair the links of one or all users.
                  check         Check the health of this VM.
                  hold          Keep this VM.
                  config show   Print the configuration.
                  config check  Check the configuration: every problem at once.
                  config init   Write a commented configuration.
                  completion    Print the completion script of a shell.
                  help          Show help on a command.

                Options:
                  --config FILE  Read this configuration instead of the usual one.
                  --json         Print data as JSON.
                  -h, --help     show help and exit
                  -V, --version  show the version and exit

                Exit status:
                  0   done
                  1   failed
                  64  usage error

                Files:
                  /etc/dsvm-agent/agent.json  The configuration.

                Environment:
                  DSVM_AGENT_CONFIG  A configuration file, as with --config.

                Run 'dsvm-agent COMMAND --help' for the help on one command.

                """)
    }

    @Test("The help of a group lists its commands")
    func group() throws {
        let text = Sample.program.helpText(for: try Sample.program.topic(["config"]))
        #expect(text.hasPrefix("Usage: dsvm-agent config COMMAND [ARGUMENT...]\n\nCommands:\n  config show   Print"))
        #expect(!text.contains("adduser"))
    }

    @Test(arguments: [
        (["link"], "Usage: dsvm-agent link [OPTION...] {NAME | --all}\n"),
        (["hold"], "Usage: dsvm-agent hold [OPTION...] [-- COMMAND...]\n"),
        (["check"], "Usage: dsvm-agent check [WHAT]\n"),
        (["help"], "Usage: dsvm-agent help [OPTION...] [COMMAND...]\n"),
        (["config", "check"], "Usage: dsvm-agent config check\n"),
    ])
    func usageLines(_ path: [String], _ line: String) throws {
        #expect(Sample.program.helpText(for: try Sample.program.topic(path)).hasPrefix(line))
    }

    @Test("No line is too long or ends in a blank, at any width", arguments: [0, 40, 57, 80, 120, 1000])
    func fits(width: Int) throws {
        let topics =
            try [[], ["config"]].map { try Sample.program.topic($0) } + Sample.program.commands.map { .command($0) }
        for topic in topics {
            let text = Sample.program.helpText(for: topic, width: width)
            let isPlain = text.utf8.allSatisfy { $0 == 10 || (32...126).contains($0) }
            #expect(isPlain)
            for line in text.split(separator: "\n") where !line.contains("sudo dsvm-agent") {
                #expect(line.count <= min(max(width, 40), 200), "\(line)")
                #expect(!line.hasSuffix(" "))
            }
        }
    }

    @Test("Hidden rows are nowhere")
    func hidden() {
        let all =
            [Sample.program.helpText(for: .program), Sample.program.manPage(date: "2026-11-23")]
            + ShellKind.allCases.map { Sample.program.completion(for: $0) }
            + Sample.program.commands.filter { !$0.isHidden }.map { Sample.program.helpText(for: .command($0)) }
        for text in all {
            #expect(!text.contains("probe") && !text.contains("--mode") && !text.contains("--root"))
        }
    }
}
