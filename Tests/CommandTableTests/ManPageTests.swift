import CommandTable
import Testing

@Suite struct ManPageTests {
    private let page = Sample.program.manPage(date: "2026-11-23")

    @Test(arguments: [
        ".TH \"DSVM\\-AGENT\" \"8\" \"2026-11-23\" \"dsvm\\-agent 0.1.0\" \"System Administration\"",
        "dsvm\\-agent \\- prepares a data science VM and knows whether anybody uses it",
        "\\fBdsvm\\-agent\\fR [OPTION...] COMMAND [ARGUMENT...]",
        "\\&.Lines that begin with a dot, \\(aqquotes\\(aq, back\\(rsslashes and \\-dashes\\- come out as they are.",
        ".SS \"config show\"",
        "\\fB\\-\\-ssh\\-key\\fR \\fIKEY\\fR",
        "\\fB\\-h\\fR, \\fB\\-\\-help\\fR",
        "dsvm\\-agent hold \\-\\- make \\-j4",
        ".SH \"EXIT STATUS\"", ".SH \"FILES\"", ".SH \"ENVIRONMENT\"",
    ])
    func hasLine(_ line: String) {
        #expect(page.split(separator: "\n").contains(line[...]))
    }

    @Test("Only the macros of man pages and escapes of plain characters occur")
    func isClean() {
        let known = [".\\\"", ".TH", ".nh", ".ad", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi"]
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            #expect(!line.isEmpty && !line.hasPrefix("'"))
            if line.hasPrefix(".") { #expect(known.contains { line.hasPrefix($0) }, "\(line)") }
        }
    }

    @Test("Text of any kind comes out as text")
    func escapes() {
        let summary = "'x .y \"z\" \\fB `a` ~b ^c \u{e9}\n.so /etc/passwd"
        let program = ProgramSpec(
            name: "p", version: "1", summary: "s",
            commands: [CommandSpec(["a"], summary: summary), CommandSpec(["b"], summary: "")])
        let page = program.manPage(date: "\"\n.so x")
        #expect(page.contains("\n\\(aqx .y \\(dqz\\(dq \\(rsfB \\(gaa\\(ga \\(tib \\(hac \\[u00E9] .so /etc/passwd\n"))
        #expect(!page.contains("\n.so") && !page.contains("\n\n"))
    }
}
