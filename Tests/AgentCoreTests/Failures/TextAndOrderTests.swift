import AgentCore
import Testing

struct TextAndOrderTests {
    @Test(arguments: [
        Row("plain", "alice", "alice"), Row("empty", "", ""), Row("unicode", "Ålice 😀", "Ålice 😀"),
        Row("newline", "a\nb", #"a\u{a}b"#), Row("CR", "a\rb", #"a\u{d}b"#), Row("CR LF", "a\r\nb", #"a\u{d}\u{a}b"#),
        Row("NUL", "a\0", #"a\u{0}"#), Row("escape", "\u{1B}[31m", #"\u{1b}[31m"#), Row("delete", "\u{7F}", #"\u{7f}"#),
        Row("C1", "\u{9B}31m", #"\u{9b}31m"#), Row("bidi override", "a\u{202E}b", #"a\u{202e}b"#),
        Row("bidi isolate", "\u{2066}", #"\u{2066}"#), Row("zero width", "a\u{200B}b\u{FEFF}", #"a\u{200b}b\u{feff}"#),
        Row("line separator", "\u{2028}", #"\u{2028}"#), Row("private use", "\u{E000}", #"\u{e000}"#),
        Row("unassigned", "\u{0378}", #"\u{378}"#),
        Row("200 characters", String(repeating: "a", count: 200), String(repeating: "a", count: 200)),
        Row("201 characters", String(repeating: "a", count: 201), String(repeating: "a", count: 200) + "..."),
        Row("300 characters", String(repeating: "å", count: 300), String(repeating: "å", count: 200) + "..."),
    ])
    func `Foreign text is shown without what steers a terminal, and not without end`(row: Row<String, String>) {
        #expect(printable(row.input) == row.expected)
        #expect(quoted(row.input) == "'\(row.expected)'")
    }

    @Test func `Every scalar below U+0100 that is shown raw is printable`() {
        for value in UInt8.min...UInt8.max {
            let scalar = Unicode.Scalar(value)
            let isControl = value < 0x20 || 0x7F...0x9F ~= value || value == 0xAD
            #expect((printable(String(Character(scalar))) == String(Character(scalar))) == !isControl, "\(value)")
        }
    }

    @Test(arguments: [
        Row("nothing", [AgentCore.ExitStatus](), AgentCore.ExitStatus.success),
        Row("success", [.success, .success], .success),
        Row("one", [.tryAgain], .tryAgain), Row("failure loses to all", [.failure, .usage], .usage),
        Row("share before all", AgentCore.ExitStatus.allCases, .unreachable),
        Row("an obstruction before input", [.badInput, .obstructed, .tryAgain], .obstructed),
        Row("input before permission", [.notPermitted, .badInput], .badInput),
        Row("permission before trying again", [.tryAgain, .notPermitted], .notPermitted),
        Row("trying again before usage", [.usage, .tryAgain, .success], .tryAgain),
    ])
    func `Of several statuses the one that helps most is chosen`(row: Row<[AgentCore.ExitStatus], AgentCore.ExitStatus>)
    {
        #expect(AgentCore.ExitStatus.worst(of: row.input) == row.expected)
        #expect(AgentCore.ExitStatus.worst(of: row.input.reversed()) == row.expected)
    }

    @Test func `Exit statuses are the documented numbers`() {
        #expect(AgentCore.ExitStatus.allCases.map(\.rawValue) == [0, 1, 64, 65, 69, 73, 75, 77])
    }

    @Test func `Every pair of statuses has one worst`() {
        for pair in product(of: AgentCore.ExitStatus.allCases, count: 2) {
            let worst = AgentCore.ExitStatus.worst(of: pair)
            #expect(pair.contains(worst))
            #expect((worst == .success) == pair.allSatisfy { $0 == .success })
        }
    }

    @Test func `Severities are ordered ok, warning, unknown, critical, with the plugins' statuses`() {
        #expect(Severity.allCases.sorted() == [.ok, .warning, .unknown, .critical])
        #expect(Severity.allCases.sorted().map(\.exitStatus) == [0, 1, 3, 2])
        #expect([Condition]().severity == .ok)
    }
}
