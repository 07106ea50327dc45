import AgentCore
import AgentLinux
import CommandTable

extension Invocation {
    /// `hold [--for 8h] [--reason TEXT] [-- COMMAND…]`: any user may; with a command for as long as that runs.
    func hold() throws -> Int32 {
        let secondsMax = HoldFile.lengthSecondsMax
        let isCommand = !parsed.trailing.isEmpty
        let seconds = try parsed.seconds("--for", atMost: 365 * 86400) ?? (isCommand ? secondsMax : 8 * 3600)
        guard seconds <= secondsMax else { throw HoldFailure.tooLong(seconds: seconds, secondsMax: secondsMax) }
        let now = host.clock.sinceBoot().inSeconds
        let process = isCommand ? ProcessClock.own : nil
        let reason = parsed.value("--reason") ?? (isCommand ? parsed.trailing.joined(separator: " ") : "")
        let file = HoldFile(
            reason: String(printable(reason).prefix(HoldFile.reasonMax)), bootId: ProcessClock.bootId(),
            endBoot: BootInstant(now + Double(seconds)), endWall: host.clock.wallSeconds() + Double(seconds),
            process: process)
        // Unique without a counter: one process makes at most one hold.
        let id = "h\(Int(now))-\(ProcessClock.own?.pid ?? 0)"
        try HoldStore().add(file, id: id)
        if isCommand {
            output.writeError("dsvm-agent: this VM is held as \(id) while \(quoted(parsed.trailing[0])) runs\n")
            // The command takes this process over: the hold ends with it, however it ends.
            let reason = ProcessClock.become(parsed.trailing)
            try? HoldStore().remove(id)
            throw HoldFailure.cannotStart(program: parsed.trailing[0], reason: reason)
        }
        if wantsJSON {
            output.printJSON(HoldDocument(id: id, remainingSeconds: seconds))
        } else {
            output.line(
                "\(id): this VM is held for \(Age.text(Double(seconds))). Drop it with: dsvm-agent release \(id)")
        }
        return ExitStatus.success.rawValue
    }

    /// `holds`: those that count now.
    func holds() throws -> Int32 {
        let context = sensorContext()
        let running = HoldPolicy.running(
            try HoldStore().read(context: context), bootId: ProcessClock.bootId(), context: context,
            lengthSecondsMax: Double(HoldFile.lengthSecondsMax))
        if wantsJSON {
            output.printJSON(HoldsDocument(holds: running.map { HoldDocument($0, now: context.now) }))
        } else {
            let rows = running.map { [$0.id, $0.user, Age.text($0.end.since(context.now)), $0.reason] }
            output.line(Table.text(header: ["ID", "USER", "LEFT", "REASON"], rows: rows), terminator: "")
        }
        return ExitStatus.success.rawValue
    }

    /// `release ID`.
    func release() throws -> Int32 {
        let id = parsed.operand("ID") ?? ""
        try HoldStore().remove(id)
        if !wantsJSON { output.line("\(printable(id)) is dropped.") }
        if wantsJSON { output.printJSON(HoldDocument(id: id, remainingSeconds: 0)) }
        return ExitStatus.success.rawValue
    }

    /// What holds are judged by, outside the resident agent.
    func sensorContext() -> SensorContext {
        SensorContext(
            now: BootInstant(host.clock.sinceBoot().inSeconds), wallSeconds: host.clock.wallSeconds(),
            windowSeconds: 60,
            cpuPercent: 5, gpuPercent: 5)
    }
}

extension Duration {
    /// Units: seconds, with a fraction.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// `holds --json`.
struct HoldsDocument: Encodable {
    let schema = 1
    let holds: [HoldDocument]
}

/// One hold for machines.
struct HoldDocument: Encodable {
    let schema = 1
    let id: String
    var user: String?
    var reason: String?
    /// Units: seconds.
    let remainingSeconds: Int

    init(id: String, remainingSeconds: Int) {
        self.id = id
        self.remainingSeconds = remainingSeconds
    }

    init(_ hold: Hold, now: BootInstant) {
        id = hold.id
        user = hold.user
        reason = hold.reason
        remainingSeconds = Int(hold.end.since(now))
    }
}
