internal import AgentCore
internal import CLinux
internal import CLogind
internal import Glibc

/// Asks systemd-logind; keeps one connection to the bus, made anew after any failure.
///
/// Thread: one caller at a time. Blocks: at most the time limit for each question.
final class LogindReader {
    private var bus: OpaquePointer?

    /// Units: how long logind may take to answer; a healthy one takes milliseconds.
    private static let timeLimitMicroseconds: UInt64 = 2_000_000

    deinit { clogind_close(bus) }

    /// Asks who is logged in.
    func sessions() -> SSHSensor.Answer {
        let collected = Collected<LoginSession>()
        switch ask({ clogind_sessions($0, collected.context, LogindReader.session) }) {
        case .answered: return .sessions(collected.values)
        case .silent(let reason): return .silent(reason)
        case .absent: return .absent
        }
    }

    /// Asks which locks are held.
    func inhibitors() -> InhibitorSensor.Facts {
        let collected = Collected<InhibitorLock>()
        switch ask({ clogind_inhibitors($0, collected.context, LogindReader.inhibitor) }) {
        case .answered: return .locks(collected.values)
        case .silent(let reason): return .silent(reason)
        case .absent: return .absent
        }
    }

    private enum Result { case answered, silent(String), absent }

    private func ask(_ question: (OpaquePointer) -> Int32) -> Result {
        // sd_booted(3): without systemd there is no logind to ask, and nobody to wait for.
        guard access("/run/systemd/system", F_OK) == 0 else { return .absent }
        if bus == nil {
            let opened = clogind_open(&bus, Self.timeLimitMicroseconds)
            guard opened >= 0 else { return .silent(errorText(-opened)) }
        }
        guard let bus else { return .silent("no connection") }
        let result = question(bus)
        if result >= 0 { return .answered }
        clogind_close(bus)
        self.bus = nil
        return .silent(errorText(-result))
    }

    private static let session: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<clogind_session>?) -> Void = {
        guard let context = $0, let found = $1?.pointee else { return }
        Collected<LoginSession>.at(context).values.append(
            LoginSession(
                id: text(found.id), user: text(found.user), tty: text(found.tty), service: text(found.service),
                remoteHost: text(found.remote_host), kind: text(found.class_name), state: text(found.state),
                sinceSeconds: Double(found.since_microseconds) / 1e6))
    }

    private static let inhibitor: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<clogind_inhibitor>?) -> Void =
        {
            guard let context = $0, let found = $1?.pointee else { return }
            let user = (try? Host.Accounts.find(name: nil, uid: found.uid))?.name ?? "uid \(found.uid)"
            Collected<InhibitorLock>.at(context).values.append(
                InhibitorLock(
                    what: text(found.what), who: text(found.who), why: text(found.why), mode: text(found.mode),
                    user: user))
        }

    /// Limits: 200 bytes of each text; programs choose them.
    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(String(cString: $0).prefix(200)) } ?? ""
    }
}

/// Carries values out of a C callback.
private final class Collected<Value> {
    var values: [Value] = []

    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ context: UnsafeMutableRawPointer) -> Collected<Value> {
        Unmanaged<Collected<Value>>.fromOpaque(context).takeUnretainedValue()
    }
}
