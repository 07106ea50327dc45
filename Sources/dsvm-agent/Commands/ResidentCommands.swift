import AgentCore
import AgentLinux
import CommandTable
import PoolProtocol

extension Invocation {
    /// `run`: the service.
    func resident() throws -> Int32 {
        guard host.clock.isRoot else { throw AgentFailure.rootNeeded }
        let cycles = try parsed.integer("--cycles", in: 1...1_000_000)
        // Before any thread is started, so that all inherit it.
        Signals.block()
        let configuration = try node().configuration
        let log = Log(clock: host.clock)
        let notify = Notify.fromEnvironment()
        log.write(LogEntry(.info, "Started.", [("version", AgentVersion.text), ("pool", configuration.pool)]))
        let resident = Resident(
            Resident.Parts(
                host: host, notify: notify, log: log, clock: ResidentClock(isJumping: cycles != nil),
                sensors: [], holds: { _ in [] },
                loadConfiguration: { try node().configuration }, describe: { ErrorText($0).message }, cyclesMax: cycles)
        )
        let status = resident.run(configuration)
        if cycles != nil { output.printJSON(CyclesDocument(OwnProcess.usage())) }
        return status
    }

    /// `heartbeat [--send]`.
    func heartbeat() throws -> Int32 {
        let node = try node()
        let heartbeat = try currentHeartbeat(node)
        guard parsed.isSet("--send") else {
            output.printJSON(heartbeat)
            return ExitStatus.success.rawValue
        }
        guard host.clock.isRoot else { throw AgentFailure.rootNeeded }
        guard let coordinator = node.configuration.coordinator else { throw CoordinatorMissing() }
        let client = HTTPClient(caFile: coordinator.caFile)
        let outcome = node.sendHeartbeat(heartbeat, to: coordinator) { request throws(HTTPFailure) in
            try client.send(request)
        }
        switch outcome {
        case .failed(let failure): throw failure
        case .reply(let reply):
            if wantsJSON {
                output.printJSON(reply)
            } else {
                output.line("The coordinator took it; it wants the next in \(reply.nextHeartbeatSeconds) s.")
                if let drain = reply.drain {
                    output.line("It asks for a drain: \(drain.stage.rawValue), \(printable(drain.reason))")
                }
            }
            return ExitStatus.success.rawValue
        }
    }

    /// What the service last observed; what it did not observe lately is unknown.
    private func currentHeartbeat(_ node: Node) throws -> Heartbeat {
        let now = BootInstant(host.clock.sinceBoot())
        let status = try host.loadStatus()
        let age = status?.activityBootSeconds.map { now.seconds - Double($0) }
        // The service writes at least once a minute; twice that means that it is gone.
        let isFresh = age.map { 0...120 ~= $0 } ?? false
        return HeartbeatBuilder(
            identity: OwnProcess.identity(), status: status, activity: isFresh ? status?.activity : nil
        ).heartbeat(pool: node.configuration.pool, sequence: 0, stamp: host.clock.stamp(), now: now)
    }
}

/// `heartbeat --send` without anybody to send to.
struct CoordinatorMissing: Failure {
    var code: ConditionCode { .configurationInvalid }
    var description: String { "No coordinator is configured, so there is nobody to send a heartbeat to." }
    var remedy: String { "Set coordinator.url in the configuration, then run: dsvm-agent config check" }
}

/// What `run --cycles` ends with.
struct CyclesDocument: Encodable {
    let schema = 1
    let cpuSeconds: Double
    let residentBytes: Int
    let anonymousBytes: Int

    init(_ usage: OwnUsage) {
        cpuSeconds = usage.cpuSeconds
        residentBytes = usage.residentBytes
        anonymousBytes = usage.anonymousBytes
    }
}
