import CLinux
import Glibc
import Synchronization

/// A hostile user: swaps everything in his home as fast as system calls go, on a thread with his identity.
///
/// He never overwrites or removes a file of his own, he only moves them aside: one that is gone afterwards was lost
/// by somebody else. What he does follows from the seed; when he does it is up to the scheduler.
final class Attacker: @unchecked Sendable {
    private let home: String
    private let protected: String
    private let uid: UInt32
    private var state: UInt64
    private var count = 0
    private var thread = pthread_t()
    private let isRunning = Atomic(true)
    private let placedCount = Atomic(0)
    /// How many files he put where a link should go so far; may be asked while he is at it.
    var progress: Int { placedCount.load(ordering: .relaxed) }
    /// Contents of the files that he put where a link should go.
    private(set) var placed: Set<String> = []

    init(seed: UInt64, home: String, protected: String, uid: UInt32) {
        self.home = home
        self.protected = protected
        self.uid = uid
        state = seed
    }

    func start() {
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Attacker>.fromOpaque(argument).takeUnretainedValue().attack()
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Ends the attack; what he did can be looked at afterwards.
    func stop() {
        if isRunning.exchange(false, ordering: .acquiringAndReleasing) { pthread_join(thread, nil) }
    }

    private func attack() {
        guard clinux_assume_identity(uid, uid, nil, 0) == 0 else { return }
        mkdir(home + "/aside", 0o755)
        // Limits: so many steps keep the home small enough to be looked through afterwards.
        for _ in 0..<40_000 {
            guard isRunning.load(ordering: .acquiring) else { return }
            step()
        }
    }

    private func step() {
        switch next(12) {
        case 0: swap("notebooks") { mkdir($0, 0o755) }
        case 1: swap("notebooks") { symlink(protected, $0) }
        case 2: next(2) == 0 ? swap("notebooks") { mkfifo($0, 0o666) } : swap("notebooks") { place($0) }
        case 3: swap("notebooks/remote") { mkfifo($0, 0o666) }
        case 4: swap("notebooks/remote") { mkdir($0, 0o755) }
        case 5: swap("notebooks/remote") { symlink(protected, $0) }
        case 6: swap("notebooks/remote") { place($0) }
        // What leads nowhere is replaced by the agent: a file put there just then is the one in danger.
        case 7, 8:
            swap("notebooks/remote") { symlink("/gone/\(count)", $0) }
            usleep(UInt32(next(60)))
            swap("notebooks/remote") { place($0) }
        case 9, 10:
            swap("share") { symlink("/gone/\(count)", $0) }
            usleep(UInt32(next(60)))
            swap("share") { place($0) }
        default:
            aside(".dsvm-agent.link")
            aside("notebooks")
            mkdir(home + "/notebooks", 0o755)
        }
        usleep(UInt32(next(40)))
    }

    /// Makes something under another name and puts it where nothing of his own is overwritten.
    private func swap(_ name: String, _ make: (String) -> Void) {
        count += 1
        let new = "\(home)/aside/new-\(count)"
        make(new)
        aside(name)
        clinux_rename_new(AT_FDCWD, new, AT_FDCWD, "\(home)/\(name)")
    }

    private func aside(_ name: String) {
        count += 1
        rename("\(home)/\(name)", "\(home)/aside/old-\(count)")
    }

    private func place(_ path: String) {
        let text = "unique \(count)"
        let raw = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        write(raw, text, text.utf8.count)
        close(raw)
        placed.insert(text)
        placedCount.add(1, ordering: .relaxed)
    }

    /// A number below a limit: splitmix64, so that a seed gives the same attack everywhere.
    private func next(_ limit: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return (value ^ (value >> 31)) % limit
    }
}
