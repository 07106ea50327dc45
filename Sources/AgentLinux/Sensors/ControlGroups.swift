package import AgentCore
internal import CLinux
internal import Glibc

/// Reads the CPU counters of control groups, version 2 and version 1, bounded in count.
///
/// Thread: one owner. Reading them never waits for a device or a share.
package final class ControlGroups {
    private let candidates: [String]
    private var trees: [Tree] = []
    private var buffer = [UInt8](repeating: 0, count: 4096)

    /// One mounted hierarchy.
    private struct Tree {
        var path: String
        var handle: Int32
        var isUnified: Bool
    }

    /// Limits: groups of one kind in a look; 5,000 logins or containers at once are beyond every VM.
    private static let groupsMax = 5000

    /// Prepares to read below a root, "" for the machine.
    package convenience init(root: String = "") { self.init(mounts: "\(root)/sys/fs/cgroup") }

    /// Prepares to read the trees that are mounted below a directory.
    init(mounts: String) {
        // Source: systemd's CGROUP_DELEGATION.md: unified, hybrid, legacy. Both names of the accounting are in use.
        candidates = [mounts, "\(mounts)/unified", "\(mounts)/cpu,cpuacct", "\(mounts)/cpuacct"]
    }

    deinit { for tree in trees { close(tree.handle) } }

    /// The counters of `user-UID.slice`, and why they are not complete.
    package func slices() -> (slices: [UInt32: GroupUsage], problem: String?) {
        open()
        var result: [UInt32: GroupUsage] = [:]
        for tree in trees {
            let names = names(below: "user.slice", tree)
            guard let names else { continue }
            if names.count >= Self.groupsMax { return (result, "More than \(Self.groupsMax) login slices.") }
            for name in names {
                guard let uid = ProcessPlace.uid(ofSlice: name), result[uid] == nil else { continue }
                result[uid] = usage("user.slice/\(name)", tree)
            }
        }
        return (result, nil)
    }

    /// The counters of containers by their names for people, and why they are not complete.
    package func containers() -> (groups: [String: GroupUsage], problem: String?) {
        open()
        var result: [String: GroupUsage] = [:]
        for tree in trees {
            for parent in ["system.slice", "machine.slice"] {
                for name in names(below: parent, tree) ?? [] {
                    guard let label = ContainerSensor.label(ofScope: name), result[label] == nil else { continue }
                    result[label] = usage("\(parent)/\(name)", tree)
                }
            }
            // Docker with its own driver: one directory named by the whole ID each.
            for name in names(below: "docker", tree) ?? [] where name.utf8.count == 64 {
                let label = ContainerSensor.label(id: name)
                if result[label] == nil { result[label] = usage("docker/\(name)", tree) }
            }
            for name in ["kubepods.slice", "kubepods"] where result[name] == nil { result[name] = usage(name, tree) }
        }
        return (result, result.count >= Self.groupsMax ? "More than \(Self.groupsMax) containers." : nil)
    }

    /// The counter of one group by the path that `/proc/PID/cgroup` shows; nil where it has none.
    package func usage(path: String) -> GroupUsage? {
        open()
        let below = path.drop { $0 == "/" }
        for tree in trees { if let usage = usage(below.isEmpty ? "." : String(below), tree) { return usage } }
        return nil
    }

    private func open() {
        // A tree that is mounted later, as in a booting machine, is found at the next look.
        guard trees.isEmpty else { return }
        for (index, path) in candidates.enumerated() {
            let isUnified = index < 2
            if index == 0, access("\(path)/cgroup.controllers", F_OK) != 0 { continue }
            let handle = clinux_open_root(path)
            if handle >= 0 { trees.append(Tree(path: path, handle: handle, isUnified: isUnified)) }
            if index == 0 { return }
        }
    }

    private func names(below name: String, _ tree: Tree) -> [String]? {
        let raw = clinux_open_directory(tree.handle, name)
        guard raw >= 0 else { return nil }
        return try? Descriptor(raw: raw, path: "\(tree.path)/\(name)").list(entriesMax: Self.groupsMax)
    }

    private func usage(_ group: String, _ tree: Tree) -> GroupUsage? {
        var inode: UInt64 = 0
        // Source: cgroup-v2.rst, cpu.stat, microseconds; cpuacct.rst, cpuacct.usage, nanoseconds.
        let file = "\(group)/\(tree.isUnified ? "cpu.stat" : "cpuacct.usage")"
        let length = clinux_read_counter(tree.handle, file, &buffer, buffer.count, &inode)
        guard length > 0 else { return nil }
        let bytes = buffer
        let text = bytes.span.extracting(first: length)
        let count =
            tree.isUnified ? KernelText.value("usage_usec", in: text) : KernelText.wholeNumber(text).map { $0 / 1000 }
        return count.map { GroupUsage(identity: inode, microseconds: $0) }
    }
}
