/// Chooses the uid of a new account without a pool registry.
///
/// The uid that already owns the user's directory on the share wins, so that a second node agrees with the first.
/// Otherwise the lowest number in the range that is free as uid and as gid here, was never given by us, and owns
/// nobody else's directory on the share: another node may have given that one.
package struct UidChoice: Sendable, Equatable {
    /// The configured range.
    package var range: ClosedRange<UInt32>
    /// uid and gid numbers in use on this machine.
    package var taken: Set<UInt32>
    /// Every number that our ledger ever gave out, with the name it was given to.
    package var given: [UInt32: String]
    /// Owners of the users' directories on the share, by directory name; empty where owners mean nothing, as on SMB.
    package var shareOwners: [String: UInt32]

    /// Collects what the choice depends on.
    package init(
        range: ClosedRange<UInt32>, taken: Set<UInt32>, given: [UInt32: String], shareOwners: [String: UInt32]
    ) {
        self.range = range
        self.taken = taken
        self.given = given
        self.shareOwners = shareOwners
    }

    /// Chooses for one name; `wanted` is the number that the admin asked for.
    package func choose(for name: String, wanted: UInt32?) throws(AccountFailure) -> UInt32 {
        if let wanted {
            try check(wanted, for: name, because: "asked for with --uid")
            return wanted
        }
        if let owner = shareOwners[name], range.contains(owner) {
            try check(owner, for: name, because: "the owner of the user's directory on the share")
            return owner
        }
        let owners = Set(shareOwners.filter { $0.key != name }.values)
        let free = range.first { !taken.contains($0) && given[$0] == nil && !owners.contains($0) }
        guard let free else { throw .uidsExhausted(range) }
        return free
    }

    private func check(_ uid: UInt32, for name: String, because origin: String) throws(AccountFailure) {
        guard range.contains(uid) else { throw .uidOutOfRange(uid, range) }
        guard !taken.contains(uid) else { throw .uidTaken(name: name, uid: uid, origin: origin, by: nil) }
        if let other = given[uid], other != name {
            throw .uidTaken(name: name, uid: uid, origin: origin, by: other)
        }
        if let other = shareOwners.first(where: { $0.value == uid && $0.key != name }) {
            throw .uidTaken(name: name, uid: uid, origin: origin, by: other.key)
        }
    }
}
