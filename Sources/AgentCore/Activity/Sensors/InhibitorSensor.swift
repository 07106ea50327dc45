/// One lock that a program took with systemd-logind.
package struct InhibitorLock: Sendable, Equatable {
    /// Colon-separated: "shutdown:idle".
    package var what: String
    package var who: String
    package var why: String
    /// "block" or "delay".
    package var mode: String
    package var user: String

    /// Describes a lock.
    package init(what: String, who: String, why: String, mode: String, user: String) {
        self.what = what
        self.who = who
        self.why = why
        self.mode = mode
        self.user = user
    }
}

/// Programs that ask not to be stopped: `systemd-inhibit --what=idle` or `--what=shutdown`.
///
/// Only blocking locks count. Delaying ones are what NetworkManager, UPower and unattended-upgrades hold all the time.
/// Source: systemd-inhibit(1), org.freedesktop.login1(5).
package enum InhibitorSensor: Sensor {
    package static let name = SignalName.inhibitor
    package static let isCumulative = false

    /// How logind answered.
    package enum Facts: Sendable, Equatable {
        case locks([InhibitorLock])
        case silent(String)
        case absent
    }

    /// Nothing is remembered: a lock is there or not.
    package struct Memory: Sendable, Codable {}

    /// Judges by whether a blocking lock is held now.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        switch facts {
        case .absent: return SensorReading(.inhibitor, off: "systemd-logind does not run here")
        case .silent(let reason): return SensorReading(.inhibitor, unknown: "systemd-logind does not answer: \(reason)")
        case .locks(let locks):
            let counted = locks.filter { lock in
                let kinds = lock.what.split(separator: ":")
                return lock.mode == "block" && (kinds.contains("idle") || kinds.contains("shutdown"))
            }
            let actors = counted.map {
                Actor(user: $0.user, what: "\(printable($0.who)) blocks \(printable($0.what)): \(printable($0.why))")
            }
            return SensorReading(.inhibitor, lastActive: counted.isEmpty ? nil : context.now, actors: actors)
        }
    }
}
