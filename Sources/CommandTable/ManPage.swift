extension ProgramSpec {
    /// Renders the man page of the program with all its commands, for section 8.
    ///
    /// `date` is shown as it stands, best as `2026-11-23`. Source: groff_man(7), man-pages(7); only macros that mandoc
    /// knows as well.
    package func manPage(date: String) -> String {
        var page = RoffPage()
        page.comment("Made from the table of commands by: \(name) help --man")
        page.title(
            name.uppercased(), section: "8", date: date, source: "\(name) \(version)",
            manual: "System Administration")
        // Without hyphenation and adjustment, commands stay whole and narrow columns give no warnings.
        page.request("nh")
        page.request("ad l")
        page.heading("NAME")
        page.text("\(name) - \(summary)")
        page.heading("SYNOPSIS")
        page.synopsis(name, ["[OPTION...]", "COMMAND", "[ARGUMENT...]"])
        page.heading("DESCRIPTION")
        if discussion.isEmpty { page.text(sentence(summary)) }
        page.paragraphs(wrappedParagraphs(discussion))
        page.heading("COMMANDS")
        for command in visibleCommands(under: []) { add(command, to: &page) }
        page.heading("OPTIONS")
        page.text("These options are accepted before and after every command.")
        for option in visibleGlobalOptions { page.item(option.manName, option.helpSummary) }
        addReference("EXIT STATUS", exitStatuses.map { (String($0.status), $0.meaning) }, to: &page)
        addReference("FILES", files.map { ($0.name, $0.summary) }, to: &page)
        addReference("ENVIRONMENT", environment.map { ($0.name, $0.summary) }, to: &page)
        return page.output
    }

    private func add(_ command: CommandSpec, to page: inout RoffPage) {
        page.heading(command.name, isPart: true)
        page.synopsis("\(name) \(command.name)", command.synopsisPieces)
        page.paragraph(command.summary)
        page.paragraphs(command.paragraphs)
        if command.needsRoot { page.paragraph("Needs root.") }
        for operand in command.operands { page.item([(operand.name, .italic)], operand.helpSummary) }
        for option in command.visibleOptions { page.item(option.manName, option.helpSummary) }
        if !command.exitStatuses.isEmpty {
            page.paragraph("Exit status:")
            for row in command.exitStatuses { page.item([(String(row.status), .bold)], row.meaning) }
        }
        for example in command.examples {
            page.paragraph(example.purpose)
            page.verbatim(example.command)
        }
    }

    private func addReference(_ title: String, _ rows: [(String, String)], to page: inout RoffPage) {
        if rows.isEmpty { return }
        page.heading(title)
        for (name, text) in rows { page.item([(name, .bold)], text) }
    }

    private func wrappedParagraphs(_ text: String) -> [String] {
        CommandSpec([], summary: "", discussion: text).paragraphs
    }

    private func sentence(_ text: String) -> String {
        let start = text.prefix(1).uppercased() + text.dropFirst()
        return start.hasSuffix(".") ? start : start + "."
    }

}

extension OptionSpec {
    /// The option as the man page writes it, piece by piece.
    fileprivate var manName: [(String, RoffPage.Font)] {
        var pieces: [(String, RoffPage.Font)] = []
        if let shortName { pieces += [(shortName, .bold), (", ", .roman)] }
        pieces.append((name, .bold))
        if let valueName { pieces += [(" ", .roman), (valueName, .italic)] }
        return pieces
    }
}
