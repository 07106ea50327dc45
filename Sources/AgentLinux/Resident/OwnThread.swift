internal import AgentCore
internal import CLinux
internal import Glibc
internal import Synchronization

/// A thread for one piece of work that may hang. A hung one is left behind; its owner remembers it.
enum OwnThread {
    /// Starts a detached thread; it inherits the caller's signal mask.
    ///
    /// Throws: when the kernel has no more threads.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemFailure) {
        let box = Unmanaged.passRetained(Box(body))
        let result = clinux_start_thread(
            name,
            { context in
                guard let context else { return }
                Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body()
            }, box.toOpaque())
        if result < 0 { box.release() }
        try checked(result, "start the thread", name)
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
