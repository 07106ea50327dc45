/// The exit statuses of every command but `check` and `idle`.
///
/// The numbers are a contract; sysexits(3) gave them where it has one.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, or nothing to do.
    case success = 0
    /// Tried and failed.
    case failure = 1
    /// The command line is wrong: EX_USAGE.
    case usage = 64
    /// Configuration or input is wrong: EX_DATAERR.
    case badInput = 65
    /// The share or the coordinator is not reachable: EX_UNAVAILABLE.
    case unreachable = 69
    /// Something real stands where a link or an account should go; it was left untouched: EX_CANTCREAT.
    case obstructed = 73
    /// Somebody else is at it: EX_TEMPFAIL.
    case tryAgain = 75
    /// Needs another user, usually root: EX_NOPERM.
    case notPermitted = 77

    /// Picks the status that a run with several failures ends with: the share first, then what an admin must decide.
    package static func worst(of statuses: some Sequence<ExitStatus>) -> ExitStatus {
        let order: [ExitStatus] = [.unreachable, .obstructed, .badInput, .notPermitted, .tryAgain, .usage, .failure]
        let present = Set(statuses)
        return order.first(where: present.contains) ?? .success
    }
}
