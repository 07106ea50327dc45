extension CompletionTable {
    /// Renders the script for zsh, to be sourced or to lie in `fpath` as `_` and the program's name.
    ///
    /// Source: zshcompsys(1), zshcompwid(1). `compadd` quotes what it inserts.
    func zshScript() -> String {
        let lines =
            zshHelpers + zshScan + valueCases(zshAction) + zshOptions + zshSteps
            + operandCases(zshAction, includingSteps: false)
            + [
                "    return 0", "}", "",
                "if [[ ${funcstack[1]:-} == _\(program) ]]; then",
                "    \(prefix) \"$@\"",
                "else",
                "    compdef \(prefix) \(program)",
                "fi",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var zshHelpers: [String] {
        """
        #compdef \(program)
        # Completion of \(program) for zsh; made by: \(program) completion zsh

        # Offers what a command prints, a word a line; options and words with odd characters are left out.
        \(prefix)_run() {
            local candidate
            local -a found
            while ((${#found} < 1000)) && IFS= read -r candidate; do
                [[ -z $candidate || $candidate == -* || $candidate == *[!A-Za-z0-9_.%+,/-]* ]] ||
                    found+=("$candidate")
            done < <(timeout 2 "$@" 2>/dev/null </dev/null)
            compadd -a found
        }

        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private var zshScan: [String] {
        [
            "\(prefix)() {",
            "    local place='' wanted='' ended='' trailing='' word",
            "    local -i number=1 i",
            "    local -a found",
            "    for ((i = 2; i < CURRENT; i++)); do",
            "        word=$words[i]",
            "        if [[ -n $wanted ]]; then",
            "            wanted=''",
        ] + scanCases("i + 1") + [
            "    done",
            "    if [[ -n $trailing ]]; then",
            "        shift $((trailing - 1)) words",
            "        CURRENT=$((CURRENT - trailing + 1))",
            "        _normal",
            "        return",
            "    fi",
            "    if [[ -z $wanted && -z $ended && $PREFIX == --*=* ]]; then",
            "        wanted=${PREFIX%%=*}",
            "        compset -P '*='",
            "    fi",
        ]
    }

    /// The options with their summaries, when a dash was typed.
    private var zshOptions: [String] {
        var lines = ["    if [[ -z $ended && $PREFIX == -* ]]; then", "        found=("]
        lines += options(at: nil).map { "            " + described($0.name, $0.summary) }
        lines += ["        )", "        case $place in"]
        for place in places where !options(at: place).isEmpty {
            lines += ["            \(shellQuoted(place)))", "                found+=("]
            lines += options(at: place).map { "                    " + described($0.name, $0.summary) }
            lines += ["                )", "                ;;"]
        }
        return lines + ["        esac", "        _describe -o option found", "        return", "    fi"]
    }

    /// The commands with their summaries.
    private var zshSteps: [String] {
        var lines = ["    case \"$place #$number\" in"]
        for place in places where !steps(at: place).isEmpty {
            lines += ["        \(shellQuoted("\(place) #1")))", "            found=("]
            lines += steps(at: place).map { "                " + described($0.word, $0.summary) }
            lines += ["            )", "            _describe command found", "            return", "            ;;"]
        }
        return lines + ["    esac"]
    }

    private func zshAction(_ proposals: ValueCompletion) -> String {
        switch proposals {
        case .none: ":"
        case .file: "_files"
        case .directory: "_files -/"
        case .words(let words): "compadd -- " + words.map(shellQuoted).joined(separator: " ")
        case .command(let command): "\(prefix)_run " + commandWords(command).map(shellQuoted).joined(separator: " ")
        }
    }

    /// A word with its summary for `_describe`, which takes colons and backslashes as its own.
    private func described(_ word: String, _ summary: String) -> String {
        let parts = [word, summary].map { $0.replacing("\\", with: "\\\\").replacing(":", with: "\\:") }
        return shellQuoted(parts.joined(separator: ":"))
    }
}
