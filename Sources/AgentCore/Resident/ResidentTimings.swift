/// How often the resident agent does what. Units: seconds on the boot clock.
package struct ResidentTimings: Sendable, Equatable {
    package var sample = 15.0
    package var reconcile = 300.0
    package var statusAtLeast = 60.0
    /// First wait after a pass that failed; doubled up to `reconcile`.
    package var reconcileRetry = 10.0
    /// A look that takes longer than this is stuck, and what was seen before proves nothing any more.
    package var sampleStuck = 60.0
    package var reconcileStuck = 600.0
    /// Logins wait for us no longer than this. The unit's TimeoutStartSec is above it.
    package var readyAtLatest = 90.0
    /// Half of what the service manager waits for a sign of life; nil without a watchdog.
    package var watchdog: Double?

    /// Takes the defaults.
    package init(watchdog: Double? = nil) { self.watchdog = watchdog }
}

/// A piece of work that one thread at a time does, again and again.
struct PeriodicJob: Sendable, Equatable {
    private(set) var nextAt: BootInstant
    private(set) var begunAt: BootInstant?
    private(set) var failuresInRow = 0

    init(firstAt: BootInstant) { nextAt = firstAt }

    /// When to look at it: nil while it runs, as its end is an event.
    var dueAt: BootInstant? { begunAt == nil ? nextAt : nil }

    /// Begins it if it is due and does not run.
    mutating func begin(now: BootInstant, tolerance: Double) -> Bool {
        guard begunAt == nil, nextAt.since(now) <= tolerance else { return false }
        begunAt = now
        return true
    }

    /// Ends it; the next one keeps the rhythm of the beginnings.
    mutating func end(now: BootInstant, every seconds: Double) {
        nextAt = BootInstant(max(now.seconds, (begunAt ?? now).seconds + seconds))
        begunAt = nil
        failuresInRow = 0
    }

    /// Ends it without success: the next try comes after a wait that doubles.
    mutating func fail(now: BootInstant, first: Double, atMost: Double) {
        begunAt = nil
        // Limits: 2^10 times ten seconds is far above any interval.
        nextAt = BootInstant(now.seconds + min(atMost, first * Double(1 << min(failuresInRow, 10))))
        failuresInRow += 1
    }

    /// Asks for it to be done soon.
    mutating func hasten(now: BootInstant) { nextAt = min(nextAt, now) }

    /// Whether it has run longer than a limit.
    func isStuck(now: BootInstant, limit: Double) -> Bool { begunAt.map { now.since($0) >= limit } ?? false }
}
