import Settings
import Testing

/// A table with one key of every kind.
let sampleSchema = SettingsSchema(
    program: "sample",
    keys: [
        SettingKey(
            "name", .string(TextRule("a lower-case word") { !$0.isEmpty && $0.utf8.allSatisfy { 0x61...0x7A ~= $0 } }),
            default: "pool", example: "team", needsRestart: true, "A word."),
        SettingKey(
            "size", .integer(5...300), default: 30, unit: "seconds", example: 60, needsRestart: false, "A number."),
        SettingKey("flag", .boolean, default: false, example: true, needsRestart: false, "A switch."),
        SettingKey(
            "group.kind", .oneOf(["smb", "nfs", "none"]), default: nil, example: "nfs", needsRestart: true,
            "A choice."),
        SettingKey(
            "group.file", .nullable(.absolutePath(.file)), default: .null, example: "/etc/x", needsRestart: true,
            "A file."),
        SettingKey(
            "group.directory", .absolutePath(.directory), default: "/srv/x", example: "/srv/y", needsRestart: true,
            "A directory."),
        SettingKey(
            "group.inner.url", .nullable(.url(schemes: ["https", "http"])), default: .null,
            example: "https://a.example/",
            needsRestart: false, "A URL."),
        SettingKey(
            "group.inner.range", .list(of: .integer(0...10), count: 2...2), default: [1, 2], example: [3, 4],
            needsRestart: false, "Two numbers."),
    ],
    rules: [
        SettingRule(reading: ["group.inner.range"]) { settings in
            let bounds = settings.integers("group.inner.range")
            guard bounds[0] > bounds[1] else { return [] }
            return [("group.inner.range", Complaint("is upside down", remedy: "write the lower number first"))]
        }
    ])

/// A file's name and its text as bytes.
func file(_ text: String, name: String = "agent.json") -> (name: String, bytes: [UInt8]) {
    (name, Array(text.utf8))
}

/// Returns the lines of all problems; empty when the files are accepted.
func problems(
    _ files: [(name: String, bytes: [UInt8])], overrides: [String] = [], schema: SettingsSchema = sampleSchema
) -> [String] {
    do throws(SettingsFailure) {
        _ = try schema.resolve(files: files, overrides: overrides)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// Returns the lines of all problems of one file.
func problems(_ text: String) -> [String] {
    problems([file(text)])
}

/// A named row of a table of cases.
struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        testDescription = name
        self.text = text
        self.expected = expected
    }
}

/// A small random generator with a seed (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
