import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// Real children through the host's own seam; programs of a test's making stand below a root of its own.
@Suite struct ChildProcessTests {
    let folder = TemporaryFolder()
    let commands = Host.live().commands

    /// Runs a shell script as the program `probe`.
    private func run(
        _ script: String, _ arguments: [String] = [], input: Secret<String>? = nil, limit: Duration = .seconds(30),
        bytesMax: Int = 64 * 1024
    ) throws -> Command.Outcome {
        for name in ["usr", "usr/bin"] { folder.directory(name) }
        folder.file("usr/bin/probe", "#!/bin/sh\n\(script)\n", mode: 0o755)
        let command = Command("probe", arguments, standardInput: input, timeLimit: limit, outputBytesMax: bytesMax)
        return try Host.live(root: folder.path).commands.run(command)
    }

    @Test func `Arguments arrive exactly, also empty ones and those a shell would change`() throws {
        let words = ["", "a b", "$HOME", "*", "'\"\\", "-rf", "line\nbreak", "ä\u{1F600}"]
        let outcome = try run(#"printf '<%s>' "$@""#, words)
        #expect(outcome.standardOutput == words.map { "<\($0)>" }.joined())
        #expect(outcome.status == 0)
    }

    @Test func `The environment is the three variables and nothing of ours`() throws {
        let outcome = try commands.run(Command("env", []))
        #expect(
            outcome.standardOutput.split(separator: "\n").sorted()
                == ["LANG=C.UTF-8", "LC_ALL=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"])
    }

    @Test func `A secret reaches standard input and no argument or variable`() throws {
        let script = #"read -r line; tr '\0' '\n' </proc/$$/cmdline; tr '\0' '\n' </proc/$$/environ; echo "got $line""#
        let outcome = try run(script, input: Secret("alice:s3cret\n"))
        #expect(outcome.standardOutput.components("s3cret") == 1)
        #expect(outcome.standardOutput.hasSuffix("got alice:s3cret\n"))
    }

    @Test func `Without input a command reads the end at once`() throws {
        #expect(try commands.run(Command("cat", [])) == Command.Outcome(status: 0))
    }

    @Test func `A command that does not read its input succeeds all the same`() throws {
        #expect(try commands.run(Command("true", [], standardInput: Secret("ignored"))).status == 0)
    }

    @Test func `Output and error text are kept apart`() throws {
        let outcome = try run("echo one; echo two >&2; exit 3")
        #expect(outcome == Command.Outcome(status: 3, standardOutput: "one\n", standardError: "two\n"))
    }

    @Test(arguments: [("exit 0", 0), ("exit 1", 1), ("exit 255", 255), ("kill -KILL $$", 137), ("kill -TERM $$", 143)])
    func `The status is the program's, or 128 and the signal's number`(script: String, status: Int32) throws {
        #expect(try run(script).status == status)
    }

    @Test func `Output beyond the limit is read and dropped`() throws {
        let outcome = try run(
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done; echo end >&2",
            bytesMax: 1000)
        #expect(outcome.standardOutput.utf8.count == 1000)
        #expect(outcome.standardError == "end\n")
        #expect(outcome.status == 0)
    }

    @Test func `Endless output ends at the time limit, kept up to the output limit`() throws {
        let begin = ContinuousClock.now
        let outcome = try commands.run(Command("yes", [], timeLimit: .milliseconds(300), outputBytesMax: 5000))
        #expect(outcome.isTimedOut)
        #expect(outcome.status == 128 + SIGTERM)
        #expect(outcome.standardOutput.utf8.count == 5000)
        #expect(ContinuousClock.now - begin < .seconds(5))
    }

    @Test func `A child that ignores SIGTERM is killed`() throws {
        let begin = ContinuousClock.now
        let outcome = try run("trap '' TERM; echo ready; while :; do sleep 0.1; done", limit: .milliseconds(500))
        #expect(outcome.isTimedOut)
        #expect(outcome.status == 128 + SIGKILL)
        #expect(outcome.standardOutput == "ready\n")
        #expect(ContinuousClock.now - begin < .seconds(10))
    }

    @Test func `A grandchild that holds the pipes open is not waited for`() throws {
        let begin = ContinuousClock.now
        let outcome = try run("sleep 20 & echo $!")
        #expect(outcome.status == 0)
        #expect(ContinuousClock.now - begin < .seconds(10))
        if let pid = Int32(outcome.standardOutput.dropLast()) { kill(pid, SIGKILL) }
    }

    @Test func `A time limit ends the whole group, also who ignores SIGTERM there`() throws {
        let outcome = try run(
            "(trap '' TERM; echo $$ >&2; exec sh -c 'echo $$; sleep 30; sleep 30') & wait", limit: .milliseconds(500))
        #expect(outcome.isTimedOut)
        let pid = try #require(Int32(outcome.standardOutput.dropLast()))
        // init collects the orphan: what counts is that it does not run any more.
        #expect(isGone(pid), "process \(pid) outlives the time limit")
    }

    private func isGone(_ pid: Int32) -> Bool {
        for _ in 0..<200 {
            guard let stat = fileText("/proc/\(pid)/stat"), !stat.contains(") Z ") else { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func `A program that is not installed is named`() {
        let failure = #expect(throws: CommandFailure.self) { try commands.run(Command("no-such-program", [])) }
        #expect(failure == .missing(program: "no-such-program"))
        #expect(commands.find("no-such-program") == nil)
        #expect(commands.find("mount")?.hasSuffix("/mount") == true)
    }

    @Test func `A program that cannot be started is a failure with the reason`() throws {
        for name in ["usr", "usr/bin"] { folder.directory(name) }
        folder.file("usr/bin/broken", "#!/no/such/interpreter\n", mode: 0o755)
        let failure = #expect(throws: CommandFailure.self) {
            try Host.live(root: folder.path).commands.run(Command("broken", []))
        }
        #expect(failure == .failed(Command("broken", []), status: 127, text: "No such file or directory"))
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
