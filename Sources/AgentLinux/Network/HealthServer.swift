package import AgentCore
internal import CLinux
internal import CMicroHTTPD
internal import Synchronization

/// Answers `/health`, `/ready` and `/metrics` on one thread of its own, from the snapshot that the loop last gave.
package final class HealthServer: Sendable {
    /// A load balancer, a scale set's health probe, Prometheus and a person: few connections, each of one request.
    private static let limits = cmhd_limits(
        connections: 32, connections_per_address: 8, memory_per_connection: 8 * 1024, timeout_seconds: 5)

    private let server: ServerHandle
    private let source: Source
    /// Where it really listens; differs from what was asked for with port 0 only.
    package let port: UInt16

    /// Listens and answers until the value goes away.
    ///
    /// Throws: why the address cannot be used.
    package init(
        address: String, port: UInt16, sinceBoot: @escaping @Sendable () -> Duration
    ) throws(ResidentFailure) {
        let source = Source(sinceBoot: sinceBoot)
        var limits = Self.limits
        var actual = port
        var error: Int32 = 0
        let started = cmhd_start(
            address, &actual, &limits,
            { context, path, reply, give in
                guard let context, let path, let give else { return }
                let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
                source.answer(String(cString: path), reply: reply, give: give)
            }, Unmanaged.passUnretained(source).toOpaque(), &error)
        guard let started else { throw .healthPort(listen: "\(address):\(port)", text: errorText(error)) }
        server = ServerHandle(started)
        self.source = source
        self.port = actual
    }

    /// Replaces what is answered from now on.
    package func publish(_ snapshot: HealthSnapshot) { source.snapshot.withLock { $0 = snapshot } }

    /// Stops the thread before the source that it reads goes away.
    deinit { cmhd_stop(server.raw) }

    private struct ServerHandle: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer
        init(_ raw: UnsafeMutableRawPointer) { self.raw = raw }
    }

    private final class Source: Sendable {
        let snapshot = Mutex(HealthSnapshot(beat: .boot))
        let sinceBoot: @Sendable () -> Duration

        init(sinceBoot: @escaping @Sendable () -> Duration) { self.sinceBoot = sinceBoot }

        func answer(_ path: String, reply: UnsafeMutableRawPointer?, give: cmhd_give) {
            // The copy is of references; the page is made outside the lock.
            let page = snapshot.withLock { $0 }.page(path, at: BootInstant(sinceBoot()))
            var body = page.body
            body.withUTF8 { bytes in
                page.contentType.withCString { type in
                    var answer = cmhd_page(
                        status: page.status, content_type: type, body: UnsafeRawPointer(bytes.baseAddress),
                        size: bytes.count)
                    give(reply, &answer)
                }
            }
        }
    }
}
