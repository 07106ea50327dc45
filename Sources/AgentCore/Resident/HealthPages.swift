import FoundationEssentials

/// One answer of the health server.
package struct HealthPage: Sendable, Equatable {
    package var status: UInt32
    package var contentType: String
    package var body: String
}

/// The pages of the health port, as texts.
extension HealthSnapshot {
    /// Answers one path.
    package func page(_ path: String, at now: BootInstant) -> HealthPage {
        switch path {
        case "/health": health(at: now)
        case "/ready": ready(at: now)
        case "/metrics": HealthPage(status: 200, contentType: MetricsText.contentType, body: metrics(at: now))
        default:
            HealthPage(
                status: 404, contentType: "text/plain; charset=utf-8", body: "there are /health, /ready and /metrics\n")
        }
    }

    /// Source: Azure's Application Health extension, "Rich Health States": the key and its two words.
    private func health(at now: BootInstant) -> HealthPage {
        let isHealthy = isHealthy(at: now)
        return HealthPage(
            status: isHealthy ? 200 : 503, contentType: "application/json",
            body: #"{"ApplicationHealthState":"\#(isHealthy ? "Healthy" : "Unhealthy")"}"# + "\n")
    }

    private func ready(at now: BootInstant) -> HealthPage {
        let reasons = reasonsAgainst(at: now)
        let document = ReadyDocument(ready: reasons.isEmpty, reasons: reasons)
        let body = (try? Node.encodeLine(document)) ?? "{}\n"
        return HealthPage(status: reasons.isEmpty ? 200 : 503, contentType: "application/json", body: body)
    }

    private func metrics(at now: BootInstant) -> String {
        var text = MetricsText()
        text.family("dsvm_agent_build", .info, "The version of the agent.")
        text.sample("dsvm_agent_build_info", [("version", AgentVersion.text)], 1)
        text.family("dsvm_node_verdict", .stateSet, "Whether the node is in use.")
        for verdict in ["active", "idle", "unknown"] {
            let isIt = (activity?.verdict.rawValue ?? "unknown") == verdict
            text.sample("dsvm_node_verdict", [("dsvm_node_verdict", verdict)], isIt ? 1 : 0)
        }
        text.family("dsvm_node_idle_seconds", .gauge, "Time since the latest activity of any signal.", unit: "seconds")
        text.sample("dsvm_node_idle_seconds", [], Double(activity?.idleSeconds ?? 0))
        signals(&text)
        text.family("dsvm_node_holds", .gauge, "Holds that keep the node.")
        text.sample("dsvm_node_holds", [], Double(activity?.holds.count ?? 0))
        text.family("dsvm_node_ready", .gauge, "Whether the node may get users: share mounted, logins open.")
        text.sample("dsvm_node_ready", [], reasonsAgainst(at: now).isEmpty ? 1 : 0)
        text.family("dsvm_share_up", .gauge, "Whether the share is mounted.")
        text.sample("dsvm_share_up", [], sample?.shareState == "mounted" ? 1 : 0)
        text.family("dsvm_node_conditions", .gauge, "Conditions that stand, by code and severity.")
        let groups = Dictionary(grouping: conditions) { $0.code }.sorted { $0.key.rawValue < $1.key.rawValue }
        for (code, standing) in groups {
            let labels = [("code", code.rawValue), ("severity", code.severity.rawValue)]
            text.sample("dsvm_node_conditions", labels, Double(standing.count))
        }
        text.family("dsvm_agent_heartbeats", .counter, "Heartbeats by what they came to.")
        text.sample("dsvm_agent_heartbeats_total", [("result", "reply")], Double(results.replies))
        for (code, count) in results.failures.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            text.sample("dsvm_agent_heartbeats_total", [("result", code.rawValue)], Double(count))
        }
        own(&text, at: now)
        return text.finished
    }

    private func signals(_ text: inout MetricsText) {
        text.family("dsvm_signal_state", .stateSet, "What each signal says.")
        for signal in activity?.signals ?? [] {
            for state in ["active", "idle", "unknown", "off"] {
                let labels = [("signal", signal.name.rawValue), ("dsvm_signal_state", state)]
                text.sample("dsvm_signal_state", labels, signal.state.rawValue == state ? 1 : 0)
            }
        }
        text.family(
            "dsvm_signal_last_active_seconds", .gauge, "Time since a signal was last active.", unit: "seconds")
        for signal in activity?.signals ?? [] {
            guard let seconds = signal.lastActiveSeconds else { continue }
            text.sample("dsvm_signal_last_active_seconds", [("signal", signal.name.rawValue)], Double(seconds))
        }
    }

    private func own(_ text: inout MetricsText, at now: BootInstant) {
        let usage = sample?.usage ?? OwnUsage()
        text.family("dsvm_agent_cpu_seconds", .counter, "CPU time of the agent.", unit: "seconds")
        text.sample("dsvm_agent_cpu_seconds_total", [], usage.cpuSeconds)
        text.family("dsvm_agent_resident_bytes", .gauge, "Resident memory of the agent.", unit: "bytes")
        text.sample("dsvm_agent_resident_bytes", [], Double(usage.residentBytes))
        text.family("dsvm_agent_anonymous_bytes", .gauge, "Resident memory that no file backs.", unit: "bytes")
        text.sample("dsvm_agent_anonymous_bytes", [], Double(usage.anonymousBytes))
        text.family("dsvm_agent_sample_age_seconds", .gauge, "Time since the last look began.", unit: "seconds")
        if let sample { text.sample("dsvm_agent_sample_age_seconds", [], max(0, now.since(sample.begun))) }
    }
}

/// The body of `/ready`.
private struct ReadyDocument: Encodable {
    let ready: Bool
    let reasons: [String]
}
