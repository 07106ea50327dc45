package import PoolProtocol

/// All sensors as the resident agent sees them: one look, one reading of each, bounded in time.
package struct ResidentSensors: Sendable {
    package let look: @Sendable (SensorContext, HubConfiguration?) -> [SensorReading]
    /// The signals whose evidence covers the time between two looks.
    package let cumulative: Set<SignalName>
    /// Writes down what sensors remember, for a restart of the agent within one boot.
    package let save: @Sendable () throws -> Void

    /// Puts the sensors together.
    package init(
        cumulative: Set<SignalName>, look: @escaping @Sendable (SensorContext, HubConfiguration?) -> [SensorReading],
        save: @escaping @Sendable () throws -> Void
    ) {
        self.look = look
        self.cumulative = cumulative
        self.save = save
    }

    /// No sensors: nothing is ever known.
    package static let none = ResidentSensors(cumulative: [], look: { _, _ in [] }, save: {})
}

/// What the resident agent does on its threads.
extension Node {
    /// Where the judgement's memory is kept, for a restart of the agent within one boot.
    package static let activityPath = Path.run + "/activity.json"

    /// Looks at everything once and judges.
    package func observe(
        _ sensors: ResidentSensors, tracker: inout ActivityTracker, holds: [Hold], context: SensorContext
    ) -> Activity {
        let off = configuration.activity.signalsOff
        let readings = sensors.look(context, configuration.activity.hub).map { reading in
            off.contains(reading.name)
                ? SensorReading(reading.name, off: "switched off by activity.signals") : reading
        }
        tracker.take(readings, cumulative: sensors.cumulative, context: context)
        return tracker.activity(context: context, holds: holds)
    }

    /// What stands at the mountpoint, in the words of `status`.
    ///
    /// - Parameter isAnswering: what the last probe of the share found.
    package func shareStateWord(isAnswering: Bool) -> String {
        guard let mount else { return "none" }
        guard let state = try? shareState(mount) else { return "unknown" }
        return switch state {
        case .unmounted: "unmounted"
        case .mounted: isAnswering ? "mounted" : "not answering"
        case .foreign: "foreign"
        }
    }

    /// Asks the share for a sign of life; true where there is none to ask.
    package func isShareAlive() -> Bool {
        guard let mount, case .mounted? = try? shareState(mount) else { return true }
        return (try? isAnswering(mount, within: Self.patientTimeLimit)) ?? false
    }

    /// Whether logins are let in: pam_nologin(8) looks at these two files.
    package func isGateOpen() -> Bool {
        ["/run/nologin", "/etc/nologin"].allSatisfy { path in
            // A file that cannot be looked at is no open gate.
            do throws(SystemFailure) { return try host.files.describe(path) == nil } catch { return false }
        }
    }

    /// Keeps share, accounts and links; returns what stands in the way.
    package func reconcile() -> [Condition] {
        do {
            return try provision().conditions
        } catch let failure as any Failure {
            return [Condition(failure)]
        } catch {
            return [Condition(StateFailure.unreadable(path: Path.ledger, reason: "\(error)"))]
        }
    }

    /// Writes the observation of now: conditions of the last pass, and the resident agent's own.
    ///
    /// Returns nil where somebody else is at work or the file cannot be written; nothing is waited for.
    package func writeObservation(activity: Activity?, own: [Condition], passed: [Condition]?) -> Status? {
        do {
            try host.files.makeDirectory(Path.run, 0o755)
            guard let token = try host.files.lock(Path.lock) else { return nil }
            return try withExtendedLifetime(token) {
                let earlier = try? host.loadStatus()
                let found = passed ?? earlier?.conditions.map(\.condition) ?? []
                let kept = found.filter { !ConditionCode.residentOnly.contains($0.code) }
                // An unreadable ledger is one of the conditions; the rest is still worth showing.
                let ledger = (try? loadLedger()) ?? Ledger()
                var status = try observation(ledger: ledger, conditions: kept + own)
                status.activity = activity
                status.activityBootSeconds = activity == nil ? nil : status.bootSeconds
                status = status.keepingSince(of: earlier)
                try save(status)
                return status
            }
        } catch {
            return nil
        }
    }

    /// Reads the token that proves the node.
    ///
    /// Throws: why the file cannot be used; its content is never part of that.
    package func coordinatorToken(_ path: String) throws(HeartbeatFailure) -> Secret<String> {
        // Limits: 4 KiB; a signed token has one or two.
        let bytesMax = 4096
        let facts: FileFacts?
        let bytes: [UInt8]?
        do throws(SystemFailure) {
            facts = try host.files.describe(path)
            bytes = try host.files.read(path, bytesMax + 1)
        } catch {
            throw .token(path: path, text: "it cannot be read, \(error.reason)")
        }
        guard let facts, let bytes else { throw .token(path: path, text: "it does not exist") }
        guard facts.owner == 0, facts.mode & 0o077 == 0 else {
            throw .token(path: path, text: "others than root can read or replace it")
        }
        let text = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
        // Anything else could end the header line and begin another; RFC 6750 section 2.1 has less still.
        guard 1...bytesMax ~= text.count, text.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .token(path: path, text: "it does not hold one line of plain text")
        }
        return Secret(String(decoding: text, as: UTF8.self))
    }

    /// The request that carries a heartbeat.
    package func heartbeatRequest(
        _ heartbeat: Heartbeat, to coordinator: CoordinatorConfiguration
    ) throws(HeartbeatFailure) -> HTTPRequest {
        let token = try coordinatorToken(coordinator.tokenFile)
        let body = (try? Self.encodeLine(heartbeat)) ?? ""
        return HTTPRequest(
            url: coordinator.heartbeatURL, body: Array(body.utf8),
            headers: [
                .init("Authorization", "Bearer \(token.reveal)"), .init("Content-Type", "application/json"),
                .init("Accept", "application/json"), .init("User-Agent", "dsvm-agent/\(AgentVersion.text)"),
            ],
            connectLimit: .seconds(3), totalLimit: .seconds(10), answerBytesMax: HeartbeatReply.bytesMax)
    }

    /// Sends one heartbeat and judges what came back.
    package func sendHeartbeat(
        _ heartbeat: Heartbeat, to coordinator: CoordinatorConfiguration,
        send: (HTTPRequest) throws(HTTPFailure) -> HTTPResponse
    ) -> HeartbeatOutcome {
        let request: HTTPRequest
        do throws(HeartbeatFailure) {
            request = try heartbeatRequest(heartbeat, to: coordinator)
        } catch {
            return .failed(error)
        }
        do throws(HTTPFailure) {
            return HeartbeatOutcome(try send(request), url: request.url, tokenFile: coordinator.tokenFile)
        } catch {
            return .failed(.transport(error, url: request.url))
        }
    }
}
