package import Settings

/// Everything an operator can set for one node, after all layers and rules.
package struct AgentConfiguration: Sendable, Equatable {
    /// Name of the pool the node belongs to; lower-case letters, digits and hyphens.
    package var pool: String
    /// Where the share comes from and how it appears on the node.
    package var share: ShareConfiguration
    /// Accounts the agent makes and looks after.
    package var users: UsersConfiguration

    /// Takes values as they are, unchecked.
    package init(pool: String, share: ShareConfiguration, users: UsersConfiguration) {
        self.pool = pool
        self.share = share
        self.users = users
    }
}

extension AgentConfiguration {
    /// Resolves files and overrides against the agent's table of keys.
    ///
    /// - Parameters:
    ///   - files: the main file, then the drop-ins in the order of `SettingsSchema.dropInsInOrder`.
    ///   - overrides: `KEY=VALUE` each.
    ///
    /// Throws: every problem of every layer at once.
    package init(files: [(name: String, bytes: [UInt8])], overrides: [String] = []) throws(SettingsFailure) {
        try self.init(resolved: Self.schema.resolve(files: files, overrides: overrides))
    }

    /// Takes the values that `schema` has resolved, and with it accepted by its rules.
    ///
    /// Throws: a problem when the settings were resolved against another table.
    package init(resolved: ResolvedSettings) throws(SettingsFailure) {
        pool = resolved.string("pool")
        share = try ShareConfiguration(resolved: resolved)
        users = try UsersConfiguration(resolved: resolved)
    }

    /// Reads one of an enumeration's words.
    ///
    /// Throws: a problem for a word that the table accepts and the enumeration lacks.
    static func word<Word: RawRepresentable>(
        _ path: String, in resolved: ResolvedSettings
    ) throws(SettingsFailure) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: resolved.string(path)) else {
            let text = MessageText.quoted(resolved.string(path))
            throw SettingsFailure(problems: [
                SettingsProblem(
                    file: nil, keyPath: path, message: "found the text \(text)", remedy: "write a known word")
            ])
        }
        return word
    }
}
