import Settings

/// Accounts the agent makes and looks after.
package struct UsersConfiguration: Sendable, Equatable {
    /// Name of the account that the image brings and that gets its links at provisioning; nil for none.
    package var first: String?
    /// User and group numbers of the accounts the agent makes.
    package var uidRange: ClosedRange<UInt32>
    /// Groups that every account the agent makes joins.
    package var groups: [String]
    /// Absolute path of the login shell of the accounts the agent makes.
    package var shell: String

    /// Takes values as they are, unchecked; the defaults are those of the table.
    package init(
        first: String? = "dsvmuser",
        uidRange: ClosedRange<UInt32> = 20000...59999,
        groups: [String] = ["docker"],
        shell: String = "/bin/bash"
    ) {
        self.first = first
        self.uidRange = uidRange
        self.groups = groups
        self.shell = shell
    }

    init(resolved: ResolvedSettings) throws(SettingsFailure) {
        let bounds = resolved.integers("users.uidRange").compactMap(UInt32.init(exactly:))
        guard bounds.count == 2, bounds[0] < bounds[1] else {
            throw SettingsFailure(problems: [
                SettingsProblem(
                    file: nil, keyPath: "users.uidRange", message: "not a lower and a higher number",
                    remedy: "write two numbers, the lower first")
            ])
        }
        self.init(
            first: resolved.optionalString("users.first"),
            uidRange: bounds[0]...bounds[1],
            groups: resolved.strings("users.groups"),
            shell: resolved.string("users.shell"))
    }
}
