extension SettingsSchema {
    /// Writes the reference page: every key with what it accepts, its default and its meaning, in Markdown.
    ///
    /// - Parameter introduction: Markdown that stands between the heading and the tables.
    package func reference(introduction: String) -> String {
        var lines = ["# Configuration of \(program)", "", introduction, ""]
        var group: String?
        for key in keys {
            let parts = SettingPath.components(key.path)
            let name = parts.count > 1 ? parts.dropLast().joined(separator: ".") : ""
            if name != group {
                if group != nil {
                    lines.append("")
                }
                lines += ["## " + (name.isEmpty ? "Top level" : "`\(name)`"), ""]
                lines += ["| key | value | default | example | restart | meaning |", "|---|---|---|---|---|---|"]
                group = name
            }
            let cells = [
                "`\(key.path)`",
                Self.cell(key.kind.summary(unit: key.unit)),
                key.defaultValue.map { Self.code($0) } ?? "required",
                Self.code(key.example),
                key.needsRestart ? "yes" : "no",
                key.summary,
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func code(_ value: JSONValue) -> String {
        "`\(cell(value.description))`"
    }

    /// A bar would end the cell (GitHub Flavored Markdown, tables).
    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|")
    }
}
