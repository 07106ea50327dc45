package import AgentCore
internal import Glibc
internal import Synchronization

/// One line an event on standard error, for the journal or for a person.
package final class Log: Sendable {
    private let isJournal: Bool
    private let stamp: @Sendable () -> String
    private let sinceBoot: @Sendable () -> Duration
    private let repeats = Mutex(RepeatFilter())
    private let write: @Sendable (String) -> Void

    /// Writes to standard error.
    package convenience init(clock: Host.Clock) {
        self.init(
            isJournal: Self.isJournal(getenv("JOURNAL_STREAM").map { String(cString: $0) }, descriptor: STDERR_FILENO),
            stamp: clock.stamp, sinceBoot: clock.sinceBoot, write: { StandardStreams.writeError($0) })
    }

    /// Writes lines to whatever takes them.
    package init(
        isJournal: Bool, stamp: @escaping @Sendable () -> String, sinceBoot: @escaping @Sendable () -> Duration,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.isJournal = isJournal
        self.stamp = stamp
        self.sinceBoot = sinceBoot
        self.write = write
    }

    /// Writes one event; a warning or error that was said within the hour is only counted.
    package func write(_ entry: LogEntry) {
        var entry = entry
        if entry.level.rawValue <= LogEntry.Level.warning.rawValue {
            guard let left = repeats.withLock({ $0.admit(entry.line, now: BootInstant(sinceBoot())) }) else { return }
            if left > 0 { entry.fields.append(("repeated", "\(left)")) }
        }
        write((isJournal ? "<\(entry.level.rawValue)>" : stamp() + " ") + entry.line + "\n")
    }

    /// Tells whether a descriptor is the journal's stream.
    ///
    /// Source: systemd.exec(5), `$JOURNAL_STREAM`: device and inode in decimal, separated by a colon.
    static func isJournal(_ variable: String?, descriptor: Int32) -> Bool {
        var found = stat()
        guard let variable, fstat(descriptor, &found) == 0 else { return false }
        return variable == "\(found.st_dev):\(found.st_ino)"
    }
}
