/// The node's GPUs.
package struct GPUReport: Sendable, Equatable, Codable {
    package var expected: Int
    package var present: Int
    @OrNull package var driver: String?
    @OrNull package var cuda: String?
    package var devices: [Device]

    /// Describes the GPUs.
    package init(expected: Int, present: Int, driver: String?, cuda: String?, devices: [Device]) {
        self.expected = expected
        self.present = present
        _driver = OrNull(wrappedValue: driver)
        _cuda = OrNull(wrappedValue: cuda)
        self.devices = devices
    }

    /// One GPU.
    package struct Device: Sendable, Equatable, Codable {
        package var index: Int
        package var name: String

        /// Names a GPU.
        package init(index: Int, name: String) {
            self.index = index
            self.name = name
        }
    }
}

/// A framework in one of the image's environments.
package struct FrameworkReport: Sendable, Equatable, Codable {
    package var environment: String
    package var name: String
    @OrNull package var version: String?

    /// Names a framework.
    package init(environment: String, name: String, version: String?) {
        self.environment = environment
        self.name = name
        _version = OrNull(wrappedValue: version)
    }
}

/// The accounts that the agent keeps.
package struct UsersReport: Sendable, Equatable, Codable {
    /// The registry's revision that is in place; nil without a registry.
    @OrNull package var revision: Int?
    package var present: Int
    package var problems: [Problem]

    /// Describes the accounts.
    package init(revision: Int?, present: Int, problems: [Problem]) {
        _revision = OrNull(wrappedValue: revision)
        self.present = present
        self.problems = problems
    }

    /// What stands in one user's way.
    package struct Problem: Sendable, Equatable, Codable {
        package var user: String
        package var code: String

        /// Describes a problem.
        package init(user: String, code: String) {
            self.user = user
            self.code = code
        }
    }
}
