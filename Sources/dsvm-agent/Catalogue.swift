import AgentCore
import CommandTable

/// Every command of the program: parsing, help, completion and man page follow from this table.
enum Catalogue {
    /// Where the configuration is unless `--config` says otherwise.
    static let configurationPath = "/etc/dsvm-agent/agent.json"
    /// Set at each release, so that the same source gives the same page.
    static let manualDate = "2026-11-23"

    static let program = ProgramSpec(
        name: "dsvm-agent", version: AgentVersion.text,
        summary: "make a pooled Data Science VM ready and keep it so: share, links, accounts",
        discussion: """
            Runs on every VM of a pool. It mounts the pool's share, makes the users' accounts, leads \
            $HOME/notebooks/remote to each user's directory on the share, and says what is wrong and what to do. \
            Everything is idempotent: a second run changes nothing. As a service it keeps all that right, answers \
            health probes and reports to the pool's coordinator.
            """,
        globalOptions: [
            OptionSpec("--config", valueName: "FILE", summary: "use this configuration", completion: .file),
            OptionSpec("--json", summary: "print one JSON object, on failure too"),
            OptionSpec(
                "--root", valueName: "DIR", summary: "work on a fixture tree", isHidden: true, completion: .directory),
        ],
        commands: machine + people + looking + reporting + configuration + helping,
        exitStatuses: [
            ExitStatusRow(0, "done, or nothing to do"),
            ExitStatusRow(1, "failed"),
            ExitStatusRow(64, "usage error"),
            ExitStatusRow(65, "bad configuration or input"),
            ExitStatusRow(69, "the share or the coordinator is not reachable"),
            ExitStatusRow(73, "something real stands where a link or an account should go; left untouched"),
            ExitStatusRow(75, "another run is at work; try again"),
            ExitStatusRow(77, "not permitted"),
        ],
        files: [
            ReferenceRow("/etc/dsvm-agent/agent.json", "configuration; agent.json.d/*.json are added in name order"),
            ReferenceRow("/etc/dsvm-agent/credentials/", "the share's key, the pool's token; 0700, files 0600"),
            ReferenceRow("/var/lib/dsvm-agent/ledger.json", "what the agent made, and may therefore change"),
            ReferenceRow("/run/dsvm-agent/status.json", "the last observation"),
        ])

    private static let dryRun = OptionSpec("--dry-run", summary: "print the plan and change nothing")
    private static let managedNames = ValueCompletion.command("dsvm-agent users --names")

    private static let machine = [
        CommandSpec(
            ["provision"], summary: "make this machine ready in one pass: mount, accounts, links",
            discussion: "Safe to run at any time and at every boot; what an interrupted run left is completed.",
            options: [dryRun], needsRoot: true,
            examples: [
                ExampleRow("sudo dsvm-agent provision --dry-run", "see what would be done"),
                ExampleRow("sudo dsvm-agent provision", "do it"),
            ]),
        CommandSpec(
            ["run"], summary: "keep this machine ready and report it; what the service does",
            discussion: """
                Every fifteen seconds it looks who uses the machine, every five minutes it keeps share, accounts and \
                links. It answers /health, /ready and /metrics on health.listen and sends heartbeats if a coordinator \
                is configured. SIGHUP reads the configuration again, SIGTERM ends it.
                """,
            options: [
                OptionSpec(
                    "--cycles", valueName: "N", summary: "end after so many looks, without waiting between them",
                    isHidden: true)
            ], needsRoot: true),
        CommandSpec(["mount"], summary: "mount the share alone", options: [dryRun], needsRoot: true),
        CommandSpec(
            ["unmount"], summary: "unmount the share until the next mount, provision or boot", options: [dryRun],
            needsRoot: true),
    ]

