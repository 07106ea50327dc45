package import PoolProtocol

/// When the next heartbeat goes out, and what an answer means for it. Knows the boot clock's time only as an argument.
///
/// One request is in flight at most. Nothing is queued: whoever sends takes the newest state at that moment.
package struct HeartbeatPace: Sendable, Equatable {
    /// Limits: a change is sent at once, but not more often than this. Units: seconds.
    static let changeSecondsMin = 1.0
    /// Limits: how far back-off goes. Units: seconds.
    static let backoffSecondsMax = 300.0
    /// Limits: how long a coordinator can silence a node. Units: seconds.
    static let retryAfterSecondsMax = 3600
    /// ±10 %, so that a pool that was started at once does not report at once for ever.
    static let jitter = 0.1

    /// From the configuration, used until a reply names another and again while there are none.
    private var configuredSeconds: Double
    private var wantedSeconds: Double
    private var generator: SplitMix64
    private var sequence: UInt64 = 0
    private var inFlight: UInt64?
    private var lastSent: BootInstant?
    /// No earlier than this, whatever changes: Retry-After.
    private var silentUntil: BootInstant = .boot
    private var hasChanged = false
    /// When the next one is due, if none is in flight.
    private var dueAt: BootInstant
    /// Failures since the last reply.
    package private(set) var failuresInRow = 0
    /// The failure that stands, once it has lasted.
    package private(set) var standing: HeartbeatFailure?

    /// Starts; the first heartbeat is due somewhere within the first interval.
    package init(intervalSeconds: Int, seed: UInt64, now: BootInstant) {
        configuredSeconds = Double(intervalSeconds)
        wantedSeconds = configuredSeconds
        generator = SplitMix64(seed: seed)
        // Not at once: machines of a scale set start together.
        dueAt = BootInstant(now.seconds + Double(intervalSeconds) * generator.fraction())
    }

    /// When to look again; nil while a request is in flight.
    package var nextAt: BootInstant? {
        guard inFlight == nil else { return nil }
        guard hasChanged else { return dueAt }
        let soonest = lastSent.map { BootInstant($0.seconds + Self.changeSecondsMin) } ?? .boot
        return min(dueAt, max(soonest, silentUntil))
    }

    /// Notes that the verdict or the lifecycle changed.
    package mutating func changed() { hasChanged = true }

    /// Takes a new interval from the configuration; one that the coordinator asked for stays until its next reply.
    package mutating func reconfigured(intervalSeconds: Int, now: BootInstant) {
        configuredSeconds = Double(intervalSeconds)
        wantedSeconds = configuredSeconds
        dueAt = min(dueAt, BootInstant(now.seconds + wantedSeconds))
    }

    /// Begins a request if one is due, and numbers it.
    package mutating func begin(now: BootInstant) -> UInt64? {
        guard let nextAt, nextAt <= now else { return nil }
        sequence += 1
        inFlight = sequence
        lastSent = now
        hasChanged = false
        return sequence
    }

    /// Takes the outcome of a request; nil for one that nobody waits for any more, or without a reply.
    package mutating func finish(_ number: UInt64, _ outcome: HeartbeatOutcome, now: BootInstant) -> HeartbeatReply? {
        guard inFlight == number else { return nil }
        inFlight = nil
        switch outcome {
        case .reply(let reply):
            failuresInRow = 0
            standing = nil
            silentUntil = .boot
            wantedSeconds = Double(reply.nextHeartbeatSeconds)
            dueAt = BootInstant(now.seconds + jittered(wantedSeconds))
            return reply
        case .failed(let failure):
            failuresInRow += 1
            if failuresInRow >= failure.countUntilCondition { standing = failure }
            wantedSeconds = configuredSeconds
            dueAt = BootInstant(now.seconds + jittered(backoffSeconds))
            if case .throttled(_, let seconds) = failure, seconds > 0 {
                // Never earlier than asked for, so this jitter only adds.
                let silence = Double(min(seconds, Self.retryAfterSecondsMax))
                silentUntil = BootInstant(now.seconds + silence * (1 + Self.jitter * generator.fraction()))
                dueAt = max(dueAt, silentUntil)
            }
            return nil
        }
    }

    /// The interval, twice as long with each failure after the first.
    private var backoffSeconds: Double {
        // 2^9 times one second is above five minutes already; the limit keeps the shift in range.
        let doublings = min(max(0, failuresInRow - 1), 9)
        return max(configuredSeconds, min(Self.backoffSecondsMax, configuredSeconds * Double(1 << doublings)))
    }

    private mutating func jittered(_ seconds: Double) -> Double {
        seconds * (1 - Self.jitter + 2 * Self.jitter * generator.fraction())
    }
}

/// A small seeded generator: runs of the agent differ, runs of a test do not.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt64

    /// Starts from a seed.
    package init(seed: UInt64) { state = seed }

    /// Gives the next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Gives a number from 0 up to and without 1.
    package mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
