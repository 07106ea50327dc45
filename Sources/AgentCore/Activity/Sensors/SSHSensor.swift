/// One login session as systemd-logind knows it.
package struct LoginSession: Sendable, Equatable {
    package var id: String
    package var user: String
    /// "" for a session without a terminal: sftp, port forwarding, VS Code.
    package var tty: String
    /// "sshd", "login", "cron", …
    package var service: String
    package var remoteHost: String
    /// "user", "manager", "background", "greeter".
    package var kind: String
    /// "active", "online", "closing".
    package var state: String
    /// Units: wall-clock seconds.
    package var sinceSeconds: Double

    /// Describes a session.
    package init(
        id: String, user: String, tty: String, service: String, remoteHost: String, kind: String, state: String,
        sinceSeconds: Double
    ) {
        self.id = id
        self.user = user
        self.tty = tty
        self.service = service
        self.remoteHost = remoteHost
        self.kind = kind
        self.state = state
        self.sinceSeconds = sinceSeconds
    }
}

/// Logins over SSH: the login itself and every key press count; being logged in does not.
///
/// A session without a terminal counts by the bytes it moves, which is the signal `transfer`.
package enum SSHSensor: Sensor {
    package static let name = SignalName.ssh
    package static let isCumulative = true

    /// What a reader finds.
    package struct Facts: Sendable {
        package var answer: Answer
        package var terminals: [Terminal]

        /// Puts the facts together.
        package init(answer: Answer, terminals: [Terminal]) {
            self.answer = answer
            self.terminals = terminals
        }
    }

    /// How logind answered.
    package enum Answer: Sendable, Equatable {
        case sessions([LoginSession])
        /// It runs and did not answer: who is logged in is unknown, not nobody.
        case silent(String)
        /// There is no logind here.
        case absent
    }

    /// Logins seen, and the terminals' memory.
    package struct Memory: Sendable, Codable {
        var logins: [String: BootInstant] = [:]
        var terminals: TerminalMemory?
    }

    /// Judges by the latest login and the latest key press.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        let sessions: [LoginSession]
        switch facts.answer {
        case .absent: return SensorReading(.ssh, off: "systemd-logind does not run here")
        case .silent(let reason): return SensorReading(.ssh, unknown: "systemd-logind does not answer: \(reason)")
        case .sessions(let all): sessions = all.filter { $0.service == "sshd" && $0.kind == "user" }
        }
        var next = memory ?? Memory()
        let typed = TerminalMemory.update(&next.terminals, terminals: facts.terminals, context: context)
        var logins: [String: BootInstant] = [:]
        var actors: [Actor] = []
        var quiet: [String] = []
        var latest: BootInstant?
        for session in sessions.sorted(by: { $0.id < $1.id }) {
            // Remembered from the first time it was seen, when the wall clock still was the one of the login.
            let login = next.logins[session.id] ?? context.instant(wall: session.sinceSeconds)
            logins[session.id] = login
            let last = max(login, typed[session.tty] ?? .boot)
            latest = max(latest ?? last, last)
            let where_ = session.tty.isEmpty ? "no terminal" : session.tty
            let from = session.remoteHost.isEmpty ? "" : " from \(printable(session.remoteHost))"
            let ago = context.now.since(last)
            if ago < context.windowSeconds {
                actors.append(Actor(user: session.user, what: "\(where_)\(from), \(Age.text(ago)) ago"))
            } else {
                quiet.append("\(session.user) \(where_)\(from): logged in, no key for \(Age.text(ago))")
            }
        }
        next.logins = logins
        memory = next
        return SensorReading(.ssh, lastActive: latest, actors: actors, notCounted: quiet)
    }
}
