import AgentCore
import Dispatch
import Glibc
import Testing

@testable import AgentLinux

@Suite(.enabled(if: isRoot, "takes the identity of others, which needs root"))
struct UserIdentityTests {
    let folder = TemporaryFolder()
    let alice = Account(name: "alice", uid: 20001, gid: 20001, home: "/")

    @Test func `A user's work cannot read a file of root, and root can again afterwards`() throws {
        let path = folder.file("secret", "secret", mode: 0o600)
        #expect(try UserIdentity.work(as: alice) { fileText(path) } == nil)
        #expect(fileText(path) == "secret")
    }

    @Test func `A user's work makes files of that user with no group of root's`() throws {
        folder.directory("open", mode: 0o777)
        let path = folder("open/new")
        _ = try UserIdentity.work(as: alice) { close(open(path, O_CREAT | O_WRONLY, 0o644)) }
        let look = try #require(Look(path))
        #expect((look.uid, look.gid) == (20001, 20001))
    }

    @Test func `A group of ours opens nothing to the user`() async throws {
        let path = folder.file("secret", "secret", mode: 0o640)
        chown(path, 0, 4242)
        await #expect(processExitsWith: .success) { [path = path as String] in
            var group: gid_t = 4242
            setgroups(1, &group)
            let alice = Account(name: "alice", uid: 20001, gid: 20001, home: "/")
            let text = try UserIdentity.work(as: alice) { fileText(path) }
            #expect(text == nil)
        }
    }

    @Test func `A user's work cannot change owners nor pass closed directories`() throws {
        folder.directory("closed", mode: 0o700)
        folder.file("closed/file", "x")
        folder.file("own", owner: 20001)
        let (closed, own) = (folder("closed/file"), folder("own"))
        let results = try UserIdentity.work(as: alice) { [Look(closed) == nil, chown(own, 0, 0) != 0] }
        #expect(results == [true, true])
    }

    @Test func `Other threads stay root while a user's work runs`() throws {
        let path = folder.file("secret", "secret", mode: 0o600)
        for _ in 0..<100 {
            let other = OtherReader(path)
            let text = try UserIdentity.work(as: alice) { () -> [String?] in [fileText(path), other.read()] }
            #expect(text == [nil, "secret"])
        }
    }

    @Test func `Many users' works at once keep their identities apart`() async throws {
        folder.directory("open", mode: 0o777)
        let path = folder.path
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<40 as Range<UInt32> {
                group.addTask {
                    let account = Account(name: "u", uid: 21000 + index, gid: 21000 + index, home: "/")
                    let name = "\(path)/open/\(index)"
                    _ = try? UserIdentity.work(as: account) { close(open(name, O_CREAT | O_WRONLY, 0o600)) }
                }
            }
        }
        for index in 0..<40 as Range<UInt32> {
            #expect(Look(folder("open/\(index)"))?.uid == 21000 + index)
            #expect(Look(folder("open/\(index)"))?.gid == 21000 + index)
        }
    }

    @Test func `Root's part inside a user's work is root's, and the user's rights come back after it`() throws {
        let path = folder.file("secret", "secret", mode: 0o600)
        let alice = alice
        let seen = try UserIdentity.work(as: alice) { () throws(LinkFailure) -> [String?] in
            let before = fileText(path)
            let inside = try UserIdentity.asRoot(alice) { () throws(LinkFailure) in fileText(path) }
            return [before, inside, fileText(path)]
        }
        #expect(seen == [nil, "secret", nil])
    }

    @Test func `The user's rights come back also when root's part fails`() throws {
        let path = folder.file("secret", "secret", mode: 0o600)
        let alice = alice
        let seen = try UserIdentity.work(as: alice) { () throws(LinkFailure) -> String? in
            do throws(LinkFailure) {
                try UserIdentity.asRoot(alice) { () throws(LinkFailure) in throw LinkFailure.changedMeanwhile(path: "x")
                }
            } catch {}
            return fileText(path)
        }
        #expect(seen == nil)
    }

    @Test func `Work that fails gives its thread back as root`() throws {
        let path = folder.file("secret", "secret", mode: 0o600)
        let alice = alice
        for _ in 0..<50 {
            #expect(throws: LinkFailure.self) {
                try UserIdentity.work(as: alice) { () throws(LinkFailure) in
                    throw LinkFailure.changedMeanwhile(path: "x")
                }
            }
            #expect(OtherReader(path).read() == "secret")
        }
    }
}

@Suite struct StuckWorkTests {
    @Test func `Work that does not end is given up after ten seconds, and others are served meanwhile`() throws {
        let account = World().user()
        let gate = DispatchSemaphore(value: 0)
        let begin = ContinuousClock.now
        let failure = #expect(throws: LinkFailure.self) { try UserIdentity.work(as: account) { gate.wait() } }
        #expect(failure == .stuck(user: "alice", seconds: 10))
        #expect(ContinuousClock.now - begin < .seconds(30))
        // The first is still stuck.
        #expect(try UserIdentity.work(as: account) { 7 } == 7)
        gate.signal()
    }
}

@Suite struct ForeignIdentityTests {
    @Test func `Without root nobody's identity can be taken, and nothing is done`() async {
        await #expect(processExitsWith: .success) {
            // As root: give it up for good in this process; otherwise there is nothing to give up.
            if geteuid() == 0 { #expect(setuid(65534) == 0) }
            let other = Account(name: "other", uid: 20001, gid: 20001, home: "/")
            let failure = #expect(throws: LinkFailure.self) { try UserIdentity.work(as: other) { exit(3) } }
            #expect(failure?.code == .rootNeeded)
        }
    }
}

/// Reads a file, when told to, on a thread that was there before: a new one would inherit its maker's identity.
private final class OtherReader: @unchecked Sendable {
    private let path: String
    private var text: String?
    private let go = DispatchSemaphore(value: 0)
    private var thread = pthread_t()

    init(_ path: String) {
        self.path = path
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let own = Unmanaged<OtherReader>.fromOpaque(argument).takeUnretainedValue()
                own.go.wait()
                own.text = fileText(own.path)
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func read() -> String? {
        go.signal()
        pthread_join(thread, nil)
        return text
    }
}
