import AgentCore
import Glibc
import Synchronization
import Testing

@testable import AgentLinux

/// The reader with stand-ins for nvidia-smi: scripts that print what real ones printed, hang or fail.
@Suite struct SensorsGPUTests {
    private let root = FixtureRoot()
    private let time = Time()
    private static let uuid = "GPU-00000000-0000-0000-0000-000000000000"

    /// A clock that a test moves; sleeping does not.
    private final class Time: Sendable {
        private let seconds = Mutex(1000.0)
        var now: BootInstant { BootInstant(seconds.withLock { $0 }) }
        func pass(_ more: Double) { seconds.withLock { $0 += more } }
    }

    private func reader(
        _ script: String?, driver: Bool = true, deadline: Duration = .seconds(20), isLeftBehind: Bool = false
    ) -> GPUReader {
        if driver { root.file("dev/nvidiactl", "") }
        for name in ["usr", "usr/bin"] { root.folder.directory(name) }
        if let script {
            root.folder.file(
                "usr/bin/nvidia-smi", "#!/bin/sh\necho x >>'\(root.folder("runs"))'\n\(script)\n", mode: 0o755)
        }
        let time = time
        return GPUReader(
            root: root.folder.path, commands: Host.live(root: root.folder.path).commands, deadline: deadline,
            clock: { time.now }, isLeftBehind: { isLeftBehind })
    }

    private var runs: Int { fileText(root.folder("runs"))?.split(separator: "\n").count ?? 0 }

    /// Answers the two questions as a machine with one GPU.
    private func answers(_ load: String, _ apps: String) -> String {
        "case $1 in --query-gpu*) printf '0, \(Self.uuid), \(load)\\n';; *) printf '\(apps)';; esac"
    }

    private func wait(_ reader: GPUReader, _ condition: (GPUSensor.Facts) -> Bool) -> GPUSensor.Facts? {
        for _ in 0..<1000 {
            let facts = reader.read()
            if condition(facts) { return facts }
            usleep(10_000)
        }
        return nil
    }

    @Test func `A machine without a GPU is asked nothing`() {
        root.file("sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n")
        #expect(reader("exit 0", driver: false).readFresh(limit: .seconds(5)) == .absent)
        #expect(runs == 0)
    }

    @Test func `A working GPU names its processes`() throws {
        root.process(77, command: "python\0train.py\0")
        let reader = reader(answers("60, 1024", "\(Self.uuid), 77, 1000\\n"))
        guard case .seen(let sample) = reader.readFresh(limit: .seconds(20)) else {
            Issue.record("no answer")
            return
        }
        #expect(sample.gpus == GPUText.gpus("0, \(Self.uuid), 60, 1024\n").gpus)
        #expect(
            sample.processes == [
                GPUProcess(uuid: Self.uuid, pid: 77, memoryUsed: 1000, uid: root.uid, what: "python train.py")
            ])
    }

    @Test func `Looks never wait, and the rhythm is kept`() {
        let reader = reader(answers("0, 1", ""))
        #expect(reader.read() == .pending)
        #expect(wait(reader) { if case .seen = $0 { true } else { false } } != nil)
        #expect(runs == 2)
        for _ in 0..<20 { _ = reader.read() }
        time.pass(14)
        _ = reader.read()
        #expect(runs == 2)
        time.pass(1)
        #expect(wait(reader) { if case .seen(let sample) = $0 { sample.at == time.now } else { false } } != nil)
        #expect(runs == 4)
    }

    @Test func `One that hangs is told by its age, and no second one is started`() {
        let reader = reader("exec sleep 1000", deadline: .milliseconds(200), isLeftBehind: true)
        #expect(wait(reader) { if case .hung = $0 { true } else { false } } == .hung(since: BootInstant(1000)))
        for _ in 0..<5 {
            time.pass(20)
            #expect(reader.read() == .hung(since: BootInstant(1000)))
            usleep(50_000)
        }
        #expect(runs == 1)
    }

    @Test func `When the hung one is gone it is asked again`() {
        let reader = reader(
            "test -e '\(root.folder("well"))' || exec sleep 1000; \(answers("60, 1", ""))", deadline: .milliseconds(500)
        )
        #expect(wait(reader) { if case .hung = $0 { true } else { false } } != nil)
        root.folder.file("well")
        time.pass(15)
        #expect(wait(reader) { if case .seen = $0 { true } else { false } } != nil)
    }

    @Test func `A failure says what nvidia-smi said`() {
        let mismatch = "Failed to initialize NVML: Driver/library version mismatch"
        #expect(
            wait(reader("echo '\(mismatch)'; exit 18")) { $0 != .pending }
                == .failed("nvidia-smi: \(mismatch)", hasDriver: true))
    }

    @Test func `A GPU without a driver can be used by nobody`() {
        root.file("sys/bus/pci/devices/0001:00:00.0/vendor", "0x10de\n")
        let facts = wait(reader(nil, driver: false)) { $0 != .pending }
        guard case .failed(_, hasDriver: false) = facts else {
            Issue.record("\(String(describing: facts))")
            return
        }
    }

    @Test func `A list that is refused is no empty list`() {
        let facts = reader("case $1 in --query-gpu*) echo '0, \(Self.uuid), [N/A], 5';; *) echo denied; exit 4;; esac")
            .readFresh(limit: .seconds(20))
        guard case .seen(let sample) = facts else {
            Issue.record("\(facts)")
            return
        }
        #expect(sample.processes == nil)
        #expect(sample.gpus.first?.utilizationPercent == nil)
    }
}
