/// The words of `dsvm-agent idle`: a person reads them at two in the morning and knows.
package enum IdleText {
    /// What the text is made of.
    package struct Facts: Sendable {
        package var activity: Activity
        /// Units: seconds since the observation.
        package var ageSeconds: Double
        package var now: BootInstant
        package var bootGraceSeconds: Double
        package var windowSeconds: Double

        /// Puts the facts together.
        package init(
            activity: Activity, ageSeconds: Double, now: BootInstant, bootGraceSeconds: Double, windowSeconds: Double
        ) {
            self.activity = activity
            self.ageSeconds = ageSeconds
            self.now = now
            self.bootGraceSeconds = bootGraceSeconds
            self.windowSeconds = windowSeconds
        }
    }

    /// Units: seconds from now until this node's own rules would let it go; nil while somebody uses it or nobody knows.
    ///
    /// The pool's policy comes on top: the coordinator alone knows how long a node has to be idle.
    package static func earliestRemovalSeconds(_ facts: Facts) -> Double? {
        guard facts.activity.verdict == .idle else { return nil }
        let grace = facts.bootGraceSeconds - facts.now.seconds
        let window = facts.windowSeconds - Double(facts.activity.idleSeconds)
        return max(0, grace, window)
    }

    /// The whole text, ending with a newline.
    package static func text(_ facts: Facts) -> String {
        var lines = [headline(facts), removal(facts), ""]
        lines += table(facts.activity.signals)
        lines += holds(facts)
        let notCounted = facts.activity.signals.flatMap(\.notCounted)
        if !notCounted.isEmpty {
            lines += ["", "Seen and not counted, because presence is not use:"] + notCounted.map { "  \($0)" }
        }
        lines += ["", "Observed \(Age.text(facts.ageSeconds)) ago. What counts and what does not: docs/activity.md"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func headline(_ facts: Facts) -> String {
        let activity = facts.activity
        switch activity.verdict {
        case .idle: return "IDLE: nobody has used this VM for \(Age.text(Double(activity.idleSeconds)))."
        case .active:
            var seen: Set<String> = []
            let actors = activity.signals.filter { $0.state == .active }.flatMap(\.actors).map(\.user)
            let users = (actors + activity.holds.map(\.user)).filter { seen.insert($0).inserted }
            let active = activity.signals.filter { $0.state == .active }.map(\.name.rawValue)
            let what = active + (activity.holds.isEmpty ? [] : ["hold"])
            return
                "IN USE by \(users.isEmpty ? "somebody" : users.joined(separator: ", ")): \(what.joined(separator: ", "))."
        case .unknown:
            let names = activity.signals.filter { $0.state == .unknown }.map(\.name.rawValue)
            let what = names.isEmpty ? "nothing was observed yet" : "\(names.joined(separator: ", ")) cannot be read"
            return "UNKNOWN, which counts as in use: \(what)."
        }
    }

    private static func removal(_ facts: Facts) -> String {
        guard let seconds = earliestRemovalSeconds(facts) else {
            let left = facts.activity.holds.map { $0.end.since(facts.now) }.max()
            let hold = left.map { " The last hold ends in \(Age.text($0))." } ?? ""
            return "It is not removed as long as this lasts.\(hold)"
        }
        return seconds > 0
            ? "It may be removed in \(Age.text(seconds)) at the earliest, if the pool's policy says so too."
            : "It may be removed as soon as the pool's policy says so."
    }

    private static func table(_ signals: [SignalReport]) -> [String] {
        var rows = [["SIGNAL", "STATE", "LAST USE", "WHO AND WHAT"]]
        for signal in signals where signal.state != .off {
            let last = signal.lastActiveSeconds.map { "\(Age.text(Double($0))) ago" } ?? "not since boot"
            let who = signal.actors.map { "\(printable($0.user)): \(printable($0.what))" }
            let what = signal.state == .unknown ? [signal.reason.map(printable) ?? "no answer"] : who + signal.evidence
            rows.append([signal.name.rawValue, signal.state.rawValue, last, what.first ?? ""])
            rows += what.dropFirst().map { ["", "", "", $0] }
        }
        let off = signals.filter { $0.state == .off }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = (0..<3).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count) } + [row[3]]
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        return lines + off.map { "\($0.name.rawValue): off, \($0.reason ?? "not here")" }
    }

    private static func holds(_ facts: Facts) -> [String] {
        facts.activity.holds.isEmpty
            ? []
            : ["", "Holds:"]
                + facts.activity.holds.map {
                    "  \($0.id) of \($0.user), \(Age.text($0.end.since(facts.now))) left: \($0.reason)"
                }
    }
}
