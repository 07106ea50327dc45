import AgentCore
import FoundationEssentials
import Testing

private let path = "/var/lib/dsvm-agent/ledger.json"

/// A ledger with every field in use.
private func sample() -> Ledger {
    var ledger = Ledger()
    var entry = Ledger.Entry(
        origin: .made, state: .making,
        account: Account(
            name: "alice", uid: 20000, gid: 20001, gecos: "Å \"q\"", home: "/home/alice", shell: "/bin/zsh"))
    (entry.groups, entry.groupsAsked, entry.keys) = (["docker"], ["docker", "video"], ["ssh-ed25519 AAAA x"])
    (entry.isPasswordPending, entry.wantsLinks) = (true, false)
    ledger.accounts = [
        "alice": entry,
        "bob": .init(
            origin: .made, state: .closed, account: Account(name: "bob", uid: 20002, gid: 20002, home: "/home/bob")),
        "carl": .init(
            origin: .adopted, state: .present, account: Account(name: "carl", uid: 1000, gid: 1000, home: "/home/carl")),
    ]
    ledger.links = ["/home/alice/notebooks/remote": "/datamnt/dsvmshare/notebooks/alice"]
    ledger.mount = Ledger.MountRecord(
        source: "//h/s", mountpoint: "/datamnt/dsvmshare", unit: "datamnt-dsvmshare.mount")
    ledger.mount?.hidesFiles = true
    return ledger
}

private func load(_ text: String) -> StateFailure? {
    do {
        _ = try FakeFiles([path: text]).host.loadLedger()
        return nil
    } catch {
        return error as? StateFailure
    }
}

struct LedgerTests {
    @Test func `A ledger is read back as it was written`() throws {
        for ledger in [Ledger(), sample()] {
            let text = String(decoding: try Node.encode(ledger), as: UTF8.self)
            #expect(text.hasSuffix("}\n"))
            #expect(try FakeFiles([path: text]).host.loadLedger() == ledger)
        }
    }

    @Test func `No file is an empty ledger`() throws {
        #expect(try FakeFiles().host.loadLedger() == Ledger())
    }

    @Test func `A ledger without a field that came later is read`() throws {
        let text = String(decoding: try Node.encode(sample()), as: UTF8.self)
        let older = text.replacing(/\ *"groupsAsked" : \[[^\]]*\],\n/, with: "")
        #expect(older != text)
        #expect(try FakeFiles([path: older]).host.loadLedger().accounts["alice"]?.groupsAsked == nil)
        let oldest = older.replacing(/\ *"hidesFiles" : true,\n/, with: "")
        #expect(oldest != older)
        #expect(try FakeFiles([path: oldest]).host.loadLedger().mount?.hidesFiles == nil)
    }

    @Test(arguments: [
        Row("empty", "", "it is not JSON"), Row("binary", "\0\u{1}\u{FF}", "it is not JSON"),
        Row("another document", "[]", "has the wrong type"), Row("no keys", "{}", "the key 'schema' is missing"),
        Row(
            "schema of another type", #"{"schema":"1","accounts":{},"links":{}}"#,
            "the value at 'schema' has the wrong type"),
        Row("no accounts", #"{"schema":1,"links":{}}"#, "the key 'accounts' is missing"),
        Row(
            "accounts as a list", #"{"schema":1,"accounts":[],"links":{}}"#,
            "the value at 'accounts' has the wrong type"),
        Row(
            "a link that is a number", #"{"schema":1,"accounts":{},"links":{"/a":1}}"#,
            "the value at 'links./a' has the wrong type"),
        Row("null", #"{"schema":null,"accounts":{},"links":{}}"#, "the value at 'schema' has the wrong type"),
    ])
    func `A damaged ledger is refused with the place of the damage`(row: Row<String, String>) throws {
        guard case .unreadable(path, let reason)? = load(row.input) else { return #expect(load(row.input) == nil) }
        #expect(reason.hasSuffix(row.expected), "\(reason)")
    }

    @Test func `A ledger cut off at any byte is refused, never half read`() throws {
        let bytes = try Node.encode(sample())
        // The last two bytes are the closing brace and the newline; without the newline it is whole.
        for count in 0..<bytes.count - 2 {
            let found = load(String(decoding: bytes.prefix(count), as: UTF8.self))
            #expect(found?.code == .stateUnreadable, "\(count) bytes")
        }
    }

    @Test(arguments: [#""origin" : "made""#, #""state" : "closed""#])
    func `A word that this version does not know is refused`(pair: String) throws {
        let text = String(decoding: try Node.encode(sample()), as: UTF8.self)
        let other = text.replacing(pair, with: pair.prefix { $0 != ":" } + #": "zombie""#)
        #expect(other != text)
        #expect(load(other)?.code == .stateUnreadable)
    }

    @Test(arguments: [0, 2, 99, -1])
    func `A ledger of another schema is refused, not guessed at`(schema: Int) {
        let text = #"{"schema":\#(schema),"accounts":{},"links":{}}"#
        #expect(load(text) == .unknownSchema(path: path, found: schema, known: 1))
    }

    @Test func `A ledger above eight mebibytes is refused`() {
        let text = String(repeating: " ", count: (8 << 20) + 1)
        #expect(load(text) == .tooLarge(path: path, bytesMax: 8 << 20))
    }

    @Test func `Only accounts that we made hold their numbers, closed ones too`() {
        #expect(sample().givenUids == [20000: "alice", 20002: "bob"])
    }

    @Test func `Links are kept for accounts that want them and are not closed`() {
        var ledger = sample()
        #expect(ledger.linkedNames == ["carl"])
        ledger.accounts["alice"]?.wantsLinks = true
        #expect(ledger.linkedNames == ["alice", "carl"])
        ledger.accounts["alice"]?.state = .closing
        #expect(ledger.linkedNames == ["carl"])
    }
}
