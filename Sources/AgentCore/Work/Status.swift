/// One complete observation of this node: `/run/dsvm-agent/status.json` and what `status --json` prints.
package struct Status: Sendable, Equatable, Codable {
    package var schema = 1
    /// RFC 3339, UTC, for people.
    package var at: String
    /// Units: seconds since boot, for machines: the wall clock may be set in between.
    package var bootSeconds: Int
    package var pool: String
    package var agentVersion: String
    package var share: Share
    package var users: [User]
    package var conditions: [Standing]
    /// The resident agent's last judgement; nil where none runs.
    package var activity: Activity?
    /// Units: seconds since boot, when that judgement was made.
    package var activityBootSeconds: Int?

    /// The share as it stands.
    package struct Share: Sendable, Equatable, Codable {
        /// `mounted`, `unmounted`, `foreign`, `none`.
        package var state: String
        package var type: String
        package var source: String
        package var mountpoint: String
    }

    /// One account whose links are kept.
    package struct User: Sendable, Equatable, Codable {
        package var name: String
        package var uid: UInt32
        /// `made` by us or `adopted`.
        package var origin: String
        /// `present`, `making`, `closed`.
        package var state: String
        /// Number of conditions that concern this user.
        package var problems: Int
    }

    /// A condition with the time since when it stands.
    package struct Standing: Sendable, Equatable, Codable {
        package var condition: Condition
        /// RFC 3339, UTC.
        package var since: String

        private enum Key: CodingKey { case since }

        /// Describes a condition that stands.
        package init(condition: Condition, since: String) {
            self.condition = condition
            self.since = since
        }

        /// Reads the flat form that `encode` writes.
        package init(from decoder: any Decoder) throws {
            condition = try Condition(from: decoder)
            since = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .since)
        }

        /// Writes the condition's own keys and `since` beside them, as reports and heartbeats show conditions.
        package func encode(to encoder: any Encoder) throws {
            try condition.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(since, forKey: .since)
        }
    }

    /// Takes over since when a condition stands from the observation before.
    func keepingSince(of earlier: Status?) -> Status {
        guard let earlier else { return self }
        var result = self
        for (index, standing) in conditions.enumerated() {
            let before = earlier.conditions.first {
                $0.condition.code == standing.condition.code && $0.condition.subject == standing.condition.subject
            }
            if let before { result.conditions[index].since = before.since }
        }
        return result
    }

    /// The worst of what stands.
    package var severity: Severity { conditions.map(\.condition).severity }
}

extension Node {
    /// Puts together what stands now.
    package func observation(ledger: Ledger, conditions: [Condition]) throws -> Status {
        let stamp = host.clock.stamp()
        let users = ledger.accounts.sorted { $0.key < $1.key }.map { name, entry in
            Status.User(
                name: name, uid: entry.uid, origin: entry.origin.rawValue, state: entry.state.rawValue,
                problems: conditions.count { $0.subject == name })
        }
        return Status(
            at: stamp, bootSeconds: Int(host.clock.sinceBoot().components.seconds), pool: configuration.pool,
            agentVersion: AgentVersion.text, share: try shareStatus(), users: users,
            conditions: conditions.map { Status.Standing(condition: $0, since: stamp) })
    }

    /// Brings the last observation up to date after a command that concerned some users only, or the share.
    ///
    /// Without an observation since boot there is nothing to bring up to date: only `provision` looks at everything.
    func refreshStatus(_ ledger: Ledger, report: Report, concerning subjects: Set<String?>) throws {
        guard !isDryRun, let earlier = try? host.loadStatus() else { return }
        let kept = earlier.conditions.map(\.condition).filter { !subjects.contains($0.subject) }
        var status = try observation(ledger: ledger, conditions: kept + report.conditions.filter { !kept.contains($0) })
        status.at = earlier.at
        status.bootSeconds = earlier.bootSeconds
        if status.keepingSince(of: earlier) != earlier { try save(status) }
    }

    private func shareStatus() throws -> Status.Share {
        let share = configuration.share
        guard let mount else { return Status.Share(state: "none", type: "none", source: "", mountpoint: "") }
        let state =
            switch try shareState(mount) {
            case .unmounted: "unmounted"
            case .mounted: "mounted"
            case .foreign: "foreign"
            }
        return Status.Share(
            state: state, type: share.type.rawValue, source: share.source, mountpoint: share.mountpoint)
    }
}

/// The version of this program, in one place.
package enum AgentVersion {
    /// Semantic version, as in CHANGELOG.md.
    package static let text = "0.1.0"
}
