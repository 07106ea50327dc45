import AgentCore
import Testing

private struct Attempt: Sendable {
    var text = ""
    var isTimedOut = false
    var hasAddress: Bool? = true
    var connectResult: Int32? = 0
    var share = smbShare

    func cause() throws -> ShareFailure {
        let mount = try #require(ShareMount(share))
        let number = MountDiagnosis.number(in: text)
        return MountDiagnosis.cause(
            mount,
            MountDiagnosis.Evidence(
                number: number, isTimedOut: isTimedOut, text: text, hasAddress: hasAddress, connectResult: connectResult
            ))
    }
}

private let host = "acct.file.core.windows.net"
private let unc = "//acct.file.core.windows.net/team"
private let export = "acct.file.core.windows.net:/acct/team"
private let denied = ShareFailure.accessDenied(
    source: unc, type: .smb, credentials: "/etc/dsvm-agent/credentials/share.cred")
private let late = ShareFailure.timedOut(source: unc, seconds: 30)

private let refer = "Refer to the mount.cifs(8) manual page (e.g. man mount.cifs) and kernel log messages (dmesg)"

struct MountDiagnosisTests {
    @Test(arguments: [
        Row("permission", "mount error(13): Permission denied\n\(refer)", Int32?.some(13)),
        Row("absent", "mount error(2): No such file or directory\n\(refer)", 2),
        Row("in progress", "mount error(115): Operation now in progress\n\(refer)", 115),
        Row("host is down", "mount error(112): Host is down", 112),
        Row("no key", "mount error(126): Required key not available", 126),
        Row("no device", "mount error(6): No such device or address", 6),
        Row("not supported", "mount error(95): Operation not supported", 95),
        Row("no number", "mount error: could not resolve address for x: Unknown error", nil),
        Row("number that is none", "mount error(): x", nil),
        Row("number too large", "mount error(99999999999): x", nil),
        Row("refused by the server", "mount.nfs: access denied by server while mounting \(export)", 13),
        Row("not permitted", "mount.nfs: Operation not permitted", 13),
        Row("late", "mount.nfs: Connection timed out", 110), Row("refused", "mount.nfs: Connection refused", 111),
        Row("no export", "mount.nfs: mounting \(export) failed, reason given by server: No such file or directory", 2),
        Row("unknown", "mount.nfs: Protocol not supported", nil), Row("silence", "", nil),
        Row(
            "the last attempt counts",
            "mount error(2): No such file or directory\n\(refer)\nmount error(13): Permission denied\n\(refer)\n", 13),
        Row("later lines that say nothing", "mount error(13): Permission denied\nUnit entered failed state.", 13),
    ])
    func `The helpers' words give an errno`(row: Row<String, Int32?>) {
        #expect(MountDiagnosis.number(in: row.input) == row.expected)
    }

    @Test(arguments: [
        Row("wrong key", Attempt(text: "mount error(13): Permission denied"), denied),
        Row("key not there", Attempt(text: "mount error(126): Required key not available"), denied),
        Row("unknown share", Attempt(text: "mount error(2): No such file or directory"), .shareNotFound(source: unc)),
        Row("unknown device", Attempt(text: "mount error(6): No such device or address"), .shareNotFound(source: unc)),
        Row("in progress", Attempt(text: "mount error(115): Operation now in progress"), late),
        Row("host is down", Attempt(text: "mount error(112): Host is down"), late),
        Row("given up by us", Attempt(isTimedOut: true), late),
        Row(
            "given up by us, whatever was said", Attempt(text: "mount error(13): Permission denied", isTimedOut: true),
            late),
        Row(
            "unknown", Attempt(text: "mount error(95): Operation not supported"),
            .mountFailed(source: unc, text: "mount error(95): Operation not supported")),
        Row(
            "no address wins over all",
            Attempt(text: "mount error(13): Permission denied", isTimedOut: true, hasAddress: false),
            .nameNotFound(host: host)),
        Row(
            "blocked port wins", Attempt(text: "mount error(115): x", connectResult: 110),
            .portBlocked(host: host, port: 445, reason: "no answer")),
        Row(
            "refused port", Attempt(isTimedOut: true, connectResult: 111),
            .portBlocked(host: host, port: 445, reason: "connection refused")),
        Row("no route", Attempt(connectResult: 113), .portBlocked(host: host, port: 445, reason: "no route")),
        Row("another errno", Attempt(connectResult: 5), .portBlocked(host: host, port: 445, reason: "error 5")),
        Row(
            "nobody asked the server", Attempt(text: "mount error(13): x", hasAddress: nil, connectResult: nil), denied),
        Row(
            "nfs refused", Attempt(text: "mount.nfs: access denied by server while mounting x", share: nfsShare),
            .accessDenied(source: export, type: .nfs, credentials: nil)),
        Row(
            "nfs late", Attempt(text: "mount.nfs: Connection timed out", share: nfsShare),
            .timedOut(source: export, seconds: 30)),
        Row(
            "nfs blocked", Attempt(connectResult: 110, share: nfsShare),
            .portBlocked(host: host, port: 2049, reason: "no answer")),
        Row(
            "local has no server to blame",
            Attempt(text: "mount: /x: permission denied.", hasAddress: false, connectResult: 110, share: localShare),
            .mountFailed(source: "/srv/share", text: "mount: /x: permission denied.")),
    ])
    private func `The cause is named, DNS and port before the helper's words`(row: Row<Attempt, ShareFailure>) throws {
        let cause = try row.input.cause()
        #expect(cause == row.expected)
        #expect(cause.exitStatus == .unreachable)
    }
}