    private static let people = [
        CommandSpec(
            ["adduser"], summary: "make an account with home, keys and links",
            discussion: """
                The uid is the one that owns the user's directory on the share, else the lowest free one of \
                users.uidRange. An account that exists and was not made by dsvm-agent is never changed. The same \
                command again changes nothing.
                """,
            operands: [OperandSpec("NAME", isRequired: true, summary: "a-z, 0-9, _ and -, at most 32 characters")],
            options: [
                OptionSpec("--uid", valueName: "N", summary: "this uid rather than a chosen one"),
                OptionSpec("--full-name", valueName: "TEXT", summary: "the person's name"),
                OptionSpec("--shell", valueName: "FILE", summary: "the login shell", completion: .file),
                OptionSpec("--groups", valueName: "A,B", summary: "these groups rather than users.groups"),
                OptionSpec(
                    "--ssh-key", valueName: "KEY", isRepeatable: true,
                    summary: "add a public key, or those in a file given as @FILE", completion: .file),
                OptionSpec("--password-stdin", summary: "read the password from standard input"),
                OptionSpec(
                    "--password-hash", valueName: "HASH", summary: "set the password as crypt(5) text, $6$ or $y$"),
                OptionSpec("--no-link", summary: "make no links"),
                OptionSpec("--local", summary: "on this machine only, as always while there is no coordinator"),
                dryRun,
            ],
            choices: [ArgumentChoice(["--password-stdin", "--password-hash"], isRequired: false)], needsRoot: true,
            examples: [ExampleRow("sudo dsvm-agent adduser alice --ssh-key @alice.pub", "make alice with her key")]),
        CommandSpec(
            ["deluser"], summary: "lock and expire an account, remove our keys, keep home and data",
            operands: [OperandSpec("NAME", isRequired: true, summary: "the account", completion: managedNames)],
            options: [dryRun], needsRoot: true),
        CommandSpec(
            ["users"], summary: "list the accounts the agent keeps, with problems",
            options: [OptionSpec("--names", summary: "print only the names of open accounts, one a line")]),
        CommandSpec(
            ["link"], summary: "repair the links of one user or of all",
            discussion: """
                An existing account that dsvm-agent did not make gets its links too, and keeps them from then on; \
                nothing else about it is changed.
                """,
            operands: [OperandSpec("NAME", isRequired: false, summary: "the account", completion: managedNames)],
            options: [
                OptionSpec("--all", summary: "every account whose links are kept"),
                OptionSpec(
                    "--remove-loops", summary: "also remove links into themselves that old scripts left on the share"),
                dryRun,
            ],
            choices: [ArgumentChoice(["NAME", "--all"], isRequired: true)], needsRoot: true),
    ]

    private static let looking = [
        CommandSpec(
            ["check"], summary: "look now and say what is wrong, as a monitoring plugin does",
            operands: [
                OperandSpec(
                    "WHAT", isRequired: false, summary: "only this part", allowedValues: ["share", "users", "agent"])
            ],
            exitStatuses: [
                ExitStatusRow(0, "OK"), ExitStatusRow(1, "WARNING"), ExitStatusRow(2, "CRITICAL"),
                ExitStatusRow(3, "UNKNOWN"),
            ]),
        CommandSpec(
            ["status"], summary: "show the last observation, at once",
            options: [OptionSpec("--watch", summary: "show it again every two seconds")]),
    ]

    private static let reporting = [
        CommandSpec(
            ["heartbeat"], summary: "print the heartbeat that would be sent now",
            discussion: "It holds what the service last observed. The format is docs/heartbeat.schema.json.",
            options: [OptionSpec("--send", summary: "send it, and print what the coordinator answers")],
            examples: [ExampleRow("sudo dsvm-agent heartbeat --send", "see whether the coordinator takes it")])
    ]

    private static let configuration = [
        CommandSpec(
            ["config", "show"], summary: "print the configuration in force",
            options: [OptionSpec("--origin", summary: "say where each value comes from")]),
        CommandSpec(["config", "check"], summary: "check the configuration and name every problem"),
        CommandSpec(
            ["config", "init"], summary: "write a commented configuration; an existing one stays",
            options: [OptionSpec("--stdout", summary: "print it instead")]),
    ]

    private static let helping = [
        CommandSpec(
            ["completion"], summary: "print a shell's completion script",
            operands: [
                OperandSpec(
                    "SHELL", isRequired: true, summary: "bash, zsh or fish", allowedValues: ["bash", "zsh", "fish"])
            ]),
        CommandSpec(["version"], summary: "print the version"),
        CommandSpec(
            ["help"], summary: "explain the program or one command",
            operands: [OperandSpec("COMMAND", isRequired: false, isRepeatable: true, summary: "the command")],
            options: [OptionSpec("--man", summary: "print the man page's source")]),
    ]
}
