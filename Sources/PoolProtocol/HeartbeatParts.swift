/// Whether the node is in use.
package struct ActivityReport: Sendable, Equatable, Codable {
    /// The three verdicts; unknown counts as in use.
    package enum Verdict: String, Sendable, Codable, CaseIterable { case active, idle, unknown }
    /// The four states of a signal.
    package enum State: String, Sendable, Codable, CaseIterable { case active, idle, unknown, off }

    package var verdict: Verdict
    package var idleSeconds: Int
    package var signals: [Signal]

    /// Describes a verdict.
    package init(verdict: Verdict, idleSeconds: Int, signals: [Signal]) {
        self.verdict = verdict
        self.idleSeconds = idleSeconds
        self.signals = signals
    }

    /// One signal.
    package struct Signal: Sendable, Equatable, Codable {
        package var name: String
        package var state: State
        /// Units: seconds ago; nil where nothing was seen since boot.
        @OrNull package var lastActiveSeconds: Int?
        package var actors: [Actor]

        /// Describes a signal.
        package init(name: String, state: State, lastActiveSeconds: Int?, actors: [Actor]) {
            self.name = name
            self.state = state
            _lastActiveSeconds = OrNull(wrappedValue: lastActiveSeconds)
            self.actors = actors
        }
    }

    /// Who is at it, and with what.
    package struct Actor: Sendable, Equatable, Codable {
        package var user: String
        package var what: String

        /// Names an actor.
        package init(user: String, what: String) {
            self.user = user
            self.what = what
        }
    }
}

/// Somebody's wish that the node stays.
package struct HoldReport: Sendable, Equatable, Codable {
    package var id: String
    package var user: String
    package var reason: String
    package var remainingSeconds: Int

    /// Describes a hold.
    package init(id: String, user: String, reason: String, remainingSeconds: Int) {
        self.id = id
        self.user = user
        self.reason = reason
        self.remainingSeconds = remainingSeconds
    }
}

/// What is wrong with the node.
package struct HealthReport: Sendable, Equatable, Codable {
    /// The severities of `check`.
    package enum Severity: String, Sendable, Codable, CaseIterable { case ok, warning, unknown, critical }
    package var severity: Severity
    package var conditions: [Condition]

    /// Describes a node's health.
    package init(severity: Severity, conditions: [Condition]) {
        self.severity = severity
        self.conditions = conditions
    }

    /// One condition of the catalogue in docs/conditions.md.
    package struct Condition: Sendable, Equatable, Codable {
        package var code: String
        package var severity: Severity
        /// An account or a path; nil for the node as a whole.
        @OrNull package var subject: String?
        package var text: String

        /// Describes a condition.
        package init(code: String, severity: Severity, subject: String?, text: String) {
            self.code = code
            self.severity = severity
            _subject = OrNull(wrappedValue: subject)
            self.text = text
        }
    }
}

/// The share as the node sees it.
package struct ShareReport: Sendable, Equatable, Codable {
    /// `mounted`, `unmounted`, `foreign`, `none`, `unknown`.
    package var state: String
    package var type: String
    package var source: String
    package var mountpoint: String
    /// How long the share took to answer; nil where it was not asked or did not.
    @OrNull package var probeMilliseconds: Int?

    /// Describes the share.
    package init(state: String, type: String, source: String, mountpoint: String, probeMilliseconds: Int?) {
        self.state = state
        self.type = type
        self.source = source
        self.mountpoint = mountpoint
        _probeMilliseconds = OrNull(wrappedValue: probeMilliseconds)
    }
}
