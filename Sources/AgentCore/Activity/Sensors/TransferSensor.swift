/// Moving bytes: copies without a terminal, and work that waits on a share with hardly any CPU.
package enum TransferSensor: Sensor {
    package static let name = SignalName.transfer
    package static let isCumulative = true

    /// What one look found.
    package struct Facts: Sendable, Equatable {
        package var table: ProcessTable
        package var names: UserNames
        /// Bytes read and written so far, by PID, of the processes that may have moved any since the last look.
        package var bytes: [Int32: UInt64]
        /// Bytes that the kernel's share clients moved so far, by share.
        package var shares: [String: UInt64]
        /// Whether the share answered its last probe; true where there is none.
        package var isShareAnswering: Bool
        /// Whether containers run; their processes are nobody's by uid.
        package var hasContainers: Bool

        /// Groups the facts.
        package init(
            table: ProcessTable, names: UserNames, bytes: [Int32: UInt64], shares: [String: UInt64] = [:],
            isShareAnswering: Bool = true, hasContainers: Bool = false
        ) {
            self.table = table
            self.names = names
            self.bytes = bytes
            self.shares = shares
            self.isShareAnswering = isShareAnswering
            self.hasContainers = hasContainers
        }
    }

    /// The counters of the last look.
    package struct Memory: Sendable, Equatable, Codable {
        var at: BootInstant
        var processes: [Int: Known] = [:]
        var shares: [String: UInt64] = [:]

        struct Known: Sendable, Equatable, Codable {
            var start: UInt64
            var bytes: UInt64
        }
    }

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        let span = LookSpan(since: memory?.at, context: context)
        var movers: [Mover] = []
        var kept: [Int: Memory.Known] = [:]
        for process in facts.table.people {
            let pid = Int(process.identity.pid)
            let last = memory?.processes[pid].flatMap { $0.start == process.identity.startTicks ? $0 : nil }
            guard let bytes = facts.bytes[process.identity.pid] else {
                kept[pid] = last
                continue
            }
            kept[pid] = Memory.Known(start: process.identity.startTicks, bytes: bytes)
            if let mover = Mover(process, bytes: bytes, last: last?.bytes, span, context) { movers.append(mover) }
        }
        movers.sort { ($0.moved, $1.pid) > ($1.moved, $0.pid) }
        let shares = movedShares(facts, memory, span, context)
        if span.movesBase { memory = Memory(at: context.now, processes: kept, shares: facts.shares) }

        if movers.isEmpty, shares.isEmpty {
            if let problem = facts.table.problem { return SensorReading(name, unknown: problem) }
            if let waiting = waiting(facts) { return SensorReading(name, unknown: waiting) }
            return SensorReading(name, lastActive: nil)
        }
        let actors = movers.map { Actor(user: facts.names[$0.uid], what: $0.what) }
        return SensorReading(
            name, lastActive: context.now,
            actors: actors.isEmpty ? [Actor(user: "share", what: "reads and writes of programs here")] : actors,
            evidence: movers.map { "\(facts.names[$0.uid]) \($0.what) moved \(byteText($0.moved)) in \(span.text)" }
                + shares.map { "share \(printable($0.name)) moved \(byteText($0.moved)) in \(span.text)" })
    }

    /// A process that moved enough.
    private struct Mover {
        var pid: Int32
        var uid: UInt32
        var what: String
        var moved: UInt64

        init?(_ process: PersonProcess, bytes: UInt64, last: UInt64?, _ span: LookSpan, _ context: SensorContext) {
            let role = TransferLimits.role(of: process)
            guard let limit = TransferLimits.bytes(role) else { return nil }
            var base = last ?? 0
            if last == nil, role == .process { base = TransferLimits.startBytes }
            let moved = bytes > base ? bytes - base : 0
            guard Double(moved) >= span.portion(of: limit, context: context) else { return nil }
            pid = process.identity.pid
            uid = process.uid
            what = process.what
            self.moved = moved
        }
    }

    /// Shares that moved enough, while there is anybody whose work it can be.
    private static func movedShares(
        _ facts: Facts, _ memory: Memory?, _ span: LookSpan, _ context: SensorContext
    ) -> [(name: String, moved: UInt64)] {
        guard facts.hasContainers || facts.table.people.contains(where: { !$0.isZombie }) else { return [] }
        let needed = span.portion(of: TransferLimits.shareBytes, context: context)
        return facts.shares.sorted { $0.key < $1.key }.compactMap { share, bytes in
            // A share that was mounted anew counts from zero.
            let last = memory?.shares[share].map { $0 <= bytes ? $0 : 0 } ?? 0
            return Double(bytes - last) >= needed ? (share, bytes - last) : nil
        }
    }

    /// Work that waits for a share which does not answer moves nothing, and is not idle.
    private static func waiting(_ facts: Facts) -> String? {
        guard !facts.isShareAnswering, let process = facts.table.people.first(where: \.isStuck) else { return nil }
        return "The share does not answer, and \(process.what) of \(facts.names[process.uid]) waits for it."
    }
}
