/// The signals that tell whether somebody uses this node; docs/activity.md explains each.
package enum SignalName: String, Sendable, CaseIterable, Codable {
    case ssh, tty, jupyter, jupyterhub, cpu, gpu, containers, transfer, batch, inhibitor
}

/// What one signal says. Unknown never becomes idle by waiting.
package enum SignalState: String, Sendable, Codable {
    case active, idle, unknown
    /// Not asked for, or nothing on this node can give it.
    case off
}

/// A point in time on the boot clock, which counts suspend and no step of the wall clock moves.
///
/// Units: seconds since boot. Source: clock_gettime(2), CLOCK_BOOTTIME.
package struct BootInstant: Sendable, Hashable, Comparable, Codable {
    package var seconds: Double

    /// Takes seconds since boot.
    package init(_ seconds: Double) { self.seconds = seconds }

    /// Takes a time since boot.
    package init(_ duration: Duration) {
        seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// The moment the machine started.
    package static let boot = BootInstant(0)

    package static func < (left: BootInstant, right: BootInstant) -> Bool { left.seconds < right.seconds }

    /// Seconds from another instant to this one.
    package func since(_ other: BootInstant) -> Double { seconds - other.seconds }
}

/// Who is at it, and with what.
package struct Actor: Sendable, Hashable, Codable {
    package var user: String
    /// "pts/0 from 10.1.2.3", "python train.py", "kernel 3f2a busy".
    package var what: String

    /// Names an actor.
    package init(user: String, what: String) {
        self.user = user
        self.what = what
    }
}

/// What one sensor found in one look.
package struct SensorReading: Sendable, Equatable, Codable {
    package var name: SignalName
    package var outcome: Outcome
    /// The latest activity that this look proves; nil for none.
    package var lastActive: BootInstant?
    /// Whose activity it is. Limits: see `listMax`.
    package var actors: [Actor]
    /// What was found, a line each, for people.
    package var evidence: [String]
    /// What is there and deliberately not counted, with the reason: "tmux of alice: no key since 3 h".
    package var notCounted: [String]

    /// Limits: entries kept of each list; a heartbeat must stay small.
    package static let listMax = 20

    /// Whether the look succeeded.
    package enum Outcome: Sendable, Equatable, Codable {
        case seen
        /// Nobody could tell: a daemon that does not answer, a file that cannot be read.
        case unknown(String)
        /// Nothing on this node can give this signal, or the admin switched it off.
        case off(String)
    }

    /// Describes a look that succeeded.
    package init(
        _ name: SignalName, lastActive: BootInstant?, actors: [Actor] = [], evidence: [String] = [],
        notCounted: [String] = []
    ) {
        self.name = name
        outcome = .seen
        self.lastActive = lastActive
        self.actors = Array(actors.prefix(Self.listMax))
        self.evidence = Array(evidence.prefix(Self.listMax))
        self.notCounted = Array(notCounted.prefix(Self.listMax))
    }

    /// Describes a look that failed.
    package init(_ name: SignalName, unknown reason: String) {
        self.init(name, lastActive: nil)
        outcome = .unknown(reason)
    }

    /// Describes a signal that this node does not have.
    package init(_ name: SignalName, off reason: String) {
        self.init(name, lastActive: nil)
        outcome = .off(reason)
    }
}

/// What every sensor is told.
package struct SensorContext: Sendable, Equatable {
    package var now: BootInstant
    /// Wall-clock seconds since 1970 at `now`, for sources that know no other clock; never trusted on its own.
    package var wallSeconds: Double
    /// How long activity counts as present. Units: seconds.
    package var windowSeconds: Double
    /// Percent of one core that a user's processes must use over the time between two looks to count.
    package var cpuPercent: Double
    package var gpuPercent: Double

    /// Puts a context together.
    package init(now: BootInstant, wallSeconds: Double, windowSeconds: Double, cpuPercent: Double, gpuPercent: Double) {
        self.now = now
        self.wallSeconds = wallSeconds
        self.windowSeconds = windowSeconds
        self.cpuPercent = cpuPercent
        self.gpuPercent = gpuPercent
    }

    /// Turns a wall-clock stamp into the boot clock, kept between boot and now: a wall clock may have been set.
    package func instant(wall seconds: Double) -> BootInstant {
        BootInstant(min(max(0, now.seconds - (wallSeconds - seconds)), now.seconds))
    }
}

/// A sensor: a pure function from what a reader found, and what it remembers of its last look, to a reading.
///
/// `Memory` is kept over restarts of the agent within one boot, so that cumulative evidence covers the gap.
package protocol Sensor {
    associatedtype Facts: Sendable
    associatedtype Memory: Sendable, Codable
    static var name: SignalName { get }
    /// Point samples say nothing about the time between two looks: for them a gap counts as activity.
    static var isCumulative: Bool { get }
    /// Judges. `memory` is nil at the first look of a boot.
    static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading
}
