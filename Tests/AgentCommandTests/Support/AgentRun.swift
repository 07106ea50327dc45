import Glibc
import Testing

/// One run of the real executable, as a person or a script sees it.
struct AgentRun: Equatable {
    let status: Int32
    let output: String
    let errors: String

    /// Who runs it.
    enum User { case nobody, root }

    /// Runs the executable with these arguments to its end, `/dev/null` as its input.
    init(_ arguments: [String], as user: User = .nobody) throws {
        try self.init(command: Self.command(arguments, as: user))
    }

    /// The words that run the executable as that user.
    static func command(_ arguments: [String], as user: User = .nobody) throws -> [String] {
        guard user == .nobody, geteuid() == 0 else { return [try executable] + arguments }
        let identity = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
        return identity + [try openCopy] + arguments
    }

    /// Runs any program, by its path.
    init(command words: [String]) throws {
        let folder = Folder()
        let (output, errors) = (folder("output"), folder("errors"))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        // Under the address sanitizer: it takes for lost what Swift keeps in enums, whose pointers have tag bits set.
        let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "ASAN_OPTIONS=detect_leaks=0"]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in pointers + variables { free(pointer) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, words[0], &actions, nil, &pointers, &variables) == 0, "cannot start \(words[0])")
        var raw: Int32 = 0
        while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
        // wait(2): the low seven bits are the signal, the next byte the status; the macros are not in the module.
        status = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
        self.output = Folder.text(output) ?? ""
        self.errors = Folder.text(errors) ?? ""
    }

    /// The executable lies beside the tests in the build's products.
    private static var executable: String {
        get throws {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let length = buffer.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map {
                    readlink("/proc/self/exe", $0.assumingMemoryBound(to: CChar.self), bytes.count)
                } ?? -1
            }
            try #require(length > 0)
            let tests = String(decoding: buffer.prefix(length), as: UTF8.self)
            let path = tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/dsvm-agent"
            try #require(access(String(path), X_OK) == 0, "dsvm-agent was not built beside the tests")
            return String(path)
        }
    }

    /// A copy that nobody may run too: the build folder may lie where only its owner gets.
    private static var openCopy: String {
        get throws {
            let path = copyFolder("dsvm-agent")
            if access(path, X_OK) == 0 { return path }
            let bytes = try #require(Folder.bytes(try executable))
            // Under another name first: tests run in parallel, and each may be the first.
            let own = copyFolder("copy-\(UInt64.random(in: 0...UInt64.max))")
            Folder.write(bytes, to: own, mode: 0o755)
            rename(own, path)
            return path
        }
    }

    private static let copyFolder: Folder = {
        // A static value is never released: the end of the process removes what it made.
        atexit { Folder.removeTree(AgentRun.copyFolder.path) }
        return Folder()
    }()
}
