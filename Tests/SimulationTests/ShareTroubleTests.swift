import AgentCore
import Testing

/// A share that is away or covers something, and accounts that are asked for meanwhile.
struct ShareTroubleTests {
    private func world(_ type: ShareType) -> World {
        var setting = Setting()
        setting.type = type
        let world = setting.world()
        world.run(.provision)
        world.with { state in
            state.share.isUp = false
            state.machines[0].mounts = []
        }
        return world
    }

    private func request(uid: UInt32? = nil) throws -> AccountRequest {
        var request = AccountRequest(name: try AccountName("alice"))
        request.uid = uid
        return request
    }

    @Test(arguments: [ShareType.nfs, .local])
    func `Without the share no number is given to a new name, and the cause is named`(type: ShareType) throws {
        let world = world(type)
        let before = world.snapshot.machines[0].essence
        let failure = #expect(throws: ShareFailure.self) { try world.node(0).addAccount(try request()) }
        #expect(failure?.exitStatus == .unreachable)
        #expect(world.snapshot.machines[0].essence == before)
    }

    @Test(arguments: [(ShareType.nfs, UInt32?.some(20007)), (.smb, nil)])
    func `Where the number is given or owners say nothing the account is made, without links`(
        type: ShareType, uid: UInt32?
    ) throws {
        let world = world(type)
        let report = try #require(world.run(.add(try request(uid: uid))))
        #expect(report.exitStatus == .unreachable)
        let machine = world.snapshot.machines[0]
        #expect(machine.accounts["alice"]?.uid == uid ?? 20000)
        #expect(machine.homes["/home/alice/dsvmshare"] == nil)
        world.with { $0.share.isUp = true }
        world.run(.provision)
        #expect(world.snapshot.machines[0].homes["/home/alice/dsvmshare"] != nil)
        #expect(world.broken() == [] && world.restless() == [])
    }

    @Test func `An account that is there is served without the share`() throws {
        let world = world(.nfs)
        world.with { $0.share.isUp = true }
        world.run(.add(try request()))
        world.with { state in
            state.share.isUp = false
            state.machines[0].mounts = []
        }
        var changed = try request()
        changed.shell = "/bin/zsh"
        let report = try #require(world.run(.add(changed)))
        #expect(report.exitStatus == .unreachable)
        #expect(world.snapshot.machines[0].accounts["alice"]?.shell == "/bin/zsh")
    }

    @Test func `Files below the mount are reported at each pass, as long as they are covered`() throws {
        let world = Setting().world()
        world.with { $0.hidesFiles = true }
        for pass in 1...3 {
            let report = try #require(world.run(.provision))
            #expect(report.conditions.map(\.code) == [.shareMountpointNotEmpty], "pass \(pass)")
            #expect(report.exitStatus == .success)
            // Mounted over they cannot be seen: the ledger knows.
            world.with { $0.hidesFiles = false }
        }
        #expect(world.snapshot.machines[0].ledger?.mount?.hidesFiles == true)
        #expect(world.restless() == [])
        world.with { $0.machines[0].mounts = [] }
        #expect(world.run(.provision)?.conditions == [])
    }

    @Test func `An adopted account is forgotten by deluser, its links and the account stay`() throws {
        var setting = Setting()
        setting.hasFirst = true
        let world = setting.world()
        world.run(.provision)
        let before = world.snapshot.machines[0]
        let report = try #require(world.run(.close("dsvmuser")))
        #expect(report.exitStatus == .success && report.changes.count == 1)
        let after = world.snapshot.machines[0]
        #expect(after.ledger?.accounts["dsvmuser"] == nil)
        #expect(after.accounts == before.accounts && after.shadows == before.shadows && after.homes == before.homes)
        #expect(world.broken() == [])
    }

    @Test func `deluser of an account that is not managed is refused`() throws {
        let world = Setting().world()
        let failure = #expect(throws: AccountFailure.self) { try world.node(0).closeAccount("dsvmuser") }
        #expect(failure == .notManaged(name: "dsvmuser"))
        #expect(failure?.code == .accountForeign && failure?.exitStatus == .obstructed)
        #expect(throws: AccountFailure.absent(name: "zoe")) { try world.node(0).closeAccount("zoe") }
    }

    @Test(arguments: ["/bin/nosuch", "/datamnt/dsvmshare/"])
    func `A new account is not made where its shell is not there`(shell: String) throws {
        let world = Setting().world()
        world.with { $0.configuration.users.shell = shell }
        let failure = #expect(throws: AccountFailure.self) { try world.node(0).addAccount(try request()) }
        guard case .input("users.shell", shell, _)? = failure else { return #expect(failure == nil) }
        #expect(world.snapshot.machines[0].accounts["alice"] == nil)
    }

    @Test(arguments: [true, false])
    func `An SMB mount whose key was rotated is made anew, and users' links wait for it`(hasSystemd: Bool) throws {
        var setting = Setting()
        (setting.type, setting.hasSystemd) = (.smb, hasSystemd)
        let whole = setting.world()
        whole.run(.provision)
        whole.with { $0.machines[0].isMountRefused = true }
        let start = whole.snapshot
        let report = try #require(whole.run(.provision))
        #expect(report.changes.map(\.area) == ["share", "share"] && report.conditions == [])
        let count = whole.snapshot.calls.count
        #expect(whole.broken() == [] && whole.restless() == [])
        for crash in 1...max(1, count) {
            for effect in Faults.Effect.allCases {
                let world = World(start)
                var faults = Faults.none
                (faults.crashAt, faults.crashEffect) = (crash, effect)
                world.run(.provision, faults: faults)
                world.run(.provision)
                #expect(world.broken() == [] && world.restless() == [])
                #expect(world.isSameEnd(as: whole), "call \(crash), effect \(effect)")
            }
        }
    }

    @Test(arguments: [ShareType.smb, .nfs])
    func `A mount whose server is away is left to come back by itself`(type: ShareType) throws {
        var setting = Setting()
        setting.type = type
        let world = setting.world()
        world.run(.provision)
        world.with { $0.share.isUp = false }
        let mounts = world.snapshot.machines[0].mounts
        let report = try #require(world.run(.provision))
        #expect(report.changes == [] && report.exitStatus == .unreachable)
        #expect(world.snapshot.machines[0].mounts == mounts && world.broken() == [])
    }
}
