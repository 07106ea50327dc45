/// Everything that a node's work needs from the outside, as closures over plain values.
///
/// The live one is built once in `main` by `Host.live` of AgentLinux and handed down; simulations build a model.
/// Every call is bounded in time and in what it returns.
package struct Host: Sendable {
    package var commands: Commands
    package var files: Files
    package var accounts: Accounts
    package var mounts: Mounts
    package var homes: Homes
    package var clock: Clock

    /// Puts a host together.
    package init(
        commands: Commands, files: Files, accounts: Accounts, mounts: Mounts, homes: Homes, clock: Clock
    ) {
        self.commands = commands
        self.files = files
        self.accounts = accounts
        self.mounts = mounts
        self.homes = homes
        self.clock = clock
    }

    /// System commands.
    package struct Commands: Sendable {
        /// Runs one to its end or its time limit; throws only when it cannot be started.
        package var run: @Sendable (Command) throws(CommandFailure) -> Command.Outcome
        /// Finds a program in the system's directories; nil where it is not installed.
        package var find: @Sendable (String) -> String?

        /// Groups the closures.
        package init(
            run: @escaping @Sendable (Command) throws(CommandFailure) -> Command.Outcome,
            find: @escaping @Sendable (String) -> String?
        ) {
            self.run = run
            self.find = find
        }
    }

    /// Root's own files: configuration and state. Users cannot write where these are.
    package struct Files: Sendable {
        /// Reads at most so many bytes; nil where nothing is there.
        package var read: @Sendable (_ path: String, _ bytesMax: Int) throws(SystemFailure) -> [UInt8]?
        /// Replaces a file so that after a power loss the old or the new text is there, never a part.
        package var write: @Sendable (_ path: String, _ bytes: [UInt8], _ mode: UInt32) throws(SystemFailure) -> Void
        /// Makes a directory and its parents; an existing one is left as it is.
        package var makeDirectory: @Sendable (_ path: String, _ mode: UInt32) throws(SystemFailure) -> Void
        package var remove: @Sendable (_ path: String) throws(SystemFailure) -> Void
        /// Removes what a killed `write` left in a directory; nothing where there is no such directory.
        package var sweep: @Sendable (_ path: String) throws(SystemFailure) -> Void
        /// Lists names, sorted; empty where there is no directory.
        package var list: @Sendable (_ path: String) throws(SystemFailure) -> [String]
        /// Describes what a path leads to, links followed; nil where nothing is.
        package var describe: @Sendable (_ path: String) throws(SystemFailure) -> FileFacts?
        /// The path without links, of something that exists; nil where nothing is.
        package var resolve: @Sendable (_ path: String) -> String?
        /// Takes a lock that lasts until the token is dropped; nil while somebody else has it.
        package var lock: @Sendable (_ path: String) throws(SystemFailure) -> (any LockToken)?

        /// Groups the closures.
        package init(
            read: @escaping @Sendable (String, Int) throws(SystemFailure) -> [UInt8]?,
            write: @escaping @Sendable (String, [UInt8], UInt32) throws(SystemFailure) -> Void,
            makeDirectory: @escaping @Sendable (String, UInt32) throws(SystemFailure) -> Void,
            remove: @escaping @Sendable (String) throws(SystemFailure) -> Void,
            sweep: @escaping @Sendable (String) throws(SystemFailure) -> Void,
            list: @escaping @Sendable (String) throws(SystemFailure) -> [String],
            describe: @escaping @Sendable (String) throws(SystemFailure) -> FileFacts?,
            resolve: @escaping @Sendable (String) -> String?,
            lock: @escaping @Sendable (String) throws(SystemFailure) -> (any LockToken)?
        ) {
            self.read = read
            self.write = write
            self.makeDirectory = makeDirectory
            self.remove = remove
            self.sweep = sweep
            self.list = list
            self.describe = describe
            self.resolve = resolve
            self.lock = lock
        }
    }

    /// Time and identity of this process.
    package struct Clock: Sendable {
        /// RFC 3339 text of the wall clock, for stamps only.
        package var stamp: @Sendable () -> String
        /// Time since boot, suspend included.
        package var sinceBoot: @Sendable () -> Duration
        package var sleep: @Sendable (Duration) -> Void
        package var isRoot: Bool

        /// Groups the closures.
        package init(
            stamp: @escaping @Sendable () -> String, sinceBoot: @escaping @Sendable () -> Duration,
            sleep: @escaping @Sendable (Duration) -> Void, isRoot: Bool
        ) {
            self.stamp = stamp
            self.sinceBoot = sinceBoot
            self.sleep = sleep
            self.isRoot = isRoot
        }
    }
}

/// A lock that is held as long as this value lives.
package protocol LockToken: AnyObject, Sendable {}

/// What stat(2) says that decisions depend on.
package struct FileFacts: Sendable, Equatable {
    /// What kind of file it is.
    package enum Kind: Sendable, Equatable { case directory, file, other }
    package var kind: Kind
    /// Permission bits only.
    package var mode: UInt32
    package var owner: UInt32

    /// Describes one file.
    package init(kind: Kind, mode: UInt32, owner: UInt32) {
        self.kind = kind
        self.mode = mode
        self.owner = owner
    }
}
