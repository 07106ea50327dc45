/// The table of keys of one program, with the rules that tie keys together.
package struct SettingsSchema: Sendable {
    /// Name of the program, for remedies and headings, such as `dsvm-agent`.
    package let program: String
    /// The keys in the order of the reference.
    package let keys: [SettingKey]
    /// Rules over several keys, in the order of their messages.
    package let rules: [SettingRule]
    /// The keys as nested groups, for walking a file.
    let root: SettingGroup

    /// Builds the schema of a table.
    ///
    /// A table that contradicts itself is a programmer error, which `defects` lists for a test.
    package init(program: String, keys: [SettingKey], rules: [SettingRule] = []) {
        self.program = program
        self.keys = keys
        self.rules = rules
        root = SettingGroup(keys: keys)
    }

    /// Returns the row of a path.
    package func key(_ path: String) -> SettingKey? {
        root.key(path)
    }

    /// What contradicts itself in the table, one sentence each; a test wants it empty.
    package var defects: [String] {
        var defects: [String] = []
        var seen: Set<String> = []
        for key in keys {
            if !seen.insert(key.path).inserted {
                defects.append("\(key.path) stands twice")
            }
            if keys.contains(where: { $0.path.hasPrefix(key.path + ".") }) {
                defects.append("\(key.path) is a key and a group")
            }
            let parts = SettingPath.components(key.path)
            let arePlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(JSON5Scanner.isWordByte) }
            if parts.count > 4 || !arePlain {
                defects.append("\(key.path) is not a dotted path of plain words")
            }
            if let value = key.defaultValue, !key.kind.findings(value, unit: key.unit).isEmpty {
                defects.append("\(key.path) does not accept its default")
            }
            if !key.kind.findings(key.example, unit: key.unit).isEmpty {
                defects.append("\(key.path) does not accept its example")
            }
            if !key.summary.hasSuffix(".") || key.summary.contains("\n") || key.summary.contains("|") {
                defects.append("\(key.path) needs a summary of one sentence without | on one line")
            }
        }
        for rule in rules {
            for path in rule.keys where !seen.contains(path) {
                defects.append("a rule reads \(path), which is not a key")
            }
        }
        return defects
    }
}

/// Keys and groups of one level, in the order of the table.
struct SettingGroup: Sendable {
    indirect enum Member: Sendable {
        case key(SettingKey)
        case group(SettingGroup)
    }

    private(set) var names: [String] = []
    private(set) var members: [String: Member] = [:]

    init(keys: [SettingKey]) {
        for key in keys {
            insert(key, at: SettingPath.components(key.path)[...])
        }
    }

    private init() {}

    func key(_ path: String) -> SettingKey? {
        var group = self
        let parts = SettingPath.components(path)
        for (index, part) in parts.enumerated() {
            switch group.members[part] {
            case .key(let key): return index == parts.count - 1 ? key : nil
            case .group(let inner): group = inner
            case nil: return nil
            }
        }
        return nil
    }

    /// Paths of all keys below.
    var paths: [String] {
        names.flatMap { name in
            switch members[name] {
            case .key(let key): [key.path]
            case .group(let group): group.paths
            case nil: [String]()
            }
        }
    }

    private mutating func insert(_ key: SettingKey, at path: ArraySlice<String>) {
        guard let name = path.first else { return }
        if members[name] == nil {
            names.append(name)
        }
        guard path.count > 1 else {
            members[name] = .key(key)
            return
        }
        var group = SettingGroup()
        if case .group(let existing) = members[name] {
            group = existing
        }
        group.insert(key, at: path.dropFirst())
        members[name] = .group(group)
    }
}
