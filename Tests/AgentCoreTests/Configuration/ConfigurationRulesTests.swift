import AgentCore
import Settings
import Testing

struct ConfigurationRulesTests {
    @Test(arguments: [
        ("smb", "//a.file.core.windows.net/share"), ("smb", "//10.0.0.4/s$/sub dir".replacing(" ", with: "-")),
        ("smb", "//h/s/a/b"), ("smb", "//h/s/a@b"), ("nfs", "a.example:/"), ("nfs", "a.example:/a/b"),
        ("nfs", "10.0.0.4:/a"), ("local", "/export/share"), ("local", "/export/share/"),
    ])
    func `A source of the right form is accepted`(type: String, source: String) {
        #expect(configurationProblems("{share: {type: '\(type)', source: '\(source)'}}").isEmpty)
    }

    @Test(arguments: [
        ("smb", "h:/p", "not the address of an SMB share"), ("smb", #"\\\\h\\s"#, "backslashes"),
        ("smb", "//h", "names no share"), ("smb", "//h/", "names no share"), ("smb", "//h/s/", "ends with a slash"),
        ("smb", "///s", "no valid host name"), ("smb", "//h_x/s", "no valid host name"),
        ("smb", "//-o/s", "no valid host name"), ("smb", "//h//s", "names no share"),
        ("smb", "//h/s/../t", "is not a share"),
        ("smb", "//h/s:t", "is not a share"), ("smb", "//h/s?", "is not a share"), ("smb", "//h/s,uid=0", "comma"),
        ("smb", "//h/a b", "blank"), ("smb", #"//h/a\u001b"#, "control character"),
        ("smb", #"//h/a\n"#, "control character"),
        ("smb", "https://h/s", "not the address of an SMB share"), ("smb", "", "empty text"),
        ("nfs", "//h/s", "not the address of an NFS export"), ("nfs", "h", "not the address of an NFS export"),
        ("nfs", "h:p", "no plain absolute path"), ("nfs", "h:", "no plain absolute path"),
        ("nfs", ":/p", "no valid host name"),
        ("nfs", "-o:/p", "no valid host name"), ("nfs", "h:/a/../b", "no plain absolute path"),
        ("nfs", "h:/a/", "ends with a slash"),
        ("nfs", "h:/a,b", "comma"), ("local", "a", "not an absolute path"), ("local", "/", "root directory"),
        ("local", "/a/./b", "contains"), ("local", "/datamnt", "contain each other"),
        ("local", "/datamnt/dsvmshare/", "contain each other"), ("local", "/datamnt/dsvmshare/x", "contain each other"),
    ])
    func `A source of another form is refused`(type: String, source: String, expected: String) {
        let lines = configurationProblems("{share: {type: '\(type)', source: '\(source)'}}")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: share.source: ") == true)
        #expect(lines.first?.contains(expected) == true, "\(lines)")
    }

    @Test func `A source is required unless the type is none`() {
        for type in ["smb", "nfs", "local"] {
            let lines = configurationProblems("{share: {type: '\(type)'}}")
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("share.source: is required with share.type \(type); write ") == true)
        }
        #expect(configurationProblems("{share: {type: 'none', source: '//h/s', credentials: '/x'}}").isEmpty)
    }

    @Test func `No message repeats what may be a secret`() {
        let texts = [
            "{share: {type: 'smb', source: '//u:SECRET@h/s'}}", "{share: {type: 'smb', source: 'smb://u:SECRET@h/s'}}",
            "{share: {type: 'smb', source: '//u:SECRET@h/s,x'}}", "{share: {type: 'nfs', source: 'u:SECRET@h'}}",
            "{share: {type: 'smb', source: '//h/s', credentials: 'SECRET=='}}",
            "{share: {type: 'smb', source: '//h/s', options: ['password=SECRET']}}",
            "{share: {type: 'smb', source: '//h/s', options: ['x=SECRET,y']}}",
            "{share: {type: 'smb', source: '//h/s', key: 'SECRET'}}",
        ]
        for text in texts {
            let lines = configurationProblems(text)
            #expect(lines.count == 1, "\(text)")
            #expect(lines.allSatisfy { !$0.contains("SECRET") }, "\(lines)")
        }
    }

    @Test(arguments: [
        "/datamnt/dsvmshare", "/a", "/a/", "/home/x", "/var/x", "/opt/x", "/srv/x", "/media/x", "/tmp/x", "/library",
        "/data/ä b",
    ])
    func `A directory of its own is accepted as mountpoint`(path: String) {
        #expect(configurationProblems("{share: {type: 'none', mountpoint: '\(path)'}}").isEmpty)
    }

    @Test(arguments: [
        "", "a", "/", "//", "/a//b", "/a//", "/a/./b", "/a/..", #"/a\u0007"#, "/bin", "/bin/x", "/boot/x", "/dev/shm/x",
        "/etc", "/etc/x", "/home", "/home/", "/lib", "/lib/x", "/lib64/x", "/proc/x", "/root", "/root/x", "/run/x",
        "/sbin", "/sys/x", "/usr/local/x", "/var", "/tmp", "/opt", "/srv", "/media", "/mnt", "/mnt/", "/mnt/x",
        "/data/notebooks", "/data/notebooks/",
    ])
    func `A mountpoint that would hide or lose something is refused`(path: String) {
        let lines = configurationProblems("{share: {type: 'none', mountpoint: '\(path)'}}")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: share.mountpoint: ") == true)
    }

    @Test func `A mountpoint below /mnt needs its own switch`() {
        let lines = configurationProblems("{share: {type: 'none', mountpoint: '/mnt/x'}}")
        #expect(lines.first?.contains("temporary disk and wipes it") == true)
        let allowed = "{share: {type: 'none', mountpoint: '/mnt/x', allowTemporaryDisk: true}}"
        #expect(configurationProblems(allowed).isEmpty)
        #expect(configurationProblems(allowed, overrides: ["share.mountpoint=/mnt"]).count == 1)
    }

    @Test(arguments: ["actimeo=30", "nosharesock", "vers=3.1.1", "x-systemd.idle-timeout=60", "userns", "passthrough"])
    func `An ordinary mount option is accepted`(option: String) {
        #expect(configurationProblems("{share: {type: 'none', options: ['\(option)']}}").isEmpty)
    }

    @Test(arguments: [
        "", "=x", "a,b", "a b", #"a\tb"#, "password=x", "pass=x", "PASSWORD=x", "username=x", "user=x", "user",
        "credentials=/x", "cred=/x", "password2=x",
    ])
    func `A mount option with a secret, a separator or no name is refused`(option: String) {
        let lines = configurationProblems("{share: {type: 'none', options: ['a=1', '\(option)']}}")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: share.options[1]: ") == true)
    }

    @Test(arguments: [
        ConfigurationRow(
            "smb without credentials", "{share: {type: 'smb', source: '//h/s', credentials: null}}",
            "share.credentials: smb needs"),
        ConfigurationRow(
            "nfs with credentials", "{share: {type: 'nfs', source: 'h:/s', credentials: '/x'}}",
            "share.credentials: has no effect"),
        ConfigurationRow(
            "local with credentials", "{share: {type: 'local', source: '/s', credentials: '/x'}}",
            "share.credentials: has no effect"),
        ConfigurationRow(
            "smb per user", "{share: {type: 'smb', source: '//h/s', privacy: 'per-user'}}",
            "share.privacy: per-user needs a mount for each user"),
        ConfigurationRow(
            "time limit", "{share: {type: 'none', timeoutSeconds: 4}}",
            "share.timeoutSeconds: 4 is below the range; write a whole number from 5 to 300 seconds"),
        ConfigurationRow("layout", "{share: {type: 'none', layout: '{user}'}}", "share.layout: "),
        ConfigurationRow(
            "range reversed", "{share: {type: 'none'}, users: {uidRange: [3000, 2000]}}",
            "users.uidRange: 3000 is not below 2000"),
        ConfigurationRow(
            "range of one", "{share: {type: 'none'}, users: {uidRange: [2000, 2000]}}",
            "users.uidRange: 2000 is not below 2000"),
        ConfigurationRow(
            "range of system accounts", "{share: {type: 'none'}, users: {uidRange: [999, 2000]}}",
            "users.uidRange[0]: 999 is below"),
        ConfigurationRow(
            "range with nobody's number", "{share: {type: 'none'}, users: {uidRange: [1000, 4294967294]}}",
            "users.uidRange[1]: 4294967294 is above"),
        ConfigurationRow("shell with a colon", "{share: {type: 'none'}, users: {shell: '/bin/a:b'}}", "users.shell: "),
        ConfigurationRow("shell with a blank", "{share: {type: 'none'}, users: {shell: '/bin/a b'}}", "users.shell: "),
        ConfigurationRow("shell as directory", "{share: {type: 'none'}, users: {shell: '/bin/'}}", "users.shell: "),
        ConfigurationRow(
            "group with a comma", "{share: {type: 'none'}, users: {groups: ['a,b']}}", "users.groups[0]: "),
    ])
    func `Keys that contradict each other or the system are refused`(row: ConfigurationRow) {
        let lines = configurationProblems(row.text)
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("agent.json: " + row.expected) == true, "\(lines)")
    }

    @Test(arguments: ["a", "team-a", "0", String(repeating: "a", count: 63)])
    func `A pool name of lower-case letters, digits and hyphens is accepted`(name: String) {
        #expect(configurationProblems("{share: {type: 'none'}, pool: '\(name)'}").isEmpty)
    }

    @Test(arguments: ["", "-a", "A", "a_b", "a.b", "ä", "a b", String(repeating: "a", count: 64)])
    func `Another pool name is refused`(name: String) {
        #expect(configurationProblems("{share: {type: 'none'}, pool: '\(name)'}").count == 1)
    }

    @Test(arguments: ["a", "Ann.Lee@example.com", "ä", "a-b", "_x", "...", String(repeating: "a", count: 64)])
    func `An account of the image may have a name that we would not give`(name: String) {
        #expect(configurationProblems("{share: {type: 'none'}, users: {first: '\(name)'}}").isEmpty)
    }

    @Test(arguments: [
        "", "-rf", "a/b", ".", "..", "a:b", "a b", "a,b", #"a\u0001"#, #"a\u202eb"#, String(repeating: "a", count: 65),
    ])
    func `A name that is no account's is refused`(name: String) {
        #expect(configurationProblems("{share: {type: 'none'}, users: {first: \"\(name)\"}}").count == 1)
    }
}
