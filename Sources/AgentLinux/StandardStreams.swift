internal import Glibc

/// The process' own streams, without buffers that an early end would lose.
package enum StandardStreams {
    /// Writes a whole text to standard output.
    package static func write(_ text: String) { send(text, to: STDOUT_FILENO) }

    /// Writes a whole text to standard error.
    package static func writeError(_ text: String) { send(text, to: STDERR_FILENO) }

    /// Tells whether standard output is a terminal.
    package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Reads standard input to its end or to a limit.
    package static func readInput(bytesMax: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: bytesMax)
        while bytes.count < bytesMax {
            let count = read(STDIN_FILENO, &chunk, bytesMax - bytes.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            bytes += chunk[0..<count]
        }
        return bytes
    }

    /// Ends the program. A reader that goes away is told by the write's result, not by a signal.
    package static func end(after work: () -> Int32) -> Never {
        signal(SIGPIPE, SIG_IGN)
        // Ignored by whoever started us, it would make the kernel throw away how our commands ended.
        signal(SIGCHLD, SIG_DFL)
        exit(work())
    }

    /// From now on a reader that goes away ends the program; for output without an end, when nothing is half done.
    package static func endWithReader() { signal(SIGPIPE, SIG_DFL) }

    private static func send(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                // A reader that went away has seen enough; a full disk behind a redirection must not look like success.
                if number != EPIPE, descriptor == STDOUT_FILENO {
                    send("dsvm-agent: Cannot write to standard output: \(errorText(number)).\n", to: STDERR_FILENO)
                }
                exit(1)
            }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}
