import FoundationEssentials
import Testing

@testable import Settings

struct SyntaxTests {
    @Test(arguments: [
        Row("plain JSON", #"{"flag": true}"#),
        Row("comments", "// a\n{ /* b */ flag: true, // c\n}\n/* d **/"),
        Row("trailing commas", "{flag: true, group: {inner: {range: [1, 2,],},},}"),
        Row("single quotes", "{'flag': true, 'name': 'team'}"),
        Row("byte-order mark", "\u{FEFF}{flag: true}"),
        Row(
            "hexadecimal, sign, no digit before the point",
            "{size: 0x1E, flag: true, group: {inner: {range: [+1, 2.]}}}"),
        Row("escapes", #"{flag: true, name: "te\u0061m"}"#),
        Row("line ends of Windows", "{\r\n  flag: true, // c\r\n}\r\n"),
    ])
    func `JSON5 is accepted`(row: Row) throws {
        let settings = try sampleSchema.resolve(files: [file(row.text)], overrides: ["group.kind=smb"])
        #expect(settings.boolean("flag"))
    }

    @Test(arguments: [
        Row("empty file", "", "line 1, column 1: the file holds no value"),
        Row("only a comment", "// x\n", "line 2, column 1: the file holds no value"),
        Row("value missing", "{\n  flag: ,\n}", #"line 2, column 9: found "," where a value is expected"#),
        Row("colon missing", "{\n  flag true}", #"line 2, column 8: found "t" after the key "flag""#),
        Row("comma missing", "{flag: true\n name: 'x'}", #"line 2, column 2: found "n" after a value"#),
        Row("brace missing", "{flag: true", "line 1, column 12: the file ends before the closing }"),
        Row("bracket missing", "{a: [1", "line 1, column 7: the file ends before the closing ]"),
        Row("key missing", "{: 1}", #"line 1, column 2: found ":" where a key is expected"#),
        Row("two commas", "{flag: true,,}", #"line 1, column 13: found "," where a key is expected"#),
        Row("text after the end", "{} x", #"line 1, column 4: found "x" after the end of the object"#),
        Row("text over two lines", "{name: 'a\nb'}", "line 1, column 8: the text is not closed on its line"),
        Row("text never closed", "{name: 'ab}", "line 1, column 8: the text is never closed"),
        Row("text without quotes", "{name: team}", #"line 1, column 8: "team" is not a value; put text into quotes"#),
        Row("comment never closed", "{} /* x", "line 1, column 4: the comment is never closed"),
        Row("comment of a shell", "{} # x", ##"line 1, column 4: found "#" after"##),
        Row("single slash", "{} / x", "line 1, column 4: found a single /"),
        Row("leading zero", "{size: 010}", "line 1, column 8: 010 begins with a zero"),
        Row("number too large", "{size: 1e400}", "line 1, column 8: 1e400 is too large"),
        Row("hexadecimal too large", "{size: 0xFFFFFFFFFFFFFFFF}", "is not a number; write 1 to 15 digits"),
        Row("address as number", "{a: 10.0.0.4}", #""10.0.0.4" is not a number; quote it"#),
        Row("infinite", "{size: Infinity}", #""Infinity" is not a value; write a finite number"#),
        Row("unknown escape", #"{name: "\q"}"#, "line 1, column 9: unknown escape"),
        Row("half a pair", #"{name: "\ud83d"}"#, "half of a surrogate pair"),
        Row("escaped NUL", #"{name: "a\u0000"}"#, #"\u0000 in a text; remove it"#),
        Row("short escape", #"{name: "\u12"}"#, "without four hexadecimal digits"),
        Row("escape in a key", #"{"n\u0061me": 1}"#, "the key holds an escape"),
        Row("control character in a text", "{name: '\u{7}'}", #"found the control character "\u0007""#),
        Row("non-breaking space", "{\u{A0}flag: true}", "line 1, column 2: found \"\u{A0}\" where a key"),
        Row("columns count characters, not bytes", "{/* äöü */ flag: ?}", "line 1, column 18"),
        Row("a list", "[1]", "found a list of 1 value where the keys are expected"),
    ])
    func `A syntax error is reported with line, column and remedy, and nothing else`(row: Row) throws {
        let lines = problems(row.text)
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: ") == true)
        #expect(lines.first?.contains(row.expected[0]) == true, "\(lines)")
    }

    @Test(arguments: [
        Row("twice in a group", "{group: {kind: 'smb',\n 'kind': 'nfs'}}", "group.kind: line 2, column 2"),
        Row("group twice", "{group: {kind: 'smb'}, group: {}}", "group: line 1, column 24"),
        Row("inside a list", "{a: [{b: 1, b: 2}]}", "a[0].b: line 1, column 13"),
    ])
    func `A key that stands twice is reported with its place`(row: Row) {
        let lines = problems(row.text)
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: " + row.expected[0]) == true, "\(lines)")
    }

    @Test(arguments: ["[", "{a:", "[[{a:"])
    func `Ten thousand nested values are refused, not crashed on`(opening: String) {
        let lines = problems(String(repeating: opening, count: 10_000))
        #expect(lines.count == 1)
        #expect(lines.first?.contains("nested deeper than 64 levels") == true)
    }

    @Test func `Nesting of 64 is accepted and 65 is not`() {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(SettingsDocument.parse(file: "a", bytes: nested(64)).value != nil)
        #expect(SettingsDocument.parse(file: "a", bytes: nested(65)).value == nil)
    }

    @Test func `A file above 1 MiB is refused by its size and one of 1 MiB is read`() {
        let padding = String(repeating: " ", count: SettingsDocument.bytesMax - 2)
        #expect(SettingsDocument.parse(file: "a", bytes: file("{}" + padding).bytes).value == .object([:]))
        let lines = problems("{ }" + padding)
        #expect(
            lines == [
                "agent.json: 1048577 bytes, more than the 1048576 a file may have; check that it is the right file"
            ])
    }

    @Test func `A file of half a million values is refused at the first one too many`() {
        let lines = problems("[" + String(repeating: "1,", count: 520_000) + "]")
        #expect(lines == ["agent.json: line 1, column 40000: more than 20000 values; check that it is the right file"])
        let accepted = file("[" + String(repeating: "1,", count: 19_999) + "]")
        #expect(SettingsDocument.parse(file: "a", bytes: accepted.bytes).value != nil)
    }

    @Test func `A file that is not UTF-8 is refused with the place of the byte`() {
        let bytes = Array("{\n name: 'ä".utf8) + [0xFF] + Array("'}".utf8)
        #expect(
            problems([("agent.json", bytes)])
                == ["agent.json: line 2, column 10: the byte 0xff is not valid UTF-8; save the file as UTF-8"])
        #expect(problems([("a", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0])]).first?.contains("UTF-16") == true)
        #expect(problems([("a", [0x7B, 0, 0x7D, 0])]).first?.contains(#"found "\u0000""#) == true)
        #expect(problems([("a", [0x7B, 0xC3])]).first?.contains("the byte 0xc3") == true)
    }

    @Test func `More than a hundred files are refused`() {
        let files = (0...100).map { file("{group: {kind: 'smb'}}", name: "\($0).json") }
        #expect(problems(Array(files.prefix(100))).isEmpty)
        #expect(problems(files) == ["101 files, more than the 100 accepted; join drop-ins"])
    }

    @Test func `Values of every type arrive as they were written`() {
        let text = "{a: null, b: true, c: -7, d: .5, e: 'x\\n', f: [1, 1.5], g: {}, h: 30.0, i: 9223372036854775808}"
        let value = SettingsDocument.parse(file: "a", bytes: file(text).bytes).value
        #expect(
            value
                == .object([
                    "a": .null, "b": true, "c": -7, "d": .number(0.5), "e": "x\n", "f": [1, .number(1.5)],
                    "g": .object([:]), "h": 30, "i": .number(9_223_372_036_854_775_808),
                ]))
    }

    /// The scanner promises positions, the decoder makes the values; neither may know texts the other does not.
    @Test func `Whatever the scanner accepts the decoder decodes`() {
        var random = SplitMix64(state: 7)
        let tokens = [
            "{", "}", "[", "]", ",", ":", "a", "b1", "$", "'x'", "\"y\"", "1", "-", "+", ".", "0", "0x", "F", "e", "E5",
            "1.", ".5", "null", "true", "//c\n", "/*c*/", " ", "\n", "\\n", "'\\u00e9'", "'\\u0000'", "'\\u0001'",
            "'\\ud83d\\ude00'", "ä",
            "\u{A0}",
        ]
        var accepted = 0
        for _ in 0..<40_000 {
            let middle = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                tokens.randomElement(using: &random) ?? ""
            }
            let text = ["", "{a:", "[", "{"].randomElement(using: &random) ?? ""
            let closing = ["{a:": "}", "[": "]", "{": "}"][text] ?? ""
            let bytes = Array((text + middle.joined() + closing).utf8)
            let parsed = SettingsDocument.parse(file: "a", bytes: bytes)
            accepted += parsed.value == nil ? 0 : 1
            #expect(
                parsed.problems.allSatisfy { $0.message != "not valid JSON5" }, "\(text + middle.joined() + closing)")
        }
        #expect(accepted > 1000)
    }

    @Test func `A value encodes to JSON and back`() throws {
        let value: JSONValue = .object(["a": [1, .number(1.5), "x\n", nil, true], "b": .object([:])])
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
        #expect(value.description == #"{"a": [1, 1.5, "x\n", null, true], "b": {}}"#)
    }
}
