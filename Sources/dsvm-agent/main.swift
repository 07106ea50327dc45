import AgentCore
import AgentLinux

StandardStreams.end {
    Program(host: { Host.live(root: $0) }, output: .standard).run(Array(CommandLine.arguments.dropFirst()))
}
