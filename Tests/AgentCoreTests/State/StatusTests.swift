import AgentCore
import Testing

private let path = "/run/dsvm-agent/status.json"

private func node(_ files: FakeFiles, isDryRun: Bool = false) -> Node {
    Node(
        configuration: AgentConfiguration(
            pool: "team-a", share: ShareConfiguration(type: .none, source: ""), users: UsersConfiguration()),
        host: files.host, isDryRun: isDryRun)
}

/// What a node that looks at this time finds.
private func status(_ conditions: [Condition], at stamp: String) throws -> Status {
    var host = FakeFiles().host
    host.clock.stamp = { stamp }
    let node = Node(configuration: node(FakeFiles()).configuration, host: host, isDryRun: false)
    return try node.observation(ledger: Ledger(), conditions: conditions)
}

private let pending = Condition(AccountFailure.passwordPending(name: "alice"), subject: "alice")
private let foreign = Condition(AccountFailure.foreign(name: "bob", uid: 1500), subject: "bob")

struct StatusTests {
    @Test func `An observation is read back as it was written`() throws {
        let files = FakeFiles()
        let written = try status([pending, foreign], at: "2026-11-23T10:00:00Z")
        try node(files).save(written)
        #expect(try files.host.loadStatus() == written)
        #expect(files.text(path)?.hasSuffix("}\n") == true)
    }

    @Test func `A condition is written flat, with since beside its own keys`() throws {
        let text = String(decoding: try Node.encode(Status.Standing(condition: pending, since: "one")), as: UTF8.self)
        let keys = text.matches(of: /"([a-z]+)" :/).map { String($0.output.1) }
        #expect(keys.sorted() == ["code", "remedy", "severity", "since", "subject", "text"])
    }

    @Test func `A condition that goes on keeps the time since when`() throws {
        let files = FakeFiles()
        try node(files).save(try status([pending], at: "one"))
        try node(files).save(try status([pending, foreign], at: "two"))
        #expect(try files.host.loadStatus()?.conditions.map(\.since) == ["one", "two"])
        try node(files).save(try status([foreign], at: "three"))
        try node(files).save(try status([pending, foreign], at: "four"))
        #expect(try files.host.loadStatus()?.conditions.map(\.since) == ["four", "two"])
    }

    @Test func `A dry run writes nothing`() throws {
        let files = FakeFiles()
        try node(files, isDryRun: true).save(try status([], at: "one"))
        #expect(files.text(path) == nil)
    }

    @Test(arguments: ["", "{", "[]", #"{"schema":1}"#])
    func `A damaged observation is refused on reading and replaced on writing`(text: String) throws {
        let files = FakeFiles([path: text])
        #expect(throws: StateFailure.self) { try files.host.loadStatus() }
        try node(files).save(try status([], at: "one"))
        #expect(try files.host.loadStatus() == (try status([], at: "one")))
    }

    @Test func `No observation since boot is none`() throws {
        #expect(try FakeFiles().host.loadStatus() == nil)
    }

    @Test func `The severity is that of the worst condition`() throws {
        #expect(try status([], at: "x").severity == .ok)
        let missing = Condition(AccountFailure.groupMissing(account: "a", group: "g"))
        #expect(try status([missing], at: "x").severity == .warning)
        #expect(try status([missing, pending], at: "x").severity == .warning)
        #expect(try status([missing, foreign], at: "x").severity == .critical)
    }
}
