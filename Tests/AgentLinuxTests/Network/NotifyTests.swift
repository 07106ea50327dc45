import AgentCore
import Glibc
import Synchronization
import Testing

@testable import AgentLinux

/// What the service manager and the journal get.
@Suite struct NotifyTests {
    let folder = TemporaryFolder()

    /// A datagram socket that somebody listens on.
    private func listen(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { space in
            for (index, byte) in path.utf8.enumerated() { space[index] = path.hasPrefix("@") && index == 0 ? 0 : byte }
        }
        let size = MemoryLayout<sa_family_t>.size + path.utf8.count + (path.hasPrefix("@") ? 0 : 1)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(size)) }
        }
        return result == 0 ? descriptor : -1
    }

    private func received(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `A message is one datagram, to a path and to an abstract name`() {
        for path in [folder("notify"), "@dsvm-agent-test-\(getpid())"] {
            let socket = listen(path)
            defer { close(socket) }
            #expect(Notify(socket: path, watchdogSeconds: nil).send("READY=1\nSTATUS=all is well"))
            #expect(received(socket) == "READY=1\nSTATUS=all is well")
        }
    }

    @Test func `Without a service manager, or with one that is gone, nothing happens`() {
        #expect(!Notify(socket: nil, watchdogSeconds: nil).send("READY=1"))
        #expect(!Notify(socket: "relative", watchdogSeconds: nil).send("READY=1"))
        #expect(!Notify(socket: folder("gone"), watchdogSeconds: nil).send("READY=1"))
    }

    @Test func `The variables are read once and taken out of the environment`() async {
        await #expect(processExitsWith: .success) {
            setenv("NOTIFY_SOCKET", "/run/x", 1)
            setenv("WATCHDOG_USEC", "60000000", 1)
            let notify = Notify.fromEnvironment()
            exit(
                notify.watchdogSeconds == 30 && getenv("NOTIFY_SOCKET") == nil && getenv("WATCHDOG_USEC") == nil ? 0 : 1
            )
        }
    }

    @Test func `The same warning is said once an hour, with a count`() {
        let lines = Mutex<[String]>([])
        let now = Mutex(0.0)
        let log = Log(
            isJournal: true, stamp: { "T" }, sinceBoot: { .seconds(now.withLock { $0 }) },
            write: { line in lines.withLock { $0.append(line) } })
        let entry = LogEntry(.warning, "The share is away.", [("share", "//h/s"), ("text", "no answer")])
        for second in stride(from: 0.0, to: 3700, by: 100) {
            now.withLock { $0 = second }
            log.write(entry)
        }
        #expect(
            lines.withLock { $0 } == [
                "<4>The share is away. share=//h/s text=\"no answer\"\n",
                "<4>The share is away. share=//h/s text=\"no answer\" repeated=35\n",
            ])
    }
}
