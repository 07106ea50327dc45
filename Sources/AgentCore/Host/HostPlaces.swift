/// The parts of the host that concern people and what they can reach: accounts, mounts, homes.
extension Host {
    /// What NSS and the local account files say.
    package struct Accounts: Sendable {
        package var named: @Sendable (String) throws(SystemFailure) -> Account?
        package var withUid: @Sendable (UInt32) throws(SystemFailure) -> Account?
        package var groupNamed: @Sendable (String) -> UInt32?
        package var isGidTaken: @Sendable (UInt32) -> Bool
        /// Tells whether crypt(3) makes the hash out of the password.
        package var passwordMatches: @Sendable (Secret<String>, _ hash: String) -> Bool

        /// Groups the closures.
        package init(
            named: @escaping @Sendable (String) throws(SystemFailure) -> Account?,
            withUid: @escaping @Sendable (UInt32) throws(SystemFailure) -> Account?,
            groupNamed: @escaping @Sendable (String) -> UInt32?,
            isGidTaken: @escaping @Sendable (UInt32) -> Bool,
            passwordMatches: @escaping @Sendable (Secret<String>, String) -> Bool
        ) {
            self.named = named
            self.withUid = withUid
            self.groupNamed = groupNamed
            self.isGidTaken = isGidTaken
            self.passwordMatches = passwordMatches
        }
    }

    /// What is mounted, and whether a server answers.
    package struct Mounts: Sendable {
        package var table: @Sendable () throws(SystemFailure) -> MountTable
        /// Tells whether two paths lead to one directory.
        package var isSameDirectory: @Sendable (String, String) -> Bool
        /// Connects to a numeric address: 0 or an errno.
        package var connect: @Sendable (_ address: String, _ port: UInt16, _ timeLimit: Duration) -> Int32

        /// Groups the closures.
        package init(
            table: @escaping @Sendable () throws(SystemFailure) -> MountTable,
            isSameDirectory: @escaping @Sendable (String, String) -> Bool,
            connect: @escaping @Sendable (String, UInt16, Duration) -> Int32
        ) {
            self.table = table
            self.isSameDirectory = isSameDirectory
            self.connect = connect
        }
    }

    /// Places that users can write: every call works with the user's own rights, relative to descriptors, and follows
    /// no link of theirs.
    package struct Homes: Sendable {
        package var observe:
            @Sendable (Account, LinkLayout, _ isShareMounted: Bool) throws(LinkFailure) -> LinkObservation
        package var perform: @Sendable (LinkAction, Account, LinkLayout) throws(LinkFailure) -> Void
        /// What stands at an account's home.
        package var state: @Sendable (Account) throws(SystemFailure) -> AccountFacts.HomeState
        /// Makes a home from `/etc/skel`: it appears whole or not at all.
        package var make: @Sendable (Account) throws -> Void
        /// Lines of `authorized_keys`, none where there is no such file.
        package var keys: @Sendable (Account) throws(KeysFailure) -> [String]
        /// Replaces `authorized_keys`.
        package var writeKeys: @Sendable (Account, [String]) throws(KeysFailure) -> Void
        /// Owners of the directories below the share's users directory, by name.
        package var shareOwners: @Sendable (LinkLayout) throws(SystemFailure) -> ShareOwners

        /// Groups the closures.
        package init(
            observe: @escaping @Sendable (Account, LinkLayout, Bool) throws(LinkFailure) -> LinkObservation,
            perform: @escaping @Sendable (LinkAction, Account, LinkLayout) throws(LinkFailure) -> Void,
            state: @escaping @Sendable (Account) throws(SystemFailure) -> AccountFacts.HomeState,
            make: @escaping @Sendable (Account) throws -> Void,
            keys: @escaping @Sendable (Account) throws(KeysFailure) -> [String],
            writeKeys: @escaping @Sendable (Account, [String]) throws(KeysFailure) -> Void,
            shareOwners: @escaping @Sendable (LinkLayout) throws(SystemFailure) -> ShareOwners
        ) {
            self.observe = observe
            self.perform = perform
            self.state = state
            self.make = make
            self.keys = keys
            self.writeKeys = writeKeys
            self.shareOwners = shareOwners
        }
    }
}
