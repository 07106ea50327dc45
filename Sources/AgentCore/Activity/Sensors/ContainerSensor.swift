/// Computing in containers: the CPU counters of the groups that container engines make.
///
/// Rootless containers run in their user's login slice, which the CPU signal counts.
package enum ContainerSensor: Sensor {
    package static let name = SignalName.containers
    package static let isCumulative = true

    /// What one look found.
    package struct Facts: Sendable, Equatable {
        /// By a name for people: "container 3f2a56b1c0de", "kubepods.slice".
        package var groups: [String: GroupUsage]
        /// Why this is not the whole truth.
        package var problem: String?

        /// Groups the facts.
        package init(groups: [String: GroupUsage], problem: String? = nil) {
            self.groups = groups
            self.problem = problem
        }
    }

    /// The counters of the last look.
    package struct Memory: Sendable, Equatable, Codable {
        var at: BootInstant
        var groups: [String: GroupUsage]
        /// Whether this machine ever ran one in this boot.
        var wereSeen: Bool
    }

    /// Judges one look.
    package static func judge(_ facts: Facts, memory: inout Memory?, context: SensorContext) -> SensorReading {
        let span = LookSpan(since: memory?.at, context: context)
        let needed = span.cpuSeconds(percent: context.cpuPercent)
        var working: [(name: String, seconds: Double)] = []
        var passed: [String] = []
        for (group, usage) in facts.groups.sorted(by: { $0.key < $1.key }) {
            let seconds = usage.seconds(since: memory?.groups[group])
            if seconds >= needed {
                working.append((group, seconds))
            } else {
                passed.append(
                    "\(group): \(oneDecimal(seconds)) s of CPU in \(span.text), below \(oneDecimal(needed)) s")
            }
        }
        let wereSeen = memory?.wereSeen == true || !facts.groups.isEmpty
        if span.movesBase {
            let last = facts.problem == nil ? [:] : memory?.groups ?? [:]
            memory = Memory(
                at: context.now, groups: last.merging(facts.groups) { $1 }, wereSeen: wereSeen)
        } else if wereSeen {
            memory?.wereSeen = true
        }
        if working.isEmpty, let problem = facts.problem { return SensorReading(name, unknown: problem) }
        if !wereSeen { return SensorReading(name, off: "no container has run since boot") }
        return SensorReading(
            name, lastActive: working.isEmpty ? nil : context.now,
            actors: working.map { Actor(user: "container", what: $0.name) },
            evidence: working.map { "\($0.name) used \(oneDecimal($0.seconds)) s of CPU in \(span.text)" },
            notCounted: passed)
    }

    /// Recognises a container's group by its name below a parent; nil for other groups.
    ///
    /// Source: the cgroup drivers of Docker (`docker-ID.scope`), Podman (`libpod-ID.scope`), nerdctl and CRI
    /// (`nerdctl-ID.scope`, `cri-containerd-ID.scope`), systemd-machined (`machine-NAME.scope`).
    package static func label(ofScope scope: String) -> String? {
        guard scope.hasSuffix(".scope") else { return nil }
        for prefix in ["docker-", "libpod-", "nerdctl-", "cri-containerd-", "crio-"] where scope.hasPrefix(prefix) {
            let id = scope.dropFirst(prefix.count).dropLast(".scope".count)
            // Podman's monitor is no container: libpod-conmon-ID.scope.
            guard !id.isEmpty, !id.hasPrefix("conmon-") else { return nil }
            return label(id: String(id))
        }
        if scope.hasPrefix("machine-") { return "container \(printable(String(scope.dropFirst(8).dropLast(6))))" }
        return nil
    }

    /// The short form that the engines' own lists show.
    package static func label(id: String) -> String { "container \(printable(String(id.prefix(12))))" }
}
