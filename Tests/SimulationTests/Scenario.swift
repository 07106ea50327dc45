import AgentCore

/// One command of the agent.
enum Step: Sendable {
    case provision
    case add(AccountRequest)
    case close(String)
    case link
}

/// Where a scenario starts.
struct Setting: Sendable {
    var type = ShareType.nfs
    var layout = ShareLayout.notebooksThenUser
    var hasSystemd = false
    var hasSkeleton = true
    /// The image brings the first user; otherwise the agent makes it.
    var hasFirst = true
    var machines = 1

    init() {}

    init(random: inout SplitMix64) {
        type = random.pick([.smb, .nfs, .local])
        layout = random.pick(ShareLayout.allCases)
        hasSystemd = random.percent(50)
        hasSkeleton = random.percent(50)
        hasFirst = random.percent(50)
    }

    func world() -> World {
        let sources: [ShareType: String] = [.smb: "//h/s", .nfs: "h:/s", .local: "/srv/share"]
        let share = ShareConfiguration(
            type: type, source: sources[type] ?? "", credentials: type == .smb ? "/etc/c" : nil, layout: layout)
        let users = UsersConfiguration(
            first: "dsvmuser", uidRange: 20000...20020, groups: ["docker"], shell: "/bin/bash")
        var machine = Machine()
        machine.accounts["root"] = Account(name: "root", uid: 0, gid: 0, home: "/root")
        machine.groups = [
            "root": AccountFiles.Group(name: "root", gid: 0), "docker": AccountFiles.Group(name: "docker", gid: 999),
            "video": AccountFiles.Group(name: "video", gid: 44),
        ]
        machine.files["/datamnt/dsvmshare/"] = []
        if hasFirst { machine.add(Account(name: "dsvmuser", uid: 1000, gid: 1000, home: "/home/dsvmuser")) }
        return World(
            WorldState(
                configuration: AgentConfiguration(pool: "sim", share: share, users: users), hasSystemd: hasSystemd,
                hasSkeleton: hasSkeleton, machines: Array(repeating: machine, count: machines)))
    }
}

extension World {
    /// Runs one command as a process of its own that meets these faults; nil where it was stopped.
    @discardableResult
    func run(_ step: Step, on machine: Int = 0, faults: Faults = .none, random: SplitMix64 = SplitMix64(seed: 0))
        -> Report?
    {
        with {
            ($0.faults, $0.random, $0.isCrashed, $0.calls) = (faults, random, false, [])
        }
        defer { with { ($0.faults, $0.isCrashed) = (.none, false) } }
        let node = node(machine)
        do {
            switch step {
            case .provision: return try node.provision()
            case .add(let request): return try node.addAccount(request)
            case .close(let name): return try node.closeAccount(name)
            case .link: return try node.linkUsers(nil, removesLoops: false)
            }
        } catch {
            return nil
        }
    }

    /// What must hold after every command; each entry is a sentence about what does not.
    func broken() -> [String] {
        with { state in
            var result = state.violations
            for (index, machine) in state.machines.enumerated() {
                guard let ledger = machine.ledger else {
                    result.append("the ledger of machine \(index) does not decode")
                    continue
                }
                let made = ledger.accounts.filter { $0.value.origin == .made }
                if Set(made.map(\.value.uid)).count != made.count { result.append("one uid for two names: \(made)") }
                for (name, account) in machine.accounts where account.uid >= 20000 && ledger.accounts[name] == nil {
                    result.append("\(name) was made behind the ledger's back")
                }
            }
            return result
        }
    }

    /// Accounts that the ledger has as half made or half closed: an undisturbed `provision` leaves none.
    func unfinished() -> [String] {
        with { state in
            state.machines.flatMap { $0.ledger?.accounts ?? [:] }
                .filter { [.making, .closing].contains($0.value.state) }
                .map { "\($0.key) is still \($0.value.state)" }
        }
    }

    /// Runs `provision` undisturbed and says what a second one still changes.
    func restless(on machine: Int = 0) -> [String] {
        run(.provision, on: machine)
        let report = run(.provision, on: machine)
        let calls = with { $0.calls }
        return (report?.changes.map { "second run: \($0.subject) \($0.what)" } ?? ["second run was stopped"])
            + calls.map { "second run: \($0)" }
    }

    /// Two worlds that came to the same end.
    func isSameEnd(as other: World) -> Bool {
        let (mine, theirs) = (snapshot, other.snapshot)
        return mine.share == theirs.share && mine.machines.map(\.essence) == theirs.machines.map(\.essence)
    }
}

let aliceKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm alice@laptop"

/// A request for one name with what a seed picks of the options.
func request(_ name: String, random: inout SplitMix64) throws -> AccountRequest {
    var request = AccountRequest(name: try AccountName(name))
    if random.percent(30) { request.password = .clear(Secret("x")) }
    if random.percent(30) { request.keys = [try SSHPublicKey(aliceKey)] }
    if random.percent(30) { request.groups = random.pick([[], ["video"], ["docker", "video"]]) }
    if random.percent(20) { request.fullName = "A B" }
    if random.percent(20) { request.shell = "/bin/zsh" }
    if random.percent(10) { request.wantsLinks = false }
    return request
}
