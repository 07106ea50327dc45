/// One row of the table of keys: what it is called, what it accepts, and what it is for.
package struct SettingKey: Sendable {
    /// Dotted path such as `share.type`.
    package let path: String
    /// What values it accepts.
    package let kind: SettingKind
    /// The value without any file; nil when the key has to be written.
    package let defaultValue: JSONValue?
    /// Unit of a number, in the plural, such as `seconds`.
    package let unit: String?
    /// One sentence for the reference and the file that `config init` writes.
    package let summary: String
    /// A value somebody might write, shown in the reference.
    package let example: JSONValue
    /// Whether a running agent takes a change only when it is started again.
    package let needsRestart: Bool
    /// Whether the written file asks for a value; always so for a required key.
    package let isAskedFor: Bool

    /// Describes a key; without a default it is required.
    ///
    /// - Parameter isAskedFor: lets `config init` put a placeholder that fails until edited, as for a required key.
    package init(
        _ path: String,
        _ kind: SettingKind,
        default defaultValue: JSONValue?,
        unit: String? = nil,
        example: JSONValue,
        needsRestart: Bool,
        isAskedFor: Bool = false,
        _ summary: String
    ) {
        self.path = path
        self.kind = kind
        self.defaultValue = defaultValue
        self.unit = unit
        self.summary = summary
        self.example = example
        self.needsRestart = needsRestart
        self.isAskedFor = isAskedFor || defaultValue == nil
    }

    /// Stands in a written file where only the operator knows the value; it is never accepted as one.
    package static let placeholder = "CHANGE-ME"
}

/// A rule that reads several keys; it runs only when each of them has an accepted value.
package struct SettingRule: Sendable {
    /// The paths it reads.
    package let keys: [String]
    /// Returns what is wrong and for which key; reads no other keys than the ones named.
    package let check: @Sendable (ResolvedSettings) -> [(keyPath: String, complaint: Complaint)]

    /// Makes a rule; it may read only the keys it names.
    package init(
        reading keys: [String],
        check: @escaping @Sendable (ResolvedSettings) -> [(keyPath: String, complaint: Complaint)]
    ) {
        self.keys = keys
        self.check = check
    }
}
