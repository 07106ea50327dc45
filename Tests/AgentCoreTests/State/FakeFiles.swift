import AgentCore
import Synchronization

/// A host that has nothing but files; every other call is a fault of the test.
final class FakeFiles: Sendable {
    private let content = Mutex<[String: [UInt8]]>([:])

    init(_ texts: [String: String] = [:]) {
        content.withLock { $0 = texts.mapValues { Array($0.utf8) } }
    }

    func text(_ path: String) -> String? {
        content.withLock { $0[path] }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func read(_ path: String, _ bytesMax: Int) -> [UInt8]? {
        content.withLock { $0[path] }.map { Array($0.prefix(bytesMax)) }
    }

    private func write(_ path: String, _ bytes: [UInt8]) { content.withLock { $0[path] = bytes } }

    /// A host that reads and writes these files.
    var host: Host {
        Host(
            commands: Host.Commands(
                run: { command throws(CommandFailure) in throw .missing(program: command.program) }, find: { _ in nil }),
            files: Host.Files(
                read: { self.read($0, $1) }, write: { path, bytes, _ in self.write(path, bytes) },
                makeDirectory: { _, _ in }, remove: { _ in }, sweep: { _ in }, list: { _ in [] },
                describe: { _ in nil },
                resolve: { $0 }, lock: { _ in nil }),
            accounts: Host.Accounts(
                named: { _ in nil }, withUid: { _ in nil }, groupNamed: { _ in nil }, isGidTaken: { _ in false },
                passwordMatches: { _, _ in false }),
            mounts: Host.Mounts(
                table: { MountTable(entries: []) }, isSameDirectory: { _, _ in false }, connect: { _, _, _ in 0 }),
            homes: Host.Homes(
                observe: { _, _, _ in LinkObservation(home: .absent) }, perform: { _, _, _ in },
                state: { _ in .absent }, make: { _ in }, keys: { _ in [] }, writeKeys: { _, _ in },
                shareOwners: { _ in ShareOwners() }),
            clock: Host.Clock(
                stamp: { "2026-11-23T10:00:00Z" }, wallSeconds: { 1_790_000_000 }, sinceBoot: { .seconds(60) },
                sleep: { _ in }, isRoot: true))
    }
}
