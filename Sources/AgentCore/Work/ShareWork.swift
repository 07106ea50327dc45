/// Mounting and unmounting the share.
extension Node {
    /// Mounts the share unless it is, and sees to it that it comes back at boot.
    ///
    /// Success is what the kernel's table shows afterwards. Blocks: at most the configured timeout and 20 seconds more.
    package func ensureMounted(_ ledger: inout Ledger, report: inout Report) throws {
        guard let mount else { return }
        let state = try shareState(mount)
        if case .foreign(let source, let type) = state {
            throw ShareFailure.foreignMount(
                mountpoint: mount.mountpoint, source: source, type: type, wanted: mount.source)
        }
        if state == .unmounted { try checkPrerequisites(mount, report: &report) }
        let hasSystemd = try isSystemdRunning()
        if hasSystemd { try ensureUnit(mount, ledger: &ledger, report: &report) }
        ledger.mount = Ledger.MountRecord(
            source: mount.source, mountpoint: mount.mountpoint, unit: hasSystemd ? MountUnit(mount).name : nil)
        guard state == .unmounted else { return }

        report.changed("share", mount.source, "mounted at \(mount.mountpoint)")
        if isDryRun { return }
        let outcome = try attempt(mount, throughSystemd: hasSystemd)
        guard case .mounted = try shareState(mount) else { throw diagnose(mount, outcome, throughSystemd: hasSystemd) }
    }

    /// Unmounts the share until it is asked for again or the machine restarts.
    package func unmountShare() throws -> Report {
        var report = Report()
        guard let mount else { throw ShareFailure.unconfigured }
        let state = try shareState(mount)
        switch state {
        case .unmounted: return report
        case .foreign(let source, let type):
            throw ShareFailure.foreignMount(
                mountpoint: mount.mountpoint, source: source, type: type, wanted: mount.source)
        case .mounted: report.changed("share", mount.source, "unmounted from \(mount.mountpoint)")
        }
        if isDryRun { return report }
        let command =
            try isSystemdRunning()
            ? Command("systemctl", ["stop", MountUnit(mount).name], timeLimit: .seconds(mount.timeoutSeconds + 10))
            : Command("umount", [mount.mountpoint], timeLimit: .seconds(mount.timeoutSeconds))
        let outcome = try host.commands.run(command)
        if case .unmounted = try shareState(mount) {
            try refreshStatus(try loadLedger(), report: report, concerning: [nil])
            return report
        }
        if outcome.isTimedOut { throw CommandFailure.timedOut(command) }
        throw ShareFailure.busy(mountpoint: mount.mountpoint)
    }

    /// Judges by the kernel's table what stands at the mountpoint.
    package func shareState(_ mount: ShareMount) throws -> ShareState {
        let isSame = mount.type == .local && host.mounts.isSameDirectory(mount.source, mount.mountpoint)
        return ShareState(mount, table: try host.mounts.table(), isSameDirectory: isSame)
    }

    /// Tells whether links may be made: a share is configured, mounted, and answers within five seconds.
    package func isShareUsable() throws -> Bool {
        guard let mount, case .mounted = try shareState(mount) else { return false }
        return try isAnswering(mount)
    }

    /// Asks the share for its size in a process of its own: a dead server blocks that process, never us.
    package func isAnswering(_ mount: ShareMount) throws -> Bool {
        let probe = Command(
            "stat", ["--file-system", "--format=%T", mount.mountpoint], timeLimit: Self.probeTimeLimit)
        let outcome = try host.commands.run(probe)
        return !outcome.isTimedOut && outcome.status == 0
    }

    /// Units: how long a living share may take to answer.
    package static let probeTimeLimit = Duration.seconds(5)

    private func isSystemdRunning() throws -> Bool {
        // sd_booted(3): this directory exists exactly where systemd is the service manager.
        try host.files.describe("/run/systemd/system")?.kind == .directory
    }

    private func checkPrerequisites(_ mount: ShareMount, report: inout Report) throws {
        if let credentials = mount.credentials { try checkCredentials(credentials) }
        if let helper = mount.helper, host.commands.find(helper.program) == nil {
            throw ShareFailure.helperMissing(program: helper.program, package: helper.package)
        }
        if mount.type == .local, try host.files.describe(mount.source)?.kind != .directory {
            throw ShareFailure.sourceMissing(path: mount.source)
        }
        switch try host.files.describe(mount.mountpoint)?.kind {
        case .directory?:
            if try !host.files.list(mount.mountpoint).isEmpty {
                report.found(ShareFailure.mountpointNotEmpty(path: mount.mountpoint))
            }
        case nil: if !isDryRun { try host.files.makeDirectory(mount.mountpoint, 0o755) }
        default: throw ShareFailure.mountpointUnusable(path: mount.mountpoint, what: "not a directory")
        }
    }

