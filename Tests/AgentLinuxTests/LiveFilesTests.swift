import AgentCore
import Glibc
import Testing

@testable import AgentLinux

@Suite struct LiveFilesTests {
    let folder = TemporaryFolder()
    let files = Host.live().files

    @Test func `Files of odd size are read whole`() throws {
        #expect(try files.read("/proc/self/mountinfo", 1 << 20)?.isEmpty == false)
        #expect(try files.read("/proc/self/stat", 4)?.count == 4)
        folder.file("zero")
        #expect(try files.read(folder("zero"), 10) == [])
    }

    @Test(arguments: ["absent", "file/below", "absent/below"])
    func `Where nothing is, reading gives nothing and listing gives an empty list`(name: String) throws {
        folder.file("file", "text")
        #expect(try files.read(folder(name), 10) == nil)
        #expect(try files.describe(folder(name)) == nil)
        #expect(try files.list(folder(name)) == [])
    }

    @Test func `A directory is no file to read, and the failure says so`() {
        let failure = #expect(throws: SystemFailure.self) { try files.read(folder.path, 10) }
        #expect(failure?.description == "Cannot read '\(folder.path)': Is a directory.")
    }

    @Test func `Reading stops at the limit`() throws {
        folder.file("large", String(repeating: "x", count: 200_000))
        #expect(try files.read(folder("large"), 100_001)?.count == 100_001)
        #expect(try files.read(folder("large"), 200_001)?.count == 200_000)
    }

    @Test func `A FIFO in place of a file is not waited for`() throws {
        folder.fifo("fifo")
        #expect(try files.read(folder("fifo"), 10) == [])
    }

    @Test func `A directory is made with its parents, and an existing one is left as it is`() throws {
        folder.directory("kept", mode: 0o700)
        try files.makeDirectory(folder("kept/a/b/c"), 0o755)
        #expect(Look(folder("kept"))?.mode == 0o700)
        #expect(Look(folder("kept/a/b/c"))?.mode == 0o755)
        let before = Look(folder("kept/a"))
        try files.makeDirectory(folder("kept/a"), 0o700)
        #expect(Look(folder("kept/a")) == before)
    }

    @Test func `A file on the way to a directory is named`() {
        folder.file("file", "text")
        let failure = #expect(throws: SystemFailure.self) { try files.makeDirectory(folder("file/a/b"), 0o755) }
        #expect(failure?.path == folder("file"))
        #expect(failure?.number == ENOTDIR)
    }

    @Test func `What a path leads to is described with kind, mode and owner`() throws {
        folder.file("file", mode: 0o640)
        folder.link("link", to: "file")
        folder.fifo("fifo")
        #expect(try files.describe(folder("link")) == FileFacts(kind: .file, mode: 0o640, owner: geteuid()))
        #expect(try files.describe(folder.path)?.kind == .directory)
        #expect(try files.describe(folder("fifo"))?.kind == .other)
    }

    @Test func `A file is removed, and a missing one is a failure`() throws {
        folder.file("file")
        try files.remove(folder("file"))
        #expect(Look(folder("file")) == nil)
        #expect(throws: SystemFailure.self) { try files.remove(folder("file")) }
    }

    @Test func `Below a root every path is below it`() throws {
        let rooted = Host.live(root: folder.path).files
        folder.directory("etc")
        try rooted.write("/etc/one", [65], 0o600)
        #expect(fileText(folder("etc/one")) == "A")
        #expect(try rooted.list("/etc") == ["one"])
        try rooted.makeDirectory("/var/lib/x", 0o755)
        #expect(Look(folder("var/lib/x"))?.isDirectory == true)
    }

    @Test func `A relative path is taken from the working directory`() async {
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            chdir(path)
            let files = Host.live().files
            try files.write("agent.json", Array("{}".utf8), 0o644)
            #expect(try files.read("agent.json", 10) == Array("{}".utf8))
            try files.makeDirectory("a/b", 0o755)
            try files.write("a/b/c", [65], 0o644)
            try files.remove("agent.json")
            #expect(names(in: path) == ["a"])
            #expect(fileText(path + "/a/b/c") == "A")
        }
    }

    @Test func `A lock keeps other processes out until its token goes`() async throws {
        let path = folder("lock")
        var token: (any LockToken)? = try files.lock(path)
        #expect(token != nil)
        #expect(try files.lock(path) == nil)
        await #expect(processExitsWith: .success) { [path = path as String] in
            let other = try Host.live().files.lock(path)
            #expect(other == nil)
        }
        withExtendedLifetime(token) {}
        token = nil
        await #expect(processExitsWith: .success) { [path = path as String] in
            let other = try Host.live().files.lock(path)
            #expect(other != nil)
        }
        #expect(Look(path)?.mode == 0o600)
    }

    @Test func `A link in place of the lock is refused`() {
        folder.file("victim", "precious")
        folder.link("lock", to: folder("victim"))
        let failure = #expect(throws: SystemFailure.self) { try files.lock(folder("lock")) }
        #expect(failure?.number == ELOOP)
    }
}
