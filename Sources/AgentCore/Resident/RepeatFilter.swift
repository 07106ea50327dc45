/// Lets the same line through once an hour and counts the others.
package struct RepeatFilter: Sendable {
    /// Units: seconds.
    static let quietSeconds = 3600.0
    /// Limits: lines remembered; the oldest goes first.
    static let linesMax = 64

    private var lines: [String: (since: BootInstant, count: Int)] = [:]

    /// Starts with nothing said.
    package init() {}

    /// Returns how often the line was kept back before, or nil to keep it back now.
    package mutating func admit(_ line: String, now: BootInstant) -> Int? {
        if let earlier = lines[line], now.since(earlier.since) < Self.quietSeconds {
            lines[line]?.count += 1
            return nil
        }
        let count = lines[line]?.count ?? 0
        if lines[line] == nil, lines.count >= Self.linesMax,
            let oldest = lines.min(by: { $0.value.since < $1.value.since })?.key
        {
            lines[oldest] = nil
        }
        lines[line] = (now, 0)
        return count
    }
}
