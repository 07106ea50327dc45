import AgentCore
import AgentLinux
import Synchronization
import Testing

@testable import dsvm_agent

/// The program in this process, with what it says captured: for what only a changed host can bring about.
@Suite struct ProgramTests {
    let fixture = Fixture()

    /// What was written, in order.
    private final class Said: Sendable {
        private let text = Mutex((output: "", errors: ""))

        var stream: Output {
            Output(
                write: { words in self.text.withLock { $0.output += words } },
                writeError: { words in self.text.withLock { $0.errors += words } })
        }
        var output: String { text.withLock { $0.output } }
        var errors: String { text.withLock { $0.errors } }
    }

    /// A clock that only sleeping moves.
    private final class Time: Sendable {
        private let passed = Mutex(Duration.seconds(100))

        func sleep(_ duration: Duration) { passed.withLock { $0 += duration } }
        var now: Duration { passed.withLock { $0 } }
    }

    /// Runs as if by root, with a clock of its own, on the fixture.
    private func run(_ line: String, _ change: @escaping (inout Host) -> Void = { _ in }) -> (
        status: Int32, said: Said, waited: Duration
    ) {
        let (said, time) = (Said(), Time())
        let program = Program(
            host: { root in
                var host = Host.live(root: root)
                host.clock = Host.Clock(
                    stamp: { "2026-11-23T12:00:00Z" }, wallSeconds: { 1_790_000_000 }, sinceBoot: { time.now },
                    sleep: { time.sleep($0) }, isRoot: true)
                change(&host)
                return host
            }, output: said.stream)
        let words = ["--root", fixture.folder.path] + line.split(separator: " ").map(String.init)
        let status = program.run(words)
        return (status, said, time.now - .seconds(100))
    }

    @Test func `Another run at work is waited for ten seconds, then it is 75`() throws {
        let held = try #require(try Host.live(root: fixture.folder.path).files.lock(Node.Path.lock))
        let (status, said, waited) = run("mount")
        #expect(status == 75)
        #expect(
            said.errors.hasPrefix("dsvm-agent: Another run of dsvm-agent has been at work for more than ten seconds.\n")
        )
        #expect(said.output == "")
        #expect(waited >= .seconds(10) && waited < .seconds(11))
        withExtendedLifetime(held) {}
    }

    @Test func `A dry run waits for nobody`() throws {
        let held = try #require(try Host.live(root: fixture.folder.path).files.lock(Node.Path.lock))
        #expect(run("mount --dry-run").status == 0)
        withExtendedLifetime(held) {}
    }

    @Test func `Mounting what is mounted changes nothing, in words and as an object`() {
        let text = run("mount")
        #expect(text.status == 0)
        #expect(text.said.output == "Everything is in place; nothing to change.\n")
        #expect(text.said.errors == "")
        let object = run("mount --json")
        #expect(
            object.said.output.contains("\"changes\" : [\n\n  ],\n  \"conditions\" : [\n\n  ],\n  \"dryRun\" : false"))
    }

    @Test func `A write that fails is an error with the path and status 1`() {
        let (status, said, _) = run("provision") { host in
            host.files.write = { path, _, _ throws(SystemFailure) in
                throw SystemFailure(operation: "write", path: path, number: 28, reason: "No space left on device")
            }
        }
        #expect(status == 1)
        #expect(said.errors.contains("No space left on device"))
        #expect(said.errors.contains("Free some space"))
    }

    @Test func `An error that nobody foresaw is a sentence and status 1, not a trap`() {
        struct Strange: Error {}
        let problem = ErrorText(Strange())
        #expect(problem.exitStatus == 1)
        #expect(problem.code == "unexpected")
        #expect(problem.message.contains("Strange"))
    }

    @Test func `Usage errors are found before the host is built`() {
        let said = Said()
        let program = Program(
            host: { root in
                Issue.record("the host was built")
                return Host.live(root: root)
            }, output: said.stream)
        for line in [["nonsense"], ["users", "--nonsense"], ["--help"], ["--version"], []] {
            let status = program.run(line)
            #expect(status == (line.first?.hasPrefix("--") == true ? 0 : 64), "\(line)")
        }
    }

    @Test func `Text that somebody else chose cannot change how a terminal shows a line`() {
        let (status, said, _) = run("link \u{1B}[31mred\u{202E}")
        #expect(status == 65)
        #expect(!said.errors.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(said.errors.contains("\\u{1b}[31mred\\u{202e}"))
    }

    @Test func `Columns are as wide as their widest cell, with no blanks at the end`() {
        #expect(Table.text(header: ["A", "B"], rows: [["long", "x"], ["s", ""]]) == "A     B\nlong  x\ns\n")
        #expect(Table.text(header: ["A"], rows: []) == "")
    }
}
