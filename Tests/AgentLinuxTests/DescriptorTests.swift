import AgentCore
import CLinux
import Glibc
import Testing

@testable import AgentLinux

@Suite struct DescriptorTests {
    let folder = TemporaryFolder()

    private func replace(_ name: String, _ text: String, mode: UInt32) throws {
        try Descriptor.root(folder.path).replaceFile(name, with: Array(text.utf8), mode: mode)
    }

    @Test(arguments: [0o600, 0o640, 0o644, 0o666, 0o755] as [UInt32])
    func `A replaced file has exactly the mode asked for, whatever the umask and the old mode`(mode: UInt32) throws {
        folder.file("state", "old", mode: 0o777)
        try replace("state", "new", mode: mode)
        #expect(fileText(folder("state")) == "new")
        #expect(Look(folder("state"))?.mode == mode)
        #expect(names(in: folder.path) == ["state"])
    }

    @Test func `A leftover of a killed run is removed, even a link under its name`() throws {
        folder.file("victim", "precious")
        folder.link(".state.dsvm-agent", to: folder("victim"))
        try replace("state", "new", mode: 0o600)
        #expect(fileText(folder("victim")) == "precious")
        #expect(Look(folder("state"))?.isFile == true)
        #expect(names(in: folder.path) == ["state", "victim"])
    }

    @Test func `A link that is replaced is not written through`() throws {
        folder.file("victim", "precious")
        folder.link("state", to: folder("victim"))
        try replace("state", "new", mode: 0o600)
        #expect(fileText(folder("victim")) == "precious")
        #expect(Look(folder("state"))?.isFile == true)
    }

    @Test func `A directory under the temporary name stops the write and names itself`() throws {
        folder.file("state", "old")
        folder.directory(".state.dsvm-agent")
        let failure = #expect(throws: SystemFailure.self) { try replace("state", "new", mode: 0o600) }
        #expect(failure?.path == folder(".state.dsvm-agent"))
        #expect(failure?.number == EISDIR)
        #expect(fileText(folder("state")) == "old")
    }

    @Test func `A missing directory is named with its errno`() {
        let path = folder("absent")
        let failure = #expect(throws: SystemFailure.self) {
            try Descriptor.root(path).replaceFile("x", with: [], mode: 0o600)
        }
        #expect(
            failure == SystemFailure(operation: "open", path: path, number: ENOENT, reason: "No such file or directory")
        )
    }

    @Test(arguments: 0..<8)
    func `A kill while files are replaced leaves an old text or a new one, never a part`(round: Int) async throws {
        let path = folder.path
        let texts = (0..<4).map { String(repeating: "\($0)", count: 200_000) }
        folder.file("state", texts[0])
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
            let texts = (0..<4).map { Array(String(repeating: "\($0)", count: 200_000).utf8) }
            var killer = pthread_t()
            // The seed of the round decides after how long; the answer is the same for every instant.
            let delay = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
            delay.pointee = UInt32(500 + round * 1700)
            pthread_create(
                &killer, nil,
                { argument in
                    usleep(argument!.load(as: UInt32.self))
                    kill(getpid(), SIGKILL)
                    return nil
                }, delay)
            let folder = try Descriptor.root(path)
            while true { for text in texts { try folder.replaceFile("state", with: text, mode: 0o600) } }
        }
        let found = try #require(fileText(folder("state")))
        #expect(texts.contains(found))
        // What the killed run left does not stop the next one.
        try replace("state", "after", mode: 0o600)
        #expect(fileText(folder("state")) == "after")
        #expect(names(in: folder.path) == ["state"])
    }

    @Test(.enabled(if: isRoot, "mounts a small tmpfs, which needs root"))
    func `A full disk keeps the old text and leaves no part of the new one`() async throws {
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            // A mount namespace of its own, so that nothing is left mounted whatever happens.
            #expect(enterMountNamespace())
            #expect(mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0)
            let folder = try Descriptor.root(path)
            try folder.replaceFile("state", with: Array("old".utf8), mode: 0o600)
            let failure = #expect(throws: SystemFailure.self) {
                try folder.replaceFile("state", with: [UInt8](repeating: 65, count: 1 << 20), mode: 0o600)
            }
            #expect(failure?.number == ENOSPC)
            #expect(failure?.remedy.hasPrefix("Free some space") == true)
            #expect(fileText(path + "/state") == "old")
            #expect(names(in: path) == ["state"])
        }
    }

    @Test func `Names are listed sorted, without dots, up to the limit`() throws {
        for name in ["c", "a", ".hidden", "b"] { folder.file(name) }
        #expect(try Descriptor.root(folder.path).list(entriesMax: 10) == [".hidden", "a", "b", "c"])
        #expect(try Descriptor.root(folder.path).list(entriesMax: 2).count == 2)
    }

    @Test func `A directory below is refused where a link stands`() throws {
        folder.directory("real")
        folder.link("link", to: folder("real"))
        let top = try Descriptor.root(folder.path)
        #expect(try top.directory("real").describe()?.mode == S_IFDIR | 0o755)
        let failure = #expect(throws: SystemFailure.self) { _ = try top.directory("link").raw }
        #expect(failure?.number == ENOTDIR)
    }

    @Test func `A file is read without following a link and without waiting for a FIFO`() throws {
        folder.file("file", "text")
        folder.link("link", to: "file")
        folder.fifo("fifo")
        let top = try Descriptor.root(folder.path)
        #expect(try top.read("file", bytesMax: 2) == Array("te".utf8))
        #expect(try top.read("absent", bytesMax: 2) == nil)
        #expect(try top.read("fifo", bytesMax: 2) == [])
        #expect(throws: SystemFailure.self) { try top.read("link", bytesMax: 2) }
    }

    @Test func `The longest target of a link is read whole`() throws {
        let target = String(repeating: "abcdefghi/", count: 409)
        folder.link("link", to: target)
        #expect(try Descriptor.root(folder.path).readLink("link") == target)
    }
}
