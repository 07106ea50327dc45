import AgentCore
import Testing

private let secret = Secret("SESAME")

/// Every way to turn a value into text that is in easy reach.
private func renderings(_ value: some Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return [
        "\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])",
        "\(Optional(value) as Any)",
        "\(["k": value])", "\((value, 1))", "\(Mirror(reflecting: value).children.map(\.value))",
    ]
}

struct SecretTests {
    @Test func `A secret shows in no rendering of itself or of what holds it`() {
        let command = Command("chpasswd", [], standardInput: secret)
        let texts =
            renderings(secret) + renderings(command) + renderings(AccountPassword.clear(secret))
            + renderings(AccountPassword.hash(secret)) + renderings(AccountAction.setPassword(.clear(secret)))
            + renderings(CommandFailure.timedOut(command)) + renderings(Condition(CommandFailure.timedOut(command)))
            + [command.line]
        #expect(texts.allSatisfy { !$0.contains("SESAME") })
        #expect("\(secret)" == "(redacted)")
    }

    @Test func `A secret goes into no JSON`() {
        #expect(!(secret as Any is any Encodable))
        #expect(!(Command("chpasswd", [], standardInput: secret) as Any is any Encodable))
        #expect(!(AccountPassword.clear(secret) as Any is any Encodable))
    }

    @Test func `There is one way out, and secrets can be compared`() {
        #expect(secret.reveal == "SESAME")
        #expect(secret == Secret("SESAME") && secret != Secret("sesame"))
    }
}
