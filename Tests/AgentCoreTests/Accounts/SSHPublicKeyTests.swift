import AgentCore
import FoundationEssentials
import Testing

/// The base64 part of a key: the type's length and text, then some bytes.
private func blob(_ type: String, tail: [UInt8] = [0, 0, 0, 1, 7]) -> String {
    Data([0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8) + tail).base64EncodedString()
}

private let ed25519 = "ssh-ed25519"
private let shape = "it must read TYPE BASE64 [COMMENT]"
private let damaged = "the base64 part is damaged or of another type"
private let oneLine = "it must be one line of at most 16384 bytes"

struct SSHPublicKeyTests {
    @Test(arguments: SSHPublicKey.types.sorted())
    func `Every type that OpenSSH accepts for logins is accepted`(type: String) throws {
        #expect(try SSHPublicKey("\(type) \(blob(type)) a comment").line == "\(type) \(blob(type)) a comment")
    }

    @Test func `A key that ssh-keygen made is accepted`() throws {
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm alice@laptop"
        #expect(try SSHPublicKey(line).line == line)
    }

    @Test(arguments: [
        Row("no comment", "ssh-ed25519 \(blob(ed25519))", "ssh-ed25519 \(blob(ed25519))"),
        Row("blanks in front", "  ssh-ed25519 \(blob(ed25519)) c", "ssh-ed25519 \(blob(ed25519)) c"),
        Row("tab between", "ssh-ed25519\t\(blob(ed25519))\tc", "ssh-ed25519 \(blob(ed25519)) c"),
        Row("several blanks", "ssh-ed25519   \(blob(ed25519))  c d", "ssh-ed25519 \(blob(ed25519)) c d"),
        Row("unicode comment", "ssh-ed25519 \(blob(ed25519)) Ålice", "ssh-ed25519 \(blob(ed25519)) Ålice"),
    ])
    func `The line is kept with single blanks between its parts`(row: Row<String, String>) throws {
        #expect(try SSHPublicKey(row.input).line == row.expected)
    }

    @Test(arguments: [
        Row("empty", "", shape), Row("type alone", "ssh-ed25519", shape), Row("only blanks", "  \t ", shape),
        Row("options", "command=\"/bin/sh\" ssh-ed25519 \(blob(ed25519))", "its type must be one of"),
        Row("restrict", "restrict ssh-ed25519 \(blob(ed25519))", "its type must be one of"),
        Row("authority", "cert-authority ssh-ed25519 \(blob(ed25519))", "its type must be one of"),
        Row("DSA", "ssh-dss \(blob("ssh-dss"))", "its type must be one of"),
        Row("SSH-1", "2048 35 1234", "its type must be one of"),
        Row("comment", "# nothing here", "its type must be one of"),
        Row("capitals", "SSH-ED25519 \(blob(ed25519))", "its type must be one of"),
        Row("private key", "-----BEGIN OPENSSH PRIVATE KEY-----", "its type must be one of"),
        Row("no base64", "ssh-ed25519 ???? c", damaged),
        Row("cut short", "ssh-ed25519 \(blob(ed25519).dropLast(2))", damaged),
        Row("other type inside", "ssh-ed25519 \(blob("ssh-rsa"))", damaged),
        Row("nothing behind the type", "ssh-ed25519 \(blob(ed25519, tail: []))", damaged),
        Row("empty blob", "ssh-ed25519 AAAA", damaged), Row("length lies", "ssh-ed25519 /////w==", damaged),
        Row("CR at the end", "ssh-ed25519 \(blob(ed25519)) c\r", oneLine),
        Row("second line", "ssh-ed25519 \(blob(ed25519)) c\nssh-rsa AAAA", oneLine),
        Row("NUL", "ssh-ed25519 \(blob(ed25519)) c\0", oneLine),
        Row("escape", "ssh-ed25519 \(blob(ed25519)) \u{1B}[1m", oneLine),
        Row("oversize", "ssh-ed25519 \(blob(ed25519)) " + String(repeating: "c", count: 16 * 1024), oneLine),
    ])
    func `Anything that is not one plain key is refused`(row: Row<String, String>) {
        guard
            case .input(let field, _, let rule)? = failure({ () throws(AccountFailure) in try SSHPublicKey(row.input) })
        else { return #expect(Bool(false), "accepted") }
        #expect(field == "--ssh-key")
        #expect(rule.hasPrefix(row.expected), "\(rule)")
    }

    @Test func `The largest key that fits is accepted, one byte more is not`() throws {
        let start = "ssh-ed25519 \(blob(ed25519)) "
        let fitting = start + String(repeating: "c", count: SSHPublicKey.bytesMax - start.utf8.count)
        #expect(try SSHPublicKey(fitting).line == fitting)
        #expect(failure { () throws(AccountFailure) in try SSHPublicKey(fitting + "c") } != nil)
    }

    @Test func `A file gives its keys, with comments, blank lines and CR LF passed over`() throws {
        let text = "# mine\r\n\r\n  ssh-ed25519 \(blob(ed25519)) one\r\n\tssh-rsa \(blob("ssh-rsa")) two"
        let keys = try SSHPublicKey.keys(inFile: text, named: "k.pub").map(\.line)
        #expect(keys == ["ssh-ed25519 \(blob(ed25519)) one", "ssh-rsa \(blob("ssh-rsa")) two"])
    }

    @Test(arguments: ["", "\n\n", "# only\n# comments\n"])
    func `A file without keys is refused by its name`(text: String) {
        let found = failure { () throws(AccountFailure) in try SSHPublicKey.keys(inFile: text, named: "k.pub") }
        #expect(found == .input(field: "--ssh-key", value: "@k.pub", rule: "the file has no key in it"))
    }

    @Test(arguments: ["\n", "\r\n"])
    func `One damaged line refuses the whole file, by its number and without its text`(newline: String) {
        let text = ["ssh-ed25519 \(blob(ed25519))", "", "# c", "root:SECRET:19000", ""].joined(separator: newline)
        let found = failure { () throws(AccountFailure) in try SSHPublicKey.keys(inFile: text, named: "k") }
        guard case .input("--ssh-key", "@k", let rule)? = found else { return #expect(found == nil) }
        #expect(rule.hasPrefix("line 4: "))
        #expect(found?.description.contains("SECRET") == false)
    }

    @Test(arguments: [
        Row("itself", "ssh-ed25519 \(blob(ed25519)) one", true), Row("no comment", "ssh-ed25519 \(blob(ed25519))", true),
        Row("another comment", "ssh-ed25519 \(blob(ed25519)) two three", true),
        Row("CR at the end", "ssh-ed25519 \(blob(ed25519))\r", true),
        Row("options", "from=\"10.0.0.0/8\" ssh-ed25519 \(blob(ed25519)) one", true),
        Row("tabs", "ssh-ed25519\t\(blob(ed25519))\tone", true),
        Row("comment line", "# ssh-ed25519 \(blob(ed25519)) one", false),
        Row("another key", "ssh-ed25519 \(blob(ed25519, tail: [0, 0, 0, 1, 8])) one", false),
        Row("part of the blob", "ssh-ed25519 \(blob(ed25519))AAAA one", false), Row("blank", "", false),
    ])
    func `A line admits a key by its blob, whatever is around it`(row: Row<String, Bool>) {
        #expect(SSHPublicKey.line(row.input, admits: "ssh-ed25519 \(blob(ed25519)) one") == row.expected)
    }
}
