/// What happens to the resident agent.
package enum ResidentEvent: Sendable {
    /// A deadline came.
    case tick
    case sampled(Sample)
    /// Keeping share, accounts and links ended; with what stands in the way, or what stopped it altogether.
    case reconciled([Condition])
    /// The observation that was written, or nil where it could not be.
    case statusWritten(Status?)
    case heartbeatDone(UInt64, HeartbeatOutcome)
    case healthServer(Condition?)
    case reloaded(AgentConfiguration)
    case reloadRefused(Condition)
    case signal(ResidentSignal)
}

/// What people and the service manager ask for by signals.
package enum ResidentSignal: Sendable { case terminate, reload }

/// One look at the node.
package struct Sample: Sendable, Equatable {
    /// When the look began.
    package var begun: BootInstant
    package var activity: Activity
    /// `mounted`, `unmounted`, `foreign`, `none`, `unknown`.
    package var shareState: String
    /// Whether logins are let in.
    package var isGateOpen: Bool
    package var usage: OwnUsage

    /// Describes a look.
    package init(begun: BootInstant, activity: Activity, shareState: String, isGateOpen: Bool, usage: OwnUsage) {
        self.begun = begun
        self.activity = activity
        self.shareState = shareState
        self.isGateOpen = isGateOpen
        self.usage = usage
    }
}

/// What the agent itself takes.
package struct OwnUsage: Sendable, Equatable {
    package var cpuSeconds: Double
    package var residentBytes: Int
    package var anonymousBytes: Int

    /// Describes it.
    package init(cpuSeconds: Double = 0, residentBytes: Int = 0, anonymousBytes: Int = 0) {
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
        self.anonymousBytes = anonymousBytes
    }
}

/// What the resident agent does next. Each takes effect on its own thread, but for `notify`, `log` and `stop`.
package enum ResidentEffect: Sendable, Equatable {
    case sample
    case reconcile
    /// Write the observation with these conditions of the resident agent's own beside those of the last pass.
    case writeStatus(activity: Activity?, own: [Condition], passed: [Condition]?)
    case heartbeat(UInt64)
    /// One line or more for the service manager: sd_notify(3).
    case notify(String)
    case log(LogEntry)
    case reload
    case stop
}

/// One event worth a line.
package struct LogEntry: Sendable, Equatable {
    /// Source: syslog(3), the priorities.
    package enum Level: Int, Sendable { case error = 3, warning = 4, notice = 5, info = 6 }
    package var level: Level
    /// A constant sentence.
    package var message: String
    /// What is special this time, as `key=value`.
    package var fields: [(key: String, value: String)]

    /// Describes an event.
    package init(_ level: Level, _ message: String, _ fields: [(key: String, value: String)] = []) {
        self.level = level
        self.message = message
        self.fields = fields
    }

    package static func == (left: LogEntry, right: LogEntry) -> Bool { left.line == right.line }

    /// The line without its priority or time.
    package var line: String {
        fields.reduce(message) { line, field in
            let text = printable(field.value)
            let isPlain = !text.isEmpty && !text.utf8.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3D }
            let value = isPlain ? text : "\"" + text.replacing("\"", with: "'") + "\""
            return "\(line) \(field.key)=\(value)"
        }
    }
}
