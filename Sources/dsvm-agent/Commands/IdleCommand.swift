import AgentCore
import CommandTable

extension Invocation {
    /// `idle`: the verdict of the running agent, with everything that led to it. 0 idle, 1 active, 3 unknown.
    func idle() throws -> Int32 {
        let settings = try node().configuration.activity
        let now = BootInstant(host.clock.sinceBoot())
        let status = try host.loadStatus()
        let age = status?.activityBootSeconds.map { now.seconds - Double($0) } ?? .infinity
        // The service looks every 15 seconds and writes at least once a minute; older than two minutes means that it is
        // gone, and what it saw last says nothing of now.
        let isFresh = 0...120 ~= age
        let activity = (isFresh ? status?.activity : nil) ?? .unobserved
        let facts = IdleText.Facts(
            activity: activity, ageSeconds: isFresh ? age : 0, now: now,
            bootGraceSeconds: Double(settings.bootGraceSeconds), windowSeconds: Double(settings.windowSeconds))
        if wantsJSON {
            output.printJSON(IdleDocument(facts))
        } else {
            output.line(IdleText.text(facts), terminator: "")
            if !isFresh {
                output.writeError(
                    "dsvm-agent: The service does not run, so nobody looks: sudo systemctl start dsvm-agent\n")
            }
        }
        return activity.verdict.exitStatus
    }
}

/// `idle --json`.
struct IdleDocument: Encodable {
    let schema = 1
    let verdict: Verdict
    /// Units: seconds.
    let idleSeconds: Int
    /// Units: seconds from now; absent while it is in use or unknown.
    let earliestRemovalSeconds: Int?
    let signals: [SignalReport]
    let holds: [HoldDocument]

    init(_ facts: IdleText.Facts) {
        verdict = facts.activity.verdict
        idleSeconds = facts.activity.idleSeconds
        earliestRemovalSeconds = IdleText.earliestRemovalSeconds(facts).map { Int($0) }
        signals = facts.activity.signals
        holds = facts.activity.holds.map { HoldDocument($0, now: facts.now) }
    }
}
