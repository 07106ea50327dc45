internal import AgentCore

/// Reads how many bytes people's processes moved, of those only that can have moved any: an idle machine costs nothing.
///
/// Nothing moves bytes without using CPU. A process' own ticks are too coarse to show it, 10 ms each; the counters of
/// control groups have microseconds.
struct TransferMarks {
    private var slices: [UInt32: GroupUsage] = [:]
    private var others: [String: GroupUsage] = [:]

    /// Users whose login slice has used no CPU since the last look.
    func quiet(_ now: [UInt32: GroupUsage]) -> Set<UInt32> { Set(now.filter { slices[$0.key] == $0.value }.keys) }

    /// Reads `/proc/PID/io` of those; some 9 µs each.
    ///
    /// Limits: those of the table.
    mutating func read(
        _ table: ProcessTable, slices now: [UInt32: GroupUsage], groups: ControlGroups, processes: ProcessReader
    ) -> [Int32: UInt64] {
        var result: [Int32: UInt64] = [:]
        var seen: [String: GroupUsage] = [:]
        var changed: [String: Bool] = [:]
        for process in table.people where !process.isZombie {
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
