extension CompletionTable {
    /// Renders the script for fish.
    ///
    /// Source: complete(1) of fish. What a command prints is data there and never evaluated.
    func fishScript() -> String {
        let lines = fishHelpers + fishScan + fishConditions + fishSteps + fishOptions + fishOperands + fishTrailing
        return lines.joined(separator: "\n") + "\n"
    }

    private var fishHelpers: [String] {
        """
        # Completion of \(program) for fish; made by: \(program) completion fish

        # Offers what a command prints, a word a line; options and words with odd characters are left out.
        function _\(prefix)_run
            timeout 2 $argv 2>/dev/null </dev/null | head -n 1000 | string match -r '^[A-Za-z0-9_.%+,/][A-Za-z0-9_.%+,/-]*$'
        end

        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The function that says what the words before the cursor mean: place, number of the next operand, trailing.
    private var fishScan: [String] {
        var lines = [
            "# Prints the command, then # and the number of the operand at the cursor, or -- in a command to run.",
            "function _\(prefix)_state",
            "    set -l place ''",
            "    set -l wanted ''",
            "    set -l ended ''",
            "    set -l number 1",
            "    set -l tokens (commandline -opc)",
            "    set -e tokens[1]",
            "    for word in $tokens",
            "        if test -n \"$wanted\"",
            "            set wanted ''",
            "        else if test -z \"$ended\" -a \"x$word\" = x--",
            "            set ended 1",
        ]
        if !trailingPlaces.isEmpty {
            lines += ["            switch \"$place\""]
            lines += ["                case " + trailingPlaces.map(fishQuoted).joined(separator: " ")]
            lines += ["                    echo \"$place --\"", "                    return", "            end"]
        }
        lines += ["        else if test -z \"$ended\"; and string match -q -- '-?*' $word"]
        lines += ["            switch \"$place $word\""]
        for option in valueOptions {
            let pattern = option.place.map { "\($0) \(option.spec.name)" } ?? "* \(option.spec.name)"
            lines.append("                case \(fishQuoted(pattern))")
            lines.append("                    set wanted 1")
        }
        lines += ["            end", "        else", "            switch \"$place $word\""]
        let patterns = steps.map { fishQuoted("\($0.place) \($0.word)") }
        lines.append("                case " + patterns.joined(separator: " \\\n                    "))
        return lines + [
            "                    set place (string trim -- \"$place $word\")",
            "                case '*'",
            "                    set number (math $number + 1)",
            "            end",
            "        end",
            "    end",
            "    echo \"$place #$number\"",
            "end",
            "",
        ]
    }

    private var fishConditions: [String] {
        """
        # Tells whether the cursor is at an operand: the pattern is a command, # and a number.
        function _\(prefix)_at
            string match -q -- $argv[1] (_\(prefix)_state)
        end

        # Completes the command to run as a line of its own.
        function _\(prefix)_trailing
            set -l tokens (commandline -opc)
            set -l mark (contains -i -- -- $tokens)
            set -e tokens[1..$mark]
            complete -C (string join ' ' -- (string escape -- $tokens) (commandline -ct))
        end

        complete -c \(program) -f
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private var fishSteps: [String] {
        steps.map { step in
            line(at: "\(step.place) #1", "-a \(fishQuoted(step.word)) -d \(fishQuoted(step.summary))")
        }
    }

    private var fishOptions: [String] {
        options.map { option in
            let spec = option.spec
            var words = "-l \(spec.name.dropFirst(2))"
            if let shortName = spec.shortName { words = "-s \(shortName.dropFirst()) " + words }
            if spec.valueName != nil { words += " " + action(spec.proposals) }
            words += " -d \(fishQuoted(spec.summary))"
            return line(at: (option.place ?? "*") + " #*", words)
        }
    }

    private var fishOperands: [String] {
        operands.filter { $0.proposals != .none }.flatMap { operand in
            let last = operand.isRepeatable ? [operand.number, operand.number + 1] : [operand.number]
            return last.map { number in
                let pattern = number == operand.number ? "#\(number)" : "#*"
                return line(at: "\(operand.place) \(pattern)", action(operand.proposals).replacing("-x", with: "-f"))
            }
        }
    }

    private var fishTrailing: [String] {
        trailingPlaces.map { line(at: "\($0) --", "-f -a '(_\(prefix)_trailing)'") }
    }

    private func line(at pattern: String, _ words: String) -> String {
        "complete -c \(program) -n \(fishQuoted("_\(prefix)_at \(fishQuoted(pattern))")) \(words)"
    }

    /// The flags that say which values an option takes.
    private func action(_ proposals: ValueCompletion) -> String {
        switch proposals {
        case .none: return "-x"
        case .file: return "-r -F"
        case .directory: return "-x -a '(__fish_complete_directories (commandline -ct))'"
        case .words(let words):
            return "-x -a \(fishQuoted(words.map(fishQuoted).joined(separator: " ")))"
        case .command(let command):
            let words = commandWords(command).map(fishQuoted).joined(separator: " ")
            return "-x -a \(fishQuoted("(_\(prefix)_run \(words))"))"
        }
    }
}
