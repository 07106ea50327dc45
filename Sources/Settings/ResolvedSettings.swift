/// Where a value comes from.
package enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    /// The table of keys.
    case builtIn
    /// A file, by the name it was given under.
    case file(String)
    /// `--set` on the command line.
    case commandLine

    /// The file's name, `default` or `--set`.
    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let name): MessageText.escaped(name)
        case .commandLine: "--set"
        }
    }
}

/// One key with its value after all layers.
package struct ResolvedSetting: Sendable, Equatable {
    /// Dotted path such as `share.type`.
    package let path: String
    /// The value, of the kind the table asks for.
    package let value: JSONValue
    /// The layer that had the last word.
    package let origin: SettingOrigin
}

/// The values of all keys after all layers, each accepted by the table.
///
/// The getters trap on a path that is not in the table or is of another kind: that is a programmer error, never a
/// matter of what a file holds.
package struct ResolvedSettings: Sendable, Equatable {
    /// Every key in the order of the table.
    package let entries: [ResolvedSetting]
    private let indices: [String: Int]

    init(entries: [ResolvedSetting]) {
        self.entries = entries
        indices = Dictionary(zip(entries.map(\.path), entries.indices)) { first, _ in first }
    }

    /// Returns one key with value and origin.
    package func entry(_ path: String) -> ResolvedSetting {
        guard let index = indices[path] else {
            preconditionFailure("\(path) is not in the table of keys, or a rule reads it without saying so")
        }
        return entries[index]
    }

    /// Returns the value of a key.
    package func value(_ path: String) -> JSONValue {
        entry(path).value
    }

    /// Returns the layer that had the last word on a key.
    package func origin(_ path: String) -> SettingOrigin {
        entry(path).origin
    }

    /// Returns a text.
    package func string(_ path: String) -> String {
        guard let text = optionalString(path) else { preconditionFailure("\(path) may be null: use optionalString") }
        return text
    }

    /// Returns a text, nil for null.
    package func optionalString(_ path: String) -> String? {
        switch value(path) {
        case .string(let text): text
        case .null: nil
        default: preconditionFailure("\(path) is not a text")
        }
    }

    /// Returns a whole number.
    package func integer(_ path: String) -> Int {
        guard case .integer(let integer) = value(path) else { preconditionFailure("\(path) is not a whole number") }
        return integer
    }

    /// Returns a whole number, nil for null.
    package func optionalInteger(_ path: String) -> Int? {
        value(path) == .null ? nil : integer(path)
    }

    /// Returns true or false.
    package func boolean(_ path: String) -> Bool {
        guard case .boolean(let boolean) = value(path) else { preconditionFailure("\(path) is not true or false") }
        return boolean
    }

    /// Returns a list of texts.
    package func strings(_ path: String) -> [String] {
        list(path).map { element in
            guard case .string(let text) = element else { preconditionFailure("\(path) is not a list of texts") }
            return text
        }
    }

    /// Returns a list of whole numbers.
    package func integers(_ path: String) -> [Int] {
        list(path).map { element in
            guard case .integer(let integer) = element else { preconditionFailure("\(path) is not a list of numbers") }
            return integer
        }
    }

    private func list(_ path: String) -> [JSONValue] {
        guard case .array(let values) = value(path) else { preconditionFailure("\(path) is not a list") }
        return values
    }
}
