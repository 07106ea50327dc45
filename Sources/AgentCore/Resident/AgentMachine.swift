package import PoolProtocol

/// Every decision of the resident agent: events in, effects out. Pure; time is the boot clock's, as an argument.
///
/// Looks, passes and heartbeats run beside one another, each at most once at a time. One that hangs is remembered and
/// never started a second time; the others go on.
package struct AgentMachine: Sendable {
    package private(set) var configuration: AgentConfiguration
    package let timings: ResidentTimings
    package let identity: NodeIdentity
    package private(set) var pace: HeartbeatPace?
    package private(set) var activity: Activity?
    package private(set) var status: Status?
    package private(set) var lastSample: Sample?
    package private(set) var results = HeartbeatResults()
    package private(set) var isReady = false
    package private(set) var lifecycle = Lifecycle.serving
    private var sampling: PeriodicJob
    private var reconciling: PeriodicJob
    /// The end of a pass whose conditions are still to be written down.
    private var passed: [Condition]?
    /// What is being written, to be written again if that fails.
    private var writing: [Condition]?
    private var isWritingStatus = false
    private var isStatusStale = true
    private var statusNextAt: BootInstant
    private var watchdogNextAt: BootInstant?
    private var healthCondition: Condition?
    private var reloadCondition: Condition?
    private var isSampleStuck = false
    private var isReconcileStuck = false
    private var ownShown: [Condition] = []
    private let startedAt: BootInstant
    private let seed: UInt64

    /// Limits: deadlines this close together are one wake-up. Units: seconds.
    static let tolerance = 0.2

    /// Starts; everything is due at once but the first heartbeat.
    package init(
        configuration: AgentConfiguration, identity: NodeIdentity, timings: ResidentTimings, seed: UInt64,
        now: BootInstant
    ) {
        self.configuration = configuration
        self.identity = identity
        self.timings = timings
        self.seed = seed
        startedAt = now
        sampling = PeriodicJob(firstAt: now)
        reconciling = PeriodicJob(firstAt: now)
        statusNextAt = now
        watchdogNextAt = timings.watchdog.map { BootInstant(now.seconds + $0) }
        pace = configuration.coordinator.map {
            HeartbeatPace(intervalSeconds: $0.heartbeatSeconds, seed: seed, now: now)
        }
    }

    /// When to call `step` with `tick` at the latest.
    package var nextAt: BootInstant {
        var instants = [sampling.dueAt, reconciling.dueAt, watchdogNextAt, pace?.nextAt].compactMap(\.self)
        if !isWritingStatus { instants.append(statusNextAt) }
        if !isReady { instants.append(BootInstant(startedAt.seconds + timings.readyAtLatest)) }
        if let begun = sampling.begunAt, !isSampleStuck {
            instants.append(BootInstant(begun.seconds + timings.sampleStuck))
        }
        if let begun = reconciling.begunAt, !isReconcileStuck {
            instants.append(BootInstant(begun.seconds + timings.reconcileStuck))
        }
        return instants.min() ?? BootInstant(startedAt.seconds + timings.sample)
    }

    /// Takes one event in and says what to do.
    package mutating func step(_ event: ResidentEvent, now: BootInstant) -> [ResidentEffect] {
        var effects: [ResidentEffect] = []
        switch event {
        case .tick: break
        case .sampled(let sample): take(sample, now: now, effects: &effects)
        case .reconciled(let conditions): take(conditions, now: now)
        case .statusWritten(let written): take(written: written, now: now)
        case .heartbeatDone(let number, let outcome): take(number, outcome, now: now)
        case .healthServer(let condition): healthCondition = condition
        case .reloaded(let new): reload(new, now: now, effects: &effects)
        case .reloadRefused(let condition):
            reloadCondition = condition
            effects.append(
                .log(LogEntry(.warning, "The changed configuration was refused.", [("problem", condition.text)])))
        case .signal(.reload): effects.append(.reload)
        case .signal(.terminate): return [.notify("STOPPING=1"), .stop]
        }
        noticeStuck(now: now)
        noticeOwnConditions(effects: &effects)
        start(now: now, effects: &effects)
        return effects
    }

    /// The heartbeat of this moment.
    package func heartbeat(sequence: UInt64, stamp: String, now: BootInstant) -> Heartbeat {
        HeartbeatBuilder(identity: identity, status: status, activity: activity, lifecycle: lifecycle)
            .heartbeat(pool: configuration.pool, sequence: sequence, stamp: stamp, now: now)
    }

    /// Whether everything has been done once, so that what comes now is routine.
    package var isSettled: Bool { isReady && (pace == nil || results.isAny) }

    /// The resident agent's own conditions, that no pass finds.
    package var ownConditions: [Condition] {
        var conditions = [healthCondition, reloadCondition].compactMap(\.self)
        if isSampleStuck { conditions.append(Condition(ResidentFailure.observationStuck)) }
        if isReconcileStuck { conditions.append(Condition(ResidentFailure.reconcileStuck)) }
        if let failure = pace?.standing { conditions.append(Condition(failure)) }
        return conditions
    }
}

