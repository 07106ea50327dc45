import Testing

@testable import Settings

struct ResolutionTests {
    @Test func `Each value remembers the last of three layers that set it`() throws {
        let settings = try sampleSchema.resolve(
            files: [
                file("{name: 'one', size: 10, group: {kind: 'smb', file: '/a', inner: {range: [1, 2]}}}"),
                file("{size: 20, group: {file: null, inner: {range: [3, 4]}}}", name: "agent.json.d/10.json"),
            ],
            overrides: ["size=40", "group.directory=/d"])
        let lines = settings.entries.map { "\($0.path)=\($0.value) \($0.origin)" }
        #expect(
            lines == [
                #"name="one" agent.json"#, "size=40 --set", "flag=false default", #"group.kind="smb" agent.json"#,
                "group.file=null agent.json.d/10.json", #"group.directory="/d" --set"#, "group.inner.url=null default",
                "group.inner.range=[3, 4] agent.json.d/10.json",
            ])
        #expect(settings.string("name") == "one")
        #expect(settings.integer("size") == 40)
        #expect(settings.optionalString("group.file") == nil)
        #expect(settings.optionalInteger("size") == 40)
        #expect(settings.integers("group.inner.range") == [3, 4])
    }

    @Test(arguments: [
        Row("swapped letters", "{nmae: 'x'}", "nmae: not a known key; write name"),
        Row("two mistakes", "{nmee: 'x'}", "nmee: not a known key; write name"),
        Row("capitals", "{NAME: 'x'}", "NAME: not a known key; write name"),
        Row("in a group", "{group: {knid: 'smb', kind: 'smb'}}", "group.knid: not a known key; write group.kind"),
        Row("beginning", "{group: {dir: '/a', kind: 'smb'}}", "group.dir: not a known key; write group.directory"),
        Row("plural", "{groups: {}}", "groups: not a known key; write group"),
        Row("of another group", "{url: 'x'}", "url: not a known key; write it as group.inner.url"),
        Row(
            "dotted", "{'group.file': '/a'}",
            #""group.file": not a known key; write groups as objects: group: { file: … }"#),
        Row(
            "unlike any", "{frobnicate: 1}",
            "frobnicate: not a known key; known keys here are name, size, flag and group"),
        Row("one letter", "{x: 1}", "x: not a known key; known keys here are name, size, flag and group"),
        Row("empty", "{'': 1}", #""": not a known key; known keys here are name, size, flag and group"#),
        Row(
            "control characters", "{'a\u{7F}b': 1}",
            #""a\u007fb": not a known key; known keys here are name, size, flag and group"#),
    ])
    func `An unknown key is reported with the one that was probably meant`(row: Row) {
        let lines = problems([file("{group: {kind: 'smb'}}", name: "first"), file(row.text)])
        #expect(lines == ["agent.json: " + row.expected[0]])
    }

    @Test func `All problems of all layers are reported at once`() {
        let lines = problems(
            [
                file("{nmae: 1, size: 1, group: {inner: {range: [9, 1]}}}"),
                file("{flag: }", name: "10.json"),
                file("{flag: 'x', group: {kind: 'smb', file: 'x'}}", name: "20.json"),
            ],
            overrides: ["size=x", "nonsense", "group.knd=smb", "group.inner.range=[1"])
        #expect(
            lines == [
                "agent.json: nmae: not a known key; write name",
                "agent.json: size: 1 is below the range; write a whole number from 5 to 300 seconds",
                "10.json: line 1, column 8: found \"}\" where a value is expected; write a value",
                "20.json: flag: found the text \"x\"; write true or false",
                "20.json: group.file: \"x\" is not an absolute path; begin it with /",
                "--set: size: found the text \"x\"; write a whole number from 5 to 300 seconds",
                "--set: \"nonsense\" has no =; write KEY=VALUE",
                "--set: group.knd: not a known key; write group.kind",
                "--set: group.inner.range: found the text \"[1\"; "
                    + "write a list of 2 values, each a whole number from 0 to 10",
            ])
    }

    @Test func `A rule over several keys speaks beside other problems and names the file`() {
        #expect(
            problems("{x: 1, group: {kind: 'smb', inner: {range: [9, 1]}}}") == [
                "agent.json: x: not a known key; known keys here are name, size, flag and group",
                "agent.json: group.inner.range: is upside down; write the lower number first",
            ])
    }

    @Test func `A missing required key is reported once, and not when a file could not be read`() {
        let missing = #"group.kind: is required and missing; write one of "smb", "nfs" or "none", for example "nfs""#
        #expect(problems("{}") == [missing])
        #expect(problems([]) == [missing])
        #expect(problems("{").count == 1)
        #expect(problems("{group: {knid: 'smb'}}").count == 1)
    }

    @Test(arguments: [
        ("text without quotes", "name=team", "name", JSONValue.string("team")),
        ("path with =", "group.file=/a=b", "group.file", JSONValue.string("/a=b")),
        ("null", "group.file=null", "group.file", JSONValue.null),
        ("number", "size=50", "size", JSONValue.integer(50)),
        ("list", "group.inner.range=[3, 4]", "group.inner.range", JSONValue.array([3, 4])),
        ("boolean", "flag=true", "flag", JSONValue.boolean(true)),
    ])
    func `An override takes texts plainly and everything else as JSON5`(
        name: String, override: String, path: String, value: JSONValue
    ) throws {
        let settings = try sampleSchema.resolve(files: [], overrides: ["group.kind=smb", override])
        #expect(settings.value(path) == value)
        #expect(settings.origin(path) == .commandLine)
    }

    @Test func `Drop-ins apply in the order of their bytes`() {
        #expect(
            SettingsSchema.dropInsInOrder(["b.json", "10.json", ".x.json", "9.json", "a.json~", "B.json", "ä.json"])
                == ["10.json", "9.json", "B.json", "b.json", "ä.json"])
    }

    @Test func `Two hundred problems are kept and the rest is counted`() {
        let keys = (0..<500).map { "unknown\($0): 1" }.joined(separator: ", ")
        let lines = problems("{group: {kind: 'smb'}, \(keys)}")
        #expect(lines.count == 201)
        #expect(lines.last == "300 more problems are not shown; correct the ones above first")
    }

    @Test(arguments: [
        ("pool", "pool", 0), ("pol", "pool", 1), ("opol", "pool", 1), ("poool", "pool", 1), ("pooo", "pool", 1),
        ("", "pool", 4), ("abc", "cab", 2), ("ca", "abc", 3),
    ])
    func `Typing mistakes are counted with swaps as one`(left: String, right: String, distance: Int) {
        #expect(NearestKey.distance(Array(left.utf8), Array(right.utf8)) == distance)
        #expect(NearestKey.distance(Array(right.utf8), Array(left.utf8)) == distance)
    }
}
