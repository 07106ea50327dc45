internal import AgentCore
internal import CLinux
internal import Glibc

extension Host.Files {
    /// Root's files below a root directory, "" for the machine itself.
    static func live(root: String) -> Host.Files {
        // A path given on the command line may be relative; below a fixture root it is taken from that root.
        let place: @Sendable (String) -> String = { path in
            root.isEmpty || path.hasPrefix("/") ? root + path : "\(root)/\(path)"
        }
        return Host.Files(
            read: { path, bytesMax throws(SystemFailure) in
                try LiveFiles.read(place(path), bytesMax: bytesMax)
            },
            write: { path, bytes, mode throws(SystemFailure) in
                let (parent, name) = LiveFiles.split(place(path))
                try Descriptor.root(parent).replaceFile(name, with: bytes, mode: mode)
            },
            makeDirectory: { path, mode throws(SystemFailure) in
                try LiveFiles.makeDirectory(place(path), mode: mode)
            },
            remove: { path throws(SystemFailure) in
                let (parent, name) = LiveFiles.split(place(path))
                try Descriptor.root(parent).remove(name)
            },
            sweep: { path throws(SystemFailure) in
                for name in try LiveFiles.list(place(path)) where Descriptor.isTemporary(name) {
                    try Descriptor.root(place(path)).remove(name)
                }
            },
            list: { path throws(SystemFailure) in
                try LiveFiles.list(place(path))
            },
            describe: { path throws(SystemFailure) in
                try LiveFiles.describe(place(path))
            },
            resolve: { path in
                guard let found = realpath(place(path), nil) else { return nil }
                defer { free(found) }
                return String(String(cString: found).dropFirst(root.utf8.count))
            },
            lock: { path throws(SystemFailure) in
                try LiveFiles.lock(place(path))
            })
    }
}

/// The bodies of the file closures.
private enum LiveFiles {
    /// Limits: more entries than this in one directory are not looked at.
    static let entriesMax = 20_000

    static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let parent = String(path[..<slash])
        return (parent.isEmpty ? "/" : parent, String(path[slash...].dropFirst()))
    }

    static func read(_ path: String, bytesMax: Int) throws(SystemFailure) -> [UInt8]? {
        // Links are followed here: these places are root's, and Debian itself links /etc files about.
        let raw = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard raw >= 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR { return nil }
            throw failure(number, "open", path)
        }
        return try Descriptor(raw: raw, path: path).readAll(bytesMax: bytesMax)
    }

    static func makeDirectory(_ path: String, mode: UInt32) throws(SystemFailure) {
        var missing: [String] = []
        var present = path
        while try describe(present) == nil {
            let (parent, name) = split(present)
            missing.append(name)
            present = parent
        }
        for name in missing.reversed() {
            let handle = try Descriptor.root(present)
            let result = clinux_make_directory(handle.raw, name, mode)
            if result != -EEXIST { try checked(result, "make the directory", "\(present)/\(name)") }
            present += present == "/" ? name : "/\(name)"
        }
    }

    static func list(_ path: String) throws(SystemFailure) -> [String] {
        guard try describe(path)?.kind == .directory else { return [] }
        return try Descriptor.root(path).list(entriesMax: entriesMax)
    }

    static func describe(_ path: String) throws(SystemFailure) -> FileFacts? {
        var found = clinux_entry()
        let result = clinux_describe_target(path, &found)
        if result == -ENOENT || result == -ENOTDIR { return nil }
        try checked(result, "look at", path)
        let kind: FileFacts.Kind =
            switch found.mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .file
            default: .other
            }
        return FileFacts(kind: kind, mode: found.mode & 0o7777, owner: found.uid)
    }

    static func lock(_ path: String) throws(SystemFailure) -> (any LockToken)? {
        let raw = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        let number = errno
        guard raw >= 0 else { throw failure(number, "open", path) }
        let handle = LockHandle(raw: raw)
        let result = clinux_lock(raw)
        if result == -EWOULDBLOCK { return nil }
        try checked(result, "lock", path)
        return handle
    }
}

/// Holds a flock(2) by keeping its descriptor open.
private final class LockHandle: LockToken {
    private let raw: Int32

    init(raw: Int32) { self.raw = raw }

    deinit { close(raw) }
}
