import AgentCore
import AgentLinux
import CommandTable

extension Invocation {
    /// `check [share|users|agent]`: a monitoring plugin's output and exit status.
    func check() throws -> Int32 {
        let names = parsed.operand("WHAT").flatMap(CheckName.init).map { [$0] } ?? CheckName.allCases
        let findings = try checked(names)
        let severity = findings.map(\.severity).max() ?? .ok
        if wantsJSON {
            output.printJSON(CheckDocument(severity: severity, findings: findings))
        } else {
            let bad = findings.filter { $0.severity != .ok }
            let what = names.map(\.rawValue).joined(separator: ", ")
            let count = "\(bad.count) problem\(bad.count == 1 ? "" : "s")"
            output.line("DSVM \(Self.label(severity)) - \(what): \(bad.isEmpty ? "all is well" : count)")
            for finding in findings {
                let lead = Self.label(finding.severity)
                output.line("\(lead): \(finding.check): \(finding.text)" + (finding.remedy.map { "\n    \($0)" } ?? ""))
            }
        }
        return severity.exitStatus
    }

    /// A configuration that cannot be used is a finding of its own, so that a monitor sees CRITICAL rather than 65.
    private func checked(_ names: [CheckName]) throws -> [Finding] {
        do {
            return try node().check(names)
        } catch {
            let text = ErrorText(error)
            return [
                Finding("agent", critical: text.message, remedy: text.remedy, code: ConditionCode(rawValue: text.code))
            ]
        }
    }

    private static func label(_ severity: Severity) -> String {
        switch severity {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    /// `status`: the last observation, at once.
    func status() throws -> Int32 {
        guard parsed.isSet("--watch") else {
            try showStatus()
            return ExitStatus.success.rawValue
        }
        // Ends with the terminal, its reader or by Ctrl-C; two seconds between two looks.
        StandardStreams.endWithReader()
        while true {
            if StandardStreams.isTerminal { output.line("\u{1B}[H\u{1B}[2J", terminator: "") }
            try showStatus()
            host.clock.sleep(.seconds(2))
        }
    }

    private func showStatus() throws {
        guard let status = try host.loadStatus() else {
            throw AgentFailure.statusMissing
        }
        if wantsJSON { return output.printJSON(status) }
        let age = max(0, Int(host.clock.sinceBoot().components.seconds) - status.bootSeconds)
        let troubled = status.users.count { $0.problems > 0 }
        let open = status.users.count { $0.state != "closed" }
        var rows = [
            ["pool", status.pool],
            ["observed", "\(status.at), \(age) s ago, by dsvm-agent \(status.agentVersion)"],
            [
                "share",
                status.share.state == "none"
                    ? "none" : "\(status.share.state), \(status.share.source) at \(status.share.mountpoint)",
            ],
            ["users", "\(open), \(troubled) with problems"],
            ["health", Self.label(status.severity)],
        ]
        for standing in status.conditions {
            let subject = standing.condition.subject.map { "\(printable($0)): " } ?? ""
            rows.append(["", "\(subject)\(standing.condition.text) Since \(standing.since)."])
            rows.append(["", "  \(standing.condition.remedy)"])
        }
        output.line(Table.text(rows: rows), terminator: "")
    }
}

/// `check --json`.
struct CheckDocument: Encodable {
    let schema = 1
    let severity: Severity
    let findings: [Finding]
}
