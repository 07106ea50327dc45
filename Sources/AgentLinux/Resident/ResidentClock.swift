package import AgentCore
internal import CLinux
internal import Synchronization

/// The loop's clock: the boot clock, or one that jumps to the next deadline whenever nothing is at work.
package final class ResidentClock: Sendable {
    private let jumped = Mutex(0.0)
    /// Whether it jumps; for measuring ten thousand cycles in a minute.
    let isJumping: Bool

    /// Chooses the clock.
    package init(isJumping: Bool = false) { self.isJumping = isJumping }

    /// Time since boot.
    package var now: BootInstant {
        BootInstant(Double(clinux_boot_nanoseconds()) / 1e9 + (isJumping ? jumped.withLock { $0 } : 0))
    }

    /// Goes on to a later moment.
    func jump(to instant: BootInstant) {
        let ahead = instant.since(now)
        if ahead > 0 { jumped.withLock { $0 += ahead } }
    }
}
