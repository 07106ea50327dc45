/// Why a user's links are not as they should be; what stands there was left untouched.
package enum LinkFailure: Failure, Equatable {
    case homeMissing(user: String, path: String)
    case homeUnsafe(user: String, path: String, what: String)
    case notWritable(user: String, path: String, reason: String)
    case obstructed(path: String, what: String, wanted: String)
    case foreignLink(path: String, target: String, wanted: String)
    case shareDirectoryObstructed(path: String, what: String)
    case shareDirectoryForeignOwner(path: String, owner: UInt32, user: String, uid: UInt32)
    /// The directory that all users' directories are in belongs to one of them.
    case commonDirectoryForeign(path: String, owner: UInt32)
    case shareDirectoryDenied(path: String, user: String, reason: String)
    case legacyLoop(LegacyLoop)
    /// Somebody changed the place between the look and the change.
    case changedMeanwhile(path: String)
    /// A file system did not answer; the look or the change may still finish later.
    case stuck(user: String, seconds: Int)
    case system(SystemFailure)

    package var code: ConditionCode {
        switch self {
        case .homeMissing: .homeMissing
        case .homeUnsafe: .homeUnsafe
        case .notWritable: .homeNotWritable
        case .obstructed: .linkObstructed
        case .foreignLink: .linkForeign
        case .shareDirectoryObstructed: .shareDirectoryObstructed
        case .shareDirectoryForeignOwner, .commonDirectoryForeign: .shareDirectoryForeignOwner
        case .shareDirectoryDenied: .shareDirectoryDenied
        case .legacyLoop: .legacyLoop
        case .changedMeanwhile: .busy
        case .stuck: .shareNotAnswering
        case .system(let failure): failure.code
        }
    }

    package var description: String {
        switch self {
        case .homeMissing(let user, let path): "The home \(quoted(path)) of \(quoted(user)) does not exist."
        case .homeUnsafe(let user, let path, let what):
            "The home \(quoted(path)) of \(quoted(user)) is \(what), so nothing was made in it."
        case .notWritable(let user, let path, let reason):
            "The user \(quoted(user)) may not write to \(quoted(path)): \(reason)."
        case .obstructed(let path, let what, let wanted):
            "\(quoted(path)) is \(what) where \(wanted) should be; it was left untouched."
        case .foreignLink(let path, let target, let wanted):
            "\(quoted(path)) is a link to \(quoted(target)), not to \(quoted(wanted)), and was not made by dsvm-agent."
        case .shareDirectoryObstructed(let path, let what):
            "\(quoted(path)) on the share is \(what) where a directory should be; it was left untouched."
        case .shareDirectoryForeignOwner(let path, let owner, let user, let uid):
            "\(quoted(path)) on the share belongs to uid \(owner), not to \(quoted(user)), uid \(uid)."
        case .commonDirectoryForeign(let path, let owner):
            "\(quoted(path)), where all users' directories are, belongs to uid \(owner), who could replace any of them."
        case .shareDirectoryDenied(let path, let user, let reason):
            "The directory \(quoted(path)) on the share cannot be made or read for \(quoted(user)): \(reason)."
        case .legacyLoop(let loop):
            "\(quoted(loop.path)) is a link into itself that an old mountazurefiles.sh left on the share."
        case .changedMeanwhile(let path): "\(quoted(path)) was changed by somebody while the agent worked on it."
        case .stuck(let user, let seconds):
            "The home or the share directory of \(quoted(user)) did not answer within \(seconds) seconds."
        case .system(let failure): failure.description
        }
    }

    package var remedy: String {
        switch self {
        case .homeMissing(let user, let path):
            "Make it: sudo install -d -m 0750 -o \(printable(user)) \(printable(path))"
        case .homeUnsafe(let user, let path, _):
            "See who owns it with: ls -ld \(printable(path)); it must be a directory of \(printable(user))."
        case .notWritable(let user, let path, _):
            "Let the user own it: sudo chown \(printable(user)): \(printable(path))"
        case .obstructed(let path, _, _), .shareDirectoryObstructed(let path, _):
            "Let its owner move it away, for instance: mv \(printable(path)) \(printable(path)).mine; "
                + "then run: sudo dsvm-agent link --all"
        case .foreignLink(let path, _, _):
            "If nobody needs it: rm \(printable(path)); then run: sudo dsvm-agent link --all"
        case .shareDirectoryForeignOwner(let path, _, let user, _):
            "Decide whose it is; to give it to the user run where the share's owners can be changed: "
                + "sudo chown -R \(printable(user)): \(printable(path))"
        case .commonDirectoryForeign(let path, _):
            "See what is in it, then give it to root: sudo chown root: \(printable(path)) && sudo chmod 0755 \(printable(path))"
        case .shareDirectoryDenied(let path, _, _):
            "Where the server squashes root, make it from a machine where it does not, once for each user: sudo install "
                + "-d -o UID -m 0755 \(printable(path)); else see: ls -ld \(printable(Self.parent(of: path)))"
        case .legacyLoop(let loop):
            "It does no harm but to programs that walk the share; to remove it: "
                + "sudo dsvm-agent link --all --remove-loops (\(printable(loop.path)))"
        case .changedMeanwhile: "Run the command again: sudo dsvm-agent link --all"
        case .stuck: "Wait for the storage service; see: dsvm-agent check share"
        case .system(let failure): failure.remedy
        }
    }

    /// Whom the condition concerns: a loop on the share is nobody's.
    package func subject(_ user: String) -> String? {
        switch self {
        case .legacyLoop, .commonDirectoryForeign: nil
        default: user
        }
    }

    private static func parent(of path: String) -> String {
        let components = path.split(separator: "/").dropLast()
        return "/" + components.joined(separator: "/")
    }
}
