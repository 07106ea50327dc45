import AgentCore
import Synchronization

/// A world that several hosts share; every call of a host is one step of it.
final class World: Sendable {
    private let state: Mutex<WorldState>

    init(_ state: WorldState) { self.state = Mutex(state) }

    /// Looks or changes, one at a time.
    func with<Result: Sendable>(_ body: @Sendable (inout WorldState) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    var snapshot: WorldState { with { $0 } }

    /// A node on one of the machines.
    func node(_ machine: Int, isDryRun: Bool = false) -> Node {
        Node(configuration: with { $0.configuration }, host: host(machine), isDryRun: isDryRun)
    }

    private func host(_ machine: Int) -> Host {
        Host(
            commands: Host.Commands(
                run: { command throws(CommandFailure) in self.with { $0.run(command, machine) } },
                find: { "/usr/bin/" + $0 }),
            files: files(machine), accounts: accounts(machine),
            mounts: Host.Mounts(
                table: { () throws(SystemFailure) in MountTable(entries: self.with { $0.machines[machine].mounts }) },
                isSameDirectory: { source, mountpoint in
                    self.with { MountTable(entries: $0.machines[machine].mounts).top(at: mountpoint)?.root == source }
                },
                connect: { _, _, _ in self.with { $0.share.isUp ? 0 : 110 } }),
            homes: homes(machine),
            clock: Host.Clock(
                stamp: { "2026-11-23T10:00:00Z" }, wallSeconds: { 1_790_000_000 }, sinceBoot: { .seconds(60) },
                sleep: { _ in }, isRoot: true))
    }

    private func files(_ machine: Int) -> Host.Files {
        Host.Files(
            read: { path, _ throws(SystemFailure) in
                self.with {
                    $0.machines[machine].accountFile(path).map { Array($0.utf8) } ?? $0.machines[machine].files[path]
                }
            },
            write: { path, bytes, _ throws(SystemFailure) in try self.with { $0.write(path, bytes, machine) }.get() },
            makeDirectory: { path, _ throws(SystemFailure) in try self.with { $0.makeDirectory(path, machine) }.get() },
            remove: { path throws(SystemFailure) in try self.with { $0.remove(path, machine) }.get() },
            sweep: { _ throws(SystemFailure) in },
            list: { path throws(SystemFailure) in
                self.with { $0.hidesFiles && path == $0.configuration.share.mountpoint ? ["old"] : [] }
            },
            describe: { path throws(SystemFailure) in self.with { $0.describe(path, machine) } },
            resolve: { $0 },
            lock: { _ throws(SystemFailure) in Lock() })
    }

    private func accounts(_ machine: Int) -> Host.Accounts {
        Host.Accounts(
            named: { name throws(SystemFailure) in self.with { $0.machines[machine].accounts[name] } },
            withUid: { uid throws(SystemFailure) in
                self.with { $0.machines[machine].accounts.values.first { $0.uid == uid } }
            },
            groupNamed: { name in self.with { $0.machines[machine].groups[name]?.gid } },
            isGidTaken: { gid in self.with { $0.machines[machine].groups.values.contains { $0.gid == gid } } },
            passwordMatches: { password, hash in hash == "$6$" + password.reveal })
    }

    private func homes(_ machine: Int) -> Host.Homes {
        Host.Homes(
            observe: { account, _, isMounted throws(LinkFailure) in
                self.with { $0.observe(account, isMounted: isMounted, machine) }
            },
            perform: { action, account, _ throws(LinkFailure) in
                if let failure = self.with({ $0.perform(action, account, machine) }) { throw failure }
            },
            state: { account throws(SystemFailure) in self.with { $0.homeState(account, machine) } },
            make: { account in try self.with { $0.makeHome(account, machine) }.get() },
            keys: { account throws(KeysFailure) in self.with { $0.keys(account, machine) } },
            writeKeys: { account, lines throws(KeysFailure) in
                try self.with { $0.writeKeys(account, lines, machine) }.get()
            },
            shareOwners: { _ throws(SystemFailure) in self.with { ShareOwners($0.shareOwners()) } })
    }

    private final class Lock: LockToken {}
}

/// Root's files.
extension WorldState {
    mutating func write(_ path: String, _ bytes: [UInt8], _ machine: Int) -> Result<Void, SystemFailure> {
        // The observation is written at every pass and repeats nothing that is not there anyway.
        if path == Node.Path.status {
            if !isCrashed { machines[machine].files[path] = bytes }
            return .success(())
        }
        switch fate(.write(path), failing: faults.writeFails) {
        case .works:
            if !(losesLedger && path == Node.Path.ledger) { machines[machine].store(bytes, at: path) }
            return .success(())
        case .fails(let effect), .hangs(let effect):
            if effect == .all { machines[machine].store(bytes, at: path) }
            return .failure(Self.noSpace(path))
        }
    }

    mutating func remove(_ path: String, _ machine: Int) -> Result<Void, SystemFailure> {
        let fate = fate(.write(path), failing: faults.writeFails)
        switch fate {
        case .works, .fails(.all), .hangs(.all): machines[machine].files[path] = nil
        default: break
        }
        if case .works = fate { return .success(()) }
        return .failure(Self.noSpace(path))
    }

    mutating func makeDirectory(_ path: String, _ machine: Int) -> Result<Void, SystemFailure> {
        if machines[machine].files[path + "/"] != nil { return .success(()) }
        guard case .works = fate(.directory(path), failing: faults.writeFails) else {
            return .failure(Self.noSpace(path))
        }
        machines[machine].files[path + "/"] = []
        return .success(())
    }

    func describe(_ path: String, _ machine: Int) -> FileFacts? {
        switch path {
        case "/run/systemd/system":
            return hasSystemd ? FileFacts(kind: .directory, mode: 0o755, owner: 0) : nil
        case configuration.share.credentials: return FileFacts(kind: .file, mode: 0o600, owner: 0)
        case configuration.share.source: return FileFacts(kind: .directory, mode: 0o755, owner: 0)
        case "/bin/bash", "/bin/zsh": return FileFacts(kind: .file, mode: 0o755, owner: 0)
        default:
            if machines[machine].files[path] != nil { return FileFacts(kind: .file, mode: 0o644, owner: 0) }
            let isDirectory = machines[machine].files[path + "/"] != nil
            return isDirectory ? FileFacts(kind: .directory, mode: 0o755, owner: 0) : nil
        }
    }

    func shareOwners() -> [String: UInt32] {
        let start = layout.usersDirectory.map { $0 + "/" }.joined()
        var owners: [String: UInt32] = [:]
        for (path, thing) in share.things where path.hasPrefix(start) {
            let name = String(path.dropFirst(start.count))
            if case .directory(let owner) = thing, !name.contains("/") { owners[name] = owner }
        }
        return owners
    }
}
