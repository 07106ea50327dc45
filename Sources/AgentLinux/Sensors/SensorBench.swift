package import AgentCore
internal import FoundationEssentials
internal import Synchronization

/// Every sensor of this machine with its reader and its memory: one look gives one reading of each.
///
/// Memories are kept in a file below /run, so that a restarted agent goes on counting where the last one stopped.
/// Thread: looks never run beside one another; a second caller waits.
package final class SensorBench: Sendable {
    private let host: Host
    private let state: Mutex<State>
    private let gpu: GPUReader
    private let isShareAnswering: @Sendable () -> Bool

    /// Readers that keep descriptors and connections open, and what each sensor remembers.
    private struct State: ~Copyable {
        let processes = ActivityReader()
        let logind = LogindReader()
        let jupyter: JupyterReader
        let hub: JupyterHubReader
        var memory: Memory
    }

    /// What sensors remember of their last look.
    private struct Memory: Codable {
        var bootId: String
        var ssh: SSHSensor.Memory?
        var tty: TTYSensor.Memory?
        var inhibitor: InhibitorSensor.Memory?
        var cpu: CPUSensor.Memory?
        var containers: ContainerSensor.Memory?
        var transfer: TransferSensor.Memory?
        var batch: BatchSensor.Memory?
        var gpu: GPUSensor.Memory?
        var jupyter: JupyterSensor.Memory?
        var jupyterhub: JupyterHubSensor.Memory?
    }

    private static let path = Node.Path.run + "/sensors.json"

    /// Takes up the memories of an agent that ran before in this boot.
    ///
    /// - Parameter isShareAnswering: what is known of the share without asking it; true where there is none.
    package init(host: Host, isShareAnswering: @escaping @Sendable () -> Bool) {
        self.host = host
        self.isShareAnswering = isShareAnswering
        let clock = host.clock
        gpu = GPUReader(commands: host.commands) { BootInstant(clock.sinceBoot()) }
        let bootId = ProcessClock.bootId()
        let kept = (try? host.files.read(Self.path, 8 << 20)).flatMap { $0 }
            .flatMap { try? JSONDecoder().decode(Memory.self, from: Data($0)) }
        let memory = kept.flatMap { $0.bootId == bootId ? $0 : nil } ?? Memory(bootId: bootId)
        state = Mutex(
            State(
                jupyter: JupyterReader(accounts: host.accounts), hub: JupyterHubReader(files: host.files),
                memory: memory))
    }

    /// Looks once.
    ///
    /// - Parameters:
    ///   - hub: where to ask the JupyterHub, nil for none.
    ///   - isFull: nothing is taken over from the look before: for the look that a drain is decided by.
    package func look(_ context: SensorContext, hub: HubConfiguration?, isFull: Bool = false) -> [SensorReading] {
        let gpuFacts = gpu.read()
        return state.withLock { state in
            let shared = state.processes.read(isShareAnswering: isShareAnswering(), isFull: isFull)
            let terminals = Result { () throws(SystemFailure) in try TerminalReader.read(root: "") }
            let sessions = state.logind.sessions()
            let locks = state.logind.inhibitors()
            let people = Set(shared.cpu.table.people.map(\.uid))
            let jupyter = state.jupyter.read(uids: people, now: context.now)
            let servers = JupyterHubSensor.Facts(
                hub: state.hub.read(hub), servers: jupyter.singleUsers, kernelProcesses: jupyter.kernelProcesses)
            let memory = state.memory
            var next = memory
            var readings = Self.people(terminals, sessions, shared.cpu.names, &next, context)
            readings.append(InhibitorSensor.judge(locks, memory: &next.inhibitor, context: context))
            readings.append(CPUSensor.judge(shared.cpu, memory: &next.cpu, context: context))
            readings.append(ContainerSensor.judge(shared.containers, memory: &next.containers, context: context))
            readings.append(TransferSensor.judge(shared.transfer, memory: &next.transfer, context: context))
            readings.append(BatchSensor.judge(shared.batch, memory: &next.batch, context: context))
            readings.append(JupyterSensor.judge(jupyter, memory: &next.jupyter, context: context))
            readings.append(JupyterHubSensor.judge(servers, memory: &next.jupyterhub, context: context))
            readings.append(GPUSensor.judge(gpuFacts, memory: &next.gpu, context: context))
            state.memory = next
            return readings
        }
    }

    /// Terminals and logins: without the terminals neither signal can tell.
    private static func people(
        _ terminals: Result<[Terminal], SystemFailure>, _ sessions: SSHSensor.Answer, _ names: UserNames,
        _ memory: inout Memory, _ context: SensorContext
    ) -> [SensorReading] {
        switch terminals {
        case .failure(let failure):
            return [
                SensorReading(.ssh, unknown: failure.description), SensorReading(.tty, unknown: failure.description),
            ]
        case .success(let found):
            let ssh = SSHSensor.judge(.init(answer: sessions, terminals: found), memory: &memory.ssh, context: context)
            let tty = TTYSensor.judge(.init(terminals: found, names: names), memory: &memory.tty, context: context)
            return [ssh, tty]
        }
    }

    /// Writes down what sensors remember.
    package func save() throws {
        let bytes = try state.withLock { try Node.encode($0.memory) }
        try host.files.write(Self.path, bytes, 0o600)
    }

    /// The signals whose evidence covers the time between two looks.
    package static let cumulative: Set<SignalName> = [.ssh, .tty, .cpu, .containers, .transfer]
}
