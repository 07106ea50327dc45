import AgentCore

/// Which faults a run meets. Swarm style: a seed switches most kinds off and weighs the rest.
struct Faults: Sendable {
    /// Percentages for each call.
    var commandFails = 0
    var commandHangs = 0
    var writeFails = 0
    var homeFails = 0
    var userMoves = 0
    /// The number of the mutating call at which the process ends; nil for never.
    var crashAt: Int?
    var crashEffect = Effect.nothing

    /// What a call has done when the process ends in it, or when it fails.
    enum Effect: Sendable, CaseIterable { case nothing, half, all }

    static let none = Faults()
}

/// A call that changes something; turned into text only where a test fails.
enum Call: Sendable {
    case command(Command)
    case write(String)
    case directory(String)
    case home(String)
    case keys(String)
    case link(LinkAction, String)
}

/// What becomes of one mutating call.
enum Fate: Sendable { case works, fails(Faults.Effect), hangs(Faults.Effect) }

/// The share, the machines, and the run that is going on.
struct WorldState: Sendable {
    var configuration: AgentConfiguration
    let hasSystemd: Bool
    let hasSkeleton: Bool
    var share = Share()
    var machines: [Machine]
    var faults = Faults.none
    var random = SplitMix64(seed: 0)
    var isCrashed = false
    /// Mutating calls of this run, in order.
    var calls: [Call] = []
    /// Set when a user changed a place since the agent last looked.
    var isPlaceChanged = false
    /// Links that led nowhere when the agent last looked, by path. It may make what they lead to before it replaces them.
    var danglingSeen: [String: String] = [:]
    /// Files lie in the mountpoint on the machines' own disks.
    var hidesFiles = false
    /// What must never happen, and did.
    var violations: [String] = []
    /// Test of the tests: the ledger's writes are lost.
    var losesLedger = false

    var layout: LinkLayout {
        LinkLayout(mountpoint: configuration.share.mountpoint, layout: configuration.share.layout)
    }

    /// Counts a mutating call and decides what becomes of it.
    mutating func fate(_ call: Call, failing percent: Int, hanging: Int = 0) -> Fate {
        if isCrashed { return .fails(.nothing) }
        calls.append(call)
        if calls.count == faults.crashAt {
            isCrashed = true
            return .fails(faults.crashEffect)
        }
        if random.percent(percent) { return .fails(random.pick(Faults.Effect.allCases)) }
        if random.percent(hanging) { return .hangs(random.pick(Faults.Effect.allCases)) }
        return .works
    }

    /// Notes a change to an account that the ledger on disk does not call ours.
    mutating func expectMade(_ name: String, _ machine: Int, _ what: String) {
        if machines[machine].ledger?.accounts[name]?.origin != .made {
            violations.append("\(what) on \(name), which the ledger does not have as made")
        }
    }

    /// What one sees at the mountpoint of a machine.
    func isShareMounted(_ machine: Int) -> Bool {
        guard let mount = ShareMount(configuration.share) else { return false }
        let table = MountTable(entries: machines[machine].mounts)
        let isSame = table.top(at: mount.mountpoint)?.root == mount.source
        if case .mounted = ShareState(mount, table: table, isSameDirectory: isSame) { return true }
        return false
    }

    /// The share's mount as the kernel would list it.
    var mountEntry: MountTable.Entry {
        let share = configuration.share
        return switch share.type {
        case .smb: MountTable.Entry(mountpoint: share.mountpoint, type: "cifs", source: share.source)
        case .nfs: MountTable.Entry(mountpoint: share.mountpoint, type: "nfs4", source: share.source)
        case .local, .none:
            MountTable.Entry(root: share.source, mountpoint: share.mountpoint, type: "ext4", source: "/dev/sda1")
        }
    }
}
