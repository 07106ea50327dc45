/// Chooses the uid of a new account without a pool registry.
///
/// The uid that already owns the user's directory on the share wins, so that a second node agrees with the first.
/// That holds only where root alone can make directories: elsewhere anybody could claim a name that is yet to come.
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
    package var shareOwners: ShareOwners

    /// Collects what the choice depends on.
    package init(
        range: ClosedRange<UInt32>, taken: Set<UInt32>, given: [UInt32: String], shareOwners: ShareOwners
    ) {
        self.range = range
        self.taken = taken
        self.given = given
        self.shareOwners = shareOwners
    }

    /// Chooses for one name; `wanted` is the number that the admin asked for.
    package func choose(for name: String, wanted: UInt32?) throws(AccountFailure) -> UInt32 {
        if let wanted {
            if let owner = shareOwners.owners[name], range.contains(owner), owner != wanted {
                throw .uidElsewhere(name: name, wanted: wanted, owner: owner)
            }
            try check(wanted, for: name, because: "asked for with --uid")
            return wanted
        }
        if let owner = shareOwners.owners[name], range.contains(owner) {
            guard shareOwners.isProof else { throw .ownerUnproved(name: name, owner: owner) }
            try check(owner, for: name, because: "the owner of the user's directory on the share")
            return owner
        }
        let owners = Set(shareOwners.owners.filter { $0.key != name }.values)
        let free = range.first {
            !Self.isReserved($0) && !taken.contains($0) && given[$0] == nil && !owners.contains($0)
        }
        guard let free else { throw .uidsExhausted(range) }
        return free
    }

    /// Numbers that mean nobody: 65534 is nobody(5), 65535 and the largest one are errors of 16- and 32-bit calls.
    private static func isReserved(_ uid: UInt32) -> Bool { uid == 65534 || uid == 65535 || uid == UInt32.max }

    private func check(_ uid: UInt32, for name: String, because origin: String) throws(AccountFailure) {
        guard range.contains(uid) else { throw .uidOutOfRange(uid, range) }
        guard !taken.contains(uid) else { throw .uidTaken(name: name, uid: uid, origin: origin, by: nil) }
        if let other = given[uid], other != name {
            throw .uidTaken(name: name, uid: uid, origin: origin, by: other)
        }
        // The owner of the own directory may own others beside it; without one, another's directory settles it.
        if shareOwners.owners[name] == uid { return }
        if let other = shareOwners.owners.first(where: { $0.value == uid && $0.key != name }) {
            throw .uidTaken(name: name, uid: uid, origin: origin, by: other.key)
        }
    }
}

/// Who owns the users' directories on the share.
package struct ShareOwners: Sendable, Equatable {
    /// Owners by directory name; empty where owners mean nothing, as on SMB.
    package var owners: [String: UInt32]
    /// Only root can make directories there.
    package var isProof: Bool

    /// Collects the owners.
    package init(_ owners: [String: UInt32] = [:], isProof: Bool = true) {
        self.owners = owners
        self.isProof = isProof
    }
}
