import AgentCore

/// Homes and the share's directories, with users who move things while the agent works.
extension WorldState {
    mutating func homeState(_ account: Account, _ machine: Int) -> AccountFacts.HomeState {
        switch machines[machine].homes[account.home] {
        case nil: .absent
        case .directory(account.uid)?: .own
        default: .obstructed
        }
    }

    mutating func makeHome(_ account: Account, _ machine: Int) -> Result<Void, SystemFailure> {
        expectMade(account.name, machine, "home")
        if let present = machines[machine].accounts[account.name], present.home != account.home {
            violations.append("home \(account.home) for \(account.name), who lives in \(present.home)")
        }
        let fate = fate(.home(account.home), failing: faults.homeFails)
        if case .works = fate, machines[machine].homes[account.home] == nil {
            machines[machine].homes[account.home] = .directory(owner: account.uid)
            if hasSkeleton { machines[machine].homes[account.home + "/notebooks"] = .directory(owner: account.uid) }
            return .success(())
        }
        // A home is there whole or not at all, but it may be there although the call failed.
        if case .fails(.all) = fate, machines[machine].homes[account.home] == nil {
            machines[machine].homes[account.home] = .directory(owner: account.uid)
            if hasSkeleton { machines[machine].homes[account.home + "/notebooks"] = .directory(owner: account.uid) }
        }
        return .failure(Self.noSpace(account.home))
    }

    mutating func keys(_ account: Account, _ machine: Int) -> [String] { machines[machine].keys[account.name] ?? [] }

    mutating func writeKeys(_ account: Account, _ lines: [String], _ machine: Int) -> Result<Void, KeysFailure> {
        expectMade(account.name, machine, "keys")
        switch fate(.keys(account.name), failing: faults.homeFails) {
        case .works:
            machines[machine].keys[account.name] = lines
            return .success(())
        case .fails(let effect), .hangs(let effect):
            if effect == .all { machines[machine].keys[account.name] = lines }
            return .failure(.system(Self.noSpace(account.home)))
        }
    }

    mutating func observe(_ account: Account, isMounted: Bool, _ machine: Int) -> LinkObservation {
        isPlaceChanged = false
        danglingSeen = [:]
        var observation = LinkObservation(home: .own)
        switch homeState(account, machine) {
        case .absent: observation.home = .absent
        case .obstructed: observation.home = .foreign("a directory of somebody else")
        case .own:
            observation.homeLink = entry(layout.path(of: .home, home: account.home), machine)
            observation.notebooks = entry(account.home + "/notebooks", machine)
            if observation.notebooks == .directory(owner: account.uid) {
                observation.remote = entry(layout.path(of: .remote, home: account.home), machine)
            }
        }
        if isMounted {
            var path: [String] = []
            var found: [Entry] = []
            for step in layout.steps(for: account.name) {
                path.append(step.name)
                found.append(shareEntry(path.joined(separator: "/")))
                guard case .directory? = found.last else { break }
            }
            observation.share = found
        }
        moveSomething(machine)
        return observation
    }

    mutating func perform(_ action: LinkAction, _ account: Account, _ machine: Int) -> LinkFailure? {
        if !isShareMounted(machine) { violations.append("\(action) for \(account.name) without a share") }
        if let entry = machines[machine].ledger?.accounts[account.name], entry.origin == .made, entry.uid != account.uid
        {
            violations.append("\(action) for \(account.name), whose uid is not the ledger's")
        }
        let fate = fate(.link(action, account.name), failing: faults.homeFails)
        switch fate {
        case .works, .fails(.all), .hangs(.all):
            let problem = apply(action, account, machine)
            if let problem { return problem }
        default: break
        }
        moveSomething(machine)
        if case .works = fate { return nil }
        return .system(Self.noSpace(account.home))
    }

