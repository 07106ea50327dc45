package import PoolProtocol

/// Puts together what a node tells its coordinator. Pure: the newest of each part in, one heartbeat out.
package struct HeartbeatBuilder: Sendable {
    package var identity: NodeIdentity
    /// The last observation of share, accounts and conditions; nil before the first.
    package var status: Status?
    /// The last judgement; nil before the first.
    package var activity: Activity?
    package var lifecycle: Lifecycle
    package var shareProbeMilliseconds: Int?

    /// Starts with what is known.
    package init(
        identity: NodeIdentity, status: Status?, activity: Activity?, lifecycle: Lifecycle = .serving,
        shareProbeMilliseconds: Int? = nil
    ) {
        self.identity = identity
        self.status = status
        self.activity = activity
        self.lifecycle = lifecycle
        self.shareProbeMilliseconds = shareProbeMilliseconds
    }

    /// Builds the heartbeat for one moment.
    package func heartbeat(pool: String, sequence: UInt64, stamp: String, now: BootInstant) -> Heartbeat {
        let conditions = status?.conditions.map(\.condition) ?? []
        return Heartbeat(
            pool: pool, node: identity, sequence: sequence, sentAt: stamp, uptimeSeconds: max(0, Int(now.seconds)),
            lifecycle: lifecycle, activity: activityReport, holds: holds(at: now),
            health: HealthReport(
                // Nothing observed yet is not health.
                severity: status == nil ? .unknown : Self.severity(conditions.severity),
                conditions: conditions.map {
                    HealthReport.Condition(
                        code: $0.code.rawValue, severity: Self.severity($0.severity), subject: $0.subject, text: $0.text
                    )
                }),
            share: share, gpu: nil, frameworks: [], users: users(conditions)
        ).limited()
    }

    private var activityReport: ActivityReport {
        guard let activity else { return ActivityReport(verdict: .unknown, idleSeconds: 0, signals: []) }
        let verdict: ActivityReport.Verdict =
            switch activity.verdict {
            case .active: .active
            case .idle: .idle
            case .unknown: .unknown
            }
        return ActivityReport(
            verdict: verdict, idleSeconds: activity.idleSeconds,
            signals: activity.signals.map { signal in
                ActivityReport.Signal(
                    name: signal.name.rawValue, state: Self.state(signal.state),
                    lastActiveSeconds: signal.lastActiveSeconds,
                    actors: signal.actors.map { ActivityReport.Actor(user: $0.user, what: $0.what) })
            })
    }

    private func holds(at now: BootInstant) -> [HoldReport] {
        (activity?.holds ?? []).filter { $0.isRunning(at: now) }.map {
            HoldReport(
                id: $0.id, user: $0.user, reason: $0.reason, remainingSeconds: Int($0.end.since(now).rounded(.up)))
        }
    }

    private var share: ShareReport {
        guard let share = status?.share else {
            return ShareReport(state: "unknown", type: "none", source: "", mountpoint: "", probeMilliseconds: nil)
        }
        return ShareReport(
            state: share.state, type: share.type, source: share.source, mountpoint: share.mountpoint,
            probeMilliseconds: shareProbeMilliseconds)
    }

    private func users(_ conditions: [Condition]) -> UsersReport {
        let users = status?.users ?? []
        let names = Set(users.map(\.name))
        return UsersReport(
            revision: nil, present: users.count { $0.state == "present" },
            problems: conditions.compactMap { condition in
                guard let subject = condition.subject, names.contains(subject) else { return nil }
                return UsersReport.Problem(user: subject, code: condition.code.rawValue)
            })
    }

    private static func severity(_ severity: Severity) -> HealthReport.Severity {
        switch severity {
        case .ok: .ok
        case .warning: .warning
        case .unknown: .unknown
        case .critical: .critical
        }
    }

    private static func state(_ state: SignalState) -> ActivityReport.State {
        switch state {
        case .active: .active
        case .idle: .idle
        case .unknown: .unknown
        case .off: .off
        }
    }
}
