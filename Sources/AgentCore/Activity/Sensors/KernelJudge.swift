/// Judges kernels, and stamps of another clock, against what was seen of them before.
///
/// A stamp is turned into the boot clock once, when it is first seen: a step of the wall clock afterwards moves nothing.
package struct KernelJudge: Sendable {
    /// What is known of one kernel or server.
    package struct Track: Sendable, Equatable, Codable {
        var stamp: Double?
        var active: BootInstant?
        var seen: BootInstant
        var busySince: BootInstant?
        var startingSince: BootInstant?
    }

    /// Units: seconds. A kernel that is busy for longer is left to the cpu signal: a loop that only waits, a lost reply.
    package static let busySecondsMax = 24.0 * 3600
    /// Units: seconds. Kernels can stay in `starting` for ever.
    package static let startingSecondsMax = 600.0

    private let context: SensorContext
    private let before: [String: Track]
    private(set) var after: [String: Track] = [:]
    private(set) var lastActive: BootInstant?
    private(set) var actors: [Actor] = []
    private(set) var evidence: [String] = []
    private(set) var notCounted: [String] = []
    private(set) var unknown: [String] = []

    /// Begins a look.
    init(_ before: [String: Track]?, context: SensorContext) {
        self.before = before ?? [:]
        self.context = context
    }

    /// Takes what one server answered.
    mutating func take(_ server: JupyterServer, kernels: [JupyterKernel], terminals: [JupyterTerminal]) {
        let user = printable(server.user)
        evidence.append("\(server.title): \(kernels.count) kernels, \(terminals.count) terminals")
        for kernel in kernels {
            let key = "\(server.uid) \(server.basePath) \(kernel.id)"
            take(kernel, key: key, user: user)
        }
        for terminal in terminals {
            let age = terminal.lastActivity.map { context.now.since(context.instant(wall: $0)) }
            let text = age.map { ", last output or key \(Self.text(seconds: $0)) ago" } ?? ""
            notCounted.append(
                "Jupyter terminal \(printable(terminal.name)) of \(user)\(text): keys count as tty, work as cpu")
        }
    }

    /// Keeps what is known of a server that could not be asked now.
    mutating func keep(_ server: JupyterServer) {
        let prefix = "\(server.uid) \(server.basePath) "
        for (key, track) in before where key.hasPrefix(prefix) { after[key] = track }
    }

    /// Adds why this signal cannot tell.
    mutating func doubt(_ reason: String) { unknown.append(reason) }

    /// Adds what is there and not counted.
    mutating func note(_ line: String) { notCounted.append(line) }

    /// Takes a stamp of a clock that is not ours as activity.
    mutating func take(stamp: Double?, key: String, user: String, what: String) {
        let track = moved(key, to: stamp)
        after[key] = track
        guard let active = track.active else { return }
        count(active, user: user, what: what)
    }

    /// Takes something on its way as activity, for as long as such things last.
    mutating func take(pending key: String, user: String, what: String) {
        var track = moved(key, to: nil)
        let since = track.startingSince ?? context.now
        track.startingSince = since
        track.busySince = nil
        after[key] = track
        guard context.now.since(since) < Self.startingSecondsMax else {
            notCounted.append("\(what) of \(user): for \(Self.text(seconds: context.now.since(since))), so it is stuck")
            return
        }
        count(context.now, user: user, what: what)
    }

    private mutating func take(_ kernel: JupyterKernel, key: String, user: String) {
        switch kernel.state {
        case "busy":
            var track = moved(key, to: kernel.lastActivity)
            let since = track.busySince ?? context.now
            track.busySince = since
            track.startingSince = nil
            let length = context.now.since(since)
            after[key] = track
            guard length < Self.busySecondsMax else {
                notCounted.append(
                    "\(kernel.title) of \(user): busy for \(Self.text(seconds: length)); its work counts as cpu")
                return
            }
            count(context.now, user: user, what: "\(kernel.title) busy")
        case nil, "starting", "restarting", "autorestarting":
            take(pending: key, user: user, what: "\(kernel.title) \(kernel.state ?? "starting")")
        case "idle":
            var track = moved(key, to: kernel.lastActivity)
            track.busySince = nil
            track.startingSince = nil
            after[key] = track
            let age = track.active.map { context.now.since($0) }
            if let active = track.active { count(active, user: user, what: "\(kernel.title), just done") }
            if age ?? .infinity >= context.windowSeconds {
                let length = age.map { " for \(Self.text(seconds: $0))" } ?? ""
                notCounted.append("\(kernel.title) of \(user): idle\(length)")
            }
        case "dead":
            notCounted.append("\(kernel.title) of \(user): dead")
        case .some(let state):
            doubt("\(kernel.title) of \(user) is in the unknown state \(quoted(state))")
        }
    }

    /// The track after this look, with a new stamp as an instant between the last look and now.
    private func moved(_ key: String, to stamp: Double?) -> Track {
        guard var track = before[key] else {
            return Track(stamp: stamp, active: stamp.map { context.instant(wall: $0) }, seen: context.now)
        }
        if let stamp, stamp != track.stamp {
            let instant = context.instant(wall: stamp)
            track.active = min(max(instant, track.seen), context.now)
            track.stamp = stamp
        }
        track.seen = context.now
        return track
    }

    private mutating func count(_ instant: BootInstant, user: String, what: String) {
        lastActive = max(lastActive ?? instant, instant)
        if context.now.since(instant) < context.windowSeconds { actors.append(Actor(user: user, what: what)) }
    }

    /// The outcome: activity that was seen stands, whatever could not be seen beside it.
    func reading(_ name: SignalName) -> SensorReading {
        var reading = SensorReading(
            name, lastActive: lastActive, actors: actors, evidence: unknown + evidence, notCounted: notCounted)
        let isActive = lastActive.map { context.now.since($0) < context.windowSeconds } ?? false
        if !isActive, let first = unknown.first {
            let more = unknown.count > 1 ? " (and \(unknown.count - 1) more)" : ""
            reading.outcome = .unknown("\(first)\(more).")
        }
        return reading
    }

    static func text(seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(max(0, seconds))) s"
        case ..<7200: "\(Int(seconds / 60)) min"
        default: "\(Int(seconds / 3600)) h"
        }
    }
}
