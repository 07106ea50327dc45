/// The CPU counter of one control group.
package struct GroupUsage: Sendable, Equatable, Codable {
    /// The inode of the counter's file: a group that was removed and made anew has another one.
    package var identity: UInt64
    /// Units: microseconds of CPU since the group was made, ended children included.
    package var microseconds: UInt64

    /// Describes a counter.
    package init(identity: UInt64, microseconds: UInt64) {
        self.identity = identity
        self.microseconds = microseconds
    }

    /// Seconds used since an earlier reading; a group that was made anew, or whose counter restarted, counts from zero.
    package func seconds(since last: GroupUsage?) -> Double {
        let base = last.map { $0.identity == identity && $0.microseconds <= microseconds ? $0.microseconds : 0 } ?? 0
        return Double(microseconds - base) / 1_000_000
    }
}

/// The CPU that processes outside the login slices used, by user, between two looks.
///
/// A child that ended and was waited for stands in its parent's count. What it had used at the last look was counted
/// then, as its own, and is taken off the parent's.
package struct ProcessUsage: Sendable, Equatable, Codable {
    private var known: [Int: Known] = [:]

    private struct Known: Sendable, Equatable, Codable {
        var start: UInt64
        var parent: Int32
        var own: UInt64
        var child: UInt64
    }

    /// Starts with nothing known: every process counts from its start.
    package init() {}

    /// Remembers these processes.
    package init(_ processes: [PersonProcess]) {
        for process in processes {
            let stat = process.stat
            known[Int(process.identity.pid)] = Known(
                start: process.identity.startTicks, parent: stat.parent, own: stat.ownTicks, child: stat.childTicks)
        }
    }

    /// Ticks by uid since these were remembered.
    package func ticks(to processes: [PersonProcess]) -> [UInt32: UInt64] {
        var living: Set<ProcessIdentity> = []
        for process in processes { living.insert(process.identity) }
        var counted: [Int32: UInt64] = [:]
        for (pid, last) in known
        where !living.contains(ProcessIdentity(pid: Int32(truncatingIfNeeded: pid), startTicks: last.start)) {
            // Of its direct parent only: whether a grandparent waited for both is not known, and too much is the safe side.
            counted[last.parent, default: 0] += last.own + last.child
        }
        var result: [UInt32: UInt64] = [:]
        for process in processes {
            let stat = process.stat
            let last = known[Int(process.identity.pid)].flatMap { $0.start == process.identity.startTicks ? $0 : nil }
            let own = Self.growth(stat.ownTicks, last?.own ?? 0)
            let child = Self.growth(stat.childTicks, last?.child ?? 0)
            // A new process under this number inherits nothing of who had it before.
            let already = last == nil ? 0 : counted[process.identity.pid] ?? 0
            result[process.uid, default: 0] += own + Self.growth(child, already)
        }
        return result
    }

    private static func growth(_ now: UInt64, _ last: UInt64) -> UInt64 { now > last ? now - last : 0 }
}
