package import PoolProtocol

/// Why a heartbeat came to nothing. None of these stops anything but the heartbeats themselves.
package enum HeartbeatFailure: Failure, Equatable {
    case transport(HTTPFailure, url: String)
    case unauthorized(status: Int, tokenFile: String)
    case refused(status: Int, url: String)
    case garbage(text: String, url: String)
    case throttled(status: Int, seconds: Int)
    case failing(status: Int)
    case token(path: String, text: String)

    package var code: ConditionCode {
        switch self {
        case .transport(.certificate, _), .transport(.trustFile, _), .transport(.tls, _): .coordinatorCertificate
        case .transport(.tooLarge, _): .coordinatorGarbage
        case .transport: .coordinatorUnreachable
        case .unauthorized: .coordinatorUnauthorized
        case .refused: .coordinatorRefused
        case .garbage: .coordinatorGarbage
        case .throttled: .coordinatorThrottled
        case .failing: .coordinatorFailing
        case .token: .coordinatorTokenUnusable
        }
    }

    package var description: String {
        switch self {
        case .transport(let failure, let url): "The coordinator at \(quoted(url)) got no heartbeat: \(failure)."
        case .unauthorized(let status, let tokenFile):
            "The coordinator does not accept the token of \(quoted(tokenFile)): status \(status)."
        case .refused(let status, let url):
            "\(quoted(url)) refuses heartbeats with status \(status)\(300..<400 ~= status ? ", a redirect" : "")."
        case .garbage(let text, let url): "\(quoted(url)) answers, but not as a coordinator does: \(printable(text))."
        case .throttled(let status, let seconds):
            "The coordinator asks for no heartbeat for \(seconds) s: status \(status)."
        case .failing(let status): "The coordinator failed to take a heartbeat: status \(status)."
        case .token(let path, let text): "The token file \(quoted(path)) cannot be used: \(printable(text))."
        }
    }

    package var remedy: String {
        switch self {
        case .transport(let failure, _): failure.remedy
        case .unauthorized(_, let tokenFile):
            "Make a token with: dsvm-coordinator token; write it into \(printable(tokenFile)) on this node."
        case .refused(413, _):
            "This is a defect of one of the two programs; report it with the output of: dsvm-agent heartbeat"
        case .refused, .garbage:
            "Correct coordinator.url so that it leads to the coordinator itself, without a proxy page."
        case .throttled: "Nothing needs to be done; see the coordinator's load if it stays."
        case .failing: "See the coordinator's log: journalctl -u dsvm-coordinator"
        case .token(let path, _):
            "Write the token into it: sudo install -m 0600 -o root TOKEN_FILE \(printable(path))"
        }
    }

    /// How many in a row it takes until the condition stands: a coordinator may be restarted without an alarm.
    package var countUntilCondition: Int {
        switch code {
        case .coordinatorUnreachable, .coordinatorFailing, .coordinatorThrottled: 3
        default: 1
        }
    }
}

/// What came of one heartbeat.
package enum HeartbeatOutcome: Sendable, Equatable {
    case reply(HeartbeatReply)
    case failed(HeartbeatFailure)

    /// Judges an answer.
    package init(_ response: HTTPResponse, url: String, tokenFile: String) {
        switch response.status {
        case 200:
            do throws(ReplyProblem) {
                self = .reply(try HeartbeatReply(bytes: response.body))
            } catch {
                self = .failed(.garbage(text: error.text, url: url))
            }
        case 401, 403: self = .failed(.unauthorized(status: response.status, tokenFile: tokenFile))
        case 429: self = .failed(.throttled(status: 429, seconds: response.retryAfterSeconds ?? 0))
        case 503 where response.retryAfterSeconds != nil:
            self = .failed(.throttled(status: 503, seconds: response.retryAfterSeconds ?? 0))
        case 500..<600: self = .failed(.failing(status: response.status))
        case 300..<500: self = .failed(.refused(status: response.status, url: url))
        default: self = .failed(.garbage(text: "it answers with status \(response.status)", url: url))
        }
    }
}
