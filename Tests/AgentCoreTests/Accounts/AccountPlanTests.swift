import AgentCore
import Testing

private let key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmPHqoQtv2VPqa8d1sgQKRaBHuFNRWuIA8MeQSkZ9mm alice@laptop"

private func request(_ change: (inout AccountRequest) -> Void = { _ in }) -> AccountRequest {
    guard let name = try? AccountName("alice") else { preconditionFailure("alice is a name") }
    var request = AccountRequest(name: name)
    change(&request)
    return request
}

/// Requests that between them use every option.
private let requests: [Row<AccountRequest, Void>] = [
    Row("no option", request(), ()),
    Row("password", request { $0.password = .clear(Secret("x")) }, ()),
    Row("key", request { $0.keys = (try? [SSHPublicKey(key)]) ?? [] }, ()),
    Row("groups", request { $0.groups = ["docker", "video"] }, ()),
    Row("no groups", request { $0.groups = [] }, ()),
    Row("shell and name", request { ($0.shell, $0.fullName) = ("/bin/zsh", "Alice A") }, ()),
    Row(
        "everything",
        request {
            $0.password = .hash(Secret("$6$s$h"))
            $0.keys = (try? [SSHPublicKey(key)]) ?? []
            $0.groups = ["video", "docker"]
            ($0.shell, $0.fullName) = ("/bin/zsh", "Alice A")
        }, ()),
]

struct AccountPlanTests {
    @Test func `A new account is recorded, made part by part, and recorded as finished`() throws {
        var model = AccountModel("alice")
        let actions = try model.add(request { $0.password = .clear(Secret("x")) })
        let alice = Account(name: "alice", uid: 20000, gid: 20000, home: "/home/alice")
        var intent = Ledger.Entry(origin: .made, state: .making, account: alice)
        intent.isPasswordPending = true
        var finished = Ledger.Entry(origin: .made, state: .present, account: alice)
        finished.groups = ["docker"]
        #expect(
            actions == [
                .record(intent), .addGroup(gid: 20000), .addAccount(alice), .makeHome(alice), .joinGroup("docker"),
                .setPassword(.clear(Secret("x"))), .record(finished),
            ])
    }

    @Test(arguments: requests)
    private func `The same request a second time plans nothing`(row: Row<AccountRequest, Void>) throws {
        var model = AccountModel("alice")
        #expect(try !model.add(row.input).isEmpty)
        #expect(try model.add(row.input) == [])
    }

    @Test(arguments: requests)
    private func `A run cut off anywhere is completed by provision and the same request`(
        row: Row<AccountRequest, Void>
    ) throws {
        var whole = AccountModel("alice")
        let count = try whole.add(row.input).count
        for done in 0...count {
            var model = AccountModel("alice")
            try model.add(row.input, actionsMax: done)
            try model.complete()
            #expect(try model.complete() == [], "provision twice after \(done) actions")
            try model.add(row.input)
            #expect(try model.add(row.input) == [], "adduser twice after \(done) actions")
            #expect(model == whole, "after \(done) actions")
            #expect(model.entry?.isPasswordPending == false && model.entry?.state == .present)
        }
    }

    @Test func `A run that provision completes still says that its password is not set`() throws {
        let asked = request { $0.password = .clear(Secret("x")) }
        for done in 1...6 {
            var model = AccountModel("alice")
            try model.add(asked, actionsMax: done)
            try model.complete()
            #expect(model.entry?.isPasswordPending == true, "after \(done) actions")
            #expect(model.entry?.state == .present)
        }
    }

    @Test(arguments: requests)
    private func `Closing and asking again gives the account back`(row: Row<AccountRequest, Void>) throws {
        var whole = AccountModel("alice")
        try whole.add(row.input)
        var closed = whole
        let count = closed.close().count
        #expect(closed.shadow?.isClosed == true && closed.entry?.state == .closed && closed.keys == [])
        #expect(closed.hasHome && closed.account == whole.account)
        #expect(closed.close() == [])
        for done in 0...count {
            var model = whole
            model.close(actionsMax: done)
            try model.complete()
            model.close()
            #expect(model == closed, "closing cut off after \(done) actions")
        }
        let reopening = try closed.add(row.input).count
        #expect(closed == whole)
        for done in 0...reopening {
            var model = whole
            model.close()
            try model.add(row.input, actionsMax: done)
            try model.complete()
            try model.add(row.input)
            #expect(model == whole, "reopening cut off after \(done) actions")
        }
    }

    @Test func `A closed account stays closed until it is asked for`() throws {
        var model = AccountModel("alice")
        try model.add(request())
        model.close()
        #expect(try model.complete() == [])
        // Closed, but the run that closed it was cut off before the ledger knew.
        model.entry?.state = .present
        #expect(try model.complete() == [])
        #expect(model.shadow?.isClosed == true)
    }
}
