internal import AgentCore
internal import CLinux
internal import Glibc

/// Tells the service manager how we are; does nothing where there is none.
///
/// Source: sd_notify(3), sd_watchdog_enabled(3).
package struct Notify: Sendable {
    private let socket: String?
    /// Half of what the service manager waits for a sign of life. Units: seconds.
    package let watchdogSeconds: Double?

    /// Reads the variables and takes them out of the environment, so that no child can speak for us.
    package static func fromEnvironment() -> Notify {
        let socket = variable("NOTIFY_SOCKET")
        let microseconds = variable("WATCHDOG_USEC").flatMap(Double.init)
        let isOurs = variable("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"] { unsetenv(name) }
        return Notify(socket: socket, watchdogSeconds: isOurs ? microseconds.map { $0 / 2_000_000 } : nil)
    }

    /// Sends to a socket; one that begins with `@` is abstract.
    package init(socket: String?, watchdogSeconds: Double?) {
        // Only absolute and abstract names are defined.
        self.socket = socket.flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        self.watchdogSeconds = watchdogSeconds.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Sends lines such as `READY=1` in one datagram.
    ///
    /// A service manager that is away or full is not our problem to have: it restarts us if it misses the watchdog.
    @discardableResult
    package func send(_ lines: String) -> Bool {
        guard let socket else { return false }
        return clinux_send_datagram(socket, lines, lines.utf8.count) == 0
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
