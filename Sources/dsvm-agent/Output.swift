import AgentCore
import AgentLinux

/// Where a command's words go: what was asked for to standard output, everything else to standard error.
struct Output: Sendable {
    let write: @Sendable (_ text: String) -> Void
    let writeError: @Sendable (_ text: String) -> Void

    /// The process' own streams.
    static let standard = Output(
        write: { StandardStreams.write($0) }, writeError: { StandardStreams.writeError($0) })

    /// Prints what was asked for.
    func line(_ text: String, terminator: String = "\n") { write(text + terminator) }

    /// Prints one JSON object.
    func printJSON(_ value: some Encodable) {
        do {
            write(String(decoding: try Node.encode(value), as: UTF8.self))
        } catch {
            // Our own types encode; the sentence is for whoever adds one that does not.
            writeError("dsvm-agent: this cannot be written as JSON: \(error)\n")
        }
    }

    /// Prints an error: as sentences, or as the object that `--json` promises.
    func fail(_ problem: ErrorText, asJSON: Bool) {
        if asJSON { return printJSON(FailureDocument(error: ErrorDocument(problem))) }
        for line in problem.message.split(separator: "\n") { writeError("dsvm-agent: \(line)\n") }
        writeError("dsvm-agent: \(problem.remedy)\n")
    }

    /// Prints what a command changed and what stands in the way.
    func show(_ report: Report, isDryRun: Bool, asJSON: Bool) {
        if asJSON { return printJSON(ReportDocument(report, isDryRun: isDryRun)) }
        if !report.changes.isEmpty {
            line(Table.text(rows: report.changes.map { [$0.area, $0.subject, $0.what] }), terminator: "")
        }
        line(Self.summary(report, isDryRun: isDryRun))
        for condition in report.conditions { show(condition) }
    }

    private func show(_ condition: Condition) {
        let subject = condition.subject.map { "\(printable($0)): " } ?? ""
        writeError("dsvm-agent: \(subject)\(condition.text)\n            \(condition.remedy)\n")
    }

    private static func summary(_ report: Report, isDryRun: Bool) -> String {
        let count = report.changes.count
        let changes = "\(count) change\(count == 1 ? "" : "s")"
        let problems = report.conditions.count { !$0.code.isAdvice }
        let rest = problems == 0 ? "." : "; \(problems) problem\(problems == 1 ? "" : "s"), see below."
        switch (count, isDryRun) {
        case (0, _): return (problems == 0 ? "Everything is in place; nothing to change" : "Nothing changed") + rest
        case (_, true): return "Dry run: \(changes) to make" + rest
        case (_, false): return "Done: \(changes)" + rest
        }
    }
}

/// `{"schema":1,"error":{…}}`.
struct FailureDocument: Encodable {
    let schema = 1
    let error: ErrorDocument
}

/// An error for machines.
struct ErrorDocument: Encodable {
    let code: String
    let message: String
    let remedy: String

    init(_ problem: ErrorText) {
        code = problem.code
        message = problem.message
        remedy = problem.remedy
    }
}

/// A report for machines; `error` repeats the condition that decided the exit status.
struct ReportDocument: Encodable {
    let schema = 1
    let dryRun: Bool
    let changes: [Report.Change]
    let conditions: [Condition]
    let error: ErrorDocument?

    init(_ report: Report, isDryRun: Bool) {
        dryRun = isDryRun
        changes = report.changes
        conditions = report.conditions
        error = ErrorText(report.conditions).map(ErrorDocument.init)
    }
}

/// Plain tables: two spaces between columns, no trailing blanks.
enum Table {
    /// Lays out rows under an optional header; no rows, no text.
    static func text(header: [String]? = nil, rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        let all = (header.map { [$0] } ?? []) + rows
        let columns = all.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return all.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}
