import AgentCore
import Testing

/// A change of the configuration on a machine that is in order.
private struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let apply: @Sendable (inout AgentConfiguration) -> Void
    /// The machine restarts in between: nothing is mounted, and systemd has read its units anew.
    var isRestarted = false
}

private let changes = [
    Change(testDescription: "nothing, after a restart", apply: { _ in }, isRestarted: true),
    Change(testDescription: "an option of the mount") { $0.share.options = ["actimeo=1"] },
    Change(
        testDescription: "an option of the mount, after a restart", apply: { $0.share.options = ["actimeo=1"] },
        isRestarted: true),
    Change(testDescription: "the mountpoint") { $0.share.mountpoint = "/datamnt/other" },
    Change(testDescription: "the layout") { $0.share.layout = .userThenNotebooks },
    Change(testDescription: "the groups") { $0.users.groups = ["docker", "video"] },
]

struct ConfigurationChangeTests {
    private func world(_ change: Change, hasSystemd: Bool) throws -> World {
        var setting = Setting()
        setting.hasSystemd = hasSystemd
        let world = setting.world()
        world.run(.provision)
        world.run(.add(AccountRequest(name: try AccountName("alice"))))
        world.with { state in
            change.apply(&state.configuration)
            if change.isRestarted { state.machines[0].mounts = [] }
        }
        return world
    }

    @Test(arguments: changes, [true, false])
    private func `A provision cut off anywhere after a change is completed by the next`(
        change: Change, hasSystemd: Bool
    ) throws {
        let whole = try world(change, hasSystemd: hasSystemd)
        let report = try #require(whole.run(.provision))
        #expect(report.exitStatus == .success, "\(report.conditions.map(\.text))")
        let count = whole.snapshot.calls.count
        #expect(whole.broken() == [] && whole.restless() == [])
        for crash in stride(from: 1, through: count, by: 1) {
            for effect in Faults.Effect.allCases {
                let world = try world(change, hasSystemd: hasSystemd)
                var faults = Faults.none
                (faults.crashAt, faults.crashEffect) = (crash, effect)
                world.run(.provision, faults: faults)
                let call = world.snapshot.calls.last
                var faulty = world.broken()
                world.run(.provision)
                faulty += world.broken() + world.restless()
                if !world.isSameEnd(as: whole) { faulty.append(difference(world, whole)) }
                if !faulty.isEmpty { Issue.record("cut off at \(call as Any), effect \(effect): \(faulty)") }
            }
        }
    }

    @Test func `Links that the agent made follow the mountpoint, and none is left at the old unit`() throws {
        let change = Change(testDescription: "") { $0.share.mountpoint = "/datamnt/other" }
        let world = try world(change, hasSystemd: true)
        world.run(.provision)
        let machine = world.snapshot.machines[0]
        #expect(machine.homes["/home/alice/other"] == .link(target: "/datamnt/other"))
        #expect(machine.homes["/home/alice/dsvmshare"] == nil)
        #expect(machine.homes["/home/alice/notebooks/remote"] == .link(target: "/datamnt/other/notebooks/alice"))
        let units = machine.files.keys.filter { $0.hasSuffix(".mount") }.sorted()
        #expect(
            units == [
                "/etc/systemd/system/datamnt-other.mount",
                "/etc/systemd/system/remote-fs.target.wants/datamnt-other.mount",
            ])
    }
}
