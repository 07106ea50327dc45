import Glibc

/// A directory of a test's own, removed with this value; others may pass through it, as through `/home`.
final class TemporaryFolder: Sendable {
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
