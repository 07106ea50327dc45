internal import AgentCore
internal import CLinux
internal import Dispatch
internal import Glibc

/// Work in places that users can write: with the user's own rights, and never for longer than a deadline.
///
/// Homes and users' directories on the share belong to people who may swap directories for links while we work.
/// Two things meet that. The thread takes the user's file-system identity, so whatever a link leads to, the kernel
/// grants what that user could have done without us, and nothing more. And paths are walked by descriptors that
/// refuse links, so that a report names what really stands there.
enum UserIdentity {
    /// Units: how long one look or one change may take; local disks answer in microseconds.
    static let timeLimit = Duration.seconds(10)

    /// Does work with a user's rights on a thread that is abandoned when a file system does not answer.
    static func work<Value: Sendable>(
        as account: Account, _ body: @escaping @Sendable () throws(LinkFailure) -> Value
    ) throws(LinkFailure) -> Value {
        let box = ResultBox<Value>()
        let done = DispatchSemaphore(value: 0)
        // Another thread: the identity is the thread's, and a stuck one must not hold up the caller.
        DispatchQueue(label: "dsvm-agent.user").async {
            let result: Result<Value, LinkFailure>
            do throws(LinkFailure) {
                result = .success(try assume(account, body))
            } catch {
                result = .failure(error)
            }
            box.value = result
            done.signal()
        }
        let isDone = done.wait(timeout: .now() + .milliseconds(Int(timeLimit.milliseconds))) == .success
        guard isDone, let result = box.value else {
            throw .stuck(user: account.name, seconds: Int(timeLimit.components.seconds))
        }
        return try result.get()
    }

    /// Takes the user's identity for the calling thread while `body` runs.
    static func assume<Value>(
        _ account: Account, _ body: () throws(LinkFailure) -> Value
    ) throws(LinkFailure) -> Value {
        // Without root there is one identity to work with: our own.
        if geteuid() == account.uid { return try body() }
        let result = become(account, groups: groups(of: account))
        guard result == 0 else { throw .system(failure(-result, "act for the user", account.name)) }
        defer { clinux_resume_root() }
        return try body()
    }

    /// Does a part of the work as root again, inside `work`.
    static func asRoot<Value>(_ account: Account, _ body: () throws(LinkFailure) -> Value) throws(LinkFailure) -> Value
    {
        guard geteuid() == 0 else { return try body() }
        let groups = groups(of: account)
        clinux_resume_root()
        defer {
            let result = become(account, groups: groups)
            precondition(result == 0, "a thread that was the user a moment ago cannot become that user again")
        }
        return try body()
    }

    /// The groups of the user, as a login would give them; the own group alone where they cannot be found.
    private static func groups(of account: Account) -> [UInt32] {
        // NGROUPS_MAX is 65,536, limits.h; nobody is in more groups than NFS knows what to do with, which is 16.
        var groups = [UInt32](repeating: 0, count: 1024)
        let count = clinux_groups(account.name, account.gid, &groups, Int32(groups.count))
        return count > 0 ? Array(groups.prefix(Int(count))) : [account.gid]
    }

    private static func become(_ account: Account, groups: [UInt32]) -> Int32 {
        clinux_assume_identity(account.uid, account.gid, groups, Int32(groups.count))
    }
}

/// Carries a result between two threads; the semaphore orders the accesses.
private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    var value: Result<Value, LinkFailure>?
}
