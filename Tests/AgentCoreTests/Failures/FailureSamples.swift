import AgentCore

/// Text as a user with bad intentions would choose it for a path, a comment or a link's target.
let hostile = "x\n<0>root\u{1B}[2J\u{202E}\u{2028}\u{0}\u{7F}'; rm -rf ~\r" + String(repeating: "y", count: 300)

private let command = Command("useradd", ["--comment", hostile, "alice"])
private let system = SystemFailure(operation: "write", path: hostile, number: 28, reason: "No space left on device")

/// Every case of every failure, foreign text hostile. A case that is missing here is missed by `assertComplete` below.
enum FailureSamples {
    static let names: [AccountNameFailure] = [
        .empty, .tooLong(hostile), .characters(hostile), .characters("Alice"), .reserved("root"),
        .systemAccount(hostile, uid: 1),
    ]
    static let accounts: [AccountFailure] = [
        .foreign(name: hostile, uid: 1000), .notManaged(name: hostile), .absent(name: hostile),
        .gone(name: hostile),
        .uidChanged(name: hostile, wanted: 1, actual: 2),
        .uidTaken(name: hostile, uid: 1, origin: "asked for", by: hostile),
        .uidTaken(name: hostile, uid: 1, origin: "asked for", by: nil), .uidOutOfRange(1, 2...3), .uidsExhausted(2...3),
        .uidElsewhere(name: hostile, wanted: 1, owner: 2), .ownerUnproved(name: hostile, owner: 1),
        .groupForeign(name: hostile, gid: 1), .groupMissing(account: hostile, group: hostile),
        .homeObstructed(name: hostile, path: hostile), .passwordPending(name: hostile),
        .input(field: "--shell", value: hostile, rule: "it is not one"),
    ]
    static let keys: [KeysFailure] = [
        .obstructed(path: hostile, what: "a link"), .tooLarge(path: hostile, bytesMax: 1), .system(system),
    ]
    static let links: [LinkFailure] = [
        .homeMissing(user: hostile, path: hostile), .homeUnsafe(user: hostile, path: hostile, what: "a file"),
        .notWritable(user: hostile, path: hostile, reason: "No space left on device"),
        .obstructed(path: hostile, what: Entry.link(target: hostile, isDangling: nil).noun, wanted: "a directory"),
        .foreignLink(path: hostile, target: hostile, wanted: hostile),
        .shareDirectoryObstructed(path: hostile, what: "a file"),
        .shareDirectoryForeignOwner(path: hostile, owner: 1, user: hostile, uid: 2),
        .commonDirectoryForeign(path: hostile, owner: 1),
        .shareDirectoryDenied(path: hostile, user: hostile, reason: "Permission denied"),
        .legacyLoop(LegacyLoop(path: hostile, target: hostile)), .changedMeanwhile(path: hostile),
        .stuck(user: hostile, seconds: 10), .system(system),
    ]
    static let share: [ShareFailure] = [
        .unconfigured, .foreignMount(mountpoint: hostile, source: hostile, type: hostile, wanted: hostile),
        .helperMissing(program: "mount.cifs", package: "cifs-utils"), .nameNotFound(host: hostile),
        .portBlocked(host: hostile, port: 445, reason: "no answer"),
        .accessDenied(source: hostile, type: .smb, credentials: hostile),
        .accessDenied(source: hostile, type: .nfs, credentials: nil), .shareNotFound(source: hostile),
        .timedOut(source: hostile, seconds: 30), .mountFailed(source: hostile, text: hostile),
        .notMounted(mountpoint: hostile), .sourceMissing(path: hostile), .notAnswering(mountpoint: hostile, seconds: 5),
        .readOnly(mountpoint: hostile), .credentialsMissing(path: hostile),
        .credentialsExposed(path: hostile, mode: 0o644),
        .unitForeign(path: hostile), .mountpointUnusable(path: hostile, what: "a file"),
        .mountpointNotEmpty(path: hostile), .busy(mountpoint: hostile),
    ]
    static let others: [any Failure] = [
        StateFailure.unreadable(path: hostile, reason: "it is not JSON"),
        StateFailure.unknownSchema(path: hostile, found: 2, known: 1),
        StateFailure.tooLarge(path: hostile, bytesMax: 1),
        StateFailure.exposed(path: hostile, mode: 0o666), CommandFailure.missing(program: hostile),
        CommandFailure.failed(command, status: 1, text: hostile), CommandFailure.timedOut(command),
        AgentFailure.rootNeeded, AgentFailure.busy, AgentFailure.statusMissing,
        AgentFailure.configurationMissing(path: hostile), AgentFailure.bootUnitMissing,
        AgentFailure.workLeft(subject: hostile, changes: 1), AgentFailure.workLeft(subject: hostile, changes: 2),
    ]
    static let calls: [SystemFailure] = [1, 2, 13, 17, 28, 30, 40].map {
        SystemFailure(operation: "write", path: hostile, number: $0, reason: "Reason")
    }

    static let holds: [HoldFailure] = [
        .noPlace(path: hostile), .unknown(id: hostile), .notYours(id: hostile, owner: hostile),
        .tooLong(seconds: 400_000, secondsMax: 259_200), .cannotStart(program: hostile, reason: hostile),
    ]

    static let resident: [ResidentFailure] = [
        .observationStuck, .reconcileStuck, .healthPort(listen: hostile, text: hostile), .reloadRefused(text: hostile),
    ]

    static let heartbeats: [HeartbeatFailure] = [
        .transport(.dns(text: hostile), url: hostile), .transport(.connect(text: hostile), url: hostile),
        .transport(.tls(text: hostile), url: hostile), .transport(.certificate(text: hostile), url: hostile),
        .transport(.trustFile(path: hostile), url: hostile), .transport(.timeout(.seconds(10)), url: hostile),
        .transport(.tooLarge(bytesMax: 1), url: hostile), .transport(.stuck, url: hostile),
        .unauthorized(status: 401, tokenFile: hostile), .refused(status: 302, url: hostile),
        .garbage(text: hostile, url: hostile), .throttled(status: 429, seconds: 60), .failing(status: 500),
        .token(path: hostile, text: hostile),
    ]

    static let all: [any Failure] =
        names + accounts + keys + links + share + others + calls + holds + resident + heartbeats
}
