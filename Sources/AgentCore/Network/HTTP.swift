/// One request as a value.
package struct HTTPRequest: Sendable, Equatable {
    package var url: String
    /// Nil for GET, else the body of a POST.
    package var body: [UInt8]?
    package var headers: [Header]
    package var connectLimit: Duration
    /// From the first packet to the last, name lookup included.
    package var totalLimit: Duration
    /// Limits: a longer body is a failure.
    package var answerBytesMax: Int

    /// Describes a request.
    package init(
        url: String, body: [UInt8]? = nil, headers: [Header] = [], connectLimit: Duration, totalLimit: Duration,
        answerBytesMax: Int
    ) {
        self.url = url
        self.body = body
        self.headers = headers
        self.connectLimit = connectLimit
        self.totalLimit = totalLimit
        self.answerBytesMax = answerBytesMax
    }

    /// One header line; its value may be secret.
    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: Secret<String>

        /// Describes a line.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = Secret(value)
        }
    }

    /// Whether the address is never reached through a proxy: this machine, or Azure's link-local services.
    package var isDirect: Bool {
        let afterScheme = url.split(separator: "//", maxSplits: 1).last ?? ""
        let authority = afterScheme.prefix { $0 != "/" }
        let host =
            authority.hasPrefix("[")
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let name = host.lowercased()
        return name == "localhost" || name == "::1" || name.hasPrefix("127.") || name.hasPrefix("169.254.")
            || name.hasPrefix("fe80:") || name == "168.63.129.16"
    }
}

/// A complete answer, whatever its status.
package struct HTTPResponse: Sendable, Equatable {
    package var status: Int
    package var body: [UInt8]
    /// What Retry-After asked for. Units: seconds.
    package var retryAfterSeconds: Int?
    /// Whether the connection of an earlier request served.
    package var isConnectionKept: Bool

    /// Describes an answer.
    package init(status: Int, body: [UInt8] = [], retryAfterSeconds: Int? = nil, isConnectionKept: Bool = false) {
        self.status = status
        self.body = body
        self.retryAfterSeconds = retryAfterSeconds
        self.isConnectionKept = isConnectionKept
    }
}

/// Why there is no answer.
package enum HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The host name has no address.
    case dns(text: String)
    /// Nothing accepts connections there.
    case connect(text: String)
    /// The two sides agree on no TLS 1.2 or newer.
    case tls(text: String)
    /// The certificate does not prove the server.
    case certificate(text: String)
    /// The file of certificates to trust cannot be used.
    case trustFile(path: String)
    case timeout(Duration)
    /// The answer is longer than asked for.
    case tooLarge(bytesMax: Int)
    /// An earlier request still hangs in the name service; nothing was sent.
    case stuck
    /// The system's libcurl cannot be used.
    case library(text: String)
    /// The connection broke, or what came is no HTTP.
    case broken(text: String)

    package var description: String {
        switch self {
        case .dns(let text): "the name has no address: \(printable(text))"
        case .connect(let text): "nothing accepts connections there: \(printable(text))"
        case .tls(let text): "no TLS 1.2 or newer could be agreed on: \(printable(text))"
        case .certificate(let text): "the certificate does not prove the server: \(printable(text))"
        case .trustFile(let path): "the certificates in \(quoted(path)) cannot be read"
        case .timeout(let limit): "there was no answer within \(limit)"
        case .tooLarge(let bytesMax): "the answer has more than \(bytesMax) bytes"
        case .stuck: "an earlier request still waits for the name service"
        case .library(let text): "libcurl cannot be loaded: \(printable(text))"
        case .broken(let text): "the connection broke: \(printable(text))"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .dns, .stuck: "Check the host name in the URL and this machine's name service: resolvectl status"
        case .connect, .timeout: "Check that the service runs, and the network rules between this machine and it."
        case .tls: "Let the server offer TLS 1.2 or newer."
        case .certificate:
            "Name the authority's certificates in coordinator.caFile, or give the server a certificate for its name."
        case .trustFile(let path): "Write PEM certificates to \(printable(path)), readable by root."
        case .library: "Install it: sudo apt-get install libcurl4"
        case .tooLarge, .broken: "Check that the URL leads to the right service."
        }
    }
}
