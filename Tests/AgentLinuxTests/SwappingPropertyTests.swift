import AgentCore
import Glibc
import Testing

@testable import AgentLinux

/// A hostile user swaps everything of his own as fast as a process can, while the agent links in a loop.
@Suite(.enabled(if: isRoot, "runs an attacker under another uid, which only root can start"))
struct SwappingPropertyTests {
    /// Units: seconds of attack for each seed.
    private static let seconds = 1.5

    /// The attacker: each step is decided by a generator with the seed, and every file he writes has its own content.
    ///
    /// Arguments: seed, home, a protected directory of root's, seconds. Ends by itself when the time is over or the
    /// flag file is gone. `kept` lists the contents of files that he put at `remote` and never took away himself.
    private static let attacker = """
        seed=$1; home=$2; protected=$3; share=$4; count=0
        cd "$home" || exit 1
        next() { seed=$(( (seed * 1103515245 + 12345) % 2147483648 )); pick=$(( (seed / 65536) % $1 )); }
        # What stands at remote is moved aside, never removed, so that a file can only be lost by the agent.
        aside() { count=$((count + 1)); mv -T "$1" "aside/$count" 2>/dev/null; }
        mkdir -p aside notebooks 2>/dev/null
        while [ -e running ]; do
            next 9
            case $pick in
            0) aside notebooks; mkdir notebooks ;;
            1) aside notebooks; ln -s "$protected" notebooks ;;
            2) aside notebooks; mkfifo notebooks ;;
            3) aside notebooks; echo "file $count of $1" >notebooks; mkdir -p notebooks ;;
            4) aside notebooks/remote; echo "unique-$1-$count" >new && mv -T new notebooks/remote && echo "unique-$1-$count" >>kept ;;
            5) aside notebooks/remote; mkfifo notebooks/remote ;;
            6) aside notebooks/remote; mkdir notebooks/remote ;;
            7) aside notebooks/remote; ln -s "/gone/$count" notebooks/remote ;;
            8) aside share; next 3
               case $pick in
               0) ln -s /gone share ;;
               1) echo "unique-$1-s$count" >new && mv -T new share && echo "unique-$1-s$count" >>kept ;;
               2) ln -s "$protected" share ;;
               esac ;;
            esac 2>/dev/null
        done
        """

    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `Whoever swaps paths while the agent works gains nothing, loses nothing and stops nobody`(seed: Int) throws {
        let world = World()
        let protected = world.protectedTree()
        let mallory = world.user("mallory", uid: 20001)
        let bob = world.user("bob", uid: 20002)
        world.folder.file("home/mallory/running", owner: mallory.uid)
        let script = world.folder.file("attacker", Self.attacker, mode: 0o755)
        let before = Snapshot(protected)
        let outside = Set(names(in: world.folder.path))

        let pid = try start(script, [String(seed), mallory.home, protected, world.folder("share")], uid: mallory.uid)
        defer {
            kill(-pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        var (rounds, made, failed) = (0, 0, 0)
        let end = ContinuousClock.now + .seconds(Self.seconds)
        while ContinuousClock.now < end {
            rounds += 1
            for name in ["notebooks/remote", "share"] { unlink("\(bob.home)/\(name)") }
            // What was recorded as ours makes the agent replace links too, the riskiest of its changes.
            let recorded = [mallory.home + "/share": protected, mallory.home + "/notebooks/remote": "/gone/1"]
            do throws(LinkFailure) {
                made += try world.keep(mallory, recorded: recorded).actions.count
            } catch { failed += 1 }
            let isServed = try world.keep(bob).failures.isEmpty && world.isLinked(bob)
            #expect(isServed, "round \(rounds) of seed \(seed)")
        }
        unlink(world.folder("home/mallory/running"))
        waitpid(pid, nil, 0)

        #expect(Snapshot(protected) == before, "seed \(seed)")
        #expect(Set(names(in: world.folder.path)) == outside, "seed \(seed)")
        #expect(names(in: world.folder("share")) == ["notebooks"])
        #expect(names(in: world.folder("share/notebooks")) == ["bob", "mallory"])
        #expect(names(in: world.folder("home")) == ["bob", "mallory"])
        checkOwners(of: mallory.home, uid: mallory.uid)
        let kept = Set((fileText(world.folder("home/mallory/kept")) ?? "").split(separator: "\n").map(String.init))
        let lost = kept.subtracting(contents(below: mallory.home))
        #expect(lost.isEmpty, "seed \(seed): lost \(lost.sorted())")
        // The race is only worth something if both sides did a lot.
        #expect(rounds > 20 && made > 0 && kept.count > 5, "seed \(seed): \(rounds) rounds, \(made) changes, \(failed) failures, \(kept.count) files")
        // Once the attack is over everything heals, at the latest when its owner clears the way.
        for name in ["notebooks", "share", ".dsvm-agent.link"] { rename("\(mallory.home)/\(name)", "\(mallory.home)/aside/last-\(name)") }
        #expect(try world.keep(mallory).failures == [])
        #expect(world.isLinked(mallory))
    }

    /// Nothing in the attacker's home may belong to root: a file of root's there would be one he controls the place of.
    private func checkOwners(of path: String, uid: UInt32) {
        for name in names(in: path) {
            let below = "\(path)/\(name)"
            guard let look = Look(below) else { continue }
            #expect(look.uid == uid, "\(below) belongs to \(look.uid)")
            if look.isDirectory { checkOwners(of: below, uid: uid) }
        }
    }

    /// First lines of all regular files below a directory.
    private func contents(below path: String) -> Set<String> {
        var result: Set<String> = []
        for name in names(in: path) {
            let below = "\(path)/\(name)"
            guard let look = Look(below) else { continue }
            if look.isDirectory { result.formUnion(contents(below: below)) }
            if look.isFile, let line = fileText(below)?.split(separator: "\n").first { result.insert(String(line)) }
        }
        return result
    }

    /// Starts a shell script as another user, in a process group of its own.
    private func start(_ script: String, _ arguments: [String], uid: UInt32) throws -> Int32 {
        let program = try #require(Host.live().commands.find("setpriv"))
        let words = [program, "--reuid", "\(uid)", "--regid", "\(uid)", "--clear-groups", "--", "sh", script] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, program, nil, &attributes, &pointers, environ) == 0)
        return pid
    }
}
