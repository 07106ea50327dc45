package import AgentCore

/// Asks the node's JupyterHub who has a server, with the service token of the configuration.
///
/// The token goes to the hub alone, never to a user's server: whoever runs a server reads what is sent to it, and this
/// token shows everybody's servers.
package struct JupyterHubReader: Sendable {
    /// Limits: pages of one look, 2,000 users with a server.
    static let pagesMax = 10
    /// Users of one page; the hub's own limit may be lower.
    static let pageSize = 200
    /// Units: how long the hub may take for one page.
    static let answerLimit = Duration.seconds(4)
    private static let tokenBytesMax = 4096

    private let files: Host.Files
    private let send: JupyterReader.Send

    /// Prepares to ask with a client of its own.
    package init(files: Host.Files) {
        let client = HTTPClient(caFile: nil)
        self.init(files: files) { request throws(HTTPFailure) in try client.send(request) }
    }

    /// Prepares to ask through something else.
    package init(files: Host.Files, send: @escaping JupyterReader.Send) {
        self.files = files
        self.send = send
    }

    /// Asks once.
    ///
    /// Blocks: at most `answerLimit` a page, and one after the first failure.
    package func read(_ configuration: HubConfiguration?) -> JupyterHubSensor.Hub {
        guard let configuration else { return .unconfigured }
        guard let token = token(configuration.tokenFile) else {
            return .failed("cannot be asked: \(quoted(configuration.tokenFile)) is not a root-only file with a token")
        }
        var users: [HubUser] = []
        var offset = 0
        for _ in 0..<Self.pagesMax {
            let url = "\(configuration.url)/users?state=active&limit=\(Self.pageSize)&offset=\(offset)"
            switch page(url, token) {
            case .failure(let problem): return .failed(problem.text)
            case .success(let page):
                users += page.users
                guard let next = page.nextOffset else { return .seen(users) }
                guard next > offset else { return .failed("gives pages without an end") }
                offset = next
            }
        }
        return .failed("has more than \(Self.pagesMax * Self.pageSize) users with a server")
    }

    private struct Problem: Error { var text: String }

    private func page(_ url: String, _ token: Secret<String>) -> Result<HubPage, Problem> {
        let request = HTTPRequest(
            url: url,
            headers: [
                .init("Authorization", "token \(token.reveal)"),
                // Without it hubs from 2.0 on give their first page and do not say that there are more.
                .init("Accept", "application/jupyterhub-pagination+json"),
            ], connectLimit: .seconds(1), totalLimit: Self.answerLimit, answerBytesMax: JupyterText.bytesMax)
        do throws(HTTPFailure) {
            let answer = try send(request)
            switch answer.status {
            case 200: break
            case 401, 403:
                return .failure(
                    Problem(
                        text: "refuses the token, HTTP \(answer.status); see docs/activity.md for the scopes it needs"))
            default: return .failure(Problem(text: "answers HTTP \(answer.status)"))
            }
            guard let page = JupyterText.hubUsers(answer.body) else {
                return .failure(Problem(text: "answers what is no list of users"))
            }
            return .success(page)
        } catch {
            return .failure(Problem(text: "does not answer: \(error)"))
        }
    }

    private func token(_ path: String) -> Secret<String>? {
        guard let facts = (try? files.describe(path)) ?? nil, facts.owner == 0, facts.mode & 0o077 == 0,
            let bytes = (try? files.read(path, Self.tokenBytesMax + 1)) ?? nil, bytes.count <= Self.tokenBytesMax
        else { return nil }
        let text = String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
        return text.isEmpty || !JupyterRuntime.isToken(text) ? nil : Secret(text)
    }
}