/// Results come in.
extension AgentMachine {
    private mutating func take(_ sample: Sample, now: BootInstant, effects: inout [ResidentEffect]) {
        let wasStuck = isSampleStuck
        isSampleStuck = false
        sampling.end(now: now, every: timings.sample)
        let before = lastSample
        lastSample = sample
        // What a hung look saw before it hung proves nothing now: unknown until the next one, which follows at once.
        if wasStuck {
            sampling.hasten(now: now)
        } else {
            judge(sample.activity, effects: &effects)
        }
        if before?.shareState != sample.shareState || before?.isGateOpen != sample.isGateOpen {
            isStatusStale = true
            if before != nil, ["unmounted", "not answering"].contains(sample.shareState), reconciling.failuresInRow == 0
            {
                reconciling.hasten(now: now)
            }
        }
    }

    private mutating func judge(_ new: Activity, effects: inout [ResidentEffect]) {
        let before = activity?.verdict
        activity = new
        guard before != new.verdict else { return }
        isStatusStale = true
        pace?.changed()
        let actors = new.signals.filter { $0.state == .active }.flatMap(\.actors).prefix(3)
        effects.append(
            .log(
                LogEntry(
                    .notice, "The verdict changed.",
                    [("verdict", new.verdict.rawValue), ("before", before?.rawValue ?? "none")]
                        + actors.map { ("by", "\($0.user) \($0.what)") })))
    }

    private mutating func take(_ conditions: [Condition], now: BootInstant) {
        isReconcileStuck = false
        passed = conditions
        isStatusStale = true
        let retryable: Set<ExitStatus> = [.unreachable, .failure, .tryAgain]
        if conditions.contains(where: { !$0.code.isAdvice && retryable.contains($0.code.exitStatus) }) {
            reconciling.fail(now: now, first: timings.reconcileRetry, atMost: timings.reconcile)
        } else {
            reconciling.end(now: now, every: timings.reconcile)
        }
    }

    private mutating func take(written: Status?, now: BootInstant) {
        isWritingStatus = false
        if let written {
            status = written
        } else {
            // Somebody else has the lock, or /run is full: soon again.
            passed = passed ?? writing
            statusNextAt = BootInstant(now.seconds + timings.reconcileRetry)
        }
    }

    private mutating func take(_ number: UInt64, _ outcome: HeartbeatOutcome, now: BootInstant) {
        results.count(outcome)
        guard pace?.finish(number, outcome, now: now) != nil else { return }
        results.lastReplyAt = now
    }

    private mutating func reload(_ new: AgentConfiguration, now: BootInstant, effects: inout [ResidentEffect]) {
        reloadCondition = nil
        let before = configuration.coordinator
        var new = new
        // What the table of keys says needs a restart: the share must not change under its users.
        new.pool = configuration.pool
        new.share = configuration.share
        new.health = configuration.health
        configuration = new
        if let coordinator = new.coordinator {
            if before == nil {
                pace = HeartbeatPace(intervalSeconds: coordinator.heartbeatSeconds, seed: seed, now: now)
            } else {
                pace?.reconfigured(intervalSeconds: coordinator.heartbeatSeconds, now: now)
            }
        } else {
            pace = nil
        }
        reconciling.hasten(now: now)
        sampling.hasten(now: now)
        effects.append(.log(LogEntry(.info, "The configuration was read again.")))
    }
}

/// Work goes out.
extension AgentMachine {
    private mutating func noticeStuck(now: BootInstant) {
        if !isSampleStuck, sampling.isStuck(now: now, limit: timings.sampleStuck) {
            isSampleStuck = true
            if activity?.verdict != .unknown { pace?.changed() }
            activity = Activity(verdict: .unknown, idleSeconds: 0, signals: [], holds: activity?.holds ?? [])
        }
        if !isReconcileStuck, reconciling.isStuck(now: now, limit: timings.reconcileStuck) { isReconcileStuck = true }
    }

