/// One operand of a command: an argument that is known by its position.
package struct OperandSpec: Sendable, Equatable {
    /// What the help calls the operand, such as `NAME`.
    package let name: String
    /// Whether the command can't go without it.
    package let isRequired: Bool
    /// Whether it takes every argument that is left; only the last operand can.
    package let isRepeatable: Bool
    /// One sentence for help and man page.
    package let summary: String
    /// How a shell proposes values.
    package let completion: ValueCompletion
    /// The only values accepted, or empty where any value is.
    package let allowedValues: [String]

    /// Describes an operand; by default it is required and taken once.
    package init(
        _ name: String, isRequired: Bool = true, isRepeatable: Bool = false, summary: String,
        completion: ValueCompletion = .none, allowedValues: [String] = []
    ) {
        self.name = name
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
        self.summary = summary
        self.completion = completion
        self.allowedValues = allowedValues
    }

    /// What shells propose: the allowed values, unless the table says otherwise.
    var proposals: ValueCompletion {
        completion == .none && !allowedValues.isEmpty ? .words(allowedValues) : completion
    }
}
