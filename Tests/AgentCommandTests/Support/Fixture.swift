/// A small machine as a tree of files, for the hidden `--root`.
struct Fixture {
    let folder = Folder()

    /// With a share that is mounted, three accounts, and what the last run observed.
    init() {
        folder.file("etc/dsvm-agent/agent.json", Self.configuration)
        folder.file("etc/dsvm-agent/agent.json.d/50-team.json", "{ users: { groups: ['docker'] }, pool: 'team-a' }\n")
        folder.file(
            "etc/passwd",
            """
            root:x:0:0:root:/root:/bin/bash
            alice:x:20000:20000:Alice Example:/home/alice:/bin/bash
            bob:x:1000:1000:Bob:/home/bob:/bin/sh
            eve:x:1001:1001:Eve:/home/eve:/bin/sh

            """)
        folder.file("etc/group", "root:x:0:\ndocker:x:998:alice\nalice:x:20000:\nbob:x:1000:\n")
        folder.file(
            "proc/self/mountinfo",
            """
            22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
            90 22 8:1 /srv/share /datamnt/dsvmshare rw,relatime - ext4 /dev/sda1 rw

            """)
        folder.file("srv/share/notebooks/.keep", "")
        // A bind mount is known by device and inode, which a link has in common with its target.
        folder.link("datamnt/dsvmshare", to: "../srv/share")
        folder.file("var/lib/dsvm-agent/ledger.json", Self.ledger)
        folder.file("run/dsvm-agent/status.json", Self.status)
        for program in [
            "useradd", "groupadd", "usermod", "chpasswd", "grpconv", "mount", "umount", "stat", "cp", "chown", "chmod",
            "rm", "getent",
        ] {
            folder.file("usr/bin/\(program)", "#!/bin/sh\nexit 0\n", mode: 0o755)
        }
        // The shell of new accounts.
        folder.file("bin/bash", "#!/bin/sh\nexit 0\n", mode: 0o755)
    }

    /// Runs the executable on this machine.
    func run(_ arguments: [String], as user: AgentRun.User = .nobody) throws -> AgentRun {
        try AgentRun(["--root", folder.path] + arguments, as: user)
    }

    static let configuration = """
        // The team's machines.
        { share: { type: "local", source: "/srv/share", options: ["noatime"], }, users: { first: null } }

        """

    static let ledger = """
        {
          "schema" : 1,
          "links" : { "/home/alice/dsvmshare" : "/datamnt/dsvmshare" },
          "mount" : { "source" : "/srv/share", "mountpoint" : "/datamnt/dsvmshare" },
          "accounts" : {
            "alice" : {
              "origin" : "made", "state" : "present", "uid" : 20000, "gid" : 20000, "home" : "/home/alice",
              "shell" : "/bin/bash", "gecos" : "Alice Example", "groups" : ["docker"], "keys" : [],
              "isPasswordPending" : false, "wantsLinks" : true
            },
            "bob" : {
              "origin" : "adopted", "state" : "present", "uid" : 1000, "gid" : 1000, "home" : "/home/bob",
              "shell" : "/bin/sh", "gecos" : "", "groups" : [], "keys" : [], "isPasswordPending" : false,
              "wantsLinks" : true
            },
            "carol" : {
              "origin" : "made", "state" : "closed", "uid" : 20001, "gid" : 20001, "home" : "/home/carol",
              "shell" : "/bin/bash", "gecos" : "", "groups" : [], "keys" : [], "isPasswordPending" : false,
              "wantsLinks" : true
            }
          }
        }

        """

    static let status = """
        {
          "schema" : 1, "at" : "2026-11-23T10:00:00Z", "bootSeconds" : 1, "pool" : "team-a", "agentVersion" : "0.1.0",
          "share" : {
            "state" : "mounted", "type" : "local", "source" : "/srv/share", "mountpoint" : "/datamnt/dsvmshare"
          },
          "users" : [
            { "name" : "alice", "uid" : 20000, "origin" : "made", "state" : "present", "problems" : 0 },
            { "name" : "bob", "uid" : 1000, "origin" : "adopted", "state" : "present", "problems" : 1 },
            { "name" : "carol", "uid" : 20001, "origin" : "made", "state" : "closed", "problems" : 0 }
          ],
          "conditions" : [
            {
              "code" : "link-obstructed", "severity" : "critical", "subject" : "bob",
              "text" : "'/home/bob/notebooks/remote' is a file where a link should be; it was left untouched.",
              "remedy" : "Let its owner move it away.", "since" : "2026-11-22T08:00:00Z"
            }
          ]
        }

        """
}
