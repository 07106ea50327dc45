import AgentCore
import AgentLinux
import Glibc

// A reader that went away, `dsvm-agent users | head`, is told by the write's result, not by a signal.
signal(SIGPIPE, SIG_IGN)
exit(Program(host: { Host.live(root: $0) }, output: .standard).run(Array(CommandLine.arguments.dropFirst())))
