/// How bad a condition is, in the order and with the exit statuses of the monitoring-plugin convention.
///
/// Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes".
package enum Severity: String, Sendable, CaseIterable, Codable, Comparable {
    case ok, warning, unknown, critical

    /// Tells which severity is worse; unknown hides a warning but never a known outage.
    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    /// The exit status of `check`: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    package var exitStatus: Int32 {
        switch self {
        case .ok: 0
        case .warning: 1
        case .critical: 2
        case .unknown: 3
        }
    }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warning: 1
        case .unknown: 2
        case .critical: 3
        }
    }
}
