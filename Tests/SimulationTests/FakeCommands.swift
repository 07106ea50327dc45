import AgentCore

/// The system's commands, as far as the agent uses them.
extension WorldState {
    mutating func run(_ command: Command, _ machine: Int) -> Command.Outcome {
        switch command.program {
        case "stat":
            let isAlive = share.isUp && isShareMounted(machine) && !machines[machine].isMountRefused
            return Command.Outcome(status: isAlive ? 0 : 124, isTimedOut: !isAlive)
        case "getent": return Command.Outcome(status: 0, standardOutput: "10.0.0.4 STREAM server\n")
        case "journalctl": return Command.Outcome(status: 0, standardOutput: "mount.nfs: Connection timed out\n")
        case "systemctl" where command.arguments.first == "show":
            return Command.Outcome(status: 0, standardOutput: "success\n")
        default: break
        }
        if ["groupadd", "useradd", "usermod"].contains(command.program) {
            expectMade(command.arguments.last ?? "", machine, command.program)
        }
        switch fate(.command(command), failing: faults.commandFails, hanging: faults.commandHangs) {
        case .works: return apply(command, machine, .all)
        case .fails(let effect):
            _ = apply(command, machine, effect)
            return Command.Outcome(status: 1, standardError: "something went wrong\n")
        case .hangs(let effect):
            _ = apply(command, machine, effect)
            return Command.Outcome(status: 137, isTimedOut: true)
        }
    }

    private mutating func apply(_ command: Command, _ machine: Int, _ effect: Faults.Effect) -> Command.Outcome {
        if effect == .nothing { return Command.Outcome(status: 1) }
        let words = command.arguments
        switch command.program {
        case "groupadd": return addGroup(words, machine)
        case "useradd": return addAccount(words, machine, effect)
        case "usermod": return change(words, machine)
        case "chpasswd": return setPassword(command, machine)
        case "mount": return mount(machine)
        case "umount":
            machines[machine].mounts.removeLast()
            if words.first == "--lazy", !machines[machine].isMountRefused || !share.isUp {
                violations.append("a mount that its server serves was detached")
            }
            return Command.Outcome(status: 0)
        case "systemctl": return control(words, machine)
        default:
            violations.append("unknown command \(command.line)")
            return Command.Outcome(status: 127)
        }
    }

    private mutating func addGroup(_ words: [String], _ machine: Int) -> Command.Outcome {
        guard words.count == 3, let gid = UInt32(words[1]) else { return Command.Outcome(status: 2) }
        let isTaken = machines[machine].groups.contains { $0.key == words[2] || $0.value.gid == gid }
        if isTaken { return Command.Outcome(status: 9) }
        machines[machine].groups[words[2]] = AccountFiles.Group(name: words[2], gid: gid)
        return Command.Outcome(status: 0)
    }

    /// useradd writes passwd before shadow: a cut between them leaves an account without its shadow line.
    private mutating func addAccount(_ words: [String], _ machine: Int, _ effect: Faults.Effect) -> Command.Outcome {
        func value(_ option: String) -> String { words.firstIndex(of: option).map { words[$0 + 1] } ?? "" }
        guard let name = words.last, let uid = UInt32(value("--uid")), let gid = UInt32(value("--gid")) else {
            return Command.Outcome(status: 2)
        }
        let isTaken = machines[machine].accounts.contains { $0.key == name || $0.value.uid == uid }
        if isTaken { return Command.Outcome(status: 9) }
        machines[machine].accounts[name] = Account(
            name: name, uid: uid, gid: gid, gecos: value("--comment"), home: value("--home-dir"),
            shell: value("--shell"))
        if effect == .all { machines[machine].shadows[name] = AccountFiles.Shadow(password: "!") }
        return Command.Outcome(status: 0)
    }

    private mutating func change(_ words: [String], _ machine: Int) -> Command.Outcome {
        guard let name = words.last, machines[machine].accounts[name] != nil else { return Command.Outcome(status: 6) }
        // usermod writes a missing line of shadow where it has to change one, with passwd's "x" as its password.
        if words.contains("--expiredate"), machines[machine].shadows[name] == nil {
            machines[machine].shadows[name] = AccountFiles.Shadow(password: "x")
        }
        var rest = words.dropLast()
        while let option = rest.popFirst() {
            switch option {
            case "--append": break
            case "--groups":
                guard let group = rest.popFirst(), machines[machine].groups[group] != nil else {
                    return Command.Outcome(status: 6)
                }
                machines[machine].groups[group]?.members.append(name)
            case "--shell": machines[machine].accounts[name]?.shell = rest.popFirst() ?? ""
            case "--comment": machines[machine].accounts[name]?.gecos = rest.popFirst() ?? ""
            case "--password": machines[machine].shadows[name] = AccountFiles.Shadow(password: rest.popFirst() ?? "")
            case "--expiredate": machines[machine].shadows[name]?.expiryDay = rest.popFirst().flatMap { Int($0) }
            case "--lock":
                if machines[machine].shadows[name]?.password.hasPrefix("!") == false {
                    machines[machine].shadows[name]?.password.insert("!", at: "".startIndex)
                }
            case "--unlock": machines[machine].shadows[name]?.password.removeFirst()
            default: return Command.Outcome(status: 2)
            }
        }
        return Command.Outcome(status: 0)
    }

    private mutating func setPassword(_ command: Command, _ machine: Int) -> Command.Outcome {
        let parts = (command.standardInput?.reveal ?? "").split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[1].hasSuffix("\n") else { return Command.Outcome(status: 1) }
        let name = String(parts[0])
        expectMade(name, machine, command.program)
        guard machines[machine].shadows[name] != nil else { return Command.Outcome(status: 1) }
        let text = String(parts[1].dropLast())
        machines[machine].shadows[name]?.password = command.arguments == ["--encrypted"] ? text : "$6$" + text
        return Command.Outcome(status: 0)
    }

    private mutating func mount(_ machine: Int) -> Command.Outcome {
        guard share.isUp else {
            return Command.Outcome(status: 32, standardError: "mount.nfs: Connection timed out\n")
        }
        machines[machine].mounts.append(mountEntry)
        machines[machine].isMountRefused = false
        return Command.Outcome(status: 0)
    }

    private mutating func control(_ words: [String], _ machine: Int) -> Command.Outcome {
        let unit = words.last ?? ""
        switch words.first {
        case "daemon-reload": reload(machine)
        case "enable":
            reload(machine)
            let target = configuration.share.type == .local ? "local-fs" : "remote-fs"
            machines[machine].files["\(Node.Path.units)/\(target).target.wants/\(unit)"] = []
        case "reset-failed": break
        case "disable":
            let isWant = { (path: String) in path.hasSuffix(".wants/\(unit)") }
            machines[machine].files = machines[machine].files.filter { !isWant($0.key) }
        case "start":
            guard machines[machine].loadedUnits[unit] == machines[machine].files["\(Node.Path.units)/\(unit)"] else {
                violations.append("\(unit) started from a text that systemd has not read")
                return Command.Outcome(status: 5)
            }
            return mount(machine)
        default: return Command.Outcome(status: 1)
        }
        return Command.Outcome(status: 0)
    }

    /// systemd reads unit files when it is told to, not when they change.
    private mutating func reload(_ machine: Int) {
        machines[machine].loadedUnits = machines[machine].files.reduce(into: [:]) { units, file in
            guard file.key.hasPrefix(Node.Path.units + "/"), file.key.hasSuffix(".mount"), !file.value.isEmpty else {
                return
            }
            units[String(file.key.dropFirst(Node.Path.units.count + 1))] = file.value
        }
    }
}
