package import AgentCore
internal import CCurl
internal import Dispatch
internal import Synchronization

/// Sends HTTP requests, one after the other, over a connection that is kept between them.
///
/// TLS 1.2 or newer, certificates checked, no redirects followed. libcurl enforces the deadlines; where its name lookup
/// hangs beyond them, the thread is left behind and later requests fail at once until it is back.
package final class HTTPClient: Sendable {
    /// Where Ubuntu's ca-certificates puts links by subject hash.
    ///
    /// Source: update-ca-certificates(8), openssl-rehash(1).
    static let systemCertificates = "/etc/ssl/certs"
    /// How much later than libcurl's own deadline a request is given up.
    private static let grace = Duration.milliseconds(500)

    private let caFile: String?
    private let state = Mutex(State())

    private struct State {
        var isBusy = false
        var handle: Handle?
    }

    /// Trusts the certificates of a file, or those of the system.
    package init(caFile: String?) {
        self.caFile = caFile
    }

    /// Sends one request and waits for the whole answer.
    ///
    /// Blocks: at most for the request's total limit and half a second.
    package func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
        if let problem = Self.loadProblem { throw .library(text: problem) }
        let handle = state.withLock { state -> Handle? in
            guard !state.isBusy else { return nil }
            state.isBusy = true
            if state.handle == nil { state.handle = Handle() }
            return state.handle
        }
        guard let handle else { throw .stuck }
        let exchange = Exchange(request, caFile: caFile)
        let done = DispatchSemaphore(value: 0)
        do throws(SystemFailure) {
            try OwnThread.start("http") { [self] in
                exchange.perform(on: handle)
                state.withLock { $0.isBusy = false }
                done.signal()
            }
        } catch {
            state.withLock { $0.isBusy = false }
            throw .broken(text: error.description)
        }
        let limit = Int((request.totalLimit + Self.grace).milliseconds)
        guard done.wait(timeout: .now() + .milliseconds(limit)) == .success else { throw .timeout(request.totalLimit) }
        return try exchange.result()
    }

    /// Loads libcurl once; what went wrong stays so until the agent is started again.
    private static let loadProblem: String? = ccurl_load().map { String(cString: $0) }

    /// libcurl's handle with its connection.
    final class Handle: @unchecked Sendable {
        // `isBusy` lets one thread at a time use it.
        let raw: UnsafeMutableRawPointer?
        init() { raw = ccurl_open() }
        deinit { if let raw { ccurl_close(raw) } }
    }
}

/// One request on its way. Written by the thread that performs it, read after that thread has signalled.
private final class Exchange: @unchecked Sendable {
    private let request: HTTPRequest
    private let caFile: String?
    private var outcome: Result<HTTPResponse, HTTPFailure> = .failure(.stuck)

    init(_ request: HTTPRequest, caFile: String?) {
        self.request = request
        self.caFile = caFile
    }

    func result() throws(HTTPFailure) -> HTTPResponse { try outcome.get() }

    func perform(on handle: HTTPClient.Handle) {
        guard let raw = handle.raw else {
            outcome = .failure(.broken(text: "no memory is left"))
            return
        }
        let lines = CStrings(request.headers.map { "\($0.name): \($0.value.reveal)" })
        var answer = ccurl_answer()
        var body = [CChar](repeating: 0, count: request.answerBytesMax)
        let sent = request.body ?? []
        request.url.withCString { url in
            HTTPClient.systemCertificates.withCString { certificates in
                withOptionalCString(caFile) { file in
                    sent.withUnsafeBytes { bytes in
                        body.withUnsafeMutableBufferPointer { space in
                            var asked = ccurl_request()
                            asked.url = url
                            asked.headers = UnsafeRawPointer(lines.pointers).assumingMemoryBound(
                                to: UnsafePointer<CChar>?.self)
                            // An empty body still makes a POST.
                            asked.body = request.body == nil ? nil : bytes.baseAddress ?? UnsafeRawPointer(url)
                            asked.body_size = bytes.count
                            asked.connect_milliseconds = Int(request.connectLimit.milliseconds)
                            asked.total_milliseconds = Int(request.totalLimit.milliseconds)
                            asked.ca_file = file
                            asked.ca_directory = certificates
                            asked.is_direct = request.isDirect ? 1 : 0
                            asked.answer = space.baseAddress
                            asked.answer_max = space.count
                            withExtendedLifetime(lines) { ccurl_perform(raw, &asked, &answer) }
                        }
                    }
                }
            }
        }
        outcome = judge(answer, body: body)
    }

    private func judge(_ answer: ccurl_answer, body: [CChar]) -> Result<HTTPResponse, HTTPFailure> {
        guard answer.code != 0 else {
            return .success(
                HTTPResponse(
                    status: answer.status, body: body.prefix(answer.size).map(UInt8.init(bitPattern:)),
                    retryAfterSeconds: answer.retry_after > 0 ? answer.retry_after : nil,
                    isConnectionKept: answer.connections == 0))
        }
        let text = withUnsafeBytes(of: answer.error) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if answer.is_too_large != 0 { return .failure(.tooLarge(bytesMax: request.answerBytesMax)) }
        let failure: HTTPFailure =
            switch Int32(answer.code) {
            case ccurl_dns: .dns(text: text)
            case ccurl_connect: .connect(text: text)
            case ccurl_timeout: .timeout(request.totalLimit)
            case ccurl_tls: .tls(text: text)
            case ccurl_certificate: .certificate(text: text)
            case ccurl_ca_file: .trustFile(path: caFile ?? HTTPClient.systemCertificates)
            default: .broken(text: text)
            }
        return .failure(failure)
    }
}

private func withOptionalCString(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Void) {
    if let text { text.withCString { body($0) } } else { body(nil) }
}
