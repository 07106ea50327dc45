package import AgentCore
internal import CLinux
internal import Glibc

/// Fills the facts of the sensors that share one pass over /proc: cpu, containers, transfer, batch.
///
/// Thread: one owner. Nothing here waits for a share, a device or another process.
package final class ActivityReader {
    private let root: String
    private let processes: ProcessReader
    private let groups: ControlGroups
    private var transfers = TransferMarks()
    private var passwd: (inode: UInt64, size: UInt64, names: UserNames)?

    /// The facts of one look.
    package struct Facts: Sendable {
        package var cpu: CPUSensor.Facts
        package var containers: ContainerSensor.Facts
        package var transfer: TransferSensor.Facts
        package var batch: BatchSensor.Facts
    }

    /// Prepares to read below a root, "" for the machine.
    package init(root: String = "", own: Int32 = getpid()) {
        self.root = root
        processes = ProcessReader(root: root, own: own)
        groups = ControlGroups(root: root)
    }

    /// Reads everything once.
    ///
    /// - Parameters:
    ///   - isShareAnswering: What the share's last probe found; true where there is no share.
    ///   - isFull: Whether nothing is taken over from the look before: for the look that a drain is decided by.
    package func read(isShareAnswering: Bool = true, isFull: Bool = false) -> Facts {
        let names = names()
        let accounts = names.uids(prefix: BatchSensor.accountPrefix)
        // Before the processes: what works in between shows in the next look's counters.
        let slices = groups.slices()
        let quiet = isFull ? [] : transfers.quiet(slices.slices)
        let table = processes.read(
            accounts: Set(accounts.keys), listsOthers: !accounts.isEmpty, quiet: quiet, isFull: isFull)
        let containers = groups.containers()
        let bytes = transfers.read(table, slices: slices.slices, groups: groups, processes: processes)
        return Facts(
            cpu: CPUSensor.Facts(slices: slices.slices, table: table, names: names, problem: slices.problem),
            containers: ContainerSensor.Facts(groups: containers.groups, problem: containers.problem),
            transfer: TransferSensor.Facts(
                table: table, names: names, bytes: bytes, shares: shares(), isShareAnswering: isShareAnswering,
                hasContainers: !containers.groups.isEmpty),
            batch: BatchSensor.Facts(accounts: accounts, table: table, taskProcesses: tasks(table, accounts)))
    }

    /// What the local account file says; Batch's accounts and those we make are there. Read again when it was replaced.
    package func names() -> UserNames {
        var found = clinux_entry()
        let path = "\(root)/etc/passwd"
        guard clinux_describe_target(path, &found) == 0 else { return passwd?.names ?? UserNames() }
        if let passwd, passwd.inode == found.inode, passwd.size == found.size { return passwd.names }
        // Limits: 4 MiB, some fifty thousand accounts.
        let names = UserNames(passwd: text("/etc/passwd", bytesMax: 4 << 20))
        passwd = (found.inode, found.size, names)
        return names
    }

    /// Processes in directories of Batch tasks; looked for on machines of a Batch pool only, as it costs a link each.
    private func tasks(_ table: ProcessTable, _ accounts: [UInt32: String]) -> [Int32] {
        guard !accounts.isEmpty else { return [] }
        let candidates = table.others + table.people.filter { accounts[$0.uid] != nil }.map(\.identity.pid)
        return candidates.filter { pid in
            processes.directory(pid: pid).map(BatchSensor.isTaskDirectory) ?? false
        }
    }

    /// Byte counters of the kernel's share clients. Limits: 1 MiB of text, a hundred mounts.
    private func shares() -> [String: UInt64] {
        // Without the client's module there is no such file: two failed opens are all that it costs then.
        ShareCounters.smb(stats: text("/proc/fs/cifs/Stats", bytesMax: 1 << 20))
            .merging(nfsShares()) { $0 &+ $1 }
    }

    private func nfsShares() -> [String: UInt64] {
        guard access("\(root)/proc/fs/nfsfs/volumes", F_OK) == 0 else { return [:] }
        return ShareCounters.nfs(mountstats: text("/proc/self/mountstats", bytesMax: 1 << 20))
    }

    private func text(_ path: String, bytesMax: Int) -> String {
        let raw = open(root + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard raw >= 0 else { return "" }
        let bytes = try? Descriptor(raw: raw, path: path).readAll(bytesMax: bytesMax)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }
}
