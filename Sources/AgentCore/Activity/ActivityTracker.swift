/// Turns readings into a verdict and remembers since when nothing happened.
///
/// The state is a value that survives restarts of the agent within one boot; see docs/activity.md for the rules.
package struct ActivityTracker: Sendable, Equatable, Codable {
    /// The boot this belongs to; with another one everything starts anew at that boot.
    package private(set) var bootId: String
    private var tracks: [SignalName: Track] = [:]

    /// What is remembered of one signal.
    private struct Track: Sendable, Equatable, Codable {
        /// The latest activity ever proved in this boot.
        var lastActive: BootInstant = .boot
        /// The last look that succeeded.
        var lastSeen: BootInstant?
        var reading: SensorReading?
    }

    /// Starts at a boot: until something is seen, the boot itself is the latest activity.
    package init(bootId: String) { self.bootId = bootId }

    /// Takes one look's readings in.
    package mutating func take(_ readings: [SensorReading], cumulative: Set<SignalName>, context: SensorContext) {
        for reading in readings {
            var track = tracks[reading.name] ?? Track()
            if case .seen = reading.outcome {
                if let active = reading.lastActive {
                    track.lastActive = max(track.lastActive, min(active, context.now))
                }
                // A point sample knows nothing of a longer silence before it: that counts as activity.
                if let seen = track.lastSeen, !cumulative.contains(reading.name),
                    context.now.since(seen) > Self.gapFactor * context.windowSeconds
                {
                    track.lastActive = context.now
                }
                track.lastSeen = context.now
            }
            track.reading = reading
            tracks[reading.name] = track
        }
    }

    /// A silence of more than this many windows is a gap.
    private static let gapFactor = 1.0

    /// Judges what is known at one moment.
    package func activity(context: SensorContext, holds: [Hold]) -> Activity {
        let signals = SignalName.allCases.compactMap { name -> SignalReport? in
            guard let track = tracks[name], let reading = track.reading else { return nil }
            let state: SignalState =
                switch reading.outcome {
                case .off: .off
                case .unknown: .unknown
                case .seen:
                    context.now.since(track.lastActive) < context.windowSeconds && track.lastActive > .boot
                        ? .active : .idle
                }
            return SignalReport(reading, state: state, lastActive: track.lastActive, now: context.now)
        }
        let running = holds.filter { $0.isRunning(at: context.now) }
        let latest =
            tracks.filter { name, _ in signals.contains { $0.name == name && $0.state != .off } }
            .values.map(\.lastActive).max() ?? .boot
        let verdict: Verdict =
            if !running.isEmpty || signals.contains(where: { $0.state == .active }) {
                .active
            } else if signals.isEmpty || signals.contains(where: { $0.state == .unknown }) {
                .unknown
            } else {
                .idle
            }
        let idle = running.isEmpty ? max(0, context.now.since(latest)) : 0
        return Activity(verdict: verdict, idleSeconds: Int(idle), signals: signals, holds: running)
    }
}

/// Whether this node is in use.
package enum Verdict: String, Sendable, Codable {
    case active, idle, unknown

    /// The exit status of `idle`.
    package var exitStatus: Int32 {
        switch self {
        case .idle: 0
        case .active: 1
        case .unknown: 3
        }
    }
}

/// One judged moment.
package struct Activity: Sendable, Equatable, Codable {
    package var verdict: Verdict
    /// Units: seconds since the latest activity of any signal.
    package var idleSeconds: Int
    package var signals: [SignalReport]
    package var holds: [Hold]

    /// Describes a judgement.
    package init(verdict: Verdict, idleSeconds: Int, signals: [SignalReport], holds: [Hold]) {
        self.verdict = verdict
        self.idleSeconds = idleSeconds
        self.signals = signals
        self.holds = holds
    }
}

/// One signal as it is shown and sent.
package struct SignalReport: Sendable, Equatable, Codable {
    package var name: SignalName
    package var state: SignalState
    /// Units: seconds ago; nil where nothing was seen since boot.
    package var lastActiveSeconds: Int?
    package var actors: [Actor]
    package var evidence: [String]
    package var notCounted: [String]
    /// Why it is unknown or off.
    package var reason: String?

    init(_ reading: SensorReading, state: SignalState, lastActive: BootInstant, now: BootInstant) {
        name = reading.name
        self.state = state
        lastActiveSeconds = lastActive > .boot ? max(0, Int(now.since(lastActive))) : nil
        actors = reading.actors
        evidence = reading.evidence
        notCounted = reading.notCounted
        switch reading.outcome {
        case .seen: reason = nil
        case .unknown(let text), .off(let text): reason = text
        }
    }
}

/// Somebody's wish that this node stays.
package struct Hold: Sendable, Equatable, Codable {
    package var id: String
    package var user: String
    package var uid: UInt32
    package var reason: String
    package var begin: BootInstant
    /// The end on the boot clock; a hold does not survive a reboot.
    package var end: BootInstant
    /// The process a hold lasts as long as, with its start time in clock ticks; nil for a hold by time alone.
    package var process: ProcessIdentity?

    /// Describes a hold.
    package init(
        id: String, user: String, uid: UInt32, reason: String, begin: BootInstant, end: BootInstant,
        process: ProcessIdentity? = nil
    ) {
        self.id = id
        self.user = user
        self.uid = uid
        self.reason = reason
        self.begin = begin
        self.end = end
        self.process = process
    }

    /// Tells whether the time is not over; whether the process and the user are still there is the reader's to see.
    package func isRunning(at now: BootInstant) -> Bool { now < end }
}

/// A process that cannot be mistaken for a later one of the same number.
///
/// Source: proc(5), `/proc/[pid]/stat` field 22, `starttime`, in clock ticks since boot.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    package var pid: Int32
    package var startTicks: UInt64

    /// Names a process.
    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}
