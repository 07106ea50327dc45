import AgentCore
import Testing

/// Tests of the tests: a host that breaks its word is found by the same checks that the agent passes.
struct BrokenHostTests {
    private func world(_ change: @Sendable (inout WorldState) -> Void = { _ in }) -> World {
        let world = Setting().world()
        world.run(.provision)
        world.with { change(&$0) }
        return world
    }

    private func alice() throws -> Step { .add(AccountRequest(name: try AccountName("alice"))) }

    @Test func `A ledger whose writes are lost is noticed`() throws {
        let world = world { $0.losesLedger = true }
        world.run(try alice())
        #expect(world.broken().contains("useradd on alice, which the ledger does not have as made"))
        #expect(world.broken().contains("alice was made behind the ledger's back"))
    }

    @Test func `A ledger that is cut off is noticed, and provision still mounts the share and nothing else`() throws {
        let world = world {
            $0.machines[0].store(Array("{\"schema\":1".utf8), at: Node.Path.ledger)
            $0.machines[0].mounts = []
        }
        #expect(world.broken() == ["the ledger of machine 0 does not decode"])
        let before = world.snapshot.machines[0]
        let report = try #require(world.run(.provision))
        #expect(report.conditions.map(\.code) == [.stateUnreadable])
        #expect(report.changes.map(\.area) == ["share"])
        var after = world.snapshot.machines[0]
        #expect(after.mounts.count == 1)
        after.mounts = []
        #expect(after.essence == before.essence)
    }

    @Test func `A call to somebody's account is noticed`() throws {
        let world = world()
        for action in [AccountAction.setShell("/bin/sh"), .close, .setPassword(.clear(Secret("x")))] {
            let commands = Node.commands(for: action, name: "dsvmuser")
            for command in commands { _ = try world.node(0).host.commands.run(command) }
        }
        #expect(world.broken().count == 3)
    }

    @Test func `A link without a share, and one in somebody's place, are noticed`() {
        let world = world { $0.machines[0].mounts = [] }
        let node = world.node(0)
        let account = Account(name: "dsvmuser", uid: 1000, gid: 1000, home: "/home/dsvmuser")
        let make = LinkAction.makeLink(.home, target: "/datamnt/dsvmshare")
        #expect((try? node.host.homes.perform(make, account, node.layout)) == nil)
        #expect(world.broken().contains { $0.hasSuffix("without a share") })
        #expect(world.broken().contains("planned over /home/dsvmuser/dsvmshare, where something stood"))
    }

    @Test func `A machine whose homes were lost is set right and then left alone`() {
        let world = world { $0.machines[0].homes = [:] }
        world.with { state in
            state.machines[0].add(Account(name: "dsvmuser", uid: 1000, gid: 1000, home: "/home/dsvmuser"))
        }
        let first = world.run(.provision)
        #expect(first?.changes.isEmpty == false)
        #expect(world.restless() == [])
    }

    @Test func `A second run on a machine in order calls nothing but the probe`() throws {
        let world = world()
        world.run(try alice())
        let again = try #require(world.run(try alice()))
        #expect(again.changes == [] && world.snapshot.calls.isEmpty)
        let link = try #require(world.run(.link))
        #expect(link.changes == [] && world.snapshot.calls.isEmpty)
        let provision = try #require(world.run(.provision))
        #expect(provision.changes == [] && world.snapshot.calls.isEmpty)
    }

    @Test(arguments: [true, false])
    func `A dry run calls nothing and plans what the run then does, once`(hasFirst: Bool) throws {
        // With a skeleton that brings `notebooks` the plan names it too: a dry run does not look into /etc/skel.
        var setting = Setting()
        (setting.hasSkeleton, setting.hasFirst) = (false, hasFirst)
        let world = setting.world()
        let plan = try world.node(0, isDryRun: true).provision()
        #expect(world.snapshot.calls.isEmpty)
        let report = try #require(world.run(.provision))
        #expect(plan.changes == report.changes)
        let request = AccountRequest(name: try AccountName("alice"))
        let before = world.snapshot.machines
        let adding = try world.node(0, isDryRun: true).addAccount(request)
        #expect(world.snapshot.machines == before)
        let done = try world.node(0).addAccount(request).changes
        #expect(done == adding.changes)
    }
}
