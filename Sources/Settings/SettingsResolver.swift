extension SettingsSchema {
    /// Most files accepted, the main one included.
    package static let filesMax = 100

    /// Resolves all layers into one value for each key: defaults, files in their order, command-line overrides.
    ///
    /// Objects merge by key, everything else replaces. A file that is wrong is a problem even where a later one
    /// overrides it. Texts in an override need no quotes; other kinds are JSON5, and so is `null`.
    ///
    /// - Parameters:
    ///   - files: the main file, then the drop-ins in the order of `dropInsInOrder`.
    ///   - overrides: `KEY=VALUE` each.
    ///
    /// Throws: every problem of every layer at once.
    /// Limits: 1 MiB a file, 100 files, nesting of 64.
    package func resolve(
        files: [(name: String, bytes: [UInt8])], overrides: [String] = []
    ) throws(SettingsFailure) -> ResolvedSettings {
        var resolver = SettingsResolver(schema: self)
        for file in files.prefix(Self.filesMax) {
            resolver.add(file: file.name, bytes: file.bytes)
        }
        if files.count > Self.filesMax {
            resolver.problems.append(
                SettingsProblem(
                    file: nil, keyPath: "", message: "\(files.count) files, more than the \(Self.filesMax) accepted",
                    remedy: "join drop-ins"))
        }
        for text in overrides {
            resolver.add(override: text)
        }
        return try resolver.finish()
    }

    /// Returns the names that count as drop-ins, in the order they apply.
    ///
    /// Names that end in `.json` and don't begin with a dot, by their bytes, so that no locale changes the order.
    package static func dropInsInOrder(_ names: [String]) -> [String] {
        names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// Collects values and problems layer by layer.
struct SettingsResolver {
    /// What the layers so far say about one key.
    private enum State {
        case accepted(JSONValue, SettingOrigin)
        /// The last layer that has the key holds the placeholder of a written file.
        case placeholder(SettingOrigin)
        /// A problem has been reported; nothing more is to be said about this key.
        case rejected
    }

    let schema: SettingsSchema
    var problems: [SettingsProblem] = []
    private var states: [String: State] = [:]
    /// Whether a file could not be read, so that nothing can be said about missing keys.
    private var hasUnreadFile = false

    init(schema: SettingsSchema) {
        self.schema = schema
    }

    mutating func add(file: String, bytes: [UInt8]) {
        let document = SettingsDocument.parse(file: file, bytes: bytes)
        problems += document.problems
        guard let value = document.value else {
            hasUnreadFile = true
            return
        }
        guard case .object(let members) = value else {
            hasUnreadFile = true
            problems.append(
                SettingsProblem(
                    file: file, keyPath: "", message: "found \(value.found) where the keys are expected",
                    remedy: "write { } around the keys"))
            return
        }
        walk(members, group: schema.root, path: "", origin: .file(file))
    }

    mutating func add(override text: String) {
        guard text.utf8.count <= SettingsDocument.overrideBytesMax, let separator = text.firstIndex(of: "=") else {
            report(.commandLine, "", Complaint("\(MessageText.quoted(text)) has no =", remedy: "write KEY=VALUE"))
            return
        }
        let path = String(text[..<separator])
        let content = String(text[text.index(after: separator)...])
        guard let key = schema.key(path) else {
            let shown = SettingPath.components(path).reduce("") { SettingPath.appending($1, to: $0) }
            let nearest = NearestKey.find(path, among: schema.keys.map(\.path))
            let known = MessageText.list(schema.keys.map(\.path))
            report(
                .commandLine, shown,
                Complaint("not a known key", remedy: nearest.map { "write \($0)" } ?? "known keys are \(known)"))
            return
        }
        if key.kind.isText, !(key.kind.isNullable && content == "null") {
            accept(.string(content), for: key, origin: .commandLine)
            return
        }
        let document = SettingsDocument.parse(file: "--set", bytes: Array(content.utf8))
        guard let value = document.value else {
            states[path] = .rejected
            let complaint = Complaint(
                "found the text \(MessageText.quoted(content))", remedy: "write \(key.kind.summary(unit: key.unit))")
            report(.commandLine, path, complaint)
            return
        }
        accept(value, for: key, origin: .commandLine)
    }

    /// Adds defaults and rules.
    ///
    /// Throws: all problems, if there are any.
    mutating func finish() throws(SettingsFailure) -> ResolvedSettings {
        var entries: [ResolvedSetting] = []
        for key in schema.keys {
            switch states[key.path] {
            case .accepted(let value, let origin):
                entries.append(ResolvedSetting(path: key.path, value: value, origin: origin))
            case .placeholder(let origin):
                let complaint = Complaint(
                    "still holds the placeholder \(SettingKey.placeholder)",
                    remedy: "write \(key.kind.summary(unit: key.unit)), for example \(key.example)")
                report(origin, key.path, complaint)
            case .rejected:
                break
            case nil:
                if let value = key.defaultValue {
                    entries.append(ResolvedSetting(path: key.path, value: value, origin: .builtIn))
                } else if !hasUnreadFile {
                    let complaint = Complaint(
                        "is required and missing",
                        remedy: "write \(key.kind.summary(unit: key.unit)), for example \(key.example)")
                    report(.builtIn, key.path, complaint)
                }
            }
        }
        let settings = ResolvedSettings(entries: entries)
        let known = Set(entries.map(\.path))
        for rule in schema.rules where known.isSuperset(of: rule.keys) {
            for (path, complaint) in rule.check(settings) {
                let key = String(path.prefix { $0 != "[" })
                report(known.contains(key) ? settings.origin(key) : .builtIn, path, complaint)
            }
        }
        guard problems.isEmpty else { throw SettingsFailure(problems: problems) }
        return settings
    }

    private mutating func walk(
        _ members: [String: JSONValue], group: SettingGroup, path: String, origin: SettingOrigin
    ) {
        // The decoder forgets the order of keys; sorted messages are at least the same each time.
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let keyPath = SettingPath.appending(name, to: path)
            switch (group.members[name], value) {
            case (.group(let inner), .object(let innerMembers)):
                walk(innerMembers, group: inner, path: keyPath, origin: origin)
            case (.group(let inner), _):
                let example = MessageText.list(inner.names, last: "or")
                let complaint = Complaint(
                    "found \(value.found) where keys are expected", remedy: "write { … } with the keys \(example)")
                report(origin, keyPath, complaint)
                // One mistake, one message: keys that this value hides aren't missing too.
                for hidden in inner.paths where states[hidden] == nil {
                    states[hidden] = .rejected
                }
            case (.key(let key), _):
                accept(value, for: key, origin: origin)
            case (nil, _):
                let complaint = unknownComplaint(name, group: group, path: path)
                report(origin, keyPath, complaint)
            }
        }
    }

    private mutating func accept(_ value: JSONValue, for key: SettingKey, origin: SettingOrigin) {
        if value == .string(SettingKey.placeholder), key.isAskedFor {
            states[key.path] = .placeholder(origin)
            return
        }
        let findings = key.kind.findings(value, unit: key.unit)
        for finding in findings {
            report(origin, key.path + finding.part, finding.complaint)
        }
        states[key.path] = findings.isEmpty ? .accepted(value, origin) : .rejected
    }

    private mutating func report(_ origin: SettingOrigin, _ keyPath: String, _ complaint: Complaint) {
        let file: String? =
            switch origin {
            case .builtIn: nil
            case .file(let name): name
            case .commandLine: "--set"
            }
        problems.append(
            SettingsProblem(file: file, keyPath: keyPath, message: complaint.message, remedy: complaint.remedy))
    }

    private mutating func unknownComplaint(_ name: String, group: SettingGroup, path: String) -> Complaint {
        let remedy: String
        if name.contains("."), schema.key(name) != nil {
            let parts = SettingPath.components(name)
            let closing = String(repeating: " }", count: parts.count - 1)
            remedy = "write groups as objects: \(parts.joined(separator: ": { ")): …\(closing)"
        } else if let nearest = NearestKey.find(name, among: group.names) {
            let meant = SettingPath.appending(nearest, to: path)
            remedy = "write \(meant)"
            // One mistake, one message: the key that was meant isn't missing too.
            if states[meant] == nil {
                states[meant] = .rejected
            }
        } else if let elsewhere = schema.keys.first(where: { SettingPath.components($0.path).last == name }) {
            remedy = "write it as \(elsewhere.path)"
        } else {
            remedy = "known keys here are \(MessageText.list(group.names))"
        }
        return Complaint("not a known key", remedy: remedy)
    }
}
