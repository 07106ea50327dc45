import Settings

/// What counts as use of the node.
package struct ActivityConfiguration: Sendable, Equatable {
    /// How long activity counts as present. Units: seconds.
    package var windowSeconds: Int
    /// How long after boot the node is not to be removed. Units: seconds.
    package var bootGraceSeconds: Int
    /// Percent of one core.
    package var cpuPercent: Int
    /// Percent of one GPU.
    package var gpuPercent: Int
    /// Signals that the admin switched off.
    package var signalsOff: Set<SignalName>
    /// The hub to ask; nil for none.
    package var hub: HubConfiguration?

    /// Takes values as they are, unchecked; the defaults are those of the table.
    package init(
        windowSeconds: Int = 60, bootGraceSeconds: Int = 900, cpuPercent: Int = 5, gpuPercent: Int = 5,
        signalsOff: Set<SignalName> = [], hub: HubConfiguration? = nil
    ) {
        self.windowSeconds = windowSeconds
        self.bootGraceSeconds = bootGraceSeconds
        self.cpuPercent = cpuPercent
        self.gpuPercent = gpuPercent
        self.signalsOff = signalsOff
        self.hub = hub
    }

    init(resolved: ResolvedSettings) {
        self.init(
            windowSeconds: resolved.integer("activity.windowSeconds"),
            bootGraceSeconds: resolved.integer("activity.bootGraceSeconds"),
            cpuPercent: resolved.integer("activity.cpuPercent"),
            gpuPercent: resolved.integer("activity.gpuPercent"),
            signalsOff: Set(SignalName.allCases.filter { !resolved.boolean("activity.signals.\($0.rawValue)") }),
            hub: HubConfiguration(resolved: resolved))
    }

    /// What sensors are told at one moment.
    package func context(now: BootInstant, wallSeconds: Double) -> SensorContext {
        SensorContext(
            now: now, wallSeconds: wallSeconds, windowSeconds: Double(windowSeconds), cpuPercent: Double(cpuPercent),
            gpuPercent: Double(gpuPercent))
    }

    static let keys: [SettingKey] =
        [
            SettingKey(
                "activity.windowSeconds", .integer(30...3600), default: 60, unit: "seconds", example: 120,
                needsRestart: false,
                "How long a key press, a busy kernel or moving bytes count as present use."),
            SettingKey(
                "activity.bootGraceSeconds", .integer(0...86_400), default: 900, unit: "seconds", example: 1800,
                needsRestart: false,
                "How long after boot the node is not to be removed, whatever else is said."),
            SettingKey(
                "activity.cpuPercent", .integer(1...100), default: 5, unit: "percent of one core", example: 10,
                needsRestart: false,
                "How much CPU time of one user's processes counts as computing."),
            SettingKey(
                "activity.gpuPercent", .integer(1...100), default: 5, unit: "percent of one GPU", example: 10,
                needsRestart: false,
                "How much utilisation of a GPU counts as computing."),
        ]
        + HubConfiguration.keys
        + SignalName.allCases.map { name in
            SettingKey(
                "activity.signals.\(name.rawValue)", .boolean, default: true, example: false, needsRestart: false,
                "Whether the signal \(name.rawValue) counts; off is for nodes where it cannot be read.")
        }
}
