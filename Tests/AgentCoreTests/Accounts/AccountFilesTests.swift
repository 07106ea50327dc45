import AgentCore
import Testing

struct AccountFilesTests {
    @Test func `Lines of passwd are read field by field`() {
        let text = "root:x:0:0:root:/root:/bin/bash\nalice:x:20000:20001:Alice A,Room 1:/home/alice:/bin/zsh\n"
        let accounts = AccountFiles.accounts(text)
        #expect(
            accounts == [
                Account(name: "root", uid: 0, gid: 0, gecos: "root", home: "/root"),
                Account(
                    name: "alice", uid: 20000, gid: 20001, gecos: "Alice A,Room 1", home: "/home/alice",
                    shell: "/bin/zsh"),
            ])
        #expect(accounts.last?.fullName == "Alice A")
    }

    @Test(arguments: [
        Row("empty file", "", 0), Row("blank lines", "\n\n", 0), Row("six fields", "a:x:1:1:g:/h", 0),
        Row("eight fields", "a:x:1:1:g:/h:/s:", 0), Row("no name", ":x:1:1:g:/h:/s", 0),
        Row("uid is no number", "a:x:one:1:g:/h:/s", 0), Row("uid is negative", "a:x:-1:1:g:/h:/s", 0),
        Row("uid is too large", "a:x:4294967296:1:g:/h:/s", 0), Row("gid is empty", "a:x:1::g:/h:/s", 0),
        Row("NIS line", "+::::::", 0), Row("empty fields that may be", "a::1:1:::", 1),
        Row("no newline at the end", "a:x:1:1:g:/h:/s", 1),
        Row("a bad line between good ones", "a:x:1:1:::\nb\nc:x:2:2:::\n", 2),
        Row("lines that end with CR LF", "a:x:1:1:::\r\nb:x:2:2:::\r\n", 2),
        Row("a name that begins with an accent", "a:x:1:1:\u{301}A:/h:/s\nb:x:2:2:::\n", 2),
        Row("largest number", "a:x:4294967295:4294967295:::", 1),
    ])
    func `A passwd line of another shape is skipped and stops nothing`(row: Row<String, Int>) {
        #expect(AccountFiles.accounts(row.input).count == row.expected)
    }

    @Test(arguments: [
        Row("no members", "docker:x:999:", [AccountFiles.Group(name: "docker", gid: 999)]),
        Row("members", "docker:x:999:a,b", [AccountFiles.Group(name: "docker", gid: 999, members: ["a", "b"])]),
        Row(
            "empty members", "docker:x:999:,a,,b,", [AccountFiles.Group(name: "docker", gid: 999, members: ["a", "b"])]),
        Row("three fields", "docker:x:999", []), Row("five fields", "docker:x:999:a:b", []),
        Row("no number", "docker:x::a", []), Row("no name", ":x:1:a", []),
    ])
    func `Groups and their members are read`(row: Row<String, [AccountFiles.Group]>) {
        #expect(AccountFiles.groups(row.input) == row.expected)
    }

    @Test func `Shadow lines give password field and expiry day`() {
        let text = "alice:$6$s$h:19000:0:99999:7:::\nbob:!:19000:0:99999:7::1:\nbad:x\n:x:1:::::1:\ncarl:!!:1:::::x:\n"
        let shadows = AccountFiles.shadows(text)
        #expect(shadows.keys.sorted() == ["alice", "bob", "carl"])
        #expect(shadows["alice"] == AccountFiles.Shadow(password: "$6$s$h"))
        #expect(shadows["bob"] == AccountFiles.Shadow(password: "!", expiryDay: 1))
        #expect(shadows["carl"] == AccountFiles.Shadow(password: "!!"))
    }

    @Test(arguments: [
        Row("open", AccountFiles.Shadow(password: "$6$s$h"), false),
        Row("never had a password", AccountFiles.Shadow(password: "!"), false),
        Row("locked only", AccountFiles.Shadow(password: "!$6$s$h"), false),
        Row("expired only", AccountFiles.Shadow(password: "$6$s$h", expiryDay: 1), false),
        Row("locked and expired", AccountFiles.Shadow(password: "!$6$s$h", expiryDay: 1), true),
        Row("no password and expired", AccountFiles.Shadow(password: "!", expiryDay: 1), true),
        // An admin gave a key-only account an end in the year 2030: until then it is open.
        Row("no password, expires one day", AccountFiles.Shadow(password: "!", expiryDay: 21_915), false),
        Row("no password, day 0 says nothing sure", AccountFiles.Shadow(password: "!", expiryDay: 0), false),
    ])
    func `An account is closed when it is locked and expired for good`(row: Row<AccountFiles.Shadow, Bool>) {
        #expect(row.input.isClosed == row.expected)
    }

    @Test func `A shadow entry shows no hash`() {
        let shadow = AccountFiles.Shadow(password: "$6$salt$SECRET", expiryDay: 1)
        #expect(!"\(shadow)".contains("SECRET"))
        #expect(!String(reflecting: shadow).contains("SECRET"))
        #expect(!"\(AccountFacts(shadow: shadow))".contains("SECRET"))
    }
}
