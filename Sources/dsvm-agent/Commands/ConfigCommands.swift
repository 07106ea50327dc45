import AgentCore
import CommandTable
import Settings

extension Invocation {
    /// `config show [--origin]`: every key with its value in force.
    func configShow() throws -> Int32 {
        let settings = try resolvedSettings()
        // Rules across keys too, so that what is shown is what would be used.
        _ = try AgentConfiguration(resolved: settings)
        if wantsJSON {
            let entries = settings.entries.map {
                SettingDocument(key: $0.path, value: $0.value, origin: $0.origin.description)
            }
            output.printJSON(SettingsDocumentList(settings: entries))
        } else {
            let withOrigin = parsed.isSet("--origin")
            let rows = settings.entries.map { entry in
                [entry.path, entry.value.description] + (withOrigin ? [entry.origin.description] : [])
            }
            let header = ["KEY", "VALUE"] + (withOrigin ? ["ORIGIN"] : [])
            output.line(Table.text(header: header, rows: rows), terminator: "")
        }
        return ExitStatus.success.rawValue
    }

    /// `config check`: all problems at once, or one line that says it is good.
    func configCheck() throws -> Int32 {
        _ = try AgentConfiguration(resolved: try resolvedSettings())
        if wantsJSON {
            output.printJSON(ConfigCheckDocument(file: configurationPath))
        } else {
            output.line("\(configurationPath) is good.")
        }
        return ExitStatus.success.rawValue
    }

    /// `config init`: a commented file with every key; an existing one is never replaced.
    func configInit() throws -> Int32 {
        let text = AgentConfiguration.schema.template()
        if parsed.isSet("--stdout") {
            output.line(text, terminator: "")
            return ExitStatus.success.rawValue
        }
        let path = configurationPath
        if try host.files.describe(path) != nil { throw ConfigFailure.exists(path: path) }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        if !folder.isEmpty { try host.files.makeDirectory(folder, 0o755) }
        try host.files.write(path, Array(text.utf8), 0o644)
        if wantsJSON {
            output.printJSON(ConfigCheckDocument(file: path))
        } else {
            output.line("\(path) written. Set share.type and share.source in it, then run: dsvm-agent config check")
        }
        return ExitStatus.success.rawValue
    }
}

/// Why `config init` did nothing.
enum ConfigFailure: Failure {
    case exists(path: String)

    var code: ConditionCode { .configurationExists }
    var description: String {
        switch self {
        case .exists(let path): "\(quoted(path)) exists already; it was left untouched."
        }
    }
    var remedy: String { "Edit it, or see a fresh one with: dsvm-agent config init --stdout" }
}

/// `config show --json`.
struct SettingsDocumentList: Encodable {
    let schema = 1
    let settings: [SettingDocument]
}

/// One key of the configuration.
struct SettingDocument: Encodable {
    let key: String
    let value: JSONValue
    let origin: String
}

/// `config check --json`, `config init --json`.
struct ConfigCheckDocument: Encodable {
    let schema = 1
    let file: String
}
