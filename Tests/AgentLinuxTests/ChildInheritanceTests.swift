import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// What a child gets from us and leaves behind; in processes of their own, whose state is changed for it.
@Suite struct ChildInheritanceTests {
    @Test func `A child has an empty signal mask, default actions, its own session and three descriptors`() async {
        await #expect(processExitsWith: .success) {
            var all = sigset_t()
            sigfillset(&all)
            sigprocmask(SIG_BLOCK, &all, nil)
            signal(SIGPIPE, SIG_IGN)
            // Not close-on-exec on purpose: closing it is the spawn's work.
            #expect(open("/dev/null", O_RDONLY) > 2)
            let commands = Host.live().commands
            let status = try commands.run(Command("cat", ["/proc/self/status"])).standardOutput
            #expect(status.contains("SigBlk:\t0000000000000000\n"))
            // Signals 32 and 33 are glibc's own; its posix_spawn ignores them in every child.
            let ignored = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }.flatMap {
                UInt64($0.suffix(16), radix: 16)
            }
            #expect(ignored.map { $0 & ~(3 << 31) } == 0)
            let stat = try commands.run(Command("cat", ["/proc/self/stat"])).standardOutput.split(separator: " ")
            #expect(stat[0] == stat[5], "session \(stat[5]) of process \(stat[0])")
            // The fourth is the one that ls itself reads the directory with.
            #expect(try commands.run(Command("ls", ["/proc/self/fd"])).standardOutput == "0\n1\n2\n3\n")
        }
    }

    @Test func `Three hundred runs leave no descriptor open and no zombie`() async {
        await #expect(processExitsWith: .success) {
            let commands = Host.live().commands
            _ = try commands.run(Command("true", []))
            let before = openDescriptors()
            for index in 0..<300 {
                switch index % 3 {
                case 0: _ = try commands.run(Command("true", []))
                case 1: _ = try commands.run(Command("cat", [], standardInput: Secret("x")))
                default: #expect(throws: CommandFailure.self) { try commands.run(Command("no-such-program", [])) }
                }
            }
            #expect(openDescriptors() == before)
            // waitpid(2): ECHILD means that there is no child left, running or dead.
            #expect(waitpid(-1, nil, WNOHANG) == -1)
            #expect(errno == ECHILD)
        }
    }

    @Test func `Where our parent had us ignore SIGCHLD a failing command is still a failing command`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGCHLD, SIG_IGN)
            let outcome = try Host.live().commands.run(Command("false", []))
            #expect(outcome.status != 0)
        }
    }

    @Test func `Without descriptors a command fails with a sentence`() async {
        await #expect(processExitsWith: .success) {
            let commands = Host.live().commands
            _ = try commands.run(Command("true", []))
            var limit = rlimit(rlim_cur: 0, rlim_max: 1024)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let failure = #expect(throws: CommandFailure.self) { try commands.run(Command("true", [])) }
            #expect(failure == .failed(Command("true", []), status: 126, text: "no descriptors are left"))
        }
    }
}
