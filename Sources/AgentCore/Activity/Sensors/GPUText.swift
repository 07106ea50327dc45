/// One GPU as `nvidia-smi --query-gpu=index,uuid,utilization.gpu,memory.used` shows it.
package struct GPULoad: Sendable, Equatable {
    package var index: Int
    package var uuid: String
    /// Nil where the driver does not say: MIG, some virtual GPUs, a GPU that needs a reset. Never zero then.
    package var utilizationPercent: Double?
    /// Units: MiB.
    package var memoryUsed: UInt64?
}

/// One computing process as `--query-compute-apps=gpu_uuid,pid,used_memory` shows it.
package struct GPUProcess: Sendable, Equatable {
    package var uuid: String
    package var pid: Int32
    /// Units: MiB; nil where the driver does not say.
    package var memoryUsed: UInt64?
    /// Whose it is, filled in by the reader; nil for a process that /proc does not show.
    package var uid: UInt32?
    package var what: String?

    /// Describes a process.
    package init(uuid: String, pid: Int32, memoryUsed: UInt64?, uid: UInt32? = nil, what: String? = nil) {
        self.uuid = uuid
        self.pid = pid
        self.memoryUsed = memoryUsed
        self.uid = uid
        self.what = what
    }
}

/// Parsers of nvidia-smi's comma-separated output.
///
/// There is no quoting, and lines about lost GPUs stand among the rows: rows are told by their shape, never by position.
package enum GPUText {
    /// Limits: rows looked at; the largest Azure size has 16 GPUs, and MIG makes 7 of one.
    private static let rowsMax = 1024

    /// Reads the GPUs; what is no row comes back as a line of trouble.
    package static func gpus(_ text: String) -> (gpus: [GPULoad], trouble: [String]) {
        var gpus: [GPULoad] = []
        var trouble: [String] = []
        for line in text.split(separator: "\n").prefix(rowsMax) {
            let fields = fields(line)
            if fields.count == 4, let index = Int(fields[0]), fields[1].hasPrefix("GPU-") {
                gpus.append(
                    GPULoad(
                        index: index, uuid: fields[1], utilizationPercent: UInt64(fields[2]).map { Double($0) },
                        memoryUsed: UInt64(fields[3])))
            } else if !fields.allSatisfy(\.isEmpty) {
                trouble.append(printable(String(line)))
            }
        }
        return (gpus, trouble)
    }

    /// Reads the computing processes; nil where the output is no such list, which is not the same as an empty one.
    package static func processes(_ text: String) -> [GPUProcess]? {
        var result: [GPUProcess] = []
        for line in text.split(separator: "\n").prefix(rowsMax) {
            let fields = fields(line)
            if fields.allSatisfy(\.isEmpty) { continue }
            guard fields.count == 3, fields[0].hasPrefix("GPU-") || fields[0].hasPrefix("MIG-") else { return nil }
            // "[Insufficient Permissions]" and its like stand where the PID should: something is there all the same.
            result.append(
                GPUProcess(uuid: fields[0], pid: Int32(fields[1]) ?? 0, memoryUsed: UInt64(fields[2])))
        }
        return result
    }

    private static func fields(_ line: Substring) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { field in
            let start = field.drop { $0 == " " || $0 == "\t" }
            return String(start.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
        }
    }
}
