import Glibc

/// A directory of a test's own below the temporary directory.
final class Folder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/dsvm-agent-test.XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/nonexistent"
        }
        chmod(path, 0o755)
    }

    deinit { Self.removeTree(path) }

    /// A path below it.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes the directories above a name.
    private func parents(of name: String) {
        var parent = path
        for part in name.split(separator: "/").dropLast() {
            parent += "/\(part)"
            mkdir(parent, 0o755)
        }
    }

    /// Makes a symbolic link with its directories.
    func link(_ name: String, to target: String) {
        parents(of: name)
        symlink(target, self(name))
    }

    /// Makes a file with its directories; users may read it.
    func file(_ name: String, _ text: String, mode: UInt32 = 0o644) {
        parents(of: name)
        Self.write(Array(text.utf8), to: self(name), mode: mode)
    }

    static func write(_ bytes: [UInt8], to path: String, mode: UInt32) {
        let raw = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(raw, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            guard count > 0 else { break }
            offset += count
        }
        fchmod(raw, mode)
        close(raw)
    }

    static func bytes(_ path: String) -> [UInt8]? {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return nil }
        defer { close(raw) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(raw, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? result : nil }
            result += chunk[0..<count]
        }
    }

    static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    static func names(in path: String) -> [String] {
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

    /// Everything below a path: inode, kind, mode, time of the last change, content.
    static func snapshot(_ path: String) -> [String: String] {
        var found = stat()
        guard lstat(path, &found) == 0 else { return [:] }
        let isDirectory = found.st_mode & S_IFMT == S_IFDIR
        let change = "\(found.st_mtim.tv_sec).\(found.st_mtim.tv_nsec)"
        var result = [
            path: "\(found.st_ino) \(found.st_mode) \(found.st_uid) \(change) \(isDirectory ? "" : text(path) ?? "")"
        ]
        if isDirectory {
            for name in names(in: path) { result.merge(snapshot("\(path)/\(name)")) { one, _ in one } }
        }
        return result
    }

    static func removeTree(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }
}
