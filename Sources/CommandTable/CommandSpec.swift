/// One command: what it is called, what it takes and what help says about it.
package struct CommandSpec: Sendable, Equatable {
    /// The words that select the command, such as `config` and `show`.
    package let path: [String]
    /// One sentence for lists of commands.
    package let summary: String
    /// Further paragraphs, separated by empty lines; line ends inside a paragraph count as blanks.
    package let discussion: String
    /// What it takes by position.
    package let operands: [OperandSpec]
    /// What it takes by name, besides the options of the program.
    package let options: [OptionSpec]
    /// Arguments that exclude one another.
    package let choices: [ArgumentChoice]
    /// Whether a command to run may follow after `--`.
    package let acceptsTrailingCommand: Bool
    /// Whether only root can use it.
    package let needsRoot: Bool
    /// What its exit statuses mean where they differ from the program's.
    package let exitStatuses: [ExitStatusRow]
    /// Command lines worth showing.
    package let examples: [ExampleRow]
    /// Whether help, completion, man page and suggestions leave the command out.
    package let isHidden: Bool

    /// Describes a command; only its path and summary are needed.
    package init(
        _ path: [String], summary: String, discussion: String = "", operands: [OperandSpec] = [],
        options: [OptionSpec] = [], choices: [ArgumentChoice] = [], acceptsTrailingCommand: Bool = false,
        needsRoot: Bool = false, exitStatuses: [ExitStatusRow] = [], examples: [ExampleRow] = [],
        isHidden: Bool = false
    ) {
        self.path = path
        self.summary = summary
        self.discussion = discussion
        self.operands = operands
        self.options = options
        self.choices = choices
        self.acceptsTrailingCommand = acceptsTrailingCommand
        self.needsRoot = needsRoot
        self.exitStatuses = exitStatuses
        self.examples = examples
        self.isHidden = isHidden
    }

    /// The words of the path with blanks between them.
    package var name: String { path.joined(separator: " ") }

    /// The options that help shows.
    var visibleOptions: [OptionSpec] { options.filter { !$0.isHidden } }

    /// What follows the command's name in its usage line, one piece an element.
    var synopsisPieces: [String] {
        var pieces = visibleOptions.isEmpty ? [] : ["[OPTION...]"]
        for operand in operands {
            let name = operand.isRepeatable ? operand.name + "..." : operand.name
            if let choice = choices.first(where: { $0.names.contains(operand.name) }) {
                let all = choice.names.map { $0 == operand.name ? name : $0 }.joined(separator: " | ")
                pieces.append(choice.isRequired ? "{\(all)}" : "[\(all)]")
            } else {
                pieces.append(operand.isRequired ? name : "[\(name)]")
            }
        }
        if acceptsTrailingCommand { pieces.append("[-- COMMAND...]") }
        return pieces
    }

    /// The paragraphs of the discussion, each on one line.
    var paragraphs: [String] {
        var paragraphs: [[Substring]] = [[]]
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            if words.isEmpty {
                paragraphs.append([])
            } else {
                paragraphs[paragraphs.count - 1] += words
            }
        }
        return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    }
}
