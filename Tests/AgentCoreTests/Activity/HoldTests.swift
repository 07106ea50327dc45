import AgentCore
import FoundationEssentials
import Testing

/// JSON as state files have it.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> Data { try JSONEncoder().encode(value) }
    static func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }
}

private let now = SensorContext(
    now: BootInstant(1000), wallSeconds: 2_000_000, windowSeconds: 60, cpuPercent: 5, gpuPercent: 5)

private func facts(
    user: String? = "alice", boot: String = "this", endBoot: Double = 2000, endWall: Double = 2_001_000,
    process: ProcessIdentity? = nil, isAlive: Bool = false, written: Double = 900
) -> HoldFacts {
    HoldFacts(
        id: "h1", owner: 20000, user: user, written: BootInstant(written),
        file: HoldFile(
            reason: "fit", bootId: boot, endBoot: BootInstant(endBoot), endWall: endWall, process: process),
        isProcessAlive: isAlive)
}

private let process = ProcessIdentity(pid: 7, startTicks: 1)

struct HoldTests {
    @Test(arguments: [
        ("running", facts(), true),
        ("over", facts(endBoot: 999), false),
        ("of a user who was removed", facts(user: nil), false),
        ("with a living process", facts(process: process, isAlive: true), true),
        ("whose process is gone", facts(process: process), false),
        ("by time, from before the reboot", facts(boot: "last", endBoot: 0), true),
        ("by time, from before the reboot, over", facts(boot: "last", endWall: 1_999_999), false),
        ("with a process, from before the reboot", facts(boot: "last", process: process, isAlive: true), false),
        ("longer than allowed, still in time", facts(endBoot: 9_999_999), true),
        ("longer than allowed, and that time is over", facts(endBoot: 9_999_999, written: 0), false),
    ])
    func `A hold counts or not`(row: (name: String, facts: HoldFacts, counts: Bool)) {
        let running = HoldPolicy.running([row.facts], bootId: "this", context: now, lengthSecondsMax: 950)
        #expect(running.isEmpty != row.counts, "\(row.name)")
    }

    @Test func `One user's holds are limited, so that nobody fills the list`() {
        let many = (0..<100).map { index in
            var one = facts()
            one.id = "h\(index)"
            return one
        }
        let running = HoldPolicy.running(many, bootId: "this", context: now, lengthSecondsMax: 86_400)
        #expect(running.count == HoldFile.perUserMax)
    }
}
