/// One option of a command or of the whole program.
package struct OptionSpec: Sendable, Equatable {
    /// The long name with both dashes, such as `--ssh-key`.
    package let name: String
    /// What the help calls the value, or nil where the option is a switch.
    package let valueName: String?
    /// Whether the option may be given with several values.
    ///
    /// A switch may always be repeated, as that changes nothing.
    package let isRepeatable: Bool
    /// One sentence for help, completion and man page.
    package let summary: String
    /// Whether help, completion, man page and suggestions leave the option out.
    package let isHidden: Bool
    /// How a shell proposes values.
    package let completion: ValueCompletion
    /// The only values accepted, or empty where any value is.
    package let allowedValues: [String]
    /// The one-letter form with its dash, which only `--help` and `--version` have.
    let shortName: String?

    /// Describes an option; without `valueName` it is a switch.
    package init(
        _ name: String, valueName: String? = nil, isRepeatable: Bool = false, summary: String,
        isHidden: Bool = false, completion: ValueCompletion = .none, allowedValues: [String] = []
    ) {
        self.init(
            name: name, valueName: valueName, isRepeatable: isRepeatable, summary: summary, isHidden: isHidden,
            completion: completion, allowedValues: allowedValues, shortName: nil)
    }

    private init(
        name: String, valueName: String?, isRepeatable: Bool, summary: String, isHidden: Bool,
        completion: ValueCompletion, allowedValues: [String], shortName: String?
    ) {
        self.name = name
        self.valueName = valueName
        self.isRepeatable = isRepeatable
        self.summary = summary
        self.isHidden = isHidden
        self.completion = completion
        self.allowedValues = allowedValues
        self.shortName = shortName
    }

    /// The option that every program has for help.
    package static let help = OptionSpec(
        name: "--help", valueName: nil, isRepeatable: false, summary: "show help and exit", isHidden: false,
        completion: .none, allowedValues: [], shortName: "-h")

    /// The option that every program has for its version.
    package static let version = OptionSpec(
        name: "--version", valueName: nil, isRepeatable: false, summary: "show the version and exit",
        isHidden: false, completion: .none, allowedValues: [], shortName: "-V")

    /// What shells propose: the allowed values, unless the table says otherwise.
    var proposals: ValueCompletion {
        completion == .none && !allowedValues.isEmpty ? .words(allowedValues) : completion
    }

    /// Whether an argument names this option, long or short.
    func isNamed(_ argument: String) -> Bool {
        argument == name || argument == shortName
    }
}
