/// What the three completion scripts share: each place in the tree of commands with what can follow there.
struct CompletionTable {
    /// A word that leads from one place to the next.
    struct Step {
        let place: String
        let word: String
        let summary: String
    }

    /// An option at a place; the place is nil for options that are accepted everywhere.
    struct Option {
        let place: String?
        let spec: OptionSpec
    }

    /// An operand of a command, by its number from one; a repeatable one stands for all that follow as well.
    struct Operand {
        let place: String
        let number: Int
        let isRepeatable: Bool
        let proposals: ValueCompletion
    }

    let program: String
    /// The start of the names of all shell functions.
    let prefix: String
    let steps: [Step]
    /// Every place, the top one empty.
    let places: [String]
    let options: [Option]
    let operands: [Operand]
    /// The places where a command to run may follow `--`.
    let trailingPlaces: [String]

    /// Flattens the visible part of a program's table.
    init(of program: ProgramSpec) {
        self.program = program.name
        prefix = "_" + String(program.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        let commands = program.commands.filter { !$0.isHidden }
        var steps: [Step] = []
        var places = [""]
        for command in commands {
            for (depth, word) in command.path.enumerated() {
                let before = command.path.prefix(depth)
                let place = before.joined(separator: " ")
                let next = (before + [word]).joined(separator: " ")
                if places.contains(next) { continue }
                places.append(next)
                let isWhole = depth + 1 == command.path.count
                let below = program.nextWords(after: before + [word], includingHidden: false)
                steps.append(
                    Step(place: place, word: word, summary: isWhole ? command.summary : below.joined(separator: ", ")))
            }
        }
        self.steps = steps
        self.places = places
        options =
            program.visibleGlobalOptions.map { Option(place: nil, spec: $0) }
            + commands.flatMap { command in
                command.visibleOptions.map { Option(place: command.name, spec: $0) }
            }
        operands = commands.flatMap { command in
            command.operands.enumerated().map { index, spec in
                Operand(
                    place: command.name, number: index + 1, isRepeatable: spec.isRepeatable, proposals: spec.proposals)
            }
        }
        trailingPlaces = commands.filter(\.acceptsTrailingCommand).map(\.name)
    }

    /// Lists the words that can follow at a place, with their summaries.
    func steps(at place: String) -> [Step] { steps.filter { $0.place == place } }

    /// Lists the options accepted at a place and nowhere else, or those accepted everywhere.
    func options(at place: String?) -> [OptionSpec] { options.filter { $0.place == place }.map(\.spec) }

    /// The options that take a value.
    var valueOptions: [Option] { options.filter { $0.spec.valueName != nil } }
}

/// Quotes a word for bash and zsh; nothing inside single quotes is special there but their end.
func shellQuoted(_ word: String) -> String {
    "'" + word.replacing("'", with: "'\\''") + "'"
}

/// Quotes a word for fish, where a backslash and a quote are special inside single quotes.
func fishQuoted(_ word: String) -> String {
    "'" + word.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
}

/// Splits the command of a `ValueCompletion` into its words.
func commandWords(_ command: String) -> [String] {
    command.split(separator: " ").map(String.init)
}
