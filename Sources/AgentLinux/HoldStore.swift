package import AgentCore
internal import CLinux
internal import FoundationEssentials
internal import Glibc

/// The folder of holds: anybody may add a file, only its owner and root may remove it.
///
/// It is root's, mode 1777, as /tmp; a file is read without following links, and its owner is who holds.
package struct HoldStore: Sendable {
    /// Where the folder is, below a fixture root.
    private let folder: String

    /// Uses the folder below a root, "" for the machine itself.
    package init(root: String = "") { folder = root + Node.Path.state + "/holds" }

    /// Makes the folder; the resident agent does so at its start.
    package func prepare() throws(SystemFailure) {
        let (parent, name) = (String(folder.dropLast("/holds".count)), "holds")
        let made = clinux_make_directory(try Descriptor.root(parent).raw, name, 0o1777)
        if made != -EEXIST { try checked(made, "make the directory", folder) }
        // mkdirat(2) obeys the umask; others must be able to write here.
        if chmod(folder, 0o1777) != 0 {
            let number = errno
            throw failure(number, "open to everybody", folder)
        }
    }

    /// Reads every hold that can be understood; one that cannot is nobody's.
    package func read(context: SensorContext) throws(SystemFailure) -> [HoldFacts] {
        guard access(folder, F_OK) == 0 else { return [] }
        let directory = try Descriptor.root(folder)
        var result: [HoldFacts] = []
        for name in try directory.list(entriesMax: HoldFile.filesMax) {
            guard !name.hasPrefix("."), let found = try directory.describe(name), found.mode & S_IFMT == S_IFREG,
                let bytes = try? directory.read(name, bytesMax: HoldFile.bytesMax + 1),
                bytes.count <= HoldFile.bytesMax,
                let file = try? JSONDecoder().decode(HoldFile.self, from: Data(bytes))
            else { continue }
            result.append(
                HoldFacts(
                    id: name, owner: found.uid, user: try Host.Accounts.find(name: nil, uid: found.uid)?.name,
                    written: context.instant(wall: Double(found.change_nanoseconds) / 1e9), file: file,
                    isProcessAlive: file.process.map(ProcessClock.isAlive) ?? false))
        }
        return result
    }

    /// Writes a hold of the calling user and returns its id.
    package func add(_ file: HoldFile, id: String) throws {
        guard access(folder, W_OK) == 0 else { throw HoldFailure.noPlace(path: folder) }
        let text = try Node.encode(file)
        let directory = try Descriptor.root(folder)
        let created = clinux_create_file(directory.raw, id, 0o644)
        let opened = Descriptor(raw: try checked(created, "create", "\(folder)/\(id)"), path: "\(folder)/\(id)")
        try opened.writeAll(text)
    }

    /// Drops a hold; only its owner and root may, which the folder's sticky bit sees to.
    package func remove(_ id: String) throws {
        guard Account.isSafeComponent(id), access(folder, F_OK) == 0 else { throw HoldFailure.unknown(id: id) }
        let directory = try Descriptor.root(folder)
        guard let found = try directory.describe(id) else { throw HoldFailure.unknown(id: id) }
        if geteuid() != 0, found.uid != geteuid() {
            let owner = try Host.Accounts.find(name: nil, uid: found.uid)?.name ?? "uid \(found.uid)"
            throw HoldFailure.notYours(id: id, owner: owner)
        }
        try directory.remove(id)
    }
}

/// Processes by number and start time.
package enum ProcessClock {
    /// Reads when a process started; nil where there is none of that number.
    package static func identity(of pid: Int32) -> ProcessIdentity? {
        guard let directory = try? Descriptor.root("/proc/\(pid)"),
            let bytes = try? directory.read("stat", bytesMax: 4096)
        else { return nil }
        // The name in brackets may hold anything: fields count from the last bracket.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[end...].dropFirst().split(separator: " ")
        // Field 22 of the line is the 20th after the name.
        guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
        return ProcessIdentity(pid: pid, startTicks: start)
    }

    /// Tells whether exactly this process lives.
    package static func isAlive(_ process: ProcessIdentity) -> Bool { identity(of: process.pid) == process }

    /// Reads who we are.
    package static var own: ProcessIdentity? { identity(of: getpid()) }

    /// Becomes another program, found in PATH as a shell would; returns only when that failed, with the reason.
    package static func become(_ words: [String]) -> String {
        var pointers = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        guard let program = pointers[0] else { return "no memory" }
        execvp(program, &pointers)
        return errorText(errno)
    }

    /// The identity of this boot: /proc/sys/kernel/random/boot_id.
    package static func bootId(root: String = "") -> String {
        guard let directory = try? Descriptor.root(root + "/proc/sys/kernel/random"),
            let bytes = try? directory.read("boot_id", bytesMax: 64)
        else { return "" }
        return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    }
}
