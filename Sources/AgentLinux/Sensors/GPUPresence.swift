internal import AgentCore
internal import CLinux
internal import Glibc

/// What tells of GPUs and of nvidia-smi without asking the driver.
extension GPUReader {
    /// Whether a PCI device of NVIDIA's is there: vendor 0x10de.
    ///
    /// Limits: 1,000 devices.
    func hasDevice(root: String) -> Bool {
        let path = "\(root)/sys/bus/pci/devices"
        let raw = clinux_open_listing(path)
        guard raw >= 0 else { return false }
        let devices = Descriptor(raw: raw, path: path)
        var text = [UInt8](repeating: 0, count: 16)
        for name in (try? devices.list(entriesMax: 1000)) ?? [] {
            let length = clinux_read_small(devices.raw, "\(name)/vendor", &text, text.count)
            if length >= 6, String(decoding: text[..<6], as: UTF8.self) == "0x10de" { return true }
        }
        return false
    }

    /// Whether a child of ours by this name lives: one that its deadline could not end.
    static func hasChild(named program: String) -> Bool {
        let listing = clinux_open_listing("/proc")
        guard listing >= 0 else { return false }
        let proc = Descriptor(raw: listing, path: "/proc")
        var entries = [clinux_process](repeating: clinux_process(), count: ProcessReader.processesMax)
        let count = clinux_list_processes(proc.raw, nil, 0, 0, &entries, entries.count)
        var text = [UInt8](repeating: 0, count: 1024)
        for entry in entries.prefix(max(0, Int(clamping: count))) where entry.uid == geteuid() {
            let length = clinux_read_process(proc.raw, entry.pid, "stat", &text, text.count)
            guard length > 0, let stat = ProcessStat(text.span.extracting(first: length)) else { continue }
            // The kernel keeps 15 bytes of a name. A zombie holds nothing any more.
            if stat.parent == getpid(), stat.name == String(program.prefix(15)), stat.state != UInt8(ascii: "Z") {
                return true
            }
        }
        return false
    }
}
