import AgentCore
import FoundationEssentials
import Settings
import Testing

struct ConfigurationTests {
    @Test func `The table of keys has no defects`() {
        #expect(AgentConfiguration.schema.defects.isEmpty)
    }

    @Test func `A file with nothing but the share gives the defaults`() throws {
        let smb = try configuration("{share: {type: 'smb', source: '//a.example/s'}}")
        #expect(
            smb
                == AgentConfiguration(
                    pool: "dsvm",
                    share: ShareConfiguration(
                        type: .smb, source: "//a.example/s", credentials: "/etc/dsvm-agent/credentials/share.cred"),
                    users: UsersConfiguration()))
        #expect(smb.share.mountpoint == "/datamnt/dsvmshare")
        #expect(smb.users.uidRange == 20000...59999)
        let none = try configuration("{share: {type: 'none'}}")
        #expect(none.share == ShareConfiguration(type: .none, source: ""))
    }

    @Test func `A complete file gives every field`() throws {
        let complete = try configuration(
            """
            {
              pool: "team-a",
              share: {
                type: "nfs", source: "a.file.core.windows.net:/a/s", mountpoint: "/mnt/x/", options: ["actimeo=30"],
                layout: "{user}/notebooks", privacy: "per-user", timeoutSeconds: 60, allowTemporaryDisk: true,
              },
              users: { first: null, uidRange: [1000, 4294967293], groups: [], shell: "/usr/bin/zsh" },
            }
            """)
        #expect(
            complete
                == AgentConfiguration(
                    pool: "team-a",
                    share: ShareConfiguration(
                        type: .nfs, source: "a.file.core.windows.net:/a/s", mountpoint: "/mnt/x",
                        options: ["actimeo=30"], layout: .userThenNotebooks, privacy: .perUser, timeoutSeconds: 60,
                        allowTemporaryDisk: true),
                    users: UsersConfiguration(
                        first: nil, uidRange: 1000...4_294_967_293, groups: [], shell: "/usr/bin/zsh")))
    }

    @Test func `One slash at the end of a local directory is trimmed`() throws {
        #expect(try configuration("{share: {type: 'local', source: '/export/s/'}}").share.source == "/export/s")
    }

    @Test func `All problems of keys and rules come at once`() {
        let lines = configurationProblems(
            """
            {
              pol: "x",
              share: { type: "nfs", source: "//h/s", mountpoint: "/usr/share", credentials: "/x",
                       options: ["password=a"] },
              users: { first: "..", uidRange: [9000, 8000], shell: "bash" },
            }
            """)
        let starts = [
            "pol: not a known key; write pool", "share.mountpoint: ", "share.options[0]: ", "users.first: ",
            "users.shell: ", "share.source: ", "share.credentials: has no effect", "users.uidRange: 9000 is not below",
        ]
        #expect(lines.count == starts.count, "\(lines)")
        for (line, start) in zip(lines, starts) {
            #expect(line.hasPrefix("agent.json: " + start), "\(line)")
        }
    }

    @Test func `The written file fails for its two placeholders and with them filled in gives the defaults`() throws {
        let template = AgentConfiguration.schema.template()
        let lines = configurationProblems(template)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("still holds the placeholder CHANGE-ME") })
        let edited = template.replacing("type: \"CHANGE-ME\"", with: "type: \"smb\"")
            .replacing("source: \"CHANGE-ME\"", with: "source: \"//h/s\"")
        #expect(try configuration(edited) == configuration("{share: {type: 'smb', source: '//h/s'}}"))
    }

    @Test func `The reference page is the one that the table gives`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "docs/configuration.md")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(AgentConfiguration.reference.utf8).write(to: page)
        }
        let committed = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        #expect(
            committed == AgentConfiguration.reference, "run: UPDATE_GOLDEN=1 swift test --filter ConfigurationTests")
    }

    @Test func `Settings resolved against another table that lack a word give a problem`() throws {
        var keys = AgentConfiguration.schema.keys.filter { $0.path != "share.layout" }
        keys.append(
            SettingKey("share.layout", .oneOf(["new"]), default: "new", example: "new", needsRestart: false, "A."))
        let other = try SettingsSchema(program: "x", keys: keys).resolve(files: [], overrides: ["share.type=none"])
        #expect(throws: SettingsFailure.self) { try AgentConfiguration(resolved: other) }
    }
}
