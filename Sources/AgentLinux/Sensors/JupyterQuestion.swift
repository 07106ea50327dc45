internal import AgentCore

/// What one Jupyter server is asked.
struct JupyterQuestion {
    let address: JupyterAddress
    let token: Secret<String>
    let send: JupyterReader.Send

    /// Asks for kernels, then for terminals, which a server may lack.
    ///
    /// Source: jupyter_server REST API; `no_track_activity` since 1.0, and in notebook 6.
    func answer() -> JupyterServer.Answer {
        let kernels: HTTPResponse
        do throws(HTTPFailure) {
            kernels = try send(request("api/kernels"))
        } catch {
            switch error {
            case .certificate, .tls: return .denied("has a certificate that nothing proves")
            default: return .failed("does not answer: \(error)")
            }
        }
        switch kernels.status {
        case 200: break
        case 300..<400, 401, 403: return .denied("lets nobody ask with this token, HTTP \(kernels.status)")
        default: return .failed("answers HTTP \(kernels.status)")
        }
        guard let list = JupyterText.kernels(kernels.body) else { return .failed("answers what is no list of kernels") }
        // Terminals are shown and never counted: whatever is wrong with this answer changes no judgement.
        let terminals = (try? send(request("api/terminals"))).flatMap { answer in
            answer.status == 200 ? JupyterText.terminals(answer.body) : nil
        }
        return .seen(kernels: list, terminals: terminals ?? [])
    }

    private func request(_ call: String) -> HTTPRequest {
        let authorization = token.reveal.isEmpty ? [] : [HTTPRequest.Header("Authorization", "token \(token.reveal)")]
        return HTTPRequest(
            url: address.url("\(call)?no_track_activity=1"),
            headers: authorization + [.init("Accept", "application/json")],
            connectLimit: .seconds(1), totalLimit: JupyterReader.answerLimit, answerBytesMax: JupyterText.bytesMax)
    }
}