    /// Tells the journal once when one of our own conditions comes or goes.
    private mutating func noticeOwnConditions(effects: inout [ResidentEffect]) {
        let own = ownConditions
        guard own.map(\.code) != ownShown.map(\.code) else { return }
        isStatusStale = true
        for condition in own where !ownShown.contains(where: { $0.code == condition.code }) {
            let level: LogEntry.Level = condition.severity == .critical ? .error : .warning
            effects.append(
                .log(
                    LogEntry(level, "A condition came.", [("code", condition.code.rawValue), ("text", condition.text)]))
            )
        }
        for condition in ownShown where !own.contains(where: { $0.code == condition.code }) {
            effects.append(.log(LogEntry(.notice, "A condition went.", [("code", condition.code.rawValue)])))
        }
        ownShown = own
    }

    private mutating func start(now: BootInstant, effects: inout [ResidentEffect]) {
        if sampling.begin(now: now, tolerance: Self.tolerance) { effects.append(.sample) }
        if reconciling.begin(now: now, tolerance: Self.tolerance) { effects.append(.reconcile) }
        startStatus(now: now, effects: &effects)
        becomeReady(now: now, effects: &effects)
        if let number = pace?.begin(now: now) { effects.append(.heartbeat(number)) }
        if let due = watchdogNextAt, let period = timings.watchdog, due.since(now) <= Self.tolerance {
            watchdogNextAt = BootInstant(now.seconds + period)
            effects.append(.notify("WATCHDOG=1"))
        }
    }

    private mutating func startStatus(now: BootInstant, effects: inout [ResidentEffect]) {
        // Before the first pass there is nothing complete to write down.
        guard !isWritingStatus, status != nil || passed != nil else {
            if status == nil, passed == nil { statusNextAt = BootInstant(now.seconds + timings.statusAtLeast) }
            return
        }
        guard isStatusStale || statusNextAt.since(now) <= Self.tolerance else { return }
        isWritingStatus = true
        isStatusStale = false
        statusNextAt = BootInstant(now.seconds + timings.statusAtLeast)
        effects.append(.writeStatus(activity: activity, own: ownConditions, passed: passed))
        writing = passed
        passed = nil
    }

    private mutating func becomeReady(now: BootInstant, effects: inout [ResidentEffect]) {
        guard !isReady else { return }
        let isComplete = status != nil && lastSample != nil
        guard isComplete || now.since(startedAt) >= timings.readyAtLatest - Self.tolerance else { return }
        isReady = true
        effects.append(.notify("READY=1\nSTATUS=" + statusLine))
        let took = max(0, Int((now.since(startedAt) * 1000).rounded()))
        effects.append(
            .log(
                isComplete
                    ? LogEntry(.info, "The first observation is complete.", [("milliseconds", "\(took)")])
                    : LogEntry(.warning, "Logins are let in before the first pass ended.")))
    }

    /// One line for `systemctl status`.
    package var statusLine: String {
        let share = lastSample?.shareState ?? "unknown"
        let verdict = activity?.verdict.rawValue ?? "unknown"
        return "share \(share), \(verdict), \(status?.conditions.count ?? 0) conditions"
    }
}

/// What is wrong with the resident agent itself.
package enum ResidentFailure: Failure, Equatable {
    case observationStuck
    case reconcileStuck
    case healthPort(listen: String, text: String)
    case reloadRefused(text: String)

    package var code: ConditionCode {
        switch self {
        case .observationStuck: .observationStuck
        case .reconcileStuck: .reconcileStuck
        case .healthPort: .healthPortUnavailable
        case .reloadRefused: .reloadRefused
        }
    }

    package var description: String {
        switch self {
        case .observationStuck: "A look at the activity signals has not come back; the verdict is unknown meanwhile."
        case .reconcileStuck: "Keeping the share, accounts and links has not come back for ten minutes."
        case .healthPort(let listen, let text): "Nothing answers on \(quoted(listen)): \(printable(text))."
        case .reloadRefused(let text):
            "The changed configuration is not in force, it has problems: \(printable(text))."
        }
    }

    package var remedy: String {
        switch self {
        case .observationStuck, .reconcileStuck:
            "See what hangs: ps -L -C dsvm-agent -o comm,stat,wchan; then: sudo dsvm-agent check share"
        case .healthPort: "See who has the port: sudo ss -ltnp; or choose another in health.listen."
        case .reloadRefused: "See every problem: dsvm-agent config check; then: sudo systemctl reload dsvm-agent"
        }
    }
}

/// Counts of what heartbeats came to.
package struct HeartbeatResults: Sendable, Equatable {
    package private(set) var replies = 0
    package private(set) var failures: [ConditionCode: Int] = [:]
    package var lastReplyAt: BootInstant?
    /// Whether there was any result yet.
    package var isAny: Bool { replies > 0 || !failures.isEmpty }

    mutating func count(_ outcome: HeartbeatOutcome) {
        switch outcome {
        case .reply: replies += 1
        case .failed(let failure): failures[failure.code, default: 0] += 1
        }
    }
}
