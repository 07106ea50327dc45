internal import AgentCore
internal import CLinux
internal import Glibc

/// A file descriptor with one owner; it is closed when the owner goes.
struct Descriptor: ~Copyable {
    let raw: Int32
    /// For error texts only.
    let path: String

    /// Takes ownership of a descriptor.
    init(raw: Int32, path: String) {
        self.raw = raw
        self.path = path
    }

    deinit { close(raw) }

    /// Opens a handle of the directory at an absolute path, links followed.
    static func root(_ path: String) throws(SystemFailure) -> Descriptor {
        Descriptor(raw: try checked(clinux_open_root(path), "open", path), path: path)
    }

    /// Opens a handle of a directory below this one, refusing a link in its place.
    func directory(_ name: String) throws(SystemFailure) -> Descriptor {
        let below = "\(path)/\(name)"
        return Descriptor(raw: try checked(clinux_open_directory(raw, name), "open", below), path: below)
    }

    /// Describes an entry below this directory, itself; nil where nothing is. With no name, this very thing.
    func describe(_ name: String = "") throws(SystemFailure) -> clinux_entry? {
        var found = clinux_entry()
        let result = clinux_describe(raw, name, &found)
        if result == -ENOENT { return nil }
        try checked(result, "look at", name.isEmpty ? path : "\(path)/\(name)")
        return found
    }

    /// Reads the text of a link below this directory.
    func readLink(_ name: String) throws(SystemFailure) -> String {
        // Linux refuses longer targets: PATH_MAX, 4096 with the final zero.
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = buffer.withUnsafeMutableBytes { bytes in
            clinux_read_link(raw, name, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        try checked(length, "read the link", "\(path)/\(name)")
        return String(decoding: buffer.prefix(length), as: UTF8.self)
    }

    /// Reads a regular file below this directory without following a link; nil where nothing is.
    func read(_ name: String, bytesMax: Int) throws(SystemFailure) -> [UInt8]? {
        let opened = clinux_open_file(raw, name)
        if opened == -ENOENT { return nil }
        let file = Descriptor(raw: try checked(opened, "open", "\(path)/\(name)"), path: "\(path)/\(name)")
        return try file.readAll(bytesMax: bytesMax)
    }

    /// Reads from the start to the end, or to the limit; odd sizes of /proc and /sys do not matter.
    func readAll(bytesMax: Int) throws(SystemFailure) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while result.count < bytesMax {
            let count = Glibc.read(raw, &chunk, min(chunk.count, bytesMax - result.count))
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                throw failure(number, "read", path)
            }
            if count == 0 { break }
            result += chunk[0..<count]
        }
        return result
    }

    /// Writes everything, or throws.
    func writeAll(_ bytes: [UInt8]) throws(SystemFailure) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(raw, $0.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                throw failure(number, "write", path)
            }
            offset += count
        }
    }

    /// Replaces a file below this directory so that a power loss leaves the old text or the new, never a part.
    func replaceFile(_ name: String, with bytes: [UInt8], mode: UInt32) throws(SystemFailure) {
        let temporary = Self.temporary(name)
        // The name is fixed, so that a killed run's leftover is found and goes; whoever calls holds the lock.
        let stale = clinux_remove(raw, temporary, 0)
        if stale != -ENOENT { try checked(stale, "remove", "\(path)/\(temporary)") }
        do throws(SystemFailure) {
            let created = clinux_create_file(raw, temporary, mode)
            let file = Descriptor(
                raw: try checked(created, "create", "\(path)/\(temporary)"), path: "\(path)/\(temporary)")
            try file.writeAll(bytes)
            try checked(clinux_sync(file.raw), "flush", file.path)
            try checked(clinux_rename(raw, temporary, raw, name), "rename", "\(path)/\(name)")
        } catch {
            // Best effort: what is left is removed by the next run anyway.
            _ = clinux_remove(raw, temporary, 0)
            throw error
        }
        try checked(clinux_sync_directory(raw), "flush", path)
    }

    /// Removes a file below this directory.
    func remove(_ name: String) throws(SystemFailure) {
        try checked(clinux_remove(raw, name, 0), "remove", "\(path)/\(name)")
    }

    /// The name a file has until it is whole.
    static func temporary(_ name: String) -> String { ".\(name).dsvm-agent" }

    /// Recognises such a name.
    static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".dsvm-agent") }

    /// Lists names below this directory, sorted.
    ///
    /// Limits: stops at `entriesMax`.
    func list(entriesMax: Int) throws(SystemFailure) -> [String] {
        let names = NameList(entriesMax: entriesMax)
        let result = clinux_list(raw, Unmanaged.passUnretained(names).toOpaque()) { context, name in
            guard let context, let name else { return 1 }
            return Unmanaged<NameList>.fromOpaque(context).takeUnretainedValue().append(String(cString: name)) ? 0 : 1
        }
        try checked(result, "list", path)
        return names.values.sorted()
    }
}

/// Collects names for `Descriptor.list`.
private final class NameList {
    private(set) var values: [String] = []
    private let entriesMax: Int

    init(entriesMax: Int) { self.entriesMax = entriesMax }

    func append(_ name: String) -> Bool {
        values.append(name)
        return values.count < entriesMax
    }
}
