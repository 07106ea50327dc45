import AgentCore
import Testing

private func everything(_ name: String) throws -> AccountRequest {
    var request = AccountRequest(name: try AccountName(name))
    request.password = .clear(Secret("x"))
    request.keys = [try SSHPublicKey(aliceKey)]
    request.groups = ["docker", "video"]
    (request.fullName, request.shell) = ("A B", "/bin/zsh")
    return request
}

/// Every way a scenario can start.
private let settings: [Setting] = [ShareType.smb, .nfs, .local].flatMap { type in
    ShareLayout.allCases.flatMap { layout in
        [(true, true), (false, false)].map { hasSystemd, hasFirst in
            var setting = Setting()
            (setting.type, setting.layout, setting.hasSystemd) = (type, layout, hasSystemd)
            (setting.hasFirst, setting.hasSkeleton) = (hasFirst, hasFirst)
            return setting
        }
    }
}

struct CrashTests {
    /// Cuts one command off at every call that changes something, before, within and after the call.
    private func cutOff(_ step: Step, after earlier: [Step], in setting: Setting) throws {
        let whole = setting.world()
        for step in earlier { #expect(whole.run(step) != nil) }
        #expect(whole.run(step) != nil)
        let count = whole.snapshot.calls.count
        try #require(count > 0)
        #expect(whole.restless() == [])
        for crash in 1...count {
            for effect in Faults.Effect.allCases {
                let world = setting.world()
                for step in earlier { world.run(step) }
                var faults = Faults.none
                (faults.crashAt, faults.crashEffect) = (crash, effect)
                world.run(step, faults: faults)
                var faulty = world.broken()
                let cut = world.snapshot.calls.last
                if world.run(.provision) == nil { faulty.append("provision was stopped") }
                faulty += world.unfinished()
                faulty += world.broken() + world.restless()
                if world.run(step) == nil { faulty.append("the command was stopped") }
                faulty += world.broken()
                if !world.isSameEnd(as: whole) { faulty.append(difference(world, whole)) }
                if !faulty.isEmpty { Issue.record("\(setting), cut off at \(cut as Any), effect \(effect): \(faulty)") }
            }
        }
    }

    @Test(arguments: settings)
    private func `A provision cut off at any call is completed by the next`(setting: Setting) throws {
        try cutOff(.provision, after: [], in: setting)
    }

    @Test(arguments: settings)
    private func `An adduser cut off at any call is completed by provision and the same command`(setting: Setting)
        throws
    {
        try cutOff(.add(try everything("alice")), after: [.provision], in: setting)
    }

    /// Where the image brings the first user: otherwise the first of two new names gets the lowest uid.
    @Test(arguments: settings.filter(\.hasFirst))
    private func `An adduser before the first provision survives the same`(setting: Setting) throws {
        try cutOff(.add(try everything("alice")), after: [], in: setting)
    }

    @Test(arguments: settings)
    private func `A deluser cut off at any call is completed by the same command`(setting: Setting) throws {
        try cutOff(.close("alice"), after: [.provision, .add(try everything("alice"))], in: setting)
    }

    @Test(arguments: settings)
    private func `A change of shell and full name cut off at any call is completed by provision`(setting: Setting)
        throws
    {
        let plain = AccountRequest(name: try AccountName("alice"))
        var changed = plain
        (changed.shell, changed.fullName) = ("/bin/zsh", "A B")
        try cutOff(.add(changed), after: [.provision, .add(plain)], in: setting)
    }

    @Test(arguments: settings)
    private func `An account that is opened again survives the same`(setting: Setting) throws {
        let add = Step.add(try everything("alice"))
        try cutOff(add, after: [.provision, add, .close("alice")], in: setting)
    }
}

/// What two worlds differ in, for a failing test's message.
func difference(_ one: World, _ other: World) -> String {
    let (mine, theirs) = (one.snapshot, other.snapshot)
    var result = mine.share == theirs.share ? "" : "share \(mine.share.things) / \(theirs.share.things) "
    for (left, right) in zip(mine.machines.map(\.essence), theirs.machines.map(\.essence)) where left != right {
        if left.ledger != right.ledger { result += "ledger \(left.ledger as Any) / \(right.ledger as Any) " }
        if left.accounts != right.accounts { result += "accounts \(left.accounts) / \(right.accounts) " }
        if left.groups != right.groups { result += "groups \(left.groups) / \(right.groups) " }
        if left.homes != right.homes { result += "homes \(left.homes) / \(right.homes) " }
        if left.keys != right.keys { result += "keys \(left.keys) / \(right.keys) " }
        if left.mounts != right.mounts { result += "mounts \(left.mounts) / \(right.mounts) " }
        if left.shadows != right.shadows { result += "shadows differ " }
        if left.files.keys != right.files.keys { result += "files \(left.files.keys) / \(right.files.keys) " }
    }
    return result
}
