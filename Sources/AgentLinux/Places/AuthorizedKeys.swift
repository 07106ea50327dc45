internal import AgentCore
internal import CLinux
internal import Glibc

/// A user's `~/.ssh/authorized_keys`, read and replaced with the user's identity.
///
/// Lines that are not ours are kept byte for byte, in their order.
enum AuthorizedKeys {
    /// Limits: 1 MiB; sshd itself reads no more in reasonable time.
    private static let bytesMax = 1 << 20

    /// Reads the lines; none where there is no file.
    static func read(_ account: Account) throws(LinkFailure) -> [String] {
        let home = try UserPlaces.home(of: account)
        do throws(SystemFailure) {
            guard try home.describe(".ssh") != nil else { return [] }
            let directory = try open(home, account)
            guard let found = try directory.describe("authorized_keys") else { return [] }
            guard found.mode & S_IFMT == S_IFREG else {
                throw failure(ELOOP, "read", directory.path + "/authorized_keys")
            }
            guard let bytes = try directory.read("authorized_keys", bytesMax: bytesMax + 1), bytes.count <= bytesMax
            else {
                throw failure(EFBIG, "read", directory.path + "/authorized_keys")
            }
            return KeptLines.lines(bytes)
        } catch {
            throw .system(error)
        }
    }

    /// Replaces the file by these lines.
    static func write(_ account: Account, _ lines: [String]) throws(LinkFailure) {
        let home = try UserPlaces.home(of: account)
        do throws(SystemFailure) {
            let made = clinux_make_directory(home.raw, ".ssh", 0o700)
            if made != -EEXIST { try checked(made, "make the directory", home.path + "/.ssh") }
            let directory = try open(home, account)
            if let found = try directory.describe("authorized_keys"), found.mode & S_IFMT != S_IFREG {
                throw failure(ELOOP, "replace", directory.path + "/authorized_keys")
            }
            try directory.replaceFile("authorized_keys", with: KeptLines.bytes(lines), mode: 0o600)
        } catch {
            throw .system(error)
        }
    }

    private static func open(_ home: borrowing Descriptor, _ account: Account) throws(SystemFailure) -> Descriptor {
        let directory = try home.directory(".ssh")
        guard try directory.describe()?.uid == account.uid else { throw failure(EPERM, "use", directory.path) }
        return directory
    }

    /// Turns what stopped us into a failure of keys.
    static func failure(_ error: LinkFailure) -> KeysFailure {
        guard case .system(let cause) = error else {
            return .obstructed(path: "authorized_keys", what: "out of reach: \(error.description)")
        }
        switch cause.number {
        case EFBIG: return .tooLarge(path: cause.path, bytesMax: bytesMax)
        case ELOOP, ENOTDIR: return .obstructed(path: cause.path, what: "a link or not a regular file")
        case EPERM: return .obstructed(path: cause.path, what: "a directory of somebody else")
        default: return .system(cause)
        }
    }

    private static func failure(_ number: Int32, _ operation: String, _ path: String) -> SystemFailure {
        SystemFailure(operation: operation, path: path, number: number, reason: errorText(number))
    }
}
