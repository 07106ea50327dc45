import CommandTable

/// A table with every kind of row, close to the real one.
enum Sample {
    static let program = ProgramSpec(
        name: "dsvm-agent", version: "0.1.0", summary: "prepares a data science VM and knows whether anybody uses it",
        discussion: """
            The agent runs on every VM of a pool.
            It makes the VM ready.

            .Lines that begin with a dot, 'quotes', back\\slashes and -dashes- come out as they are.
            """,
        globalOptions: [
            OptionSpec(
                "--config", valueName: "FILE", summary: "Read this configuration instead of the usual one.",
                completion: .file),
            OptionSpec("--json", summary: "Print data as JSON."),
            OptionSpec("--root", valueName: "DIR", summary: "Work below this directory.", isHidden: true),
        ],
        commands: commands,
        exitStatuses: [ExitStatusRow(0, "done"), ExitStatusRow(1, "failed"), ExitStatusRow(64, "usage error")],
        files: [ReferenceRow("/etc/dsvm-agent/agent.json", "The configuration.")],
        environment: [ReferenceRow("DSVM_AGENT_CONFIG", "A configuration file, as with --config.")])

    private static let names = ValueCompletion.command("dsvm-agent users --names")
    private static let dryRun = OptionSpec("--dry-run", summary: "Show what would be done and do nothing.")

    private static let commands = [
        CommandSpec(["provision"], summary: "Make this VM ready.", options: [dryRun], needsRoot: true),
        adduser,
        CommandSpec(
            ["deluser"], summary: "Lock an account; home and data stay.",
            operands: [OperandSpec("NAME", summary: "The account.", completion: names)], options: [dryRun],
            needsRoot: true),
        CommandSpec(
            ["users"], summary: "List the accounts that the agent manages.",
            options: [OptionSpec("--names", summary: "Print the names alone, one a line.")]),
        CommandSpec(
            ["link"], summary: "Repair the links of one or all users.",
            operands: [OperandSpec("NAME", isRequired: false, summary: "The account.", completion: names)],
            options: [OptionSpec("--all", summary: "Repair the links of all users."), dryRun],
            choices: [ArgumentChoice(["NAME", "--all"], isRequired: true)], needsRoot: true),
        CommandSpec(
            ["check"], summary: "Check the health of this VM.",
            operands: [
                OperandSpec(
                    "WHAT", isRequired: false, summary: "The part to check.",
                    allowedValues: ["share", "gpu", "frameworks", "users", "agent"])
            ],
            exitStatuses: [ExitStatusRow(0, "OK"), ExitStatusRow(1, "WARNING"), ExitStatusRow(2, "CRITICAL")]),
        CommandSpec(
            ["hold"], summary: "Keep this VM.",
            options: [
                OptionSpec("--for", valueName: "TIME", summary: "How long, such as 8h."),
                OptionSpec("--reason", valueName: "TEXT", summary: "Why."),
            ], acceptsTrailingCommand: true,
            examples: [ExampleRow("dsvm-agent hold -- make -j4", "Keep this VM for as long as make runs.")]),
        CommandSpec(
            ["config", "show"], summary: "Print the configuration.",
            options: [OptionSpec("--origin", summary: "Say where each value comes from.")]),
        CommandSpec(["config", "check"], summary: "Check the configuration: every problem at once."),
        CommandSpec(
            ["config", "init"], summary: "Write a commented configuration.",
            options: [
                OptionSpec("--output", valueName: "FILE", summary: "Where to.", completion: .file),
                OptionSpec("--into", valueName: "DIR", summary: "Where to.", completion: .directory),
            ]),
        CommandSpec(["probe"], summary: "Touch the share.", isHidden: true),
        CommandSpec(
            ["completion"], summary: "Print the completion script of a shell.",
            operands: [OperandSpec("SHELL", summary: "The shell.", allowedValues: ["bash", "zsh", "fish"])]),
        CommandSpec(
            ["help"], summary: "Show help on a command.",
            operands: [
                OperandSpec(
                    "COMMAND", isRequired: false, isRepeatable: true, summary: "Its words.",
                    completion: .words(["adduser", "config", "show"]))
            ], options: [OptionSpec("--man", summary: "Print the man page.")]),
    ]

    private static let adduser = CommandSpec(
        ["adduser"], summary: "Make an account, its home and its links, here and in the pool.",
        discussion: """
            Where a coordinator is configured the account is made on every VM of the pool. The same command twice changes
            nothing.

            A name that begins with a dash goes after --.
            """,
        operands: [OperandSpec("NAME", summary: "The account: lower-case letters, digits, - and _.")],
        options: [
            OptionSpec("--uid", valueName: "N", summary: "Its number."),
            OptionSpec("--shell", valueName: "PATH", summary: "Its login shell.", completion: .file),
            OptionSpec("--groups", valueName: "A,B", summary: "Groups that it joins besides its own."),
            OptionSpec(
                "--ssh-key", valueName: "KEY", isRepeatable: true, summary: "A public key; @FILE reads a file of them."),
            OptionSpec("--password-stdin", summary: "Read the password from standard input."),
            OptionSpec("--password-hash", valueName: "HASH", summary: "A hash made by crypt(3)."),
            OptionSpec(
                "--mode", valueName: "MODE", summary: "How to.", isHidden: true, allowedValues: ["fast", "slow"]),
            dryRun,
        ],
        choices: [ArgumentChoice(["--password-stdin", "--password-hash"], isRequired: false)],
        needsRoot: true,
        exitStatuses: [ExitStatusRow(73, "something real stands where a link should go")],
        examples: [ExampleRow("sudo dsvm-agent adduser alice --ssh-key @alice.pub", "Make an account with a key.")])
}
