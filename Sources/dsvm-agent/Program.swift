import AgentCore
import CommandTable
import Settings

/// One run of the program: parse, call, print.
struct Program {
    /// Builds the host for the hidden `--root`, "" for the machine itself.
    let host: (String) -> Host
    let output: Output

    /// Runs one command line and returns the exit status.
    func run(_ arguments: [String]) -> Int32 {
        let wantsJSON = Catalogue.program.hasSwitch("--json", in: arguments)
        do {
            switch try Catalogue.program.parse(arguments) {
            case .version: output.line("dsvm-agent \(AgentVersion.text)")
            case .help(let topic): output.line(Catalogue.program.helpText(for: topic), terminator: "")
            case .command(let parsed):
                let invocation = Invocation(parsed: parsed, host: host(parsed.value("--root") ?? ""), output: output)
                return try invocation.run()
            }
            return ExitStatus.success.rawValue
        } catch {
            let problem = ErrorText(error)
            output.fail(problem, asJSON: wantsJSON)
            return problem.exitStatus
        }
    }
}

/// One parsed command with everything that its work needs.
struct Invocation {
    let parsed: ParsedCommand
    let host: Host
    let output: Output

    var wantsJSON: Bool { parsed.isSet("--json") }

    /// Calls the command's function.
    func run() throws -> Int32 {
        switch parsed.command.name {
        case "provision": try report { try $0.provision() }
        case "adduser": try addUser()
        case "deluser": try report { try $0.closeAccount(parsed.operand("NAME") ?? "") }
        case "users": try users()
        case "link": try link()
        case "mount": try report { try $0.mountShare() }
        case "unmount": try report { node in try node.locked { try node.unmountShare() } }
        case "check": try check()
        case "status": try status()
        case "config show": try configShow()
        case "config check": try configCheck()
        case "config init": try configInit()
        case "completion": completion()
        case "version": version()
        default: try help()
        }
    }

    /// Where the configuration is.
    var configurationPath: String { parsed.value("--config") ?? Catalogue.configurationPath }

    /// The node for this invocation, configured.
    func node() throws -> Node {
        let configuration = try AgentConfiguration(resolved: try resolvedSettings())
        return Node(configuration: configuration, host: host, isDryRun: parsed.isSet("--dry-run"))
    }

    /// Reads the main file and the drop-ins beside it, in name order.
    func resolvedSettings() throws -> ResolvedSettings {
        let path = configurationPath
        // One byte more than the settings accept, so that a larger file is refused rather than cut.
        let bytesMax = (1 << 20) + 1
        guard let main = try host.files.read(path, bytesMax) else {
            throw AgentFailure.configurationMissing(path: path)
        }
        var files: [(name: String, bytes: [UInt8])] = [(name: path, bytes: main)]
        let folder = path + ".d"
        for name in SettingsSchema.dropInsInOrder(try host.files.list(folder)) {
            let file = "\(folder)/\(name)"
            files.append((name: file, bytes: try host.files.read(file, bytesMax) ?? []))
        }
        return try AgentConfiguration.schema.resolve(files: files)
    }

    /// Runs a command that changes the machine and prints what it did.
    func report(_ work: (Node) throws -> Report) throws -> Int32 {
        let node = try node()
        let report = try work(node)
        output.show(report, isDryRun: node.isDryRun, asJSON: wantsJSON)
        return report.exitStatus.rawValue
    }
}
