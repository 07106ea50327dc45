import AgentCore
import FoundationEssentials
import Testing

/// The seed of all runs: from the environment to repeat a failure or to vary, else a constant.
let simulationSeed: UInt64 =
    ProcessInfo.processInfo.environment["DSVM_SIMULATION_SEED"].flatMap { UInt64($0) } ?? 20_261_123

/// One of four parts of the seeds, which run side by side.
func seeds(part: Int, of count: Int) -> [UInt64] {
    stride(from: part, to: count, by: 4).map { simulationSeed &+ UInt64($0) &* 0x1_0000_0001 }
}

extension Faults {
    /// Most kinds off for the whole run, the rest with very different weights.
    init(random: inout SplitMix64) {
        func weight() -> Int { random.percent(40) ? random.pick([2, 10, 50]) : 0 }
        (commandFails, commandHangs, writeFails, homeFails) = (weight(), weight(), weight(), weight())
        if random.percent(50) {
            crashAt = Int.random(in: 1...12, using: &random)
            crashEffect = random.pick(Faults.Effect.allCases)
        }
    }
}

struct SwarmTests {
    /// Faults of machine and share only: after them the end is that of an undisturbed run, to the byte.
    @Test(arguments: 0..<4)
    func `After any faults one provision and the same command reach the undisturbed end`(part: Int) throws {
        for seed in seeds(part: part, of: 1000) { try recover(seed) }
    }

    private func recover(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let setting = Setting(random: &random)
        let (world, calm) = (setting.world(), setting.world())
        var steps = [Step.provision]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let name = random.pick(["alice", "bob"])
            steps.append(random.percent(70) ? .add(try request(name, random: &random)) : .close(name))
        }
        for step in steps {
            let faults = Faults(random: &random)
            if random.percent(20) { world.with { $0.share.isUp = false } }
            let chance = random
            let report = world.run(step, faults: faults, random: chance)
            let lies = report.map { world.lies($0) } ?? []
            if !lies.isEmpty, !world.snapshot.isCrashed { Issue.record("seed \(seed): \(step): \(lies)") }
            expectSound(world, seed, step)
            world.with { $0.share.isUp = true }
            world.run(.provision)
            expectSound(world, seed, step)
            world.run(step)
            calm.run(step)
            expectSound(world, seed, step)
            if !world.isSameEnd(as: calm) {
                Issue.record("seed \(seed): \(step), \(faults): \(difference(world, calm))")
            }
        }
        let restless = world.restless()
        if !restless.isEmpty { Issue.record("seed \(seed): \(restless)") }
    }

    /// Users and admins who do what they like between and during the runs: nothing of theirs is touched.
    @Test(arguments: 0..<4)
    func `Whatever users and admins do, nothing of theirs is changed and the work settles`(part: Int) throws {
        for seed in seeds(part: part, of: 1000) { try survive(seed) }
    }

    private func survive(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let world = Setting(random: &random).world()
        for _ in 0..<Int.random(in: 3...8, using: &random) {
            let name = random.pick(["alice", "bob"])
            let step: Step =
                switch Int.random(in: 0..<10, using: &random) {
                case 0...3: .provision
                case 4...6: .add(try request(name, random: &random))
                case 7: .close(name)
                default: .link
                }
            var faults = Faults(random: &random)
            faults.userMoves = random.pick([0, 10, 50])
            if random.percent(50) { world.administer(&random) }
            if random.percent(20) { world.with { $0.share.isUp.toggle() } }
            world.run(step, faults: faults, random: random)
            expectSound(world, seed, step)
        }
        world.with { $0.share.isUp = true }
        let restless = world.restless()
        if !restless.isEmpty { Issue.record("seed \(seed): \(restless)") }
        expectSound(world, seed, .provision)
    }

    private func expectSound(_ world: World, _ seed: UInt64, _ step: Step) {
        let broken = world.broken()
        if !broken.isEmpty { Issue.record("seed \(seed): \(step): \(broken)") }
    }
}

extension World {
    /// Changes that a report claims and that are not so.
    func lies(_ report: Report) -> [String] {
        with { state in
            report.changes.filter { change in
                switch change.area {
                case "account" where change.what.hasPrefix("made, uid"):
                    state.machines[0].accounts[change.subject] == nil
                case "account" where change.what.hasPrefix("home "):
                    state.machines[0].homes["/home/\(change.subject)"] == nil
                case "share" where change.what.hasPrefix("mounted"): !state.isShareMounted(0)
                default: false
                }
            }.map { "\($0.subject) \($0.what)" }
        }
    }

    /// An admin does something by hand.
    func administer(_ random: inout SplitMix64) {
        let name = random.pick(["alice", "bob", "dsvmuser"])
        let kind = Int.random(in: 0..<10, using: &random)
        with { state in
            switch kind {
            case 0: state.machines[0].groups["docker"]?.members.removeAll { $0 == name }
            case 1: state.machines[0].groups["docker"] = nil
            case 2: state.machines[0].groups["docker"] = AccountFiles.Group(name: "docker", gid: 999)
            case 3:
                // userdel, which leaves the home.
                state.machines[0].accounts[name] = nil
                state.machines[0].shadows[name] = nil
                state.machines[0].groups[name] = nil
            case 4:
                // The same name anew, with another number.
                state.machines[0].remove("/home/\(name)")
                state.machines[0].add(
                    Account(name: name, uid: 1500, gid: 1500, home: "/home/\(name)"), password: "$6$own")
            case 5: state.machines[0].keys[name] = ["somebody's key"]
            case 6: state.machines[0].accounts[name]?.shell = "/bin/false"
            case 7: state.machines[0].mounts = []
            case 8: state.machines[0].moveHome(of: name, to: "/data/\(name)")
            default:
                state.machines[0].mounts.append(
                    MountTable.Entry(mountpoint: "/datamnt/dsvmshare", type: "tmpfs", source: "tmpfs"))
            }
        }
    }
}
