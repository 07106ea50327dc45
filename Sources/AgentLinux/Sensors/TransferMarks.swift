internal import AgentCore

/// Reads how many bytes people's processes moved, of those only that can have moved any: an idle machine costs nothing.
///
/// Nothing moves bytes without using CPU. A process' own ticks are too coarse to show it, 10 ms each; the counters of
/// control groups have microseconds.
struct TransferMarks {
    private var slices: [UInt32: GroupUsage] = [:]
    private var others: [String: GroupUsage] = [:]

    /// Limits: processes asked in one look; a reading costs some 4 µs. The rest is asked at the next one.
    private static let processesMax = 10_000

    mutating func read(
        _ table: ProcessTable, slices now: [UInt32: GroupUsage], groups: ControlGroups, processes: ProcessReader
    ) -> [Int32: UInt64] {
        var result: [Int32: UInt64] = [:]
        var seen: [String: GroupUsage] = [:]
        var changed: [String: Bool] = [:]
        for process in table.people.prefix(Self.processesMax) where !process.isZombie {
            let mayHaveMoved: Bool
            if case .slice(let uid) = process.place, let usage = now[uid] {
                mayHaveMoved = slices[uid] != usage
            } else if let known = changed[process.cgroup] {
                mayHaveMoved = known
            } else {
                let usage = groups.usage(path: process.cgroup)
                seen[process.cgroup] = usage
                // Without a counter nobody knows, so it is asked.
                mayHaveMoved = usage == nil || others[process.cgroup] != usage
                changed[process.cgroup] = mayHaveMoved
            }
            guard mayHaveMoved, let bytes = processes.bytesMoved(pid: process.identity.pid) else { continue }
            result[process.identity.pid] = bytes
        }
        slices = now
        others = seen
        return result
    }
}
