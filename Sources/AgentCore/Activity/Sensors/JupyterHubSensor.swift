/// Servers that a JupyterHub started for people, asked themselves, and the hub where it is configured.
package enum JupyterHubSensor: Sensor {
    package static let name = SignalName.jupyterhub
    package static let isCumulative = false

    /// What one look found.
    package struct Facts: Sendable, Equatable {
        package var hub: Hub
        /// Single-user servers on this node, as they answered themselves.
        package var servers: [JupyterServer]
        /// Kernel processes of people; shown where kernels cannot be asked for.
        package var kernelProcesses: Int

        /// Groups the facts.
        package init(hub: Hub, servers: [JupyterServer], kernelProcesses: Int = 0) {
            self.hub = hub
            self.servers = servers
            self.kernelProcesses = kernelProcesses
        }
    }

    /// What the hub said.
    package enum Hub: Sendable, Equatable {
        case unconfigured
        case failed(String)
        case seen([HubUser])
    }

    /// What is known of each kernel and each server.
    package struct Memory: Sendable, Equatable, Codable {
        var tracks: [String: KernelJudge.Track]
    }

    /// What an operator can do about servers that do not let us ask.
    package static let remedy = "set activity.hub.url and activity.hub.tokenFile"

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        if facts.hub == .unconfigured, facts.servers.isEmpty {
            memory = Memory(tracks: [:])
            return SensorReading(name, off: "no server of a JupyterHub runs here, and activity.hub is not set")
        }
        var judge = KernelJudge(memory?.tracks, context: context)
        for server in facts.servers { take(server, facts, &judge) }
        switch facts.hub {
        case .unconfigured: break
        case .failed(let reason): judge.doubt("the hub \(reason)")
        case .seen(let users):
            for user in users { take(user, facts, &judge) }
        }
        memory = Memory(tracks: judge.after)
        return judge.reading(name)
    }

    private static func take(_ server: JupyterServer, _ facts: Facts, _ judge: inout KernelJudge) {
        switch server.answer {
        case .seen(let kernels, let terminals): judge.take(server, kernels: kernels, terminals: terminals)
        case .failed(let reason):
            judge.keep(server)
            judge.doubt("\(server.title) \(reason)")
        case .denied(let reason):
            // Unknown would last for ever here and keep every such node: the processes are what is left to judge by.
            judge.keep(server)
            guard !isListed(server, facts.hub) else { return }
            judge.note(
                "\(server.title) \(reason): judged by CPU only, \(facts.kernelProcesses) kernel processes; \(remedy)")
        }
    }

    private static func take(_ user: HubUser, _ facts: Facts, _ judge: inout KernelJudge) {
        let name = printable(user.name)
        if user.isPending, !user.servers.contains(where: \.isPending) {
            judge.take(pending: "pending \(user.name)", user: name, what: "server starting or stopping")
        }
        for server in user.servers {
            let title = "server\(server.name.isEmpty ? "" : " \(printable(server.name))")"
            if server.isPending {
                judge.take(
                    pending: "pending \(user.name)/\(server.name)", user: name, what: "\(title) starting or stopping")
            }
            guard server.isReady, !isAnswered(server, facts) else { continue }
            // Nobody told of its kernels. The hub's own stamp moves with an open tab too, so it can only keep too long.
            judge.take(
                stamp: server.lastActivity, key: "server \(user.name)/\(server.name)", user: name,
                what: "\(title) in use, as the hub says")
        }
    }

    /// Whether the hub tells of this server, or would if it answered.
    private static func isListed(_ server: JupyterServer, _ hub: Hub) -> Bool {
        switch hub {
        case .unconfigured: false
        case .failed: true
        case .seen(let users): users.contains { $0.servers.contains { $0.path == server.basePath } }
        }
    }

    private static func isAnswered(_ server: HubServer, _ facts: Facts) -> Bool {
        facts.servers.contains { found in
            guard case .seen = found.answer else { return false }
            return found.basePath == server.path
        }
    }
}
