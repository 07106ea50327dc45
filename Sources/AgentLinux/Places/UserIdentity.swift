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
        // A thread of its own: the identity is the thread's, and a stuck one must not hold up others.
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
        let result = clinux_assume_identity(account.uid, account.gid)
        guard result == 0 else { throw .system(failure(-result, "act for the user", account.name)) }
        defer { clinux_resume_root() }
        return try body()
    }

    /// Does a part of the work as root again, inside `work`.
    static func asRoot<Value>(_ account: Account, _ body: () throws(LinkFailure) -> Value) throws(LinkFailure) -> Value
    {
        clinux_resume_root()
        defer { if geteuid() == 0 { _ = clinux_assume_identity(account.uid, account.gid) } }
        return try body()
    }
}

/// Carries a result between two threads; the semaphore orders the accesses.
private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    var value: Result<Value, LinkFailure>?
}
