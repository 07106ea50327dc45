/// Computing: CPU time of people's login slices and of their processes elsewhere.
///
/// Cumulative, so short-lived children and the time while the agent was down count. A stopped or sleeping process uses
/// none; one that waits for the share uses none either, and is the transfer signal's to see.
package enum CPUSensor: Sensor {
    package static let name = SignalName.cpu
    package static let isCumulative = true

    /// What one look found.
    package struct Facts: Sendable, Equatable {
        /// The counters of `user-UID.slice`, by uid; a user without one is counted by processes.
        package var slices: [UInt32: GroupUsage]
        package var table: ProcessTable
        package var names: UserNames
        /// Why the counters are not the whole truth.
        package var problem: String?

        /// Groups the facts.
        package init(slices: [UInt32: GroupUsage], table: ProcessTable, names: UserNames, problem: String? = nil) {
            self.slices = slices
            self.table = table
            self.names = names
            self.problem = problem
        }

        /// Processes that no slice's counter has.
        var outside: [PersonProcess] {
            table.people.filter { process in
                switch process.place {
                case .slice(let uid): slices[uid] == nil
                case .container: false
                case .elsewhere: true
                }
            }
        }
    }

    /// The counters of the last look.
    package struct Memory: Sendable, Equatable, Codable {
        var at: BootInstant
        var slices: [Int: GroupUsage]
        var processes: ProcessUsage
    }

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        let span = LookSpan(since: memory?.at, context: context)
        let outside = facts.outside
        var used: [UInt32: Double] = [:]
        for (uid, usage) in facts.slices where isCounted(uid) {
            used[uid, default: 0] += usage.seconds(since: memory?.slices[Int(uid)])
        }
        let ticks = (memory?.processes ?? ProcessUsage()).ticks(to: outside)
        for (uid, count) in ticks { used[uid, default: 0] += Double(count) / facts.table.ticksPerSecond }

        let problem = facts.problem ?? facts.table.problem
        if span.movesBase {
            memory = Memory(
                at: context.now, slices: kept(facts, memory), processes: ProcessUsage(outside))
        }
        return reading(used, facts, span, problem, context)
    }

    /// People's slices, and root's: nothing but a login puts a process there.
    private static func isCounted(_ uid: UInt32) -> Bool { uid == 0 || ProcessTable.isPerson(uid) }

    private static func kept(_ facts: Facts, _ last: Memory?) -> [Int: GroupUsage] {
        // Where the counters could not be read, the old ones stay, so that they cover this look when they come back.
        var result = facts.problem == nil ? [:] : last?.slices ?? [:]
        for (uid, usage) in facts.slices { result[Int(uid)] = usage }
        return result
    }

    private static func reading(
        _ used: [UInt32: Double], _ facts: Facts, _ span: LookSpan, _ problem: String?, _ context: SensorContext
    ) -> SensorReading {
        let needed = span.cpuSeconds(percent: context.cpuPercent)
        let ordered = used.filter { $0.value > 0 }.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        // Rounded by nothing but the counters' own microseconds: exactly the percentage counts.
        let working = ordered.filter { $0.value >= needed }
        if working.isEmpty, let problem { return SensorReading(name, unknown: problem) }
        var passed = ordered.filter { $0.value < needed }.prefix(passedMax).map { uid, seconds in
            "\(facts.names[uid]): \(oneDecimal(seconds)) s of CPU in \(span.text), below \(oneDecimal(needed)) s"
        }
        let stopped = Set(facts.table.people.filter(\.isStopped).map(\.uid)).sorted()
        passed += stopped.map { uid in
            let count = facts.table.people.count { $0.uid == uid && $0.isStopped }
            return "\(facts.names[uid]): \(count) stopped \(count == 1 ? "process" : "processes")"
        }
        return SensorReading(
            name, lastActive: working.isEmpty ? nil : context.now,
            actors: working.map { uid, _ in
                Actor(user: facts.names[uid], what: facts.table.busiest(of: uid)?.what ?? "processes that ended")
            },
            evidence: working.map { uid, seconds in
                "\(facts.names[uid]) used \(oneDecimal(seconds)) s of CPU in \(span.text)"
            },
            notCounted: passed)
    }

    /// Limits: users named below the threshold; the busiest come first.
    private static let passedMax = 10
}
