/// Where in the tree of control groups a process lives, as far as it decides who counts its work.
package enum ProcessPlace: Sendable, Equatable {
    /// A login slice of systemd; its own counter may cover the process.
    case slice(uid: UInt32)
    /// A container: the containers signal counts it.
    case container
    /// Anywhere else: JupyterHub's children, cron, at, a unit of its own.
    case elsewhere

    /// Judges a path such as `/user.slice/user-1001.slice/session-3.scope`.
    package init(path: String) {
        if let uid = Self.sliceUid(path) {
            // Rootless containers stay below the user's slice, whose counter has them.
            self = .slice(uid: uid)
        } else {
            self = Self.containerMarks.contains { path.contains($0) } ? .container : .elsewhere
        }
    }

    /// Names that container engines give: Docker with either driver, Podman and nspawn, nerdctl, CRI, Kubernetes, LXC.
    private static let containerMarks = [
        "/docker-", "/docker/", "/libpod-", "/machine.slice/", "/nerdctl-", "/cri-containerd-", "/kubepods", "/lxc",
    ]

    /// The uid in `user-1001.slice`; nil for another name.
    package static func uid(ofSlice name: some StringProtocol) -> UInt32? {
        guard name.hasPrefix("user-"), name.hasSuffix(".slice") else { return nil }
        return UInt32(name.dropFirst(5).dropLast(6))
    }

    private static func sliceUid(_ path: String) -> UInt32? {
        let parts = path.split(separator: "/", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "user.slice" else { return nil }
        return uid(ofSlice: parts[1])
    }

    /// Picks the path whose counters we read out of `/proc/PID/cgroup`.
    ///
    /// Source: cgroups(7). A line is `ID:CONTROLLERS:PATH`, and `0::PATH` is version 2. On a hybrid tree, as on Ubuntu 20.04,
    /// systemd keeps its slices in version 2 too, while Docker makes its groups in version 1 only: a container's path
    /// wins wherever it stands, then version 2, then the CPU accounting of version 1.
    package static func path(cgroup text: String) -> String? {
        var unified: Substring?
        var accounting: Substring?
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if ProcessPlace(path: String(parts[2])) == .container { return String(parts[2]) }
            if parts[1].split(separator: ",").contains("cpuacct") { accounting = parts[2] }
            if parts[0] == "0" { unified = parts[2] }
        }
        let isUnified = unified.map { $0 != "/" } ?? false
        return (isUnified ? unified : accounting ?? unified).map { String($0) }
    }
}
