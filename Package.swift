// swift-tools-version: 6.2
// No Swift package dependencies: a decision of the project's owner. See CONTRIBUTING.md.
import PackageDescription

/// One language mode for the whole code base; reasons in CONTRIBUTING.md, "Language settings".
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
]

/// A Swift target with the common settings.
func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target for one module, `Tests/<name>`.
func tests(_ name: String, of dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "dsvm-agent",
    products: [.executable(name: "dsvm-agent", targets: ["dsvm-agent"])],
    targets: [
        // What Glibc's Swift module leaves out: plain C, one function a system call.
        .target(name: "CLinux"),
        // systemd-logind over D-Bus, by libsystemd. Loaded when it is first asked.
        .target(name: "CLogind"),
        // libcurl without its variadic calls: one request a call. Loaded when the first request is made.
        .target(name: "CCurl"),
        // libmicrohttpd is not on a stock DSVM, so its archive goes into the binary. docs/architecture.md, "Libraries".
        .target(name: "CMicroHTTPD", linkerSettings: [.linkedLibrary(":libmicrohttpd.a")]),
        // What agent and coordinator say to each other. Pure values.
        module("PoolProtocol"),
        // JSON5 configuration against a table of keys; shared by both programs. Pure.
        module("Settings"),
        // A table of commands that parses, helps, completes and writes its man page. Pure.
        module("CommandTable"),
        // Every decision of a node. Pure: no clock, file, process or network.
        module("AgentCore", uses: ["PoolProtocol", "Settings"]),
        // Everything that touches the machine.
        module("AgentLinux", uses: ["AgentCore", "CCurl", "CLinux", "CLogind", "CMicroHTTPD", "PoolProtocol"]),
        .executableTarget(
            name: "dsvm-agent", dependencies: ["AgentCore", "AgentLinux", "CommandTable", "PoolProtocol", "Settings"],
            swiftSettings: settings),

        tests("SettingsTests", of: ["Settings"]),
        tests("CommandTableTests", of: ["CommandTable"]),
        .testTarget(
            name: "PoolProtocolTests", dependencies: ["PoolProtocol"], exclude: ["Golden"], swiftSettings: settings),
        tests("AgentCoreTests", of: ["AgentCore", "PoolProtocol", "Settings"]),
        tests("AgentLinuxTests", of: ["AgentLinux", "AgentCore", "CLinux", "PoolProtocol"]),
        tests("SimulationTests", of: ["AgentCore"]),
        tests(
            "AgentCommandTests", of: ["dsvm-agent", "AgentCore", "AgentLinux", "CommandTable"],
            exclude: ["Golden"]),
    ]
)
