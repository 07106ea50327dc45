internal import AgentCore
internal import Glibc

extension Host.Homes {
    /// Homes and share of the machine itself, or of a fixture tree.
    static func live(root: String, commands: Host.Commands) -> Host.Homes {
        guard root.isEmpty else { return fixture(root: root) }
        return Host.Homes(
            observe: { account, layout, isShareMounted throws(LinkFailure) in
                try UserIdentity.work(as: account) { () throws(LinkFailure) in
                    try LinkObserver.observe(account, layout, isShareMounted: isShareMounted)
                }
            },
            perform: { action, account, layout throws(LinkFailure) in
                try UserIdentity.work(as: account) { () throws(LinkFailure) in
                    try LinkPerformer.perform(action, account, layout)
                }
            },
            state: { account throws(SystemFailure) in
                try HomeDirectory.state(account)
            },
            make: { account in
                try HomeDirectory.make(account, commands: commands)
            },
            keys: { account throws(KeysFailure) in
                do throws(LinkFailure) {
                    return try UserIdentity.work(as: account) { () throws(LinkFailure) in
                        try AuthorizedKeys.read(account)
                    }
                } catch {
                    throw AuthorizedKeys.failure(error)
                }
            },
            writeKeys: { account, lines throws(KeysFailure) in
                do throws(LinkFailure) {
                    try UserIdentity.work(as: account) { () throws(LinkFailure) in
                        try AuthorizedKeys.write(account, lines)
                    }
                } catch {
                    throw AuthorizedKeys.failure(error)
                }
            },
            shareOwners: { layout throws(SystemFailure) in
                try ShareDirectory.owners(layout)
            })
    }

    /// Below a fixture root nothing is a user's: homes are looked at with our own rights, no share is mounted, and
    /// nothing is changed. Above all nothing outside the root is looked at or changed, whatever its files say.
    private static func fixture(root: String) -> Host.Homes {
        @Sendable func rooted(_ account: Account) -> Account {
            var account = account
            account.home = root + account.home
            return account
        }
        @Sendable func refused(_ account: Account) -> SystemFailure {
            failure(EROFS, "change a fixture", root + account.home)
        }
        return Host.Homes(
            observe: { account, layout, _ throws(LinkFailure) in
                try LinkObserver.observe(rooted(account), layout, isShareMounted: false)
            },
            perform: { _, account, _ throws(LinkFailure) in throw .system(refused(account)) },
            state: { account throws(SystemFailure) in try HomeDirectory.state(rooted(account)) },
            make: { account in throw refused(account) },
            keys: { account throws(KeysFailure) in
                do throws(LinkFailure) {
                    return try AuthorizedKeys.read(rooted(account))
                } catch {
                    throw AuthorizedKeys.failure(error)
                }
            },
            writeKeys: { account, _ throws(KeysFailure) in throw .system(refused(account)) },
            shareOwners: { _ throws(SystemFailure) in ShareOwners() })
    }
}
