/// The shells for which a completion script can be made.
package enum ShellKind: String, Sendable, CaseIterable {
    /// GNU bash 4.4 or later, with or without the bash-completion package.
    case bash
    /// zsh 5 or later with its completion system loaded.
    case zsh
    /// fish 3 or later.
    case fish
}

extension ProgramSpec {
    /// Renders the completion script of a shell; it is static, so the program needn't run to complete its own words.
    ///
    /// No script evaluates a word that was typed or that a command printed.
    package func completion(for shell: ShellKind) -> String {
        let table = CompletionTable(of: self)
        return switch shell {
        case .bash: table.bashScript()
        case .zsh: table.zshScript()
        case .fish: table.fishScript()
        }
    }
}
