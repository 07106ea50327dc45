package import AgentCore
internal import CLinux
internal import Glibc

/// Reads the processes of people: one pass over /proc for all sensors of a look.
///
/// Of the system's processes only the owner is looked at, and not in every pass (`clinux_list_processes`). What a process keeps, its control group, is read once and again
/// when it has used CPU: one that was moved has.
/// Thread: one owner. Blocks: /proc does not wait for a share, but for `cmdline` of a process that is stuck in a page
/// fault, so that is left out for those in uninterruptible sleep.
package final class ProcessReader {
    private let root: String
    /// Our own process, whose work is nobody's.
    private let own: Int32
    private var listing: Int32 = -1
    private let processesMax: Int
    /// The entries of this pass and of the one before. Allocated whole and touched as far as there are processes.
    private var entries: UnsafeMutablePointer<clinux_process>
    private var last: UnsafeMutablePointer<clinux_process>
    private var lastCount = 0
    private var pass: UInt32 = 0
    private var buffer = [UInt8](repeating: 0, count: textBytesMax)
    private var known: [Int32: Known] = [:]
    private let ticksPerSecond: Double

    /// Limits: processes in one pass; the kernel's own default for the whole machine, pid_max.
    package static let processesMax = 32_768
    /// Limits: bytes of one text. `stat` has 52 numbers of at most 20 digits; version 1 prints fourteen group paths.
    private static let textBytesMax = 4096

    private struct Known {
        var process: PersonProcess
        var ticks: UInt64
    }

    /// What texts of `/proc/PID/cgroup` came to: the processes of one session share theirs.
    private var paths: [[UInt8]: (path: String, place: ProcessPlace)] = [:]
    /// Limits: texts kept; sessions and services of a busy day, some 300 bytes each.
    private static let pathsMax = 1000

    /// Prepares to read below a root, "" for the machine, leaving out one process and its children.
    package init(root: String = "", own: Int32 = getpid(), processesMax: Int = ProcessReader.processesMax) {
        self.root = root
        self.own = own
        self.processesMax = processesMax
        entries = .allocate(capacity: processesMax)
        last = .allocate(capacity: processesMax)
        let ticks = sysconf(Int32(_SC_CLK_TCK))
        ticksPerSecond = ticks > 0 ? Double(ticks) : 100
    }

    deinit {
        entries.deallocate()
        last.deallocate()
        if listing >= 0 { close(listing) }
    }

    /// Reads everything once.
    ///
    /// - Parameters:
    ///   - accounts: Uids that count as people's though they are not in that range.
    ///   - listsOthers: Whether the system's processes are listed too.
    ///   - quiet: Users whose login slice has used no CPU since the last pass: what is known of a process there still holds,
    ///     as neither its state nor its program changes without any.
    ///   - isFull: Whether every owner is looked at, also of processes that were looked at twice already.
    package func read(
        accounts: Set<UInt32> = [], listsOthers: Bool = false, quiet: Set<UInt32> = [], isFull: Bool = false
    ) -> ProcessTable {
        if listing < 0 { listing = clinux_open_listing(root + "/proc") }
        guard listing >= 0 else { return broken(errorText(-listing)) }
        pass &+= 1
        let count = clinux_list_processes(listing, isFull ? nil : last, lastCount, pass, entries, processesMax)
        guard count >= 0 else { return broken(errorText(Int32(clamping: -count))) }
        lastCount = min(Int(count), processesMax)
        swap(&entries, &last)
        var people: [PersonProcess] = []
        var others: [Int32] = []
        var next: [Int32: Known] = [:]
        next.reserveCapacity(known.count)
        for entry in UnsafeBufferPointer(start: last, count: lastCount) {
            guard ProcessTable.isPerson(entry.uid) || accounts.contains(entry.uid) else {
                if listsOthers { others.append(entry.pid) }
                continue
            }
            guard entry.pid != own, let process = person(entry, quiet, &next), process.stat.parent != own else {
                continue
            }
            people.append(process)
        }
        known = next
        nameTheBusy(&people)
        let isWhole = count <= processesMax
        return ProcessTable(
            people, others: others, count: Int(count), ticksPerSecond: ticksPerSecond,
            problem: isWhole ? nil : "More than \(processesMax) processes: the rest was not looked at.")
    }

    private func broken(_ reason: String) -> ProcessTable {
        if listing >= 0 { close(listing) }
        listing = -1
        lastCount = 0
        return ProcessTable([], ticksPerSecond: ticksPerSecond, problem: "Cannot read the processes: \(reason).")
    }

    private func person(
        _ entry: clinux_process, _ quiet: Set<UInt32>, _ next: inout [Int32: Known]
    ) -> PersonProcess? {
        var before = known[entry.pid]
        // Seen in a pass before means the same process: its directory has the same inode.
        if entry.passes > 1, var known = before, case .slice(let uid) = known.process.place, quiet.contains(uid),
            known.process.uid == entry.uid
        {
            known.process.recentTicks = 0
            next[entry.pid] = known
            return known.process
        }
        let length = clinux_read_process(listing, entry.pid, "stat", &buffer, buffer.count)
        // A process that ended since the listing is no problem.
        guard length > 0, let stat = statistics(length) else { return nil }
        if before?.process.identity.startTicks != stat.startTicks { before = nil }
        let ticks = stat.ownTicks &+ stat.childTicks
        var process = PersonProcess(
            identity: ProcessIdentity(pid: entry.pid, startTicks: stat.startTicks), uid: entry.uid, stat: stat,
            place: before?.process.place ?? .elsewhere, cgroup: before?.process.cgroup ?? "/")
        let used = before?.ticks ?? 0
        process.recentTicks = ticks > used ? ticks - used : 0
        if before == nil || process.recentTicks > 0 { place(&process) }
        next[entry.pid] = Known(process: process, ticks: ticks)
        return process
    }

    /// Reads where a process lives.
    private func place(_ process: inout PersonProcess) {
        let length = clinux_read_process(listing, process.identity.pid, "cgroup", &buffer, buffer.count)
        guard length > 0 else { return }
        let text = Array(buffer[..<length])
        if paths[text] == nil {
            guard let path = ProcessPlace.path(cgroup: String(decoding: text, as: UTF8.self)) else { return }
            if paths.count >= Self.pathsMax { paths = [:] }
            paths[text] = (path, ProcessPlace(path: path))
        }
        guard let found = paths[text] else { return }
        process.cgroup = found.path
        process.place = found.place
    }

    private func statistics(_ length: Int) -> ProcessStat? {
        let bytes = buffer
        return ProcessStat(bytes.span.extracting(first: length))
    }

    /// Reads the command lines that somebody may be shown: of each user's busiest process, and the titles of sshd.
    private func nameTheBusy(_ people: inout [PersonProcess]) {
        var busiest: [UInt32: Int] = [:]
        for (index, process) in people.enumerated() {
            if process.stat.name == "sshd" || process.stat.name == "sshd-session" {
                people[index].command = command(of: process)
            }
            guard process.recentTicks > 0, !process.isZombie else { continue }
            if let other = busiest[process.uid], people[other].recentTicks >= process.recentTicks { continue }
            busiest[process.uid] = index
        }
        for index in busiest.values where people[index].command == nil {
            people[index].command = command(of: people[index])
        }
    }

    /// A process' command line, nil for one without and for one that reading it could wait for.
    private func command(of process: PersonProcess) -> String? {
        process.isStuck ? nil : command(ofPid: process.identity.pid)
    }

    /// The command line of a process by its number.
    package func command(ofPid pid: Int32) -> String? {
        guard listing >= 0 else { return nil }
        let length = clinux_read_process(listing, pid, "cmdline", &buffer, 512)
        // A second reference, not a copy: spans of a class's own storage do not leave an expression.
        let bytes = buffer
        return length > 0 ? KernelText.command(bytes.span.extracting(first: length)) : nil
    }

    /// Bytes that a process read and wrote in all: `rchar` and `wchar` of proc(5), `/proc/PID/io`.
    func bytesMoved(pid: Int32) -> UInt64? {
        guard listing >= 0 else { return nil }
        let length = clinux_read_process(listing, pid, "io", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let bytes = buffer
        let text = bytes.span.extracting(first: length)
        guard let read = KernelText.value("rchar", in: text), let written = KernelText.value("wchar", in: text) else {
            return nil
        }
        return read &+ written
    }

    /// A process' working directory; nil for one that ended or has none.
    func directory(pid: Int32) -> String? {
        guard listing >= 0 else { return nil }
        let length = buffer.withUnsafeMutableBytes { bytes in
            clinux_read_process_link(
                listing, pid, "cwd", bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return length > 0 ? String(decoding: buffer[..<length], as: UTF8.self) : nil
    }
}
