/// One finding of `check`: a part that is well, or a condition.
package struct Finding: Sendable, Equatable, Codable {
    /// Which check found it: `share`, `users`, `agent`.
    package var check: String
    package var severity: Severity
    /// One line for people.
    package var text: String
    /// What to do next; nil where all is well.
    package var remedy: String?
    /// The catalogue's code; nil where all is well.
    package var code: ConditionCode?

    /// Notes that something is well.
    package init(_ check: String, ok text: String) {
        self.check = check
        severity = .ok
        self.text = text
    }

    /// Notes a condition.
    package init(_ check: String, _ condition: Condition) {
        self.check = check
        severity = condition.severity
        text = condition.text
        remedy = condition.remedy
        code = condition.code
    }

    /// Notes something that is no condition of the catalogue's own making.
    package init(_ check: String, critical text: String, remedy: String, code: ConditionCode?) {
        self.check = check
        severity = .critical
        self.text = text
        self.remedy = remedy
        self.code = code
    }

    /// Notes a failure.
    package init(_ check: String, _ failure: any Failure) { self.init(check, Condition(failure)) }
}

/// The checks that this version has.
package enum CheckName: String, Sendable, CaseIterable {
    case share, users, agent
}

extension Node {
    /// Looks at this node now; changes nothing and needs no lock.
    ///
    /// Blocks: at most five seconds on a dead share.
    package func check(_ names: [CheckName]) -> [Finding] {
        names.flatMap { name in
            do {
                return switch name {
                case .share: try checkShare()
                case .users: try checkUsers()
                case .agent: try checkAgent()
                }
            } catch let failure as any Failure {
                return [Finding(name.rawValue, failure)]
            } catch {
                return [Finding(name.rawValue, StateFailure.unreadable(path: Path.ledger, reason: "\(error)"))]
            }
        }
    }

    private func checkShare() throws -> [Finding] {
        guard let mount else { return [Finding("share", ok: "no share is configured")] }
        var findings: [Finding] = []
        switch try shareState(mount) {
        case .unmounted: findings.append(Finding("share", ShareFailure.notMounted(mountpoint: mount.mountpoint)))
        case .foreign(let source, let type):
            let failure = ShareFailure.foreignMount(
                mountpoint: mount.mountpoint, source: source, type: type, wanted: mount.source)
            findings.append(Finding("share", failure))
        case .mounted(let isReadOnly):
            guard try isAnswering(mount) else {
                findings.append(Finding("share", Self.notAnswering(mount)))
                break
            }
            findings.append(Finding("share", ok: "\(mount.source) is mounted at \(mount.mountpoint) and answers"))
            if isReadOnly { findings.append(Finding("share", ShareFailure.readOnly(mountpoint: mount.mountpoint))) }
        }
        if let credentials = mount.credentials {
            do { try checkCredentials(credentials) } catch let failure as ShareFailure {
                findings.append(Finding("share", failure))
            }
        }
        return findings
    }

    /// Plans what `provision` would do for users and reports what stands in the way, or is still to be done.
    private func checkUsers() throws -> [Finding] {
        guard host.clock.isRoot else { return try checkUsersFromStatus() }
        let ledger = try loadLedger()
        let report = try look(at: ledger)
        var findings = report.conditions.map { Finding("users", $0) }
        for (subject, changes) in Dictionary(grouping: report.changes, by: \.subject).sorted(by: { $0.key < $1.key }) {
            findings.append(Finding("users", AgentFailure.workLeft(subject: subject, changes: changes.count)))
        }
        let open = ledger.accounts.values.count { $0.state != .closed }
        return findings.isEmpty ? [Finding("users", ok: "\(open) accounts and their links are in place")] : findings
    }

    private func checkUsersFromStatus() throws -> [Finding] {
        guard let status = try host.loadStatus() else { throw AgentFailure.statusMissing }
        let open = status.users.filter { $0.state != "closed" }
        let concerned = status.conditions.map(\.condition).filter { condition in
            condition.subject.map { subject in status.users.contains { $0.name == subject } } ?? false
        }
        let note = "as of \(status.at); for a look now run it as root"
        return concerned.isEmpty
            ? [Finding("users", ok: "\(open.count) accounts and their links were in place, \(note)")]
            : concerned.map { Finding("users", $0) }
    }

    private func checkAgent() throws -> [Finding] {
        var findings: [Finding] = []
        _ = try loadLedger()
        for program in [
            "useradd", "groupadd", "usermod", "chpasswd", "mount", "umount", "stat", "cp", "chown", "getent",
        ]
        where host.commands.find(program) == nil {
            findings.append(Finding("agent", CommandFailure.missing(program: program)))
        }
        if let facts = try host.files.describe(Path.state), facts.owner != 0 || facts.mode & 0o022 != 0 {
            findings.append(Finding("agent", StateFailure.exposed(path: Path.state, mode: facts.mode)))
        }
        if try host.files.describe("/run/systemd/system") != nil,
            try host.files.describe(Path.units + "/multi-user.target.wants/dsvm-agent.service") == nil
        {
            findings.append(Finding("agent", AgentFailure.bootUnitMissing))
        }
        if try host.loadStatus() == nil { findings.append(Finding("agent", AgentFailure.statusMissing)) }
        return findings.isEmpty ? [Finding("agent", ok: "dsvm-agent \(AgentVersion.text) is in order")] : findings
    }
}
