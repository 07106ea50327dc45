import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct MountsTests {
    let mounts = Host.live().mounts

    @Test func `The kernel's table has the root and proc`() throws {
        let table = try mounts.table()
        #expect(table.top(at: "/") != nil)
        #expect(table.top(at: "/proc")?.type == "proc")
    }

    @Test(.enabled(if: isRoot, "mounts in a namespace of its own, which needs root"))
    func `A new mount shows at once, with a name that the kernel escapes`() async {
        let folder = TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            #expect(enterMountNamespace())
            let place = path + "/a b\\c"
            mkdir(place, 0o755)
            // unshare(2) moves one thread; /proc/self shows the first thread's mounts, so the table is led to this one's.
            for name in ["/root", "/root/proc", "/root/proc/self"] { mkdir(path + name, 0o755) }
            symlink("/proc/thread-self/mountinfo", path + "/root/proc/self/mountinfo")
            let mounts = Host.live(root: path + "/root").mounts
            #expect(try mounts.table().top(at: place) == nil)
            #expect(mount("tmpfs", place, "tmpfs", UInt(MS_RDONLY), nil) == 0)
            let entry = try mounts.table().top(at: place)
            #expect(entry?.type == "tmpfs")
            #expect(entry?.isReadOnly == true)
            #expect(umount(place) == 0)
            #expect(try mounts.table().top(at: place) == nil)
        }
    }

    @Test func `Two paths are one directory if device and inode are`() {
        let folder = TemporaryFolder()
        folder.directory("a")
        folder.directory("b")
        folder.link("c", to: "a")
        #expect(mounts.isSameDirectory(folder("a"), folder("c")))
        #expect(!mounts.isSameDirectory(folder("a"), folder("b")))
        #expect(!mounts.isSameDirectory(folder("a"), folder("absent")))
    }

    @Test func `A listening port answers, and a closed one refuses`() throws {
        let listener = try #require(Listener(backlog: 8))
        #expect(mounts.connect("127.0.0.1", listener.port, .seconds(5)) == 0)
        let port = listener.port
        listener.stop()
        #expect(mounts.connect("127.0.0.1", port, .seconds(5)) == ECONNREFUSED)
    }

    @Test func `A server that does not answer is given up after the time limit`() throws {
        // With a full queue the kernel drops further attempts, as a firewall does.
        let listener = try #require(Listener(backlog: 0))
        let fillers = (0..<4).map { _ in listener.connectWithoutWaiting() }
        defer { for filler in fillers { close(filler) } }
        let begin = ContinuousClock.now
        #expect(mounts.connect("127.0.0.1", listener.port, .milliseconds(200)) == ETIMEDOUT)
        #expect(ContinuousClock.now - begin < .seconds(5))
        listener.stop()
    }

    @Test(arguments: ["server.example", "", "127.0.0.1.5", "::g"])
    func `What is no numeric address is refused, not looked up`(address: String) {
        #expect(mounts.connect(address, 445, .seconds(1)) == EINVAL)
    }
}

/// A TCP socket on a free port of the loopback.
private final class Listener {
    private let raw: Int32
    let port: UInt16

    init?(backlog: Int32) {
        let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(raw, $0, size) == 0 && listen(raw, backlog) == 0 && getsockname(raw, $0, &size) == 0
            }
        }
        self.raw = raw
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else { return nil }
    }

    func stop() { close(raw) }

    func connectWithoutWaiting() -> Int32 {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = Self.loopback(port: port)
        withUnsafePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return client
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