    private mutating func apply(_ action: LinkAction, _ account: Account, _ machine: Int) -> LinkFailure? {
        switch action {
        case .makeShareDirectory(let index):
            let steps = layout.steps(for: account.name)
            let path = steps.prefix(index + 1).map(\.name).joined(separator: "/")
            if share.things[path] != nil { return taken("share/" + path) }
            share.things[path] = .directory(owner: steps[index].isUsers ? account.uid : 0)
        case .makeNotebooks: return place(.directory(owner: account.uid), account.home + "/notebooks", machine)
        case .makeLink(let kind, let target):
            let path = layout.path(of: kind, home: account.home)
            if kind == .remote, machines[machine].homes[account.home + "/notebooks"] != .directory(owner: account.uid) {
                return taken(account.home + "/notebooks")
            }
            return place(.link(target: target), path, machine)
        case .replaceLink(let kind, let from, let to):
            let path = layout.path(of: kind, home: account.home)
            guard case .link(from)? = machines[machine].homes[path] else { return taken(path) }
            let isOurs =
                machines[machine].ledger?.links[path] == from || from.split(separator: "/") == to.split(separator: "/")
            if !isOurs, danglingSeen[path] != from { violations.append("\(path) -> \(from) replaced") }
            machines[machine].homes[path] = .link(target: to)
        case .removeStale(let name, let target):
            let path = "\(account.home)/\(name)"
            if machines[machine].ledger?.links[path] != target {
                violations.append("\(path) -> \(target) removed, which is not ours")
            }
            if machines[machine].homes[path] == .link(target: target) { machines[machine].homes[path] = nil }
        case .removeLeftover: violations.append("removed a link that nobody left")
        case .removeLoop: violations.append("loop removed unasked")
        }
        return nil
    }

    /// Somebody was faster, or the plan was wrong: only the second is our fault.
    private mutating func taken(_ path: String) -> LinkFailure {
        if !isPlaceChanged { violations.append("planned over \(path), where something stood") }
        return .changedMeanwhile(path: path)
    }

    private mutating func place(_ thing: Thing, _ path: String, _ machine: Int) -> LinkFailure? {
        if machines[machine].homes[path] != nil { return taken(path) }
        machines[machine].homes[path] = thing
        return nil
    }

    private mutating func entry(_ path: String, _ machine: Int) -> Entry {
        switch machines[machine].homes[path] {
        case nil: return .absent
        case .directory(let owner)?: return .directory(owner: owner)
        case .link(let target)?:
            let isDangling = isDangling(target, machine)
            if isDangling { danglingSeen[path] = target }
            return .link(target: target, isDangling: isDangling)
        case .file?: return .other("a file")
        }
    }

    private func shareEntry(_ path: String) -> Entry {
        switch share.things[path] {
        case nil: .absent
        case .directory(let owner)?: .directory(owner: configuration.share.type == .smb ? 0 : owner)
        case .link(let target)?: .link(target: target, isDangling: nil)
        case .file?: .other("a file")
        }
    }

    private func isDangling(_ target: String, _ machine: Int) -> Bool {
        if target == "/etc" { return false }
        // The share may be seen at an earlier mountpoint too.
        for mount in machines[machine].mounts where mount.type != "tmpfs" {
            if target == mount.mountpoint { return false }
            guard target.hasPrefix(mount.mountpoint + "/") else { continue }
            return share.things[String(target.dropFirst(mount.mountpoint.count + 1))] == nil
        }
        return machines[machine].files[target + "/"] == nil
    }

    /// A user does something in an own home, just now.
    private mutating func moveSomething(_ machine: Int) {
        guard random.percent(faults.userMoves), !isCrashed else { return }
        isPlaceChanged = true
        moveAnything(machine)
    }

    mutating func moveAnything(_ machine: Int) {
        let owned = machines[machine].accounts.values.filter { account in
            account.uid >= 1000 && machines[machine].homes[account.home] == .directory(owner: account.uid)
        }
        guard let account = owned.sorted(by: { $0.name < $1.name }).randomElement(using: &random) else { return }
        let path = account.home + random.pick(["/notebooks", "/notebooks/remote", "/" + layout.homeLinkName])
        machines[machine].remove(path)
        let thing: Thing? = random.pick([
            nil, .file("work of \(account.name)"), .directory(owner: account.uid), .link(target: "/etc"),
            .link(target: "/nowhere"), .link(target: layout.mountpoint),
            .link(target: layout.mountpoint + "/notebooks"),
        ])
        let parent =
            path.hasSuffix("/remote")
            ? machines[machine].homes[account.home + "/notebooks"] : .directory(owner: account.uid)
        if parent == .directory(owner: account.uid) { machines[machine].homes[path] = thing }
    }

    static func noSpace(_ path: String) -> SystemFailure {
        SystemFailure(
            operation: "write", path: path, number: SystemFailure.Number.noSpace, reason: "No space left on device")
    }
}
