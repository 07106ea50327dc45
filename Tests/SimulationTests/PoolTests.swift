import AgentCore
import Testing

/// Several machines over one share, and no registry: what they agree on, they read from the share.
struct PoolTests {
    @Test(arguments: 0..<4)
    func `Two nodes never give one uid to two names, and one name gets one uid`(part: Int) throws {
        for seed in seeds(part: part, of: 600) {
            var random = SplitMix64(seed: seed)
            var setting = Setting(random: &random)
            // On SMB every file belongs to the mount's uid, so the share says nothing about numbers.
            if setting.type == .smb { setting.type = .nfs }
            setting.machines = 2
            let world = setting.world()
            for machine in 0..<2 { world.run(.provision, on: machine) }
            for _ in 0..<Int.random(in: 2...6, using: &random) {
                let machine = Int.random(in: 0..<2, using: &random)
                var request = try request(random.pick(["alice", "bob", "carl", "dora"]), random: &random)
                request.wantsLinks = true
                let step: Step = random.percent(80) ? .add(request) : .close(request.name.text)
                let faults = Faults(random: &random)
                world.run(step, on: machine, faults: faults, random: random)
                world.run(.provision, on: machine)
                world.run(step, on: machine)
                let broken = world.broken() + disagreements(world.snapshot)
                if !broken.isEmpty { Issue.record("seed \(seed): \(step) on \(machine): \(broken)") }
            }
        }
    }

    /// Names and numbers of all machines that do not fit together.
    private func disagreements(_ state: WorldState) -> [String] {
        var names: [UInt32: String] = [:]
        var uids: [String: UInt32] = [:]
        var result: [String] = []
        for machine in state.machines {
            for (name, entry) in machine.ledger?.accounts ?? [:] where entry.origin == .made {
                if let other = names[entry.uid], other != name { result.append("\(entry.uid) is \(name) and \(other)") }
                if let other = uids[name], other != entry.uid { result.append("\(name) is \(entry.uid) and \(other)") }
                (names[entry.uid], uids[name]) = (name, entry.uid)
            }
        }
        return result
    }

    @Test(arguments: [ShareType.nfs, .local], ShareLayout.allCases)
    func `A name that a second node meets later gets the number that its directory has`(
        type: ShareType, layout: ShareLayout
    ) throws {
        var setting = Setting()
        (setting.type, setting.layout, setting.machines) = (type, layout, 2)
        let world = setting.world()
        let requests = try ["alice", "bob"].map { AccountRequest(name: try AccountName($0)) }
        for machine in 0..<2 { world.run(.provision, on: machine) }
        for request in requests { world.run(.add(request), on: 0) }
        for request in requests.reversed() { world.run(.add(request), on: 1) }
        let accounts = world.snapshot.machines.map(\.accounts)
        #expect(accounts[0] == accounts[1])
        #expect(accounts[0]["alice"]?.uid == 20000 && accounts[0]["bob"]?.uid == 20001)
    }

    @Test func `A number that is another name's here is refused, not shared`() throws {
        var setting = Setting()
        setting.machines = 2
        let world = setting.world()
        for machine in 0..<2 { world.run(.provision, on: machine) }
        world.with { $0.machines[1].add(Account(name: "local", uid: 20000, gid: 20000, home: "/home/local")) }
        let alice = Step.add(AccountRequest(name: try AccountName("alice")))
        #expect(world.run(alice, on: 0) != nil)
        let before = world.snapshot.machines[1]
        #expect(throws: AccountFailure.self) {
            try world.node(1).addAccount(AccountRequest(name: try AccountName("alice")))
        }
        #expect(world.snapshot.machines[1].essence == before.essence)
    }
}
