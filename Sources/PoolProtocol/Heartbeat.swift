/// What a node tells its coordinator: the body of `POST /v1/heartbeats`.
///
/// Source: docs/heartbeat.schema.json. Times are durations, so that clocks need not agree. Keys are only ever added.
package struct Heartbeat: Sendable, Equatable, Codable {
    package var schema = Self.schemaVersion
    package var pool: String
    package var node: NodeIdentity
    /// Counts up within one run of the agent.
    package var sequence: UInt64
    /// RFC 3339, UTC; for people only.
    package var sentAt: String
    package var uptimeSeconds: Int
    package var lifecycle: Lifecycle
    package var activity: ActivityReport
    package var holds: [HoldReport]
    package var health: HealthReport
    package var share: ShareReport
    @OrNull package var gpu: GPUReport?
    package var frameworks: [FrameworkReport]
    package var users: UsersReport

    /// The version of the contract.
    package static let schemaVersion = 1

    /// Puts a heartbeat together.
    package init(
        pool: String, node: NodeIdentity, sequence: UInt64, sentAt: String, uptimeSeconds: Int, lifecycle: Lifecycle,
        activity: ActivityReport, holds: [HoldReport], health: HealthReport, share: ShareReport, gpu: GPUReport?,
        frameworks: [FrameworkReport], users: UsersReport
    ) {
        self.pool = pool
        self.node = node
        self.sequence = sequence
        self.sentAt = sentAt
        self.uptimeSeconds = uptimeSeconds
        self.lifecycle = lifecycle
        self.activity = activity
        self.holds = holds
        self.health = health
        self.share = share
        self.gpu = gpu
        self.frameworks = frameworks
        self.users = users
    }
}

/// Which machine it is.
package struct NodeIdentity: Sendable, Equatable, Codable {
    package var name: String
    /// Number of the instance in its scale set; nil outside of one.
    @OrNull package var instanceId: String?
    @OrNull package var vmId: String?
    @OrNull package var resourceId: String?
    @OrNull package var scaleSet: String?
    @OrNull package var vmSize: String?
    @OrNull package var image: String?
    package var bootId: String
    package var agentVersion: String

    /// Names a machine.
    package init(name: String, bootId: String, agentVersion: String) {
        self.name = name
        self.bootId = bootId
        self.agentVersion = agentVersion
        _instanceId = OrNull(wrappedValue: nil)
        _vmId = OrNull(wrappedValue: nil)
        _resourceId = OrNull(wrappedValue: nil)
        _scaleSet = OrNull(wrappedValue: nil)
        _vmSize = OrNull(wrappedValue: nil)
        _image = OrNull(wrappedValue: nil)
    }
}

/// Where the node stands in its removal.
package struct Lifecycle: Sendable, Equatable, Codable {
    /// How far a drain is; this version is always serving.
    package enum State: String, Sendable, Codable, CaseIterable { case serving, draining, drained, committed }
    package var state: State
    @OrNull package var drainId: String?
    @OrNull package var leaseSeconds: Int?
    /// Why the last drain was refused.
    @OrNull package var refusal: String?

    /// Describes a state.
    package init(state: State, drainId: String? = nil, leaseSeconds: Int? = nil, refusal: String? = nil) {
        self.state = state
        _drainId = OrNull(wrappedValue: drainId)
        _leaseSeconds = OrNull(wrappedValue: leaseSeconds)
        _refusal = OrNull(wrappedValue: refusal)
    }

    /// A node that nobody wants to remove.
    package static let serving = Lifecycle(state: .serving)
}