    /// Refuses a credentials file that others could read or replace.
    package func checkCredentials(_ path: String) throws {
        guard let facts = try host.files.describe(path) else { throw ShareFailure.credentialsMissing(path: path) }
        guard facts.owner == 0, facts.mode & 0o077 == 0 else {
            throw ShareFailure.credentialsExposed(path: path, mode: facts.mode)
        }
    }

    private func ensureUnit(_ mount: ShareMount, ledger: inout Ledger, report: inout Report) throws {
        let unit = MountUnit(mount)
        let path = Path.units + "/" + unit.name
        let present = try host.files.read(path, 64 * 1024).map { String(decoding: $0, as: UTF8.self) }
        if let present, !present.hasPrefix(MountUnit.mark) { throw ShareFailure.unitForeign(path: path) }
        if let old = ledger.mount?.unit, old != unit.name { try removeUnit(old, report: &report) }
        let wants =
            Path.units + (mount.server == nil ? "/local-fs.target.wants/" : "/remote-fs.target.wants/") + unit.name
        let isEnabled = try host.files.describe(wants) != nil
        if present == unit.text, isEnabled { return }
        report.changed("share", path, present == nil ? "unit made" : "unit updated")
        if isDryRun { return }
        if present != unit.text {
            try host.files.write(path, Array(unit.text.utf8), 0o644)
            try require(Command("systemctl", ["daemon-reload"]))
        }
        try require(Command("systemctl", ["enable", unit.name]))
    }

    /// Takes away the unit of an earlier configuration; what it mounted stays until the next boot.
    private func removeUnit(_ name: String, report: inout Report) throws {
        let path = Path.units + "/" + name
        guard let text = try host.files.read(path, 64 * 1024),
            String(decoding: text, as: UTF8.self).hasPrefix(MountUnit.mark)
        else { return }
        report.changed("share", path, "unit of the earlier mountpoint removed")
        if isDryRun { return }
        try require(Command("systemctl", ["disable", name]))
        try host.files.remove(path)
    }

    private func attempt(_ mount: ShareMount, throughSystemd: Bool) throws -> Command.Outcome {
        if throughSystemd {
            let unit = MountUnit(mount).name
            // A unit that failed too often is refused without an attempt until it is reset.
            _ = try host.commands.run(Command("systemctl", ["reset-failed", unit]))
            return try host.commands.run(
                Command("systemctl", ["start", unit], timeLimit: .seconds(mount.timeoutSeconds + 10)))
        }
        let arguments = [
            "-t", mount.fileSystemType, "-o", mount.options.joined(separator: ","), mount.source, mount.mountpoint,
        ]
        return try host.commands.run(Command("mount", arguments, timeLimit: .seconds(mount.timeoutSeconds)))
    }

    private func diagnose(_ mount: ShareMount, _ outcome: Command.Outcome, throughSystemd: Bool) -> ShareFailure {
        var text = outcome.standardError
        if throughSystemd, let journal = try? host.commands.run(MountUnit(mount).journalCommand) {
            text = journal.standardOutput
        }
        let words = text.split(separator: "\n").last { $0.contains("mount") }.map(String.init) ?? outcome.lastWords
        var evidence = MountDiagnosis.Evidence(
            number: MountDiagnosis.number(in: text), isTimedOut: outcome.isTimedOut, text: words, hasAddress: nil,
            connectResult: nil)
        if let server = mount.server {
            let lookup = try? host.commands.run(Command("getent", ["ahosts", server.host], timeLimit: .seconds(5)))
            let address = lookup?.standardOutput.split(whereSeparator: \.isWhitespace).first.map(String.init)
            evidence.hasAddress = address != nil
            evidence.connectResult = address.map { host.mounts.connect($0, server.port, .seconds(5)) }
        }
        return MountDiagnosis.cause(mount, evidence)
    }

    /// Runs a command that must succeed.
    package func require(_ command: Command) throws {
        let outcome = try host.commands.run(command)
        if outcome.isTimedOut { throw CommandFailure.timedOut(command) }
        guard outcome.status == 0 else {
            throw CommandFailure.failed(command, status: outcome.status, text: outcome.lastWords)
        }
    }
}

extension MountUnit {
    /// Reads what the last attempt said.
    package var journalCommand: Command {
        Command(
            "journalctl", ["--unit", name, "--boot", "--lines", "20", "--output", "cat", "--no-pager"],
            timeLimit: .seconds(5))
    }
}
