/// Why an account could not be made, changed or closed; nothing was changed.
package enum AccountFailure: Failure, Equatable {
    case foreign(name: String, uid: UInt32)
    case notManaged(name: String)
    case absent(name: String)
    /// An account that we adopted is not there any more.
    case gone(name: String)
    case uidChanged(name: String, wanted: UInt32, actual: UInt32)
    case uidTaken(name: String, uid: UInt32, origin: String, by: String?)
    /// The user's directory on the share says another number than the one asked for.
    case uidElsewhere(name: String, wanted: UInt32, owner: UInt32)
    case uidOutOfRange(UInt32, ClosedRange<UInt32>)
    case uidsExhausted(ClosedRange<UInt32>)
    case groupForeign(name: String, gid: UInt32)
    case groupMissing(account: String, group: String)
    case homeObstructed(name: String, path: String)
    case passwordPending(name: String)
    /// Everybody can write where the user's directory lies, so its owner proves nothing.
    case ownerUnproved(name: String, owner: UInt32)
    case input(field: String, value: String, rule: String)

    package var code: ConditionCode {
        switch self {
        case .foreign, .notManaged, .groupForeign, .homeObstructed: .accountForeign
        case .absent: .accountMissing
        case .gone: .accountGone
        case .uidChanged, .uidTaken, .uidElsewhere, .ownerUnproved: .accountUidConflict
        case .uidsExhausted: .accountUidsExhausted
        case .groupMissing: .accountGroupMissing
        case .passwordPending: .accountIncomplete
        case .input, .uidOutOfRange: .accountInputInvalid
        }
    }

    package var description: String {
        switch self {
        case .foreign(let name, let uid):
            "The account \(quoted(name)) exists already, uid \(uid), and was not made by dsvm-agent; nothing was changed."
        case .notManaged(let name): "The account \(quoted(name)) was not made by dsvm-agent; nothing was changed."
        case .absent(let name): "There is no account \(quoted(name)) on this machine."
        case .gone(let name):
            "The account \(quoted(name)), whose links are kept, is not known to this machine any more."
        case .uidChanged(let name, let wanted, let actual):
            "The account \(quoted(name)) should have uid \(wanted) but has \(actual); nothing was changed."
        case .uidTaken(let name, let uid, let origin, let by):
            "The uid \(uid) for \(quoted(name)), \(origin), is taken"
                + (by.map { " by \(quoted($0))" } ?? " on this machine") + "; nothing was changed."
        case .uidElsewhere(let name, let wanted, let owner):
            "The directory of \(quoted(name)) on the share belongs to uid \(owner), not to \(wanted); nothing was changed."
        case .uidOutOfRange(let uid, let range):
            "The uid \(uid) is outside users.uidRange, \(range.lowerBound) to \(range.upperBound)."
        case .uidsExhausted(let range):
            "No uid is free in users.uidRange, \(range.lowerBound) to \(range.upperBound)."
        case .groupForeign(let name, let gid):
            "A group \(quoted(name)) exists already, gid \(gid), and was not made by dsvm-agent; nothing was changed."
        case .groupMissing(let account, let group):
            "The group \(quoted(group)) for the account \(quoted(account)) does not exist on this machine."
        case .homeObstructed(let name, let path):
            "The home \(quoted(path)) of \(quoted(name)) exists and is not a directory of that user; it was left untouched."
        case .ownerUnproved(let name, let owner):
            "The directory of \(quoted(name)) on the share belongs to uid \(owner), but anybody could have made it there."
        case .passwordPending(let name):
            "The run that made the account \(quoted(name)) was interrupted before its password was set."
        case .input(let field, let value, let rule): "\(field) \(quoted(value)) cannot be used: \(rule)."
        }
    }

    package var remedy: String {
        switch self {
        case .foreign(let name, _):
            "To give the existing account its links, run: sudo dsvm-agent link \(printable(name))"
        case .notManaged: "See the accounts it manages with: dsvm-agent users"
        case .absent(let name): "Make it with: sudo dsvm-agent adduser \(printable(name))"
        case .gone(let name): "If it is meant to be gone, forget it: sudo dsvm-agent deluser \(printable(name))"
        case .uidChanged(let name, let wanted, _):
            "Decide which is right; to keep the pool's number run: sudo usermod --uid \(wanted) \(printable(name))"
        case .uidTaken(let name, let uid, _, _):
            "See who has it with: getent passwd \(uid); then free it, or choose: sudo dsvm-agent adduser "
                + "\(printable(name)) --uid N"
        case .uidElsewhere(let name, _, let owner):
            "Other nodes know the user by \(owner): sudo dsvm-agent adduser \(printable(name)) --uid \(owner)"
        case .uidOutOfRange, .uidsExhausted: "Widen users.uidRange in the configuration, or choose another --uid."
        case .groupForeign(let name, _): "Rename or remove the group first: sudo groupdel \(printable(name))"
        case .groupMissing(_, let group):
            "Make it with: sudo groupadd --system \(printable(group)); or take it out of users.groups."
        case .homeObstructed(_, let path): "Move it away: sudo mv \(printable(path)) \(printable(path)).old"
        case .ownerUnproved(let name, let owner):
            "If \(owner) is the number of \(printable(name)) on the other nodes: sudo dsvm-agent adduser "
                + "\(printable(name)) --uid \(owner); else let its owner take the directory away."
        case .passwordPending(let name):
            "Set it: sudo dsvm-agent adduser \(printable(name)) --password-stdin"
        case .input(let field, _, _): "Correct \(field) and run the command again."
        }
    }
}
