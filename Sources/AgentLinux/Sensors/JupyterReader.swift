package import AgentCore
internal import CLinux
internal import Glibc

/// Finds people's Jupyter servers and asks each over loopback, with what its owner would ask it with.
///
/// Asking is no activity: every call says `no_track_activity`. Tokens stay in memory and go to the owner's port only.
/// Thread: one owner.
package final class JupyterReader {
    /// Sends one request.
    package typealias Send = @Sendable (HTTPRequest) throws(HTTPFailure) -> HTTPResponse

    /// Limits: servers asked in one look; a node has one or two for each of a few dozen people.
    package static let serversMax = 64
    /// Units: how long one server may take for one answer.
    package static let answerLimit = Duration.seconds(2)
    /// Units: how long a whole look may take; what is left over is unknown.
    package static let lookLimit = Duration.seconds(15)
    /// Units: seconds that an answer of the account database is kept: a directory service may be slow.
    private static let accountSeconds = 300.0

    private let accounts: Host.Accounts
    private let send: Send
    private let files = JupyterRuntimeFiles()
    private var processes = JupyterProcesses()
    private var known: [UInt32: (at: BootInstant, account: Account?)] = [:]

    /// A server that was found, with what is needed to ask it.
    private struct Found {
        var server: JupyterServer
        var address: JupyterAddress?
        var token: Secret<String>?
        var isSingleUser: Bool
    }

    /// Prepares to ask with a client of its own.
    package init(accounts: Host.Accounts) {
        self.accounts = accounts
        let client = HTTPClient(caFile: nil)
        send = { request throws(HTTPFailure) in try client.send(request) }
    }

    /// Prepares to ask through something else.
    package init(accounts: Host.Accounts, send: @escaping Send) {
        self.accounts = accounts
        self.send = send
    }

    /// Looks at the homes and processes of these people: those with a running process, whose uid is 1000 or more.
    ///
    /// Blocks: at most `lookLimit` and one home's or one server's own limit.
    package func read(uids: Set<UInt32>, now: BootInstant) -> JupyterFindings {
        let end = ContinuousClock.now + Self.lookLimit
        let people = uids.filter { $0 >= 1000 && $0 != 65534 }
        var findings = JupyterFindings()
        var found: [Found] = []
        let scan = processes.scan(uids: people, now: now)
        findings.kernelProcesses = scan.kernels
        for (pid, uid) in scan.singleUsers { found.append(singleUser(pid, uid, now)) }
        for uid in people.sorted() {
            guard ContinuousClock.now < end else {
                findings.problems.append("not all homes answered in time")
                break
            }
            guard let account = account(uid, now) else {
                findings.notes.append("uid \(uid) has no account, so no home to look for Jupyter in")
                continue
            }
            found += ownServers(of: account, &findings)
        }
        if found.count > Self.serversMax {
            findings.problems.append("\(found.count) Jupyter servers run, and \(Self.serversMax) are asked at most")
        }
        let ports = found.isEmpty ? ListeningPorts() : processes.ports()
        var asked: Set<String> = []
        for entry in found.prefix(Self.serversMax) {
            // A wrapper and its server have the same environment.
            guard asked.insert("\(entry.server.uid) \(entry.server.port) \(entry.server.basePath)").inserted else {
                continue
            }
            take(entry, ports, end, &findings)
        }
        return findings
    }

    private func account(_ uid: UInt32, _ now: BootInstant) -> Account? {
        if let known = known[uid], now.since(known.at) < Self.accountSeconds { return known.account }
        let account = (try? accounts.withUid(uid)) ?? nil
        known[uid] = (now, account)
        return account
    }

    private func singleUser(_ pid: Int32, _ uid: UInt32, _ now: BootInstant) -> Found {
        let environment = processes.environment(pid)
        let address = environment.address
        let server = JupyterServer(
            user: account(uid, now)?.name ?? "uid \(uid)", uid: uid, port: address.map { Int($0.port) } ?? 0,
            basePath: address?.basePath ?? "/pid-\(pid)/", answer: .denied("does not tell its address and token"))
        return Found(server: server, address: address, token: environment.token, isSingleUser: true)
    }

    private func ownServers(of account: Account, _ findings: inout JupyterFindings) -> [Found] {
        let processes = processes
        let uid = account.uid
        switch files.read(account, isOwn: { processes.owner(of: $0) == uid }) {
        case .failed(let reason):
            findings.problems.append("Jupyter's files of \(printable(account.name)) cannot be read: \(reason)")
            return []
        case .out(of: let path):
            findings.notes.append(
                "Jupyter of \(printable(account.name)): \(quoted(path)) is a link or closed, not followed")
            return []
        case .found(let files):
            return files.filter { !processes.isSingleUser($0.pid) }.map { file in
                var server = JupyterServer(
                    user: account.name, uid: uid, port: file.runtime?.port ?? 0,
                    basePath: file.runtime?.address?.basePath ?? "/pid-\(file.pid)/", answer: .denied(""))
                server.answer = .failed(
                    file.runtime == nil ? "wrote a file that is none of Jupyter's" : "is not on a loopback address")
                return Found(
                    server: server, address: file.runtime?.address, token: file.runtime?.token, isSingleUser: false)
            }
        }
    }

    private func take(
        _ found: Found, _ ports: ListeningPorts, _ end: ContinuousClock.Instant, _ findings: inout JupyterFindings
    ) {
        var server = found.server
        if let address = found.address, let token = found.token {
            let owners = ports.owners(of: address.port)
            if owners.isEmpty {
                findings.notes.append("\(server.title): nothing listens there")
                return
            }
            if owners != [server.uid] {
                server.answer = .failed("shares its port with somebody else, so it is not asked")
            } else if ContinuousClock.now >= end {
                server.answer = .failed("was not asked for lack of time")
            } else {
                server.answer = JupyterQuestion(address: address, token: token, send: send).answer()
            }
        }
        if found.isSingleUser { findings.singleUsers.append(server) } else { findings.servers.append(server) }
    }
}
