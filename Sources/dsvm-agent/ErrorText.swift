import AgentCore
import CommandTable
import Settings

/// Any error of a command in its three renderings and with its exit status.
struct ErrorText {
    let code: String
    /// One sentence, or one a line.
    let message: String
    let remedy: String
    let exitStatus: Int32

    init(_ error: any Error) {
        switch error {
        case let error as UsageError:
            code = error.code
            message = error.description
            remedy = error.remedy
            exitStatus = ExitStatus.usage.rawValue
        case let error as any Failure:
            code = error.code.rawValue
            message = error.description
            remedy = error.remedy
            exitStatus = error.exitStatus.rawValue
        case let error as SettingsFailure:
            code = ConditionCode.configurationInvalid.rawValue
            message = error.description
            remedy = "Correct the file, then run: dsvm-agent config check"
            exitStatus = ExitStatus.badInput.rawValue
        default:
            // Not reached by any error this program defines; the sentence names the type for the bug report.
            code = "unexpected"
            message = "Something failed that should not: \(printable(String(reflecting: error)))"
            remedy = "Run the command again; if it stays, report it with the output of: dsvm-agent version"
            exitStatus = ExitStatus.failure.rawValue
        }
    }

    /// The condition that decided the exit status of a report.
    init?(_ conditions: [Condition]) {
        let status = conditions.exitStatus
        let deciding = conditions.first { !$0.code.isAdvice && $0.code.exitStatus == status }
        guard status != .success, let deciding else { return nil }
        code = deciding.code.rawValue
        message = deciding.text
        remedy = deciding.remedy
        exitStatus = status.rawValue
    }
}
