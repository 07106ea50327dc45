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
    /// Blocks: at most two seconds on a dead share.
    package func check(_ names: [CheckName]) -> [Finding] {
        // A dead share is asked once, so that one command waits once.
        let isUsable = names == [.agent] ? true : (try? isShareUsable()) ?? false
        return names.flatMap { name in
            do {
                return switch name {
                case .share: try checkShare(isUsable: isUsable)
                case .users: try checkUsers(isUsable: isUsable)
                case .agent: try checkAgent()
                }
            } catch let failure as any Failure {
                return [finding(name.rawValue, failure)]
            } catch {
                return [Finding(name.rawValue, StateFailure.unreadable(path: Path.ledger, reason: "\(error)"))]
            }
        }
    }

    /// What an ordinary user may not look at is unknown to that user, not broken.
    private func finding(_ check: String, _ failure: any Failure) -> Finding {
        var result = Finding(check, failure)
        if failure.code == .rootNeeded, !host.clock.isRoot { result.severity = .unknown }
        return result
    }

    /// Runs one step of a check; its failure is a finding and stops no other step.
    private func step(_ check: String, into findings: inout [Finding], _ work: () throws -> Void) {
        do {
            try work()
        } catch let failure as any Failure {
            findings.append(finding(check, failure))
        } catch {
            findings.append(Finding(check, StateFailure.unreadable(path: Path.state, reason: "\(error)")))
        }
    }

    private func checkShare(isUsable: Bool) throws -> [Finding] {
        guard let mount else { return [Finding("share", ok: "no share is configured")] }
        var findings: [Finding] = []
        switch try shareState(mount) {
        case .unmounted: findings.append(Finding("share", ShareFailure.notMounted(mountpoint: mount.mountpoint)))
        case .foreign(let source, let type):
            let failure = ShareFailure.foreignMount(
                mountpoint: mount.mountpoint, source: source, type: type, wanted: mount.source)
            findings.append(Finding("share", failure))
        case .mounted(let isReadOnly):
            guard isUsable else {
                findings.append(Finding("share", notAnswering(mount, within: Self.probeTimeLimit)))
                break
            }
            findings.append(Finding("share", ok: "\(mount.source) is mounted at \(mount.mountpoint) and answers"))
            if isReadOnly { findings.append(Finding("share", ShareFailure.readOnly(mountpoint: mount.mountpoint))) }
        }
        // The folder is 0700: only root can tell.
        if let credentials = mount.credentials, host.clock.isRoot {
            step("share", into: &findings) { try checkCredentials(credentials) }
        }
        return findings
    }

    /// Plans what `provision` would do for users and reports what stands in the way, or is still to be done.
    private func checkUsers(isUsable: Bool) throws -> [Finding] {
        guard host.clock.isRoot else { return try checkUsersFromStatus() }
        let ledger = try loadLedger()
        let report = try look(at: ledger, isShareUsable: isUsable)
        var findings = report.conditions.map { Finding("users", $0) }
        for (subject, changes) in Dictionary(grouping: report.changes, by: \.subject).sorted(by: { $0.key < $1.key }) {
            findings.append(Finding("users", AgentFailure.workLeft(subject: subject, changes: changes.count)))
        }
        let open = ledger.accounts.values.count { $0.state != .closed }
        if !findings.isEmpty { return findings }
        let isLooked = mount == nil || isUsable
        let what = isLooked ? "accounts and their links are in place" : "accounts are in place; links need the share"
        return [Finding("users", ok: "\(open) \(what)")]
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
        step("agent", into: &findings) { _ = try loadLedger() }
        let programs = [
            "useradd", "groupadd", "usermod", "chpasswd", "grpconv", "mount", "umount", "stat", "cp", "chown", "chmod",
            "rm",
            "getent",
        ]
        for program in programs where host.commands.find(program) == nil {
            findings.append(Finding("agent", CommandFailure.missing(program: program)))
        }
        step("agent", into: &findings) {
            if let facts = try host.files.describe(Path.state), facts.owner != 0 || facts.mode & 0o022 != 0 {
                throw StateFailure.exposed(path: Path.state, mode: facts.mode)
            }
        }
        step("agent", into: &findings) {
            guard try host.files.describe("/run/systemd/system") != nil else { return }
            let unit = Path.units + "/multi-user.target.wants/dsvm-agent.service"
            if try host.files.describe(unit) == nil { throw AgentFailure.bootUnitMissing }
        }
        step("agent", into: &findings) { if try host.loadStatus() == nil { throw AgentFailure.statusMissing } }
        return findings.isEmpty ? [Finding("agent", ok: "dsvm-agent \(AgentVersion.text) is in order")] : findings
    }
}
