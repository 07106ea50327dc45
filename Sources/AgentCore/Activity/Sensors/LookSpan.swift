/// The time between two looks, and how much a cumulative counter must have grown in it to be work.
package struct LookSpan: Sendable, Equatable {
    /// Units: seconds since the look that the counters are compared with.
    package let seconds: Double
    private let judgedSeconds: Double
    /// Whether the comparison becomes the base of the next one. Looks that follow at once keep the older base, so that
    /// neither a burst of a few milliseconds looks like work nor slow work disappears between many looks.
    package let movesBase: Bool

    /// Units: seconds. Below this a percentage says nothing: one shell prompt takes 50 ms, which is 5 % of a second.
    package static let secondsMin = 5.0

    /// Spans from the last look, or from boot where there was none: counters begin at zero there.
    package init(since last: BootInstant?, context: SensorContext) {
        seconds = max(0, context.now.since(last ?? .boot))
        // After a gap, while the agent was down, one window's worth of work in all of it counts: spread over the whole
        // gap an hour's work in a night would vanish.
        judgedSeconds = max(Self.secondsMin, min(seconds, context.windowSeconds))
        movesBase = last == nil || seconds >= Self.secondsMin
    }

    /// Seconds of CPU that are this percentage of one core.
    package func cpuSeconds(percent: Double) -> Double { percent / 100 * judgedSeconds }

    /// The share of a limit that is given for a whole window.
    package func portion(of limit: Double, context: SensorContext) -> Double {
        limit * judgedSeconds / max(context.windowSeconds, Self.secondsMin)
    }

    /// The span in words.
    package var text: String { seconds < 120 ? "\(Int(seconds)) s" : "\(Int(seconds / 60)) min" }
}

/// A number with one digit after the point, for people.
func oneDecimal(_ value: Double) -> String {
    let tenths = Int(min(max(value, 0), 1e15) * 10 + 0.5)
    return "\(tenths / 10).\(tenths % 10)"
}

/// A count of bytes for people.
func byteText(_ count: UInt64) -> String {
    switch count {
    case ..<1024: "\(count) bytes"
    case ..<(1 << 20): "\(count >> 10) KiB"
    case ..<(1 << 30): "\(count >> 20) MiB"
    default: "\(oneDecimal(Double(count) / Double(1 << 30))) GiB"
    }
}
