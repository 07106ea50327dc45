/// What the health server answers from: a value that the loop replaces, so that no request touches the machine.
package struct HealthSnapshot: Sendable, Equatable {
    /// When the loop last moved.
    package var beat: BootInstant
    package var sample: Sample?
    package var activity: Activity?
    package var status: Status?
    package var conditions: [Condition] = []
    package var results = HeartbeatResults()

    /// Starts before anything is known.
    package init(beat: BootInstant) { self.beat = beat }

    /// Takes the machine's picture of one moment.
    package init(_ machine: AgentMachine, beat: BootInstant) {
        self.beat = beat
        sample = machine.lastSample
        activity = machine.activity
        status = machine.status
        results = machine.results
        let own = machine.ownConditions
        conditions =
            (machine.status?.conditions.map(\.condition) ?? []).filter { standing in
                !own.contains { $0.code == standing.code } && !ConditionCode.residentOnly.contains(standing.code)
            } + own
    }

    /// Limits: a loop that has not moved for so long is stuck. Samples alone move it four times a minute.
    /// Units: seconds.
    package static let beatSecondsMax = 60.0

    /// Whether the agent itself is alive, degraded or not.
    package func isHealthy(at now: BootInstant) -> Bool { now.since(beat) <= Self.beatSecondsMax }

    /// Why the node should get no new users; empty when it may.
    package func reasonsAgainst(at now: BootInstant) -> [String] {
        var reasons: [String] = []
        if !isHealthy(at: now) { reasons.append("the agent's loop does not move") }
        guard let sample else { return reasons + ["nothing was observed yet"] }
        if status == nil { reasons.append("the first pass has not ended") }
        if sample.shareState != "mounted", sample.shareState != "none" {
            reasons.append("the share is \(sample.shareState)")
        }
        if !sample.isGateOpen { reasons.append("logins are closed") }
        return reasons
    }
}

extension ConditionCode {
    /// Those that only the resident agent itself finds.
    package static let residentOnly: Set<ConditionCode> = [
        .coordinatorUnreachable, .coordinatorCertificate, .coordinatorUnauthorized, .coordinatorRefused,
        .coordinatorGarbage, .coordinatorThrottled, .coordinatorFailing, .coordinatorTokenUnusable, .observationStuck,
        .reconcileStuck, .healthPortUnavailable, .reloadRefused,
    ]
}
