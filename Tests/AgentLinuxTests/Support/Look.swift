import Glibc

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
        bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
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
