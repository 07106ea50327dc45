extension SettingsSchema {
    /// Writes a commented file with every key, its meaning and its default.
    ///
    /// Defaults are commented out; a key that only the operator can know holds a placeholder, refused until edited.
    package func template() -> String {
        var lines = [
            "// Configuration of \(program): JSON with comments and trailing commas (JSON5).",
            "// A key that is commented out has the default shown. Replace every \(SettingKey.placeholder),",
            "// then run: \(program) config check",
            "{",
        ]
        appendMembers(of: root, indent: "  ", to: &lines)
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private func appendMembers(of group: SettingGroup, indent: String, to lines: inout [String]) {
        for (index, name) in group.names.enumerated() {
            if index > 0 {
                lines.append("")
            }
            switch group.members[name] {
            case .key(let key):
                appendKey(key, name: name, indent: indent, to: &lines)
            case .group(let inner):
                lines.append("\(indent)\(name): {")
                appendMembers(of: inner, indent: indent + "  ", to: &lines)
                lines.append("\(indent)},")
            case nil:
                break
            }
        }
    }

    private func appendKey(_ key: SettingKey, name: String, indent: String, to lines: inout [String]) {
        lines.append("\(indent)// \(key.summary)")
        lines.append("\(indent)// Value: \(key.kind.summary(unit: key.unit)).")
        if key.isAskedFor {
            let necessity = key.defaultValue == nil ? "Required" : "Default: \(key.defaultValue ?? .null)"
            lines.append("\(indent)// \(necessity). Example: \(key.example)")
            lines.append("\(indent)\(name): \(MessageText.jsonString(SettingKey.placeholder)),")
        } else if let value = key.defaultValue {
            lines.append("\(indent)// \(name): \(value),")
        }
    }
}
