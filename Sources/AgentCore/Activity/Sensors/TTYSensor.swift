/// One terminal: a pseudo-terminal of SSH, tmux, Jupyter or VS Code, or a console.
package struct Terminal: Sendable, Equatable {
    /// "pts/0", "tty1".
    package var name: String
    package var uid: UInt32
    /// Units: wall-clock seconds; moves when a program reads what was typed, rounded by the kernel to about 8 s.
    ///
    /// Source: `tty_update_time` in the kernel's drivers/tty/tty_io.c.
    package var accessSeconds: Double

    /// Describes a terminal.
    package init(name: String, uid: UInt32, accessSeconds: Double) {
        self.name = name
        self.uid = uid
        self.accessSeconds = accessSeconds
    }
}

/// When somebody last typed on each terminal.
///
/// What counts is that the access time moved between two looks, not how old it claims to be: so a wall clock that
/// is set makes no activity and hides none. Only at the first look of a boot is its age believed.
package struct TerminalMemory: Sendable, Equatable, Codable {
    /// The last look.
    package private(set) var looked: BootInstant
    private var keys: [String: Key] = [:]

    private struct Key: Sendable, Equatable, Codable {
        var access: Double
        var typed: BootInstant
    }

    /// Takes a look in and returns when each terminal was last typed on.
    package static func update(
        _ memory: inout TerminalMemory?, terminals: [Terminal], context: SensorContext
    ) -> [String: BootInstant] {
        let before = memory
        var next = TerminalMemory(looked: context.now)
        for terminal in terminals {
            let claimed = context.instant(wall: terminal.accessSeconds)
            let typed: BootInstant =
                switch (before, before?.keys[terminal.name]) {
                case (nil, _): claimed
                case (_, let known?) where known.access == terminal.accessSeconds: known.typed
                // It moved since the last look: between then and now, at the claimed time if that fits.
                case (let last?, _): max(claimed, last.looked)
                }
            next.keys[terminal.name] = Key(access: terminal.accessSeconds, typed: typed)
        }
        memory = next
        return next.keys.mapValues(\.typed)
    }

    private init(looked: BootInstant) { self.looked = looked }
}

/// Key presses on every terminal of this node, whatever opened it.
package enum TTYSensor: Sensor {
    package static let name = SignalName.tty
    package static let isCumulative = true

    /// What a reader finds.
    package struct Facts: Sendable {
        package var terminals: [Terminal]
        package var names: UserNames

        /// Puts the facts together.
        package init(terminals: [Terminal], names: UserNames) {
            self.terminals = terminals
            self.names = names
        }
    }

    /// Judges by the latest key press.
    package static func judge(_ facts: Facts, memory: inout TerminalMemory?, context: SensorContext) -> SensorReading {
        let typed = TerminalMemory.update(&memory, terminals: facts.terminals, context: context)
        var actors: [Actor] = []
        var quiet: [String] = []
        for terminal in facts.terminals.sorted(by: { $0.name < $1.name }) {
            guard let last = typed[terminal.name] else { continue }
            let user = facts.names[terminal.uid]
            let ago = context.now.since(last)
            if ago < context.windowSeconds {
                actors.append(Actor(user: user, what: "\(terminal.name), key \(Age.text(ago)) ago"))
            } else {
                quiet.append("\(user) \(terminal.name): no key for \(Age.text(ago))")
            }
        }
        return SensorReading(.tty, lastActive: typed.values.max(), actors: actors, notCounted: quiet)
    }
}

/// Spans of time as people write them.
package enum Age {
    /// Writes "42 s", "17 min", "3 h 05 min", "2 d 4 h".
    package static func text(_ seconds: Double) -> String {
        let whole = Int(max(0, seconds))
        switch whole {
        case ..<120: return "\(whole) s"
        case ..<7200: return "\(whole / 60) min"
        case ..<172_800:
            let minutes = whole % 3600 / 60
            return "\(whole / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
        default: return "\(whole / 86400) d \(whole % 86400 / 3600) h"
        }
    }
}
