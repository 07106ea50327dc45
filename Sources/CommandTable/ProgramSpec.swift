/// A program: the one table from which parsing, help, completion and man page follow, so that they agree.
package struct ProgramSpec: Sendable, Equatable {
    /// The name of the executable.
    package let name: String
    /// The version that `--version` and the man page show.
    package let version: String
    /// What the program is, in one line without a full stop.
    package let summary: String
    /// Paragraphs for the man page, separated by empty lines.
    package let discussion: String
    /// The options accepted before and after every command; `--help` and `--version` are always among them.
    package let globalOptions: [OptionSpec]
    /// Every command, in the order of the help.
    package let commands: [CommandSpec]
    /// What the exit statuses mean.
    package let exitStatuses: [ExitStatusRow]
    /// The files and directories it uses.
    package let files: [ReferenceRow]
    /// The environment variables it uses.
    package let environment: [ReferenceRow]

    /// The most arguments accepted: far above any real use, far below what could exhaust memory.
    package static let argumentCountMax = 4096

    /// The most bytes in one argument.
    ///
    /// Source: `MAX_ARG_STRLEN` of Linux, which is 32 pages; execve(2).
    package static let argumentBytesMax = 131_072

    /// Describes a program; `--help` and `--version` are added to the global options where they are missing.
    package init(
        name: String, version: String, summary: String, discussion: String = "", globalOptions: [OptionSpec] = [],
        commands: [CommandSpec], exitStatuses: [ExitStatusRow] = [], files: [ReferenceRow] = [],
        environment: [ReferenceRow] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.discussion = discussion
        let standard = [OptionSpec.help, OptionSpec.version]
        self.globalOptions =
            globalOptions.filter { option in !standard.contains { $0.name == option.name } } + standard
        self.commands = commands
        self.exitStatuses = exitStatuses
        self.files = files
        self.environment = environment
    }

    /// Finds the command with exactly these words.
    package func command(at path: [String]) -> CommandSpec? {
        commands.first { $0.path == path }
    }

    /// Finds what help is about when asked with these words, as in `help config show`.
    ///
    /// Throws: `UsageError` with the nearest name where there is no such command.
    package func topic(_ words: [String]) throws(UsageError) -> HelpTopic {
        var path: [String] = []
        for word in words {
            guard nextWords(after: path, includingHidden: true).contains(word) else {
                if let command = command(at: path) {
                    throw UsageError(.unexpectedOperand(word, mayRunCommand: false), program: name, path: command.path)
                }
                throw unknownCommand(word, after: path)
            }
            path.append(word)
        }
        return topic(at: path)
    }

    /// Names what help is about at a place in the tree of commands that is known to exist.
    func topic(at path: [String]) -> HelpTopic {
        if let command = command(at: path) { return .command(command) }
        return path.isEmpty ? .program : .group(path)
    }

    /// Makes the error for a word that is no command at this place.
    func unknownCommand(_ word: String, after path: [String]) -> UsageError {
        let nearest = nearestWord(to: word, among: nextWords(after: path, includingHidden: false))
        return UsageError(.unknownCommand(word, nearest: nearest), program: name, path: path)
    }

    /// Lists the words that can follow in the tree of commands, each once, in the table's order.
    func nextWords(after path: [String], includingHidden: Bool) -> [String] {
        var words: [String] = []
        for command in commands where command.path.count > path.count && command.path.starts(with: path) {
            let word = command.path[path.count]
            if includingHidden || !command.isHidden, !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// Lists the commands that help shows below a place.
    func visibleCommands(under path: [String]) -> [CommandSpec] {
        commands.filter { !$0.isHidden && $0.path.starts(with: path) }
    }

    /// The global options that help shows.
    var visibleGlobalOptions: [OptionSpec] { globalOptions.filter { !$0.isHidden } }
}

/// What a help text is about.
package enum HelpTopic: Sendable, Equatable {
    /// The program as a whole.
    case program
    /// The commands that share their first words, such as those below `config`.
    case group([String])
    /// One command.
    case command(CommandSpec)
}
