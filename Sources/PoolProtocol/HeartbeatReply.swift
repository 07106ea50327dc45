import FoundationEssentials

/// What the coordinator answers to a heartbeat. Keys that this version does not know are ignored.
package struct HeartbeatReply: Sendable, Equatable, Codable {
    package var schema = Heartbeat.schemaVersion
    package var nextHeartbeatSeconds: Int
    @OrNull package var drain: DrainOrder?
    @OrNull package var usersRevision: Int?

    /// Describes a reply.
    package init(nextHeartbeatSeconds: Int, drain: DrainOrder? = nil, usersRevision: Int? = nil) {
        self.nextHeartbeatSeconds = nextHeartbeatSeconds
        _drain = OrNull(wrappedValue: drain)
        _usersRevision = OrNull(wrappedValue: usersRevision)
    }

    /// Limits: bytes of a reply; a real one has some two hundred.
    package static let bytesMax = 16 * 1024
    /// Limits: how often at most, and how seldom, a coordinator can ask for heartbeats. Units: seconds.
    package static let nextSecondsRange = 1...3600

    /// Reads a reply.
    ///
    /// Throws: what is wrong with it, in one sentence's end.
    package init(bytes: [UInt8]) throws(ReplyProblem) {
        guard bytes.count <= Self.bytesMax else { throw ReplyProblem(text: "it has more than \(Self.bytesMax) bytes") }
        do {
            self = try JSONDecoder().decode(HeartbeatReply.self, from: Data(bytes))
        } catch {
            throw ReplyProblem(text: "it is not the JSON object of a reply")
        }
        guard schema == Heartbeat.schemaVersion else { throw ReplyProblem(text: "its schema is \(schema), not 1") }
        guard Self.nextSecondsRange.contains(nextHeartbeatSeconds) else {
            throw ReplyProblem(text: "its nextHeartbeatSeconds is \(nextHeartbeatSeconds), not 1 to 3600")
        }
        if let drain { try drain.check() }
    }
}

/// The order to make ready for removal, or to be removed.
package struct DrainOrder: Sendable, Equatable, Codable {
    /// How far the coordinator has decided.
    package enum Stage: String, Sendable, Codable { case requested, commit }
    package var id: String
    package var stage: Stage
    package var reason: String
    package var leaseSeconds: Int

    /// Describes an order.
    package init(id: String, stage: Stage, reason: String, leaseSeconds: Int) {
        self.id = id
        self.stage = stage
        self.reason = reason
        self.leaseSeconds = leaseSeconds
    }

    func check() throws(ReplyProblem) {
        guard 1...HeartbeatLimits.textBytesMax ~= id.utf8.count, id.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw ReplyProblem(text: "its drain id is empty, too long or not plain ASCII")
        }
        guard reason.utf8.count <= 4 * HeartbeatLimits.textBytesMax else {
            throw ReplyProblem(text: "its drain reason is too long")
        }
        // A day: longer leases would keep a drained node closed although its coordinator is gone.
        guard 1...86_400 ~= leaseSeconds else { throw ReplyProblem(text: "its lease is \(leaseSeconds) s") }
    }
}

/// Why a reply cannot be used.
package struct ReplyProblem: Error, Equatable {
    /// The end of a sentence that begins with what was answered.
    package var text: String
}
