import AgentCore
import Testing

private func refuses<Value>(_ body: () throws(AccountFailure) -> Value) -> Bool {
    guard let found = failure(body) else { return false }
    return found.exitStatus == .badInput
}

/// So many bytes of a hash, these first.
private func hash(_ count: Int, _ start: String = "") -> String {
    start + String(repeating: "h", count: count - start.utf8.count)
}

struct AccountRequestTests {
    @Test(arguments: [
        Row("plain", "Alice Ames", true), Row("empty takes the name away", "", true),
        Row("unicode", "Ålice Åmes", true),
        Row("128 bytes", String(repeating: "a", count: 128), true),
        Row("129 bytes", String(repeating: "a", count: 129), false),
        Row("65 letters of two bytes", String(repeating: "å", count: 65), false), Row("colon", "a:b", false),
        Row("comma", "a,b", false), Row("newline", "a\nroot::0:0", false), Row("escape", "\u{1B}[1m", false),
        Row("NUL", "a\0b", false), Row("next line", "a\u{85}b", false),
    ])
    func `A full name fits one field of passwd`(row: Row<String, Bool>) {
        #expect(refuses { () throws(AccountFailure) in try AccountRequest.check(fullName: row.input) } != row.expected)
    }

    @Test(arguments: [
        Row("plain", "docker", true), Row("domain", "domain-users", true),
        Row("32 bytes", String(repeating: "a", count: 32), true),
        Row("33 bytes", String(repeating: "a", count: 33), false), Row("empty", "", false), Row("option", "-a", false),
        Row("list", "a,b", false), Row("blank", "a b", false), Row("colon", "a:b", false), Row("slash", "a/b", false),
        Row("newline", "a\nb", false),
    ])
    func `A group name is one plain word`(row: Row<String, Bool>) {
        #expect(refuses { () throws(AccountFailure) in try AccountRequest.check(group: row.input) } != row.expected)
    }

    @Test(arguments: [
        Row("plain", "/bin/bash", true), Row("relative", "bash", false), Row("empty", "", false),
        Row("blank", "/bin/a b", false),
        Row("colon", "/bin/a:b", false), Row("newline", "/bin/sh\n", false), Row("delete", "/bin/\u{7F}", false),
        Row("255 bytes", "/" + String(repeating: "a", count: 254), true),
        Row("256 bytes", "/" + String(repeating: "a", count: 255), false),
    ])
    func `A shell is an absolute path that passwd can hold`(row: Row<String, Bool>) {
        #expect(refuses { () throws(AccountFailure) in try AccountRequest.check(shell: row.input) } != row.expected)
    }

    @Test(arguments: [
        Row("plain", "correct horse", true), Row("unicode", "pässwörd", true), Row("colon", "a:b", true),
        Row("511 bytes", String(repeating: "a", count: 511), true),
        Row("512 bytes", String(repeating: "a", count: 512), false),
        Row("empty", "", false), Row("newline", "SECRET\nroot:x", false), Row("CR", "SECRET\r", false),
        Row("NUL", "SECRET\0", false),
    ])
    func `A password is one line that chpasswd reads whole`(row: Row<String, Bool>) {
        let found = failure { () throws(AccountFailure) in try AccountPassword.check(clear: row.input) }
        #expect((found == nil) == row.expected)
        #expect(found?.description.contains("SECRET") != true)
    }

    @Test(arguments: [
        Row("SHA-512", "$6$salt$" + hash(86, "./09AZ"), true),
        Row("SHA-512 with rounds", "$6$rounds=5000$salt$" + hash(86), true),
        Row("SHA-512, cut", "$6$salt$" + hash(85), false), Row("SHA-512, too long", "$6$salt$" + hash(87), false),
        Row("yescrypt", "$y$j9T$salt$" + hash(43), true), Row("yescrypt, cut", "$y$j9T$salt$" + hash(42), false),
        Row("yescrypt with SHA-512's length", "$y$j9T$salt$" + hash(86), false),
        Row("384 bytes", "$6$" + hash(294) + "$" + hash(86), true),
        Row("385 bytes", "$6$" + hash(295) + "$" + hash(86), false), Row("MD5", "$1$salt$" + hash(86), false),
        Row("SHA-256", "$5$salt$" + hash(86), false), Row("bcrypt", "$2b$12$" + hash(86), false),
        Row("DES", "ab1FBXPZZTlXk", false),
        Row("empty", "", false), Row("locked", "!$6$salt$" + hash(86), false), Row("no hash", "$6$salt$", false),
        Row("no salt", "$6$$" + hash(86), false), Row("too few fields", "$6$" + hash(86, "SECRET"), false),
        Row("newline", "$6$s$" + hash(86, "SECRET\nroot:x"), false),
        Row("colon", "$6$s$" + hash(86, "SECRET:0"), false), Row("star", "$6$s$" + hash(86, "SECRET*"), false),
        Row("unicode", "$6$s$" + hash(86, "é"), false),
    ])
    func `A hash is of a strong method and has its shape`(row: Row<String, Bool>) {
        let found = failure { () throws(AccountFailure) in try AccountPassword.check(hash: row.input) }
        #expect((found == nil) == row.expected)
        #expect(found?.description.contains("SECRET") != true)
    }

    @Test func `A request without options has every default`() throws {
        let request = AccountRequest(name: try AccountName("alice"))
        #expect(request.wantsLinks)
        #expect(request.uid == nil && request.groups == nil && request.password == nil && request.keys.isEmpty)
    }
}
