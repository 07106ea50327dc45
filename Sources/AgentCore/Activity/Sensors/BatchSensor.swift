/// Tasks of Azure Batch: their processes run as accounts of Batch's own, or below its directory of work items.
package enum BatchSensor: Sensor {
    package static let name = SignalName.batch
    package static let isCumulative = false

    /// What one look found.
    package struct Facts: Sendable, Equatable {
        /// Batch's accounts by uid; none on a machine that is not in a Batch pool.
        package var accounts: [UInt32: String]
        package var table: ProcessTable
        /// Processes of any other account that work in a task's directory: tasks that run as an admin.
        package var taskProcesses: [Int32]

        /// Groups the facts.
        package init(accounts: [UInt32: String], table: ProcessTable, taskProcesses: [Int32] = []) {
            self.accounts = accounts
            self.table = table
            self.taskProcesses = taskProcesses
        }
    }

    /// Nothing: presence is the evidence.
    package struct Memory: Sendable, Equatable, Codable {}

    /// The account of the node agent itself, whose daemons are nobody's work.
    package static let agentAccount = "_azbatch"
    /// How all of them begin: `_azbatchtask_1`, `_azbatchsudotask_1`.
    package static let accountPrefix = "_azbatch"

    /// Tells whether a working directory is a task's.
    ///
    /// Source: learn.microsoft.com, "Files and directories in Batch": AZ_BATCH_NODE_ROOT_DIR, by default /mnt/batch/tasks, with
    /// `workitems` for jobs and `startup` for the start task, which prepares the node and is no work.
    package static func isTaskDirectory(_ path: String) -> Bool { path.contains("/batch/tasks/workitems/") }

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        guard !facts.accounts.isEmpty else { return SensorReading(name, off: "this machine is in no Azure Batch pool") }
        let others = Set(facts.taskProcesses)
        var actors: [Actor] = []
        var daemons = 0
        for process in facts.table.people where !process.isZombie {
            guard let account = facts.accounts[process.uid] else { continue }
            if account != agentAccount || others.contains(process.identity.pid) {
                actors.append(Actor(user: account, what: process.what))
            } else {
                daemons += 1
            }
        }
        let known = Set(facts.table.people.map(\.identity.pid))
        let elevated = facts.taskProcesses.count { !known.contains($0) }
        if elevated > 0 { actors.append(Actor(user: "batch", what: "\(elevated) processes in task directories")) }
        if actors.isEmpty, let problem = facts.table.problem { return SensorReading(name, unknown: problem) }
        return SensorReading(
            name, lastActive: actors.isEmpty ? nil : context.now, actors: actors,
            evidence: actors.isEmpty ? [] : ["\(actors.count) processes of Batch tasks"],
            notCounted: daemons == 0 ? [] : ["\(daemons) processes of the Batch node agent"])
    }
}
