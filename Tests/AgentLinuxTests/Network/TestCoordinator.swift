import AgentCore
import FoundationEssentials
import Glibc

/// `Tests/Support/coordinator.py` on loopback; ends with this value, and by itself when the test's process ends.
final class TestCoordinator: @unchecked Sendable {
    let port: Int
    private let pid: pid_t
    /// Its standard input: the server lives as long as this end is open.
    private let lifeline: Int32
    private let lines: UnsafeMutablePointer<FILE>

    /// Starts it; with a certificate and key in one PEM file it speaks TLS.
    init?(certificate: String? = nil) {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Support/coordinator.py").path
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        guard pipe(&input) == 0, pipe(&output) == 0 else { return nil }
        for descriptor in [input[1], output[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("python3"), strdup(script)]
        if let certificate { words.append(strdup(certificate)) }
        words.append(nil)
        var started: pid_t = 0
        let result = posix_spawnp(&started, "python3", &actions, nil, words, environ)
        posix_spawn_file_actions_destroy(&actions)
        for word in words { free(word) }
        close(input[0])
        close(output[1])
        guard result == 0, let stream = fdopen(output[0], "r") else { return nil }
        pid = started
        lifeline = input[1]
        lines = stream
        guard let first = Self.line(stream), let number = Int(first) else { return nil }
        port = number
    }

    deinit {
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        close(lifeline)
        fclose(lines)
    }

    /// The next request: client's port, path, length of the body, Authorization.
    func request() -> [String] { (Self.line(lines) ?? "").split(separator: " ", maxSplits: 3).map(String.init) }

    private static func line(_ stream: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), stream) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A certificate for localhost and 127.0.0.1 that signs itself, and its key, in one file.
func makeCertificate(in folder: TemporaryFolder, name: String = "localhost") throws -> String {
    let arguments = [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder("key.pem"),
        "-out", folder("certificate.pem"), "-days", "2", "-subj", "/CN=\(name)", "-addext",
        name == "localhost" ? "subjectAltName=DNS:localhost,IP:127.0.0.1" : "subjectAltName=DNS:\(name)",
    ]
    _ = try hostForTests.commands.run(Command("openssl", arguments))
    return folder.file("both.pem", (fileText(folder("certificate.pem")) ?? "") + (fileText(folder("key.pem")) ?? ""))
}
