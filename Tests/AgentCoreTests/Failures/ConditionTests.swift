import AgentCore
import FoundationEssentials
import Testing

private struct FailureRow: Sendable, CustomTestStringConvertible {
    let failure: any Failure
    var testDescription: String { String("\(type(of: failure)) \(failure.code.rawValue)") }
}

/// Control characters, and those that change what a terminal or a log shows around them.
private func hasRaw(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

struct ConditionTests {
    @Test(arguments: FailureSamples.all.map(FailureRow.init))
    private func `Every failure is one plain sentence with a next step`(row: FailureRow) {
        let failure = row.failure
        #expect(failure.description.hasSuffix("."))
        #expect(!failure.description.hasSuffix("..") || failure.description.hasSuffix("..."))
        #expect(!failure.remedy.isEmpty)
        #expect(!hasRaw(failure.description), "\(failure.description.debugDescription)")
        #expect(!hasRaw(failure.remedy), "\(failure.remedy.debugDescription)")
        // Three foreign texts of 200 characters, most of them escaped, and our own words.
        #expect(failure.description.unicodeScalars.count < 1200)
        let condition = Condition(failure, subject: "alice")
        #expect(condition.text == failure.description && condition.remedy == failure.remedy)
        #expect(condition.code == failure.code && condition.severity == failure.code.severity)
    }

    @Test func `The samples name every code but those of the command line`() {
        let outside: Set<ConditionCode> = [.configurationInvalid, .configurationExists]
        #expect(Set(FailureSamples.all.map(\.code)).union(outside) == Set(ConditionCode.allCases))
    }

    @Test func `Codes are kebab-case and each stands once`() {
        let names = ConditionCode.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(name)")
        }
    }

    @Test func `Every code has a severity and a failing exit status`() {
        for code in ConditionCode.allCases {
            #expect(code.severity != .ok && code.severity != .unknown, "\(code)")
            #expect(code.exitStatus != .success, "\(code)")
            // What is only advice must not be critical: it would be hidden behind exit status 0.
            if code.isAdvice { #expect(code.severity == .warning, "\(code)") }
        }
    }

    @Test func `The page of conditions has every code with its severity and exit status`() throws {
        let page = String(try #require(#filePath.split(separator: "/Tests/").first)) + "/docs/conditions.md"
        var rows: [String: String] = [:]
        for line in String(decoding: try Data(contentsOf: URL(filePath: page)), as: UTF8.self).split(separator: "\n") {
            let cells = line.split(separator: " | ")
            if cells.count == 5, cells[0].hasPrefix("| `") {
                rows[String(cells[0].dropFirst(3).dropLast())] = "\(cells[1]) \(cells[2])"
            }
        }
        for code in ConditionCode.allCases {
            let exit = code.isAdvice ? 0 : code.exitStatus.rawValue
            #expect(rows.removeValue(forKey: code.rawValue) == "\(code.severity) \(exit)", "\(code.rawValue)")
        }
        #expect(rows.isEmpty)
    }

    @Test(arguments: [
        Row("nothing", [Condition](), AgentCore.ExitStatus.success),
        Row("advice only", [Condition(ShareFailure.readOnly(mountpoint: "/m"))], .success),
        Row(
            "advice and a failure",
            [
                Condition(ShareFailure.readOnly(mountpoint: "/m")),
                Condition(AccountFailure.foreign(name: "a", uid: 1)),
            ], .obstructed),
        Row(
            "share and account",
            [
                Condition(AccountFailure.foreign(name: "a", uid: 1)),
                Condition(ShareFailure.notMounted(mountpoint: "/m")),
            ], .unreachable),
    ])
    func `A run ends with the status of what stands, advice aside`(row: Row<[Condition], AgentCore.ExitStatus>) {
        #expect(row.input.exitStatus == row.expected)
    }

    @Test func `A report notes the same thing once`() {
        var report = Report()
        report.found(AccountFailure.passwordPending(name: "a"), subject: "a")
        report.found(AccountFailure.passwordPending(name: "a"), subject: "a")
        report.found(AccountFailure.passwordPending(name: "a"), subject: "b")
        #expect(report.conditions.count == 2)
        var other = Report()
        other.changed("link", "a", "made")
        other.add(report)
        other.add(report)
        #expect(other.conditions.count == 2 && other.changes == [Report.Change("link", "a", "made")])
    }
}
