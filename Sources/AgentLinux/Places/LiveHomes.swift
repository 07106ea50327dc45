internal import AgentCore

extension Host.Homes {
    /// Homes and share of the machine itself. Below a fixture root nothing is a user's, so nothing is changed there.
    static func live(root: String, commands: Host.Commands) -> Host.Homes {
        Host.Homes(
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
}
