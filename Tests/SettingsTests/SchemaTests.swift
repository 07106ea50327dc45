import Settings
import Testing

struct SchemaTests {
    @Test func `The sample table has no defects`() {
        #expect(sampleSchema.defects.isEmpty)
    }

    @Test func `A table that contradicts itself says so`() {
        func key(_ path: String, _ kind: SettingKind, default value: JSONValue, _ summary: String = "A.") -> SettingKey
        {
            SettingKey(path, kind, default: value, example: value, needsRestart: false, summary)
        }
        let schema = SettingsSchema(
            program: "x",
            keys: [
                key("a", .boolean, default: true), key("a", .boolean, default: true), key("b", .boolean, default: true),
                key("b.c", .boolean, default: 1), key("d e", .boolean, default: true, "No full stop"),
            ],
            rules: [SettingRule(reading: ["z"]) { _ in [] }])
        #expect(
            schema.defects == [
                "a stands twice", "b is a key and a group", "b.c does not accept its default",
                "b.c does not accept its example", "d e is not a dotted path of plain words",
                "d e needs a summary of one sentence without | on one line", "a rule reads z, which is not a key",
            ])
    }

    @Test func `The written file fails until its placeholders are replaced, then gives the defaults`() throws {
        let template = sampleSchema.template()
        #expect(
            problems(template) == [
                "agent.json: group.kind: still holds the placeholder CHANGE-ME; "
                    + #"write one of "smb", "nfs" or "none", for example "nfs""#
            ])
        let edited = template.replacing("CHANGE-ME\",", with: "smb\",")
        let settings = try sampleSchema.resolve(files: [file(edited)])
        for entry in settings.entries where entry.path != "group.kind" {
            #expect(entry.value == sampleSchema.key(entry.path)?.defaultValue, "\(entry.path)")
            #expect(entry.origin == .builtIn)
        }
        #expect(settings.string("group.kind") == "smb")
    }

    @Test func `A placeholder that a later layer replaces is no problem`() {
        #expect(problems([file(sampleSchema.template())], overrides: ["group.kind=nfs"]).isEmpty)
    }

    @Test func `Every default in the written file can be uncommented as it stands`() throws {
        let lines = sampleSchema.template().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let text = line.drop { $0 == " " }
            let isDefault = text.hasPrefix("// ") && text.hasSuffix(",") && text.contains(": ")
            return isDefault ? String(text.dropFirst(3)) : String(line)
        }
        let text = lines.joined(separator: "\n").replacing("CHANGE-ME\",", with: "smb\",")
        let settings = try sampleSchema.resolve(files: [file(text)])
        #expect(settings.entries.allSatisfy { $0.origin == .file("agent.json") })
        #expect(
            settings.entries.allSatisfy {
                $0.path == "group.kind" || $0.value == sampleSchema.key($0.path)?.defaultValue
            })
    }

    @Test func `The reference has one row for each key`() {
        let page = sampleSchema.reference(introduction: "Text.")
        for key in sampleSchema.keys {
            #expect(page.split(separator: "\n").count { $0.hasPrefix("| `\(key.path)` |") } == 1)
        }
        #expect(page.contains("| `size` | a whole number from 5 to 300 seconds | `30` | `60` | no | A number. |"))
        #expect(page.contains("## `group.inner`"))
    }

    @Test func `Messages escape what could drive a terminal`() {
        #expect(MessageText.quoted("a\u{1B}[2J\n\"\\\u{202E}\u{E0001}") == #""a\u001b[2J\n\"\\\u202e\udb40\udc01""#)
        #expect(
            MessageText.quoted(String(repeating: "x", count: 81)) == "\"" + String(repeating: "x", count: 80) + "…\"")
        #expect(MessageText.quoted("grün 日本") == "\"grün 日本\"")
        #expect(!MessageText.hasControlCharacter("a b"))
        #expect(MessageText.hasControlCharacter("a\tb"))
    }
}
