internal import AgentCore
internal import CLinux
internal import Glibc
internal import Synchronization

/// The runtime files in people's homes, read with each person's rights and never for longer than a deadline.
struct JupyterRuntimeFiles {
    /// Source: jupyter_core, `jupyter_runtime_dir`. A server started with JUPYTER_RUNTIME_DIR, JUPYTER_DATA_DIR or
    /// XDG_DATA_HOME set writes elsewhere, and is not found.
    private static let directories = [".local", "share", "jupyter", "runtime"]
    /// Limits: names in the directory; files of kernels and servers that were killed pile up there.
    private static let namesMax = 20_000

    /// Whose home has not answered yet, so that no second thread waits for it.
    private let waiting = Waiting()

    private final class Waiting: Sendable {
        let uids = Mutex<Set<UInt32>>([])
    }

    /// One file of a process that runs and is the user's.
    struct File: Sendable {
        var pid: Int32
        /// Nil for a file that holds something else.
        var runtime: JupyterRuntime?
    }

    /// What one home has.
    enum Result: Sendable {
        case found([File])
        /// Links and closed directories on the way are the user's wish.
        case out(of: String)
        case failed(String)
    }

    /// Reads the files of one person whose process is still that person's.
    ///
    /// Blocks: at most `UserIdentity.timeLimit`.
    func read(_ account: Account, isOwn: @escaping @Sendable (Int32) -> Bool) -> Result {
        guard waiting.uids.withLock({ $0.insert(account.uid).inserted }) else {
            return .failed("the home has not answered since an earlier look")
        }
        let waiting = waiting
        do throws(LinkFailure) {
            return try UserIdentity.work(as: account) { () throws(LinkFailure) in
                defer { _ = waiting.uids.withLock { $0.remove(account.uid) } }
                return try Self.files(account, isOwn: isOwn)
            }
        } catch {
            if case .stuck = error { return .failed("the home does not answer") }
            _ = waiting.uids.withLock { $0.remove(account.uid) }
            if case .homeMissing = error { return .found([]) }
            return .failed(error.description)
        }
    }

    private static func files(_ account: Account, isOwn: (Int32) -> Bool) throws(LinkFailure) -> Result {
        var directory = try UserPlaces.home(of: account)
        do throws(SystemFailure) {
            for name in directories { directory = try directory.directory(name) }
            var pids: Set<Int32> = []
            var files: [File] = []
            for name in try directory.list(entriesMax: namesMax) {
                // jpserver- sorts before nbserver-, the older name that some servers write beside it.
                guard let pid = JupyterRuntime.pid(fileName: name), !pids.contains(pid), isOwn(pid) else { continue }
                guard let found = try directory.describe(name), found.mode & S_IFMT == S_IFREG,
                    found.uid == account.uid, found.size <= UInt64(JupyterRuntime.bytesMax)
                else { continue }
                pids.insert(pid)
                let bytes = try directory.read(name, bytesMax: JupyterRuntime.bytesMax + 1) ?? []
                files.append(File(pid: pid, runtime: JupyterRuntime(bytes)))
            }
            return .found(files)
        } catch {
            switch error.number {
            case ENOENT: return .found([])
            case ELOOP, ENOTDIR, EACCES: return .out(of: error.path)
            default: throw .system(error)
            }
        }
    }
}
