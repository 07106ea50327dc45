import AgentCore
import CommandTable

extension Invocation {
    /// `help [COMMAND…]`, `help --man`.
    func help() throws -> Int32 {
        let program = Catalogue.program
        let text =
            parsed.isSet("--man")
            ? program.manPage(date: Catalogue.manualDate)
            : program.helpText(for: try program.topic(parsed.operands("COMMAND")))
        output.line(text, terminator: "")
        return ExitStatus.success.rawValue
    }

    /// `completion SHELL`.
    func completion() -> Int32 {
        let shell = parsed.operand("SHELL").flatMap(ShellKind.init(rawValue:)) ?? .bash
        output.line(Catalogue.program.completion(for: shell), terminator: "")
        return ExitStatus.success.rawValue
    }

    /// `version`.
    func version() -> Int32 {
        if wantsJSON {
            output.printJSON(VersionDocument())
        } else {
            output.line("dsvm-agent \(AgentVersion.text)")
        }
        return ExitStatus.success.rawValue
    }
}

/// `version --json`.
struct VersionDocument: Encodable {
    let schema = 1
    let name = "dsvm-agent"
    let version = AgentVersion.text
}
