import AgentCore
import Testing

struct AccountNameTests {
    @Test(arguments: [
        "a", "_", "alice", "b_smith2", "a-b", "a-", "_0", "z9", String(repeating: "a", count: 32),
    ])
    func `A plain lower-case name is accepted as it is`(text: String) throws {
        let name = try AccountName(text)
        #expect(name.text == text)
        #expect("\(name)" == text)
    }

    @Test(arguments: [
        Row("empty", "", AccountNameFailure.empty),
        Row("capital first", "Root", .characters("Root")),
        Row("capital inside", "aliCe", .characters("aliCe")),
        Row("option", "-rf", .characters("-rf")),
        Row("digit first", "0alice", .characters("0alice")),
        Row("slash", "a/b", .characters("a/b")),
        Row("parent", "..", .characters("..")),
        Row("dot", ".", .characters(".")),
        Row("dot inside", "a.b", .characters("a.b")),
        Row("domain", "alice@example.com", .characters("alice@example.com")),
        Row("backslash", #"DOM\alice"#, .characters(#"DOM\alice"#)),
        Row("blank", "a b", .characters("a b")),
        Row("colon", "a:b", .characters("a:b")),
        Row("comma", "a,b", .characters("a,b")),
        Row("newline at the end", "alice\n", .characters("alice\n")),
        Row("NUL", "alice\0", .characters("alice\0")),
        Row("dollar", "alice$", .characters("alice$")),
        Row("unicode letter", "ålice", .characters("ålice")),
        Row("Cyrillic look-alike", "аlice", .characters("аlice")),
        Row("unicode digit", "a٣", .characters("a٣")),
        Row("direction override", "a\u{202E}b", .characters("a\u{202E}b")),
        Row("33 characters", String(repeating: "a", count: 33), .tooLong(String(repeating: "a", count: 33))),
        Row("40 characters", String(repeating: "a", count: 40), .tooLong(String(repeating: "a", count: 40))),
        Row("17 letters of two bytes", String(repeating: "é", count: 17), .tooLong(String(repeating: "é", count: 17))),
        Row("root", "root", .reserved("root")),
        Row("nobody", "nobody", .reserved("nobody")),
        Row("a service of the image", "jupyterhub", .reserved("jupyterhub")),
        Row("a group that opens the machine", "docker", .reserved("docker")),
        Row("Debian's own form", "_apt", .reserved("_apt")),
    ])
    func `A name that could mean something else is refused`(row: Row<String, AccountNameFailure>) {
        let found = failure { () throws(AccountNameFailure) in try AccountName(row.input) }
        #expect(found == row.expected)
        #expect(found?.exitStatus == .badInput)
        #expect(found?.description.hasSuffix(".") == true)
    }

    @Test func `Every reserved name is refused`() {
        for name in AccountName.reserved {
            #expect(failure { () throws(AccountNameFailure) in try AccountName(name) } == .reserved(name))
        }
    }

    @Test func `Of all bytes exactly the documented ones are allowed, first and later`() {
        let first = Set("abcdefghijklmnopqrstuvwxyz_")
        let later = first.union("0123456789-")
        for byte in UInt8(0)...0x7F {
            let character = Character(Unicode.Scalar(byte))
            let isFirst = failure { () throws(AccountNameFailure) in try AccountName("\(character)xx") } == nil
            let isLater = failure { () throws(AccountNameFailure) in try AccountName("xx\(character)") } == nil
            #expect(isFirst == first.contains(character), "byte \(byte)")
            #expect(isLater == later.contains(character), "byte \(byte)")
        }
    }

    @Test func `A name with capitals is offered in lower case`() {
        let remedy = AccountNameFailure.characters("Alice").remedy
        #expect(remedy.hasSuffix("sudo dsvm-agent adduser alice"))
    }

    @Test(arguments: [
        Row("plain", "alice", true), Row("domain name", "alice@example.com", true),
        Row("capital", "Alice", true), Row("unicode", "ålice", true),
        Row("255 bytes", String(repeating: "a", count: 255), true),
        Row("256 bytes", String(repeating: "a", count: 256), false), Row("empty", "", false), Row("dot", ".", false),
        Row("parent", "..", false), Row("three dots", "...", true), Row("option", "-a", false),
        Row("slash", "a/b", false),
        Row("newline", "a\nb", false), Row("NUL", "a\0", false), Row("delete", "a\u{7F}", false),
    ])
    func `An existing account's name is one path component or no link is made for it`(row: Row<String, Bool>) {
        #expect(Account.isSafeComponent(row.input) == row.expected)
    }

    @Test(arguments: [
        Row("root", UInt32(0), true), Row("last system uid", 999, true), Row("first user", 1000, false),
        Row("nobody", 65534, true), Row("domain", 1_600_000_000, false),
    ])
    func `System accounts are those below 1000, and nobody`(row: Row<UInt32, Bool>) {
        let account = Account(name: "x", uid: row.input, gid: row.input, home: "/home/x")
        #expect(account.isSystem == row.expected)
    }
}
