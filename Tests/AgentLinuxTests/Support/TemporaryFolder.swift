import Glibc

/// A directory of a test's own, removed with this value; others may pass through it, as through `/home`.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/dsvm-agent-test.XXXXXX".utf8CString)
        path = mkdtemp(&template) == nil ? "/nonexistent" : template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        chmod(path, 0o755)
    }

    deinit { Self.removeTree(path) }

    /// A path below it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a directory and gives it to somebody.
    @discardableResult
    func directory(_ name: String, mode: UInt32 = 0o755, owner: UInt32? = nil) -> String {
        mkdir(self(name), mode)
        chmod(self(name), mode)
        give(name, owner)
        return self(name)
    }

    /// Makes a file with this text and gives it to somebody.
    @discardableResult
    func file(_ name: String, _ text: String = "", mode: UInt32 = 0o644, owner: UInt32? = nil) -> String {
        let raw = open(self(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { write(raw, $0.baseAddress?.advanced(by: offset), bytes.count - offset) }
            guard count > 0 else { break }
            offset += count
        }
        fchmod(raw, mode)
        close(raw)
        give(name, owner)
        return self(name)
    }

    /// Makes a symbolic link and gives it to somebody.
    func link(_ name: String, to target: String, owner: UInt32? = nil) {
        symlink(target, self(name))
        give(name, owner)
    }

    /// Makes a FIFO and gives it to somebody.
    func fifo(_ name: String, owner: UInt32? = nil) {
        mkfifo(self(name), 0o666)
        give(name, owner)
    }

    private func give(_ name: String, _ owner: UInt32?) {
        if let owner { lchown(self(name), owner, owner) }
    }

    /// Removes a directory with all below it, following nothing.
    static func removeTree(_ path: String) {
        guard let directory = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            let below = "\(path)/\(name)"
            if Look(below)?.isDirectory == true { removeTree(below) } else { unlink(below) }
        }
        closedir(directory)
        rmdir(path)
    }
}

/// What stands at a path, itself, no link followed; nil where nothing is.
struct Look: Equatable, CustomStringConvertible {
    let kind: UInt32
    let mode: UInt32
    let uid: UInt32
    let gid: UInt32
    let inode: UInt64
    let device: UInt64

    init?(_ path: String) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        kind = found.st_mode & S_IFMT
        mode = found.st_mode & 0o7777
        uid = found.st_uid
        gid = found.st_gid
        inode = UInt64(found.st_ino)
        device = UInt64(found.st_dev)
    }

    var isDirectory: Bool { kind == S_IFDIR }
    var isLink: Bool { kind == S_IFLNK }
    var isFile: Bool { kind == S_IFREG }
    var isFIFO: Bool { kind == S_IFIFO }
    var description: String {
        "kind 0\(String(kind, radix: 8)) mode 0\(String(mode, radix: 8)) of \(uid):\(gid), inode \(inode) on \(device)"
    }
}

/// The text of a link, nil where there is none.
func linkText(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { bytes in
        readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return length < 0 ? nil : String(decoding: buffer.prefix(length), as: UTF8.self)
}

/// The bytes of a file, nil where it cannot be opened; never waits for a FIFO.
func fileBytes(_ path: String) -> [UInt8]? {
    let raw = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard raw >= 0 else { return nil }
    defer { close(raw) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = read(raw, &chunk, chunk.count)
        guard count > 0 else { return result }
        result += chunk[0..<count]
    }
}

/// The text of a file, nil where it cannot be opened.
func fileText(_ path: String) -> String? { fileBytes(path).map { String(decoding: $0, as: UTF8.self) } }

/// Names in a directory, sorted.
func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var result: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { result.append(name) }
    }
    return result.sorted()
}

/// Descriptors of this process that are open now; meaningful in an exit test only, where nothing runs beside.
func openDescriptors() -> Int { names(in: "/proc/self/fd").count }

/// Whether these tests may change owners and identities.
let isRoot = geteuid() == 0
/// Why some tests do not run.
let rootOnly = "changes owners and identities, which needs root"
