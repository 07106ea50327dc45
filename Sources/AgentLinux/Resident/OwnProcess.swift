package import AgentCore
internal import FoundationEssentials
package import PoolProtocol
internal import Glibc

/// What the agent knows about its own process and machine.
package enum OwnProcess {
    /// CPU time and memory of this process.
    ///
    /// Source: proc(5), `/proc/[pid]/status`: VmRSS and RssAnon in KiB; getrusage(2).
    package static func usage() -> OwnUsage {
        var spent = rusage()
        // RUSAGE_SELF, which the Glibc module has in another type than the call wants.
        getrusage(0, &spent)
        let seconds = [spent.ru_utime, spent.ru_stime].reduce(0.0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
        var usage = OwnUsage(cpuSeconds: seconds)
        for line in text("/proc/self/status").split(separator: "\n") {
            let fields = line.split(whereSeparator: { $0 == ":" || $0 == " " || $0 == "\t" })
            guard fields.count >= 2, let kibibytes = Int(fields[1]) else { continue }
            if fields[0] == "VmRSS" { usage.residentBytes = kibibytes * 1024 }
            if fields[0] == "RssAnon" { usage.anonymousBytes = kibibytes * 1024 }
        }
        return usage
    }

    /// This machine, as far as it knows itself without asking Azure.
    package static func identity() -> NodeIdentity {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let boot = text("/proc/sys/kernel/random/boot_id").filter { !$0.isNewline }
        return NodeIdentity(name: host.isEmpty ? "localhost" : host, bootId: boot, agentVersion: AgentVersion.text)
    }

    /// A seed that differs between machines and boots.
    package static func seed() -> UInt64 {
        // FNV-1a: spreads similar names over the whole range, which is all a jitter needs.
        let identity = identity()
        return (identity.name + identity.bootId + "\(getpid())").utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
    }

    /// Wall-clock seconds since 1970.
    static var wallSeconds: Double { Date.now.timeIntervalSince1970 }

    private static func text(_ path: String) -> String {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return "" }
        let bytes = try? Descriptor(raw: raw, path: path).readAll(bytesMax: 16 * 1024)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }
}
