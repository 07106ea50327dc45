/// Why the share is not there, with the cause named.
package enum ShareFailure: Failure, Equatable {
    case unconfigured
    case foreignMount(mountpoint: String, source: String, type: String, wanted: String)
    case helperMissing(program: String, package: String)
    case nameNotFound(host: String)
    case portBlocked(host: String, port: UInt16, reason: String)
    case accessDenied(source: String, type: ShareType, credentials: String?)
    case shareNotFound(source: String)
    case timedOut(source: String, seconds: Int)
    case mountFailed(source: String, text: String)
    case notMounted(mountpoint: String)
    case sourceMissing(path: String)
    case notAnswering(mountpoint: String, seconds: Int)
    case readOnly(mountpoint: String)
    case credentialsMissing(path: String)
    case credentialsExposed(path: String, mode: UInt32)
    case unitForeign(path: String)
    case mountpointUnusable(path: String, what: String)
    case mountpointNotEmpty(path: String)
    case busy(mountpoint: String)

    package var code: ConditionCode {
        switch self {
        case .unconfigured: .shareUnconfigured
        case .foreignMount: .shareForeignMount
        case .helperMissing: .shareHelperMissing
        case .nameNotFound: .shareNameNotFound
        case .portBlocked: .sharePortBlocked
        case .accessDenied: .shareAccessDenied
        case .shareNotFound: .shareNotFound
        case .timedOut: .shareTimedOut
        case .mountFailed: .shareMountFailed
        case .notMounted: .shareNotMounted
        case .sourceMissing: .shareSourceMissing
        case .notAnswering: .shareNotAnswering
        case .readOnly: .shareReadOnly
        case .credentialsMissing: .shareCredentialsMissing
        case .credentialsExposed: .shareCredentialsExposed
        case .unitForeign: .shareUnitForeign
        case .mountpointUnusable: .shareMountpointUnusable
        case .mountpointNotEmpty: .shareMountpointNotEmpty
        case .busy: .shareBusy
        }
    }

    package var description: String {
        switch self {
        case .unconfigured: "No share is configured: share.type is \"none\"."
        case .foreignMount(let mountpoint, let source, let type, let wanted):
            "\(quoted(source)), type \(printable(type)), is mounted at \(quoted(mountpoint)), not \(quoted(wanted))."
        case .helperMissing(let program, let package):
            "This machine lacks the program \(program), from the package \(package)."
        case .nameNotFound(let host): "The server's name \(quoted(host)) has no address."
        case .portBlocked(let host, let port, let reason):
            "The server \(quoted(host)) cannot be reached on port \(port): \(reason)."
        case .accessDenied(let source, _, _): "The server refused access to \(quoted(source))."
        case .shareNotFound(let source): "The server does not have the share \(quoted(source))."
        case .timedOut(let source, let seconds): "Mounting \(quoted(source)) did not finish within \(seconds) seconds."
        case .mountFailed(let source, let text): "Mounting \(quoted(source)) failed: \(printable(text))."
        case .notMounted(let mountpoint): "The share is not mounted at \(quoted(mountpoint))."
        case .sourceMissing(let path): "The directory \(quoted(path)), which is the share, does not exist."
        case .notAnswering(let mountpoint, let seconds):
            "The share at \(quoted(mountpoint)) did not answer within \(seconds) s."
        case .readOnly(let mountpoint): "The share at \(quoted(mountpoint)) is mounted read-only."
        case .credentialsMissing(let path): "The credentials file \(quoted(path)) does not exist."
        case .credentialsExposed(let path, let mode):
            "The credentials file \(quoted(path)) has mode 0\(String(mode, radix: 8)) or another owner than root."
        case .unitForeign(let path): "The unit file \(quoted(path)) exists and was not made by dsvm-agent."
        case .mountpointUnusable(let path, let what): "The mountpoint \(quoted(path)) is \(what)."
        case .mountpointNotEmpty(let path):
            "Files lie in \(quoted(path)) on the local disk, below the mount, where nobody sees them."
        case .busy(let mountpoint): "Somebody is using \(quoted(mountpoint)), so it stays mounted."
        }
    }

    package var remedy: String {
        switch self {
        case .unconfigured: "Set share.type and share.source in /etc/dsvm-agent/agent.json."
        case .foreignMount(let mountpoint, _, _, _):
            "Unmount it: sudo umount \(printable(mountpoint)); or correct share.mountpoint."
        case .helperMissing(_, let package): "Install it: sudo apt-get install \(package)"
        case .nameNotFound(let host):
            "Check share.source, and the private DNS zone: getent hosts \(printable(host))"
        case .portBlocked(let host, let port, _):
            "Check firewall, private endpoint and service endpoint: nc -vz \(printable(host)) \(port)"
        case .accessDenied(_, .smb, let credentials):
            "The key may be wrong or rotated, or the storage firewall is closed: put the account's current key into "
                + "\(printable(credentials ?? "share.credentials")), then run: sudo dsvm-agent mount"
        case .accessDenied:
            "Check the share's network rules and that 'secure transfer required' is off, then run: sudo dsvm-agent mount"
        case .shareNotFound: "Check the share's name in share.source, or make the share."
        case .timedOut: "See whether the storage service is well, then run: sudo dsvm-agent mount"
        case .mountFailed: "See the kernel's view with: sudo dmesg | tail; then run: sudo dsvm-agent mount"
        case .notMounted: "Mount it: sudo dsvm-agent mount"
        case .sourceMissing(let path): "Make it: sudo mkdir \(printable(path)); or correct share.source."
        case .notAnswering: "Wait for the storage service; it heals by itself. Details: dsvm-agent check share"
        case .readOnly(let mountpoint): "If that is not meant: sudo mount -o remount,rw \(printable(mountpoint))"
        case .credentialsMissing(let path):
            "Write two lines into it, username=ACCOUNT and password=KEY: sudo install -m 0600 /dev/stdin \(printable(path))"
        case .credentialsExposed(let path, _):
            "Close it: sudo chown root: \(printable(path)) && sudo chmod 0600 \(printable(path))"
        case .unitForeign(let path): "Remove it or choose another share.mountpoint: \(printable(path))"
        case .mountpointUnusable: "Move it away or choose another share.mountpoint."
        case .mountpointNotEmpty(let path):
            "Look at them: sudo mkdir /tmp/below && sudo mount --bind / /tmp/below && ls -la /tmp/below\(printable(path))"
        case .busy(let mountpoint): "See who: sudo fuser -vm \(printable(mountpoint))"
        }
    }
}
