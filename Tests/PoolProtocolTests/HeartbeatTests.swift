import FoundationEssentials
import PoolProtocol
import Testing

/// The body of `POST /v1/heartbeats`.
struct HeartbeatTests {
    /// Every optional filled, every list with one entry.
    static var full: Heartbeat {
        var node = NodeIdentity(
            name: "dsvm000003", bootId: "4367cbff-6473-479e-b12e-4f927b2e1895", agentVersion: "0.1.0")
        node.instanceId = "3"
        node.vmId = "v"
        node.resourceId = "/subscriptions/s"
        node.scaleSet = "dsvm"
        node.vmSize = "Standard_NC6s_v3"
        node.image = "i"
        return Heartbeat(
            pool: "team-a", node: node, sequence: 42, sentAt: "2026-11-23T10:00:00Z", uptimeSeconds: 3600,
            lifecycle: Lifecycle(state: .drained, drainId: "d1", leaseSeconds: 120, refusal: "alice computes"),
            activity: ActivityReport(
                verdict: .active, idleSeconds: 0,
                signals: [
                    .init(
                        name: "ssh", state: .active, lastActiveSeconds: 12,
                        actors: [.init(user: "alice", what: "pts/0 from 10.1.2.3")])
                ]),
            holds: [HoldReport(id: "h1", user: "alice", reason: "training", remainingSeconds: 3600)],
            health: HealthReport(
                severity: .warning,
                conditions: [.init(code: "share-read-only", severity: .warning, subject: "alice", text: "It is.")]),
            share: ShareReport(
                state: "mounted", type: "smb", source: "//h/s", mountpoint: "/datamnt/dsvmshare", probeMilliseconds: 3),
            gpu: GPUReport(
                expected: 1, present: 1, driver: "535.183.01", cuda: "12.2",
                devices: [.init(index: 0, name: "Tesla V100")]),
            frameworks: [FrameworkReport(environment: "py38", name: "torch", version: "2.1")],
            users: UsersReport(revision: 7, present: 12, problems: [.init(user: "alice", code: "link-obstructed")]))
    }

    static func json(_ heartbeat: Heartbeat) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(heartbeat)
    }

    static func file(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: path)
    }

    @Test func `What is encoded is decoded to the same`() throws {
        #expect(try JSONDecoder().decode(Heartbeat.self, from: Self.json(Self.full)) == Self.full)
    }

    @Test func `The golden heartbeat is the one that is encoded`() throws {
        let golden = Self.file("Tests/PoolProtocolTests/Golden/heartbeat.json")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Self.json(Self.full).write(to: golden) }
        #expect(try Data(contentsOf: golden) == Self.json(Self.full))
    }

    @Test func `An absent value stands as null`() throws {
        var heartbeat = Self.full
        heartbeat.gpu = nil
        heartbeat.lifecycle = .serving
        let text = String(decoding: try Self.json(heartbeat), as: UTF8.self)
        for key in ["gpu", "drainId", "leaseSeconds", "refusal"] { #expect(text.contains("\"\(key)\" : null")) }
    }

    @Test func `Every key that is encoded is in the schema, and the schema requires nothing else`() throws {
        let schema = try JSONDecoder().decode(
            Shape.self, from: Data(contentsOf: Self.file("docs/heartbeat.schema.json")))
        let encoded = try JSONDecoder().decode(Shape.self, from: Self.json(Self.full))
        Self.compare(encoded, schema, at: "heartbeat")
    }

    private static func compare(_ value: Shape, _ schema: Shape, at path: String) {
        switch value {
        case .object(let members):
            // The one alternative is null.
            let object = schema["anyOf"]?.elements.last ?? schema
            let properties = object["properties"]?.members ?? [:]
            #expect(Set(properties.keys) == Set(members.keys), "\(path)")
            #expect(Set((object["required"]?.elements ?? []).map(\.text)) == Set(members.keys), "\(path)")
            for (key, member) in members {
                if let rule = properties[key] { compare(member, rule, at: "\(path).\(key)") }
            }
        case .array(let elements):
            #expect(!elements.isEmpty, "\(path) is not tested")
            #expect(schema["maxItems"] != nil, "\(path) has no limit")
            for element in elements { if let rule = schema["items"] { compare(element, rule, at: path) } }
        default: break
        }
    }

    @Test func `The fullest heartbeat that can be is below what the coordinator takes`() throws {
        // Quotes are the worst that is left after control characters are gone: two bytes each.
        let long = String(repeating: "\"\\", count: 1000)
        var heartbeat = Self.full
        heartbeat.activity.signals = Array(
            repeating: .init(
                name: long, state: .active, lastActiveSeconds: 1,
                actors: Array(repeating: .init(user: long, what: long), count: 99)),
            count: 99)
        heartbeat.holds = Array(
            repeating: HoldReport(id: long, user: long, reason: long, remainingSeconds: 1), count: 99)
        heartbeat.health.conditions = Array(
            repeating: .init(code: "c", severity: .ok, subject: long, text: long), count: 999)
        heartbeat.users.problems = Array(repeating: .init(user: long, code: "c"), count: 999)
        heartbeat.frameworks = Array(
            repeating: FrameworkReport(environment: long, name: long, version: long), count: 99)
        heartbeat.gpu?.devices = Array(repeating: .init(index: 1, name: long), count: 99)
        let size = try JSONEncoder().encode(heartbeat.limited()).count
        #expect(size < HeartbeatLimits.bodyBytesMax, "\(size)")
    }

    @Test func `Text is cut at a character, and control characters go`() {
        #expect(HeartbeatLimits.cut("a\u{1B}[2Jb\nc") == "a [2Jb c")
        let cut = HeartbeatLimits.cut(String(repeating: "ä", count: 200))
        #expect(cut == String(repeating: "ä", count: 128))
    }
}

/// JSON of any shape.
indirect enum Shape: Decodable {
    case object([String: Shape])
    case array([Shape])
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        if let members = try? [String: Shape](from: decoder) {
            self = .object(members)
        } else if let elements = try? [Shape](from: decoder) {
            self = .array(elements)
        } else if let text = try? String(from: decoder) {
            self = .text(text)
        } else {
            self = .other
        }
    }

    var members: [String: Shape] { if case .object(let members) = self { members } else { [:] } }
    var elements: [Shape] { if case .array(let elements) = self { elements } else { [] } }
    var text: String { if case .text(let text) = self { text } else { "" } }
    subscript(key: String) -> Shape? { members[key] }
}
