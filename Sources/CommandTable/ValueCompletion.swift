/// How a shell proposes values for an option or an operand.
package enum ValueCompletion: Sendable, Equatable {
    /// Nothing is proposed.
    case none
    /// Paths of files and directories.
    case file
    /// Paths of directories only.
    case directory
    /// A fixed list of words.
    case words([String])
    /// What a command prints, one word a line.
    ///
    /// The text is split at blanks; no shell interprets it. The command must be quick and must not need root.
    case command(String)
}
