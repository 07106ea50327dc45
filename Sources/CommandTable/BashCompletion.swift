extension CompletionTable {
    /// Renders the script for bash.
    ///
    /// `compgen -W` would expand its list, so words are compared one by one. Source: bash(1), Programmable Completion.
    func bashScript() -> String {
        let lines =
            bashHelpers + bashScan + valueCases(bashAction) + bashOptions
            + operandCases(bashAction, includingSteps: true)
            + ["    return 0", "}", "", "complete -F \(prefix) \(program)"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The functions that fill the reply; they use `cur` and `lead` of their caller.
    private var bashHelpers: [String] {
        """
        # Completion of \(program) for bash; made by: \(program) completion bash
        # shellcheck shell=bash

        # Offers the words that begin with what was typed.
        \(prefix)_words() {
            local candidate
            for candidate in "$@"; do
                [[ $candidate != "$cur"* ]] || COMPREPLY+=("$lead$candidate")
            done
        }

        # Offers what a command prints, a word a line; words with odd characters are left out, as bash would act on them.
        \(prefix)_run() {
            local candidate count=0
            while ((count++ < 1000)) && IFS= read -r candidate; do
                [[ -z $candidate || $candidate == -* || $candidate == *[!A-Za-z0-9_.%+,/-]* ]] ||
                    \(prefix)_words "$candidate"
            done < <(timeout 2 "$@" 2>/dev/null </dev/null)
        }

        # Leaves paths to readline, which knows quotes and tildes; fills them in where it isn't asking.
        \(prefix)_files() {
            if [[ -n $lead ]] || ! compopt -o default 2>/dev/null; then
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                COMPREPLY=("${COMPREPLY[@]/#/"$lead"}")
                compopt -o filenames 2>/dev/null || true
            fi
        }

        \(prefix)_directories() {
            if [[ -n $lead ]] || ! compopt -o dirnames 2>/dev/null; then
                mapfile -t COMPREPLY < <(compgen -d -- "$cur")
                COMPREPLY=("${COMPREPLY[@]/#/"$lead"}")
                compopt -o filenames 2>/dev/null || true
            fi
        }

        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The start of the function: what the words before the cursor mean.
    private var bashScan: [String] {
        [
            "\(prefix)() {",
            "    local cur=${COMP_WORDS[COMP_CWORD]} lead='' place='' wanted='' ended='' trailing='' number=1 word i",
            "    COMPREPLY=()",
            "    for ((i = 1; i < COMP_CWORD; i++)); do",
            "        word=${COMP_WORDS[i]}",
            "        if [[ -n $wanted ]]; then",
            "            # bash splits --name=value into three words.",
            "            [[ $word == '=' ]] || wanted=''",
        ] + scanCases("i + 1") + [
            "    done",
            "    if [[ -n $trailing ]]; then",
            "        if ((COMP_CWORD == trailing)); then",
            "            mapfile -t COMPREPLY < <(compgen -c -- \"$cur\")",
            "        else",
            "            \(prefix)_files",
            "        fi",
            "        return 0",
            "    fi",
            "    if [[ -n $wanted && $cur == '=' ]]; then",
            "        cur=''",
            "    elif [[ -z $wanted && -z $ended && $cur == --*=* ]]; then",
            "        wanted=${cur%%=*}",
            "        lead=$wanted=",
            "        cur=${cur#*=}",
            "    fi",
        ]
    }

    /// The names of the options, when a dash was typed.
    private var bashOptions: [String] {
        var lines = ["    if [[ -z $ended && $cur == -* ]]; then", "        case $place in"]
        for place in places where !options(at: place).isEmpty {
            let names = options(at: place).map(\.name).joined(separator: " ")
            lines.append("            \(shellQuoted(place))) \(prefix)_words \(names) ;;")
        }
        let names = options(at: nil).map(\.name).joined(separator: " ")
        return lines + ["        esac", "        \(prefix)_words \(names)", "        return 0", "    fi"]
    }

    private func bashAction(_ proposals: ValueCompletion) -> String {
        switch proposals {
        case .none: ":"
        case .file: "\(prefix)_files"
        case .directory: "\(prefix)_directories"
        case .words(let words): "\(prefix)_words " + words.map(shellQuoted).joined(separator: " ")
        case .command(let command): "\(prefix)_run " + commandWords(command).map(shellQuoted).joined(separator: " ")
        }
    }
}

// The parts that bash and zsh have in common.
extension CompletionTable {
    /// Renders the cases of the loop over the words before the cursor, up to the end of its `if`.
    func scanCases(_ next: String) -> [String] {
        var lines = ["        elif [[ -z $ended && $word == -- ]]; then", "            ended=1"]
        if !trailingPlaces.isEmpty {
            let places = trailingPlaces.map(shellQuoted).joined(separator: " | ")
            lines += [
                "            case $place in",
                "                \(places))",
                "                    trailing=$((\(next)))",
                "                    break",
                "                    ;;",
                "            esac",
            ]
        }
        lines.append("        elif [[ -z $ended && $word == -?* ]]; then")
        lines.append("            case \"$place $word\" in")
        for option in valueOptions { lines.append("                \(optionPattern(option))) wanted=$word ;;") }
        lines += ["            esac", "        else", "            case \"$place $word\" in"]
        let patterns = steps.map { shellQuoted("\($0.place) \($0.word)") }
        lines.append("                " + patterns.joined(separator: " | \\\n                    ") + ")")
        return lines + [
            "                    place=${place:+$place }$word",
            "                    ;;",
            "                *) number=$((number + 1)) ;;",
            "            esac",
            "        fi",
        ]
    }

    /// Renders the choice of values for the option before the cursor.
    func valueCases(_ action: (ValueCompletion) -> String) -> [String] {
        var lines = ["    if [[ -n $wanted ]]; then", "        case \"$place $wanted\" in"]
        for option in valueOptions where option.spec.proposals != .none {
            lines.append("            \(optionPattern(option))) \(action(option.spec.proposals)) ;;")
        }
        return lines + ["        esac", "        return 0", "    fi"]
    }

    /// Renders the choice of commands or operands at the cursor.
    func operandCases(_ action: (ValueCompletion) -> String, includingSteps: Bool) -> [String] {
        var lines = ["    case \"$place #$number\" in"]
        for place in places where includingSteps && !steps(at: place).isEmpty {
            let words = steps(at: place).map(\.word)
            lines.append("        \(shellQuoted("\(place) #1"))) \(action(.words(words))) ;;")
        }
        for operand in operands where operand.proposals != .none {
            let pattern = shellQuoted("\(operand.place) #\(operand.number)")
            lines.append("        \(pattern)) \(action(operand.proposals)) ;;")
            if operand.isRepeatable {
                lines.append("        \(shellQuoted("\(operand.place) #"))*) \(action(operand.proposals)) ;;")
            }
        }
        return lines + ["    esac"]
    }

    /// Matches the place and an option that takes a value.
    func optionPattern(_ option: Option) -> String {
        guard let place = option.place else { return "*" + shellQuoted(" " + option.spec.name) }
        return shellQuoted("\(place) \(option.spec.name)")
    }
}
