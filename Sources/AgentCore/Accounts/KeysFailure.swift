/// Why a user's `authorized_keys` was not changed.
package enum KeysFailure: Failure, Equatable {
    case obstructed(path: String, what: String)
    case tooLarge(path: String, bytesMax: Int)
    case system(SystemFailure)

    package var code: ConditionCode { .accountKeysObstructed }
    package var description: String {
        switch self {
        case .obstructed(let path, let what):
            "\(quoted(path)) is \(what); it was left untouched, so keys were not changed."
        case .tooLarge(let path, let bytesMax):
            "\(quoted(path)) is larger than \(bytesMax) bytes; it was left untouched."
        case .system(let failure): failure.description
        }
    }
    package var remedy: String {
        switch self {
        case .obstructed(let path, _), .tooLarge(let path, _):
            "Let its owner move it away: mv \(printable(path)) \(printable(path)).mine; then run adduser again."
        case .system(let failure): failure.remedy
        }
    }
}
