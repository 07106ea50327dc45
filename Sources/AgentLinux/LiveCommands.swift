internal import AgentCore
internal import CLinux
internal import Glibc

extension Host.Commands {
    /// The system's own programs below a root directory, "" for the machine itself.
    static func live(root: String) -> Host.Commands {
        let find: @Sendable (String) -> String? = { program in
            for directory in ["/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
                let path = "\(root)\(directory)/\(program)"
                if access(path, X_OK) == 0 { return path }
            }
            return nil
        }
        return Host.Commands(
            run: { command throws(CommandFailure) in
                guard let path = find(command.program) else { throw .missing(program: command.program) }
                return try ChildProcess.run(command, path: path)
            },
            find: find)
    }
}

/// Running one command: a session of its own, two pipes, a deadline.
///
/// The child survives us: an interrupted agent must not cut useradd(8) short. systemd ends it with the unit.
private enum ChildProcess {
    /// The only variables a command gets: everything else of ours stays ours.
    private static let environment = [
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8",
    ]

    /// Runs it to its end, or to the time limit and the grace, and collects what was said.
    static func run(_ command: Command, path: String) throws(CommandFailure) -> Command.Outcome {
        guard let input = input(command.standardInput), var output = CapturedStream(bytesMax: command.outputBytesMax),
            var errors = CapturedStream(bytesMax: command.outputBytesMax)
        else { throw .failed(command, status: 126, text: "no descriptors are left") }
        let words = CStrings([path] + command.arguments)
        let variables = CStrings(environment)
        let pid = clinux_spawn(path, words.pointers, variables.pointers, input.raw, output.writeEnd, errors.writeEnd)
        output.closeWriteEnd()
        errors.closeWriteEnd()
        guard pid > 0 else { throw .failed(command, status: 127, text: errorText(-pid)) }
        let process = Descriptor(raw: clinux_pidfd_open(pid), path: command.program)

        var status = wait(pid, process, &output, &errors, limit: command.timeLimit)
        let isTimedOut = status == nil
        if isTimedOut {
            kill(-pid, SIGTERM)
            status = wait(pid, process, &output, &errors, limit: command.grace)
            // Children of it that ignored SIGTERM must not go on in secret; the number stays theirs while one lives.
            kill(-pid, SIGKILL)
            // A child in uninterruptible sleep survives even that; it is left behind, and init collects it.
            if status == nil { status = wait(pid, process, &output, &errors, limit: command.grace) }
        }
        return Command.Outcome(
            status: status ?? 137, standardOutput: output.text, standardError: errors.text, isTimedOut: isTimedOut)
    }

    /// Reads both streams until the process ends; nil when the limit comes first.
    private static func wait(
        _ pid: Int32, _ process: borrowing Descriptor, _ output: inout CapturedStream, _ errors: inout CapturedStream,
        limit: Duration
    ) -> Int32? {
        let deadline = ContinuousClock.now + limit
        while true {
            var status: Int32 = 0
            let collected = clinux_reap(pid, &status)
            output.drain()
            errors.drain()
            if collected > 0 { return status }
            // ECHILD: whoever started us had SIGCHLD ignored, so the kernel threw the status away. Unknown is not success.
            if collected < 0 { return 126 }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return nil }
            var events: [pollfd] = []
            events.append(pollfd(fd: process.raw, events: Int16(POLLIN), revents: 0))
            // A stream at its end is always readable: asking for it again would spin.
            if !output.isAtEnd { events.append(pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0)) }
            if !errors.isAtEnd { events.append(pollfd(fd: errors.readEnd, events: Int16(POLLIN), revents: 0)) }
            // Without a process descriptor nothing wakes us at the end: then look again soon.
            let waitMax = process.raw < 0 ? 20 : left.milliseconds + 1
            _ = poll(&events, nfds_t(events.count), Int32(clamping: waitMax))
        }
    }

    private static func input(_ text: Secret<String>?) -> Descriptor? {
        guard let text else {
            let raw = open("/dev/null", O_RDONLY | O_CLOEXEC)
            return raw < 0 ? nil : Descriptor(raw: raw, path: "/dev/null")
        }
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { return nil }
        let writer = Descriptor(raw: ends[1], path: "pipe")
        let reader = Descriptor(raw: ends[0], path: "pipe")
        // A pipe takes 64 KiB at once, pipe(7); a password or hash is far below.
        let bytes = Array(text.reveal.utf8.prefix(4096))
        guard (try? writer.writeAll(bytes)) != nil else { return nil }
        return reader
    }
}

/// One output stream of a child, kept up to a limit and read dry beyond it.
private struct CapturedStream: ~Copyable {
    let readEnd: Int32
    private(set) var writeEnd: Int32
    private let bytesMax: Int
    private var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init?(bytesMax: Int) {
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
        self.bytesMax = bytesMax
        _ = clinux_set_nonblocking(readEnd)
    }

    deinit {
        close(readEnd)
        if writeEnd >= 0 { close(writeEnd) }
    }

    mutating func closeWriteEnd() {
        close(writeEnd)
        writeEnd = -1
    }

    /// Reads what is there now.
    mutating func drain() {
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        // Bounded, so that endless output cannot keep us from looking at the clock.
        for _ in 0..<64 {
            let count = read(readEnd, &chunk, chunk.count)
            if count == 0 { isAtEnd = true }
            guard count > 0 else { return }
            bytes += chunk[0..<min(count, max(0, bytesMax - bytes.count))]
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A NULL-terminated array of C strings that lives as long as this value.
final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
        pointers[count] = nil
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}

extension Duration {
    /// Units: whole milliseconds, rounded down.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
