import AgentCore
import Testing

private func alice() throws -> AccountRequest { AccountRequest(name: try AccountName("alice")) }

/// An account that a run without options made.
private func made() throws -> AccountModel {
    var model = AccountModel("alice")
    try model.add(try alice())
    return model
}

struct AccountDetailTests {
    @Test func `A group left on purpose is not joined again`() throws {
        var model = try made()
        model.memberships = []
        #expect(try model.complete() == [])
        #expect(try model.add(try alice()) == [])
    }

    @Test func `A group that was joined before the run was cut off can be left on purpose`() throws {
        var model = AccountModel("alice")
        model.groups = ["docker", "video"]
        let count = try AccountPlanCount.untilFirstGroup(model)
        try model.add(try alice(), actionsMax: count)
        #expect(model.memberships == ["docker"])
        try model.complete()
        #expect(model.memberships == ["docker", "video"])
        model.memberships = []
        #expect(try model.complete() == [])
    }

    @Test func `A group that is configured later is joined once`() throws {
        var model = try made()
        model.groups = ["docker", "video"]
        let actions = try model.complete()
        #expect(actions.contains(.joinGroup("video")) && !actions.contains(.joinGroup("docker")))
        #expect(try model.complete() == [])
    }

    @Test func `A configured group that the machine lacks stops nothing`() throws {
        var model = AccountModel("alice")
        model.existingGroups = []
        try model.add(try alice())
        #expect(model.entry?.state == .present && model.entry?.groups == [])
        model.existingGroups = ["docker"]
        #expect(try model.complete().contains(.joinGroup("docker")))
    }

    @Test func `Keys that the user took out stay out until they are asked for again`() throws {
        var asked = try alice()
        asked.keys = [
            try SSHPublicKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm a")
        ]
        var model = AccountModel("alice")
        try model.add(asked)
        model.keys = ["somebody else's"]
        #expect(try model.complete() == [])
        try model.add(asked)
        #expect(model.keys == ["somebody else's"] + asked.keys.map(\.line))
        model.close()
        #expect(model.keys == ["somebody else's"])
    }

    @Test func `Shell and full name change on request only`() throws {
        var model = try made()
        model.account?.shell = "/bin/sh"
        model.account?.gecos = "Somebody,Room 1"
        #expect(try model.complete() == [])
        #expect(try model.add(try alice()) == [])
        var asked = try alice()
        (asked.shell, asked.fullName) = ("/bin/zsh", "Alice A")
        let actions = try model.add(asked)
        #expect(actions.contains(.setShell("/bin/zsh")) && actions.contains(.setFullName("Alice A")))
        #expect(try model.add(asked) == [])
    }

    @Test func `A change of shell and full name that was cut off is completed by provision`() throws {
        var asked = try alice()
        (asked.shell, asked.fullName) = ("/bin/zsh", "Alice A")
        var whole = try made()
        let count = try whole.add(asked).count
        #expect(count == 4)
        for done in 1...count {
            var model = try made()
            try model.add(asked, actionsMax: done)
            try model.complete()
            #expect(model == whole, "after \(done) actions")
            #expect(model.account?.shell == "/bin/zsh" && model.account?.fullName == "Alice A")
        }
    }

    @Test func `An account that is opened again is opened by provision where that was cut off`() throws {
        var whole = try made()
        whole.close()
        let closed = whole
        let count = try whole.add(try alice()).count
        for done in 1...count {
            var model = closed
            try model.add(try alice(), actionsMax: done)
            try model.complete()
            #expect(model == whole, "after \(done) actions")
            #expect(model.shadow?.isClosed == false)
        }
    }

    @Test func `The account is shut before anything of the user's is touched`() throws {
        var asked = try alice()
        asked.keys = [
            try SSHPublicKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm a")
        ]
        var model = AccountModel("alice")
        try model.add(asked)
        let open = try #require(model.entry)
        var (closing, closed) = (open, open)
        closing.state = .closing
        (closed.state, closed.keys) = (.closed, [])
        #expect(model.close() == [.record(closing), .close, .removeKeys(asked.keys.map(\.line)), .record(closed)])
    }

    @Test(arguments: [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm renamed",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm a\r",
        #"from="10.0.0.0/8",no-pty ssh-ed25519  AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm"#,
    ])
    func `A key that the user wrote otherwise is the same key`(line: String) throws {
        var asked = try alice()
        asked.keys = [
            try SSHPublicKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm a")
        ]
        var model = AccountModel("alice")
        try model.add(asked)
        model.keys = ["# " + line, line]
        #expect(try model.add(asked) == [])
        model.close()
        #expect(model.keys == ["# " + line])
    }

    @Test func `A missing line of shadow is made before a password is set`() throws {
        var model = try made()
        model.shadow = nil
        var asked = try alice()
        asked.password = .clear(Secret("x"))
        let actions = try model.add(asked)
        let repair = try #require(actions.firstIndex(of: .repairShadow))
        let password = try #require(actions.firstIndex(of: .setPassword(.clear(Secret("x")))))
        #expect(repair < password)
        #expect(model.shadow?.password == "$6$x")
    }

    @Test(arguments: [
        Row(
            "another uid", AccountFacts(account: Account(name: "alice", uid: 1500, gid: 1500, home: "/home/alice")),
            AccountFailure.uidChanged(name: "alice", wanted: 20000, actual: 1500)),
        Row("another group", AccountFacts(groupGid: 1500), .groupForeign(name: "alice", gid: 1500)),
        Row("somebody's home", AccountFacts(home: .obstructed), .homeObstructed(name: "alice", path: "/home/alice")),
    ])
    func `What belongs to somebody else stops the plan before its first action`(
        row: Row<AccountFacts, AccountFailure>
    ) throws {
        let request = try alice()
        let wanted = AccountModel("alice").wanted(request)
        let found = failure { () throws(AccountFailure) in
            try AccountPlan.make(
                "alice", entry: wanted, recorded: nil, request: request, groups: [], facts: row.input)
        }
        #expect(found == row.expected)
        #expect(found?.exitStatus == .obstructed || found?.exitStatus == .failure)
    }

    @Test func `Closing a name whose account is gone only closes the record`() throws {
        var model = try made()
        (model.account, model.shadow, model.hasHome) = (nil, nil, false)
        let actions = model.close()
        #expect(actions.count == 1)
        #expect(model.entry?.state == .closed)
    }

    private enum AccountPlanCount {
        /// How many actions a run performs up to the first membership.
        static func untilFirstGroup(_ model: AccountModel) throws -> Int {
            var copy = model
            let actions = try copy.add(try alice())
            return (actions.firstIndex { if case .joinGroup = $0 { true } else { false } } ?? 0) + 1
        }
    }
}
