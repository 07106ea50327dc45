import AgentCore
import AgentLinux
import Glibc

// A reader that went away, `dsvm-agent users | head`, is told by the write's result, not by a signal.
signal(SIGPIPE, SIG_IGN)
// Ignored by whoever started us, it would make the kernel throw away how our commands ended.
signal(SIGCHLD, SIG_DFL)
exit(Program(host: { Host.live(root: $0) }, output: .standard).run(Array(CommandLine.arguments.dropFirst())))
