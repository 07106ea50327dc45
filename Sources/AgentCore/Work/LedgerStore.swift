import FoundationEssentials

/// Reading the agent's JSON files; needs no configuration.
extension Host {
    /// Limits: 8 MiB, room for some ten thousand accounts.
    private static let stateBytesMax = 8 << 20

    /// Reads the ledger; an absent one is empty.
    package func loadLedger() throws -> Ledger {
        guard let bytes = try files.read(Node.Path.ledger, Self.stateBytesMax + 1) else { return Ledger() }
        let ledger: Ledger = try Self.decode(bytes, path: Node.Path.ledger)
        guard ledger.schema == Ledger.schemaVersion else {
            throw StateFailure.unknownSchema(path: Node.Path.ledger, found: ledger.schema, known: Ledger.schemaVersion)
        }
        return ledger
    }

    /// Reads the last observation; nil where there is none since boot.
    package func loadStatus() throws -> Status? {
        guard let bytes = try files.read(Node.Path.status, Self.stateBytesMax + 1) else { return nil }
        return try Self.decode(bytes, path: Node.Path.status)
    }

    private static func decode<Value: Decodable>(_ bytes: [UInt8], path: String) throws -> Value {
        guard bytes.count <= stateBytesMax else { throw StateFailure.tooLarge(path: path, bytesMax: stateBytesMax) }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw StateFailure.unreadable(path: path, reason: Self.reason(error))
        } catch {
            throw StateFailure.unreadable(path: path, reason: "it is not JSON")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the key \(quoted(key.stringValue)) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "the value at \(quoted(context.codingPath.map(\.stringValue).joined(separator: "."))) has the wrong type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "the value at \(quoted(context.codingPath.map(\.stringValue).joined(separator: "."))) is unknown"
        default: "it is not JSON"
        }
    }
}

/// Writing them.
extension Node {
    /// Reads the ledger; an absent one is empty.
    package func loadLedger() throws -> Ledger { try host.loadLedger() }

    /// Writes the ledger, if it differs from what was loaded.
    package func save(_ ledger: Ledger, replacing loaded: Ledger) throws {
        guard ledger != loaded, !isDryRun else { return }
        try host.files.write(Path.ledger, Self.encode(ledger), 0o644)
    }

    /// Writes an observation; conditions that stood before keep the time since when.
    package func save(_ status: Status) throws {
        guard !isDryRun else { return }
        let earlier = try? host.loadStatus()
        try host.files.makeDirectory(Path.run, 0o755)
        try host.files.write(Path.status, Self.encode(status.keepingSince(of: earlier)), 0o644)
    }

    /// Encodes as every JSON text of ours is: sorted keys, slashes plain, one newline at the end.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(value)) + [0x0A]
    }
}
