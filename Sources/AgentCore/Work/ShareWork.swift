/// Mounting and unmounting the share.
extension Node {
    /// Mounts the share unless it is, and sees to it that it comes back at boot.
    ///
    /// `isNoted` is false where the ledger is damaged: what is left of it is not written over.
    /// Success is what the kernel's table shows afterwards. Blocks: at most the configured timeout and 40 seconds more.
    package func ensureMounted(_ ledger: inout Ledger, report: inout Report, isNoted: Bool = true) throws {
        guard let mount else { return }
        var state = try shareState(mount)
        if case .foreign(let source, let type) = state {
            throw ShareFailure.foreignMount(
                mountpoint: mount.mountpoint, source: source, type: type, wanted: mount.source)
        }
        if try isRefusedByServer(mount, state) {
            try detach(mount, report: &report)
            if !isDryRun { state = try shareState(mount) }
        }
        var record = Ledger.MountRecord(source: mount.source, mountpoint: mount.mountpoint, unit: nil)
        let isSamePlace = ledger.mount?.mountpoint == mount.mountpoint
        record.hidesFiles =
            state == .unmounted ? try checkPrerequisites(mount) : isSamePlace ? ledger.mount?.hidesFiles : nil
        if record.hidesFiles == true { report.found(ShareFailure.mountpointNotEmpty(path: mount.mountpoint)) }
        let hasSystemd = try isSystemdRunning()
        if hasSystemd { record.unit = MountUnit(mount).name }
        // Noted before it is made: a unit that nobody remembers would mount at every boot for ever.
        if let old = ledger.mount?.unit, old != record.unit { try removeUnit(old, report: &report) }
        var next = ledger
        next.mount = record
        if isNoted { try save(next, replacing: ledger) }
        ledger = next
        if hasSystemd { try ensureUnit(mount, report: &report) }
        guard state == .unmounted else { return }

        if !isDryRun {
            let outcome = try attempt(mount, throughSystemd: hasSystemd)
            guard case .mounted = try shareState(mount) else {
                throw diagnose(mount, outcome, throughSystemd: hasSystemd)
            }
        }
        report.changed("share", mount.source, "mounted at \(mount.mountpoint)")
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

    /// Throws what is wrong with the share, if anything is.
    func requireShare(_ mount: ShareMount) throws {
        guard case .mounted = try shareState(mount) else {
            throw ShareFailure.notMounted(mountpoint: mount.mountpoint)
        }
        guard try isAnswering(mount, within: shareTimeLimit) else { throw notAnswering(mount) }
    }

    /// Tells whether links may be made: a share is configured, mounted, and answers in time.
    package func isShareUsable(within timeLimit: Duration = probeTimeLimit) throws -> Bool {
        guard let mount, case .mounted = try shareState(mount) else { return false }
        return try isAnswering(mount, within: timeLimit)
    }

    /// Asks the share for its size in a process of its own: a dead server blocks that process, never us.
    package func isAnswering(_ mount: ShareMount, within timeLimit: Duration = probeTimeLimit) throws -> Bool {
        let probe = Command(
            "stat", ["--file-system", "--format=%T", mount.mountpoint], timeLimit: timeLimit,
            grace: .milliseconds(50))
        let outcome = try host.commands.run(probe)
        return !outcome.isTimedOut && outcome.status == 0
    }

    /// Units: how long a living share may take to answer. It takes milliseconds; a command that asks a dead one must
    /// still answer a person within two seconds.
    package static let probeTimeLimit = Duration.seconds(1)

    /// Units: how long work that changes something waits: a share that is only slow, throttled or asked by a busy
    /// machine is not given up for it.
    static let patientTimeLimit = Duration.seconds(10)

    /// How long this command may wait for the share.
    var shareTimeLimit: Duration { isDryRun ? Self.probeTimeLimit : Self.patientTimeLimit }

    private func isSystemdRunning() throws -> Bool {
        // sd_booted(3): this directory exists exactly where systemd is the service manager.
        try host.files.describe("/run/systemd/system")?.kind == .directory
    }

    /// Recognises a mount whose key was rotated: mounted, dead, and its server answers a new connection.
    ///
    /// A connection that was made with the old key dies at the next reconnect and never comes back by itself; while the
    /// server is away, nothing is done, for then the mount heals when it returns.
    /// Source: Azure Files troubleshooting, "mount error 13" and "Host is down" after key rotation.
    private func isRefusedByServer(_ mount: ShareMount, _ state: ShareState) throws -> Bool {
        guard case .mounted = state, mount.type == .smb, let server = mount.server,
            try !isAnswering(mount, within: Self.patientTimeLimit)
        else { return false }
        return connect(to: server, timeLimit: .seconds(1)) == 0
    }

    /// Takes a dead mount out of the way: open shells keep their place on it, new accesses see the new mount.
    private func detach(_ mount: ShareMount, report: inout Report) throws {
        if !isDryRun {
            try require(Command("umount", ["--lazy", mount.mountpoint], timeLimit: .seconds(mount.timeoutSeconds)))
        }
        report.changed("share", mount.source, "detached: its server is there and serves this mount no more")
    }

    /// Connects to the server: 0, an errno, or nil where its name has no address.
    private func connect(to server: (host: String, port: UInt16), timeLimit: Duration) -> Int32? {
        let lookup = try? host.commands.run(Command("getent", ["ahosts", server.host], timeLimit: .seconds(5)))
        let address = lookup?.standardOutput.split(whereSeparator: \.isWhitespace).first.map(String.init)
        return address.map { host.mounts.connect($0, server.port, timeLimit) }
    }

    private func checkPrerequisites(_ mount: ShareMount) throws -> Bool {
        var hidesFiles = false
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
                hidesFiles = true
            }
        case nil: if !isDryRun { try host.files.makeDirectory(mount.mountpoint, 0o755) }
        default: throw ShareFailure.mountpointUnusable(path: mount.mountpoint, what: "not a directory")
        }
        // The kernel's table shows the path without links: one with links would look unmounted for ever.
        if let real = host.files.resolve(mount.mountpoint), real != mount.mountpoint {
            throw ShareFailure.mountpointUnusable(
                path: mount.mountpoint, what: "reached through a link; its own path is \(quoted(real))")
        }
        return hidesFiles
    }

    /// Refuses a credentials file that others could read or replace.
    package func checkCredentials(_ path: String) throws {
        guard let facts = try host.files.describe(path) else { throw ShareFailure.credentialsMissing(path: path) }
        guard facts.owner == 0, facts.mode & 0o077 == 0 else {
            throw ShareFailure.credentialsExposed(path: path, mode: facts.mode)
        }
    }

    private func ensureUnit(_ mount: ShareMount, report: inout Report) throws {
        let unit = MountUnit(mount)
        let path = Path.units + "/" + unit.name
        let present = try host.files.read(path, 64 * 1024).map { String(decoding: $0, as: UTF8.self) }
        if let present, !present.hasPrefix(MountUnit.mark) { throw ShareFailure.unitForeign(path: path) }
        let wants =
            Path.units + (mount.server == nil ? "/local-fs.target.wants/" : "/remote-fs.target.wants/") + unit.name
        let isEnabled = try host.files.describe(wants) != nil
        if present == unit.text, isEnabled { return }
        if !isDryRun {
            if present != unit.text {
                try host.files.write(path, Array(unit.text.utf8), 0o644)
                try require(Command("systemctl", ["daemon-reload"]))
            }
            try require(Command("systemctl", ["enable", unit.name]))
        }
        report.changed("share", path, present == nil ? "unit made" : "unit updated")
    }

    /// Takes away the unit of an earlier configuration; what it mounted stays until the next boot.
    private func removeUnit(_ name: String, report: inout Report) throws {
        let path = Path.units + "/" + name
        guard let text = try host.files.read(path, 64 * 1024),
            String(decoding: text, as: UTF8.self).hasPrefix(MountUnit.mark)
        else { return }
        if !isDryRun {
            try require(Command("systemctl", ["disable", name]))
            try host.files.remove(path)
        }
        report.changed("share", path, "unit of the earlier mountpoint removed")
    }

    private func attempt(_ mount: ShareMount, throughSystemd: Bool) throws -> Command.Outcome {
        if throughSystemd {
            let unit = MountUnit(mount).name
            // A run may have been killed between writing the unit and telling systemd of it.
            try require(Command("systemctl", ["daemon-reload"]))
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
        let words = text.textLines.last { $0.contains("mount") }.map(String.init) ?? outcome.lastWords
        var evidence = MountDiagnosis.Evidence(
            number: MountDiagnosis.number(in: text),
            isTimedOut: outcome.isTimedOut || isUnitTimedOut(mount, throughSystemd),
            text: words, hasAddress: nil,
            connectResult: nil)
        if let server = mount.server {
            evidence.connectResult = connect(to: server, timeLimit: .seconds(5))
            evidence.hasAddress = evidence.connectResult != nil
        }
        return MountDiagnosis.cause(mount, evidence)
    }

    /// systemd ends an attempt by itself after TimeoutSec and says so in the unit's result.
    ///
    /// Source: systemd.service(5), `$SERVICE_RESULT`; the property `Result` of org.freedesktop.systemd1.Mount.
    private func isUnitTimedOut(_ mount: ShareMount, _ throughSystemd: Bool) -> Bool {
        guard throughSystemd else { return false }
        let question = Command(
            "systemctl", ["show", "--property=Result", "--value", MountUnit(mount).name], timeLimit: .seconds(5))
        let answer = try? host.commands.run(question)
        return answer?.standardOutput.textLines.first == "timeout"
    }

    /// Runs a command that must succeed.
    package func require(_ command: Command) throws { try host.commands.require(command) }
}

extension MountUnit {
    /// Reads what the last attempt said.
    package var journalCommand: Command {
        Command(
            "journalctl", ["--unit", name, "--boot", "--lines", "20", "--output", "cat", "--no-pager"],
            timeLimit: .seconds(5))
    }
}
