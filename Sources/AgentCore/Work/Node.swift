/// One machine of the pool: its configuration, its host and what the agent remembers of it.
///
/// Every command of the agent is a method of this value, in the other files of this folder. A method observes,
/// plans, and unless it is a dry run performs, and returns a ``Report``; it throws only what stops it altogether.
package struct Node: Sendable {
    package let configuration: AgentConfiguration
    package let host: Host
    package let isDryRun: Bool
    /// Puts a node together.
    package init(configuration: AgentConfiguration, host: Host, isDryRun: Bool) {
        self.configuration = configuration
        self.host = host
        self.isDryRun = isDryRun
    }

    /// Where the agent keeps its own files.
    package enum Path {
        /// Survives reboots; 0755, for `users` works without root, and nothing in it is secret.
        package static let state = "/var/lib/dsvm-agent"
        package static let ledger = state + "/ledger.json"
        /// Gone after a reboot.
        package static let run = "/run/dsvm-agent"
        package static let lock = run + "/lock"
        package static let status = run + "/status.json"
        package static let units = "/etc/systemd/system"
    }

    /// The layout of the links for this configuration.
    package var layout: LinkLayout {
        let share = configuration.share
        return LinkLayout(mountpoint: share.mountpoint, layout: share.layout, privacy: share.privacy)
    }

    /// The mount that is configured, nil for none.
    package var mount: ShareMount? { ShareMount(configuration.share) }

    /// Does work that changes the machine while no other run of the agent does.
    ///
    /// Limits: waits ten seconds for another run, then says busy; a dry run needs no lock.
    package func locked<Result>(_ work: () throws -> Result) throws -> Result {
        guard host.clock.isRoot else { throw AgentFailure.rootNeeded }
        if isDryRun { return try work() }
        try host.files.makeDirectory(Path.run, 0o755)
        try host.files.makeDirectory(Path.state, 0o755)
        let deadline = host.clock.sinceBoot() + .seconds(10)
        repeat {
            if let token = try host.files.lock(Path.lock) {
                return try withExtendedLifetime(token) {
                    for folder in [Path.run, Path.state, Path.units] { try host.files.sweep(folder) }
                    return try work()
                }
            }
            host.clock.sleep(.milliseconds(50))
        } while host.clock.sinceBoot() < deadline
        throw AgentFailure.busy
    }
}

/// What stops a command before it looks at anything.
package enum AgentFailure: Failure, Equatable {
    case rootNeeded
    case busy
    case statusMissing
    case configurationMissing(path: String)
    case bootUnitMissing
    case workLeft(subject: String, changes: Int)

    package var code: ConditionCode {
        switch self {
        case .rootNeeded: .rootNeeded
        case .busy: .busy
        case .statusMissing: .statusMissing
        case .configurationMissing: .configurationMissing
        case .bootUnitMissing: .bootUnitMissing
        case .workLeft: .workLeft
        }
    }

    package var description: String {
        switch self {
        case .rootNeeded: "This command changes the machine, so it must run as root."
        case .busy: "Another run of dsvm-agent has been at work for more than ten seconds."
        case .statusMissing: "There is no observation since this machine started."
        case .configurationMissing(let path): "There is no configuration at \(quoted(path))."
        case .bootUnitMissing: "dsvm-agent.service is not enabled, so nothing makes this machine ready after a reboot."
        case .workLeft(let subject, let changes):
            "\(quoted(subject)) is not as it should be: \(changes) change\(changes == 1 ? "" : "s") to make."
        }
    }

    package var remedy: String {
        switch self {
        case .rootNeeded: "Run it with sudo in front."
        case .busy: "Wait for it, then run the command again; who it is: sudo fuser -v \(Node.Path.lock)"
        case .statusMissing: "Make one: sudo dsvm-agent provision"
        case .configurationMissing(let path):
            "Write one, then edit it: sudo dsvm-agent config init --config \(printable(path))"
        case .bootUnitMissing: "Enable it: sudo systemctl enable dsvm-agent.service"
        case .workLeft:
            "See which, then let them be made: sudo dsvm-agent provision --dry-run; sudo dsvm-agent provision"
        }
    }
}
