internal import AgentCore
internal import Glibc

/// Signals of the resident agent: blocked in every thread, taken one by one by the main thread.
///
/// Blocked before any thread starts, they are inherited so and nothing is lost; sigtimedwait(2) is at the same time the
/// loop's timer, so that waiting costs neither a thread nor a descriptor.
package enum Signals {
    /// Blocks what the loop waits for. Call first, on the main thread.
    package static func block() {
        var set = waited
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for a signal, at most for so long; nil when none came.
    static func wait(seconds: Double) -> Int32? {
        var set = waited
        let whole = max(0, min(seconds, 3600))
        var limit = timespec(
            tv_sec: Int(whole), tv_nsec: Int((whole - whole.rounded(.down)) * 1_000_000_000))
        let number = sigtimedwait(&set, nil, &limit)
        return number > 0 ? number : nil
    }

    /// Wakes the loop; sent by our own threads.
    static func wake() { kill(getpid(), wakeUp) }

    static let wakeUp = SIGUSR2

    private static var waited: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP, SIGUSR1, wakeUp] { sigaddset(&set, number) }
        return set
    }
}
