import AgentCore
import Testing

/// The values are those of real machines, cut to the columns that are asked for: `query-gpu--h200--590.48.01--all-fields-load`
/// (100 %, 32362 MiB) with its `compute-apps--…--three-processes`, `query-gpu--h100…--all-fields-idle` (0 %, 0 MiB) and
/// `…-mig-idle` (`[N/A]`, 59 MiB), `query-gpu--l40s…` (100 % without a listed process), and the `error--…` texts.
@Suite struct GPUSensorTests {
    static let uuid = "GPU-00000000-0000-0000-0000-000000000000"
    private static let threeProcesses = "\(uuid), 10291, 2566\n\(uuid), 10293, 1542\n\(uuid), 10309, 28234\n"

    private func judge(_ gpus: String, _ apps: String?, at: Double = 100, now: Double = 100) -> SensorReading {
        let rows = GPUText.gpus(gpus)
        let sample = GPUSensor.Sample(
            at: BootInstant(at), gpus: rows.gpus, processes: apps.flatMap(GPUText.processes), trouble: rows.trouble,
            names: userNames)
        var looks = Looks(GPUSensor.self)
        return looks.look(now, .seen(sample))
    }

    @Test(
        arguments: [
            Row("H200 under load", ("0, \(uuid), 100, 32362\n", threeProcesses), "active"),
            Row("H100 idle", ("0, \(uuid), 0, 0\n", ""), "idle"),
            Row("L40S busy without a listed process", ("0, \(uuid), 100, 0\n", ""), "active"),
            Row("memory held at 0 %", ("0, \(uuid), 0, 32362\n", threeProcesses), "idle"),
            Row("just below", ("0, \(uuid), 4, 10\n", threeProcesses), "idle"),
            Row("at the percentage", ("0, \(uuid), 5, 10\n", threeProcesses), "active"),
            Row("MIG, nobody on it", ("0, \(uuid), [N/A], 59\n", ""), "idle"),
            Row("MIG, somebody on it", ("0, \(uuid), [N/A], 59\n", "MIG-1, 7, [N/A]\n"), "unknown"),
            Row("not supported, list refused", ("0, \(uuid), [Not Supported], 59\n", nil), "unknown"),
            Row("needs a reset, users there", ("0, \(uuid), [GPU requires reset], 5\n", threeProcesses), "unknown"),
            Row(
                "users without a number", ("0, \(uuid), [N/A], 5\n", "\(uuid), [Insufficient Permissions], [N/A]\n"),
                "unknown"),
            Row("one of two works", ("0, \(uuid), 0, 1\n1, GPU-1, 60, 1\n", ""), "active"),
            Row(
                "one of two is lost",
                ("Unable to determine the device handle for GPU0000:91:00.0: Unknown Error\n1, GPU-1, 0, 1\n", ""),
                "unknown"),
            Row(
                "one is lost, the other works",
                ("Unable to determine the device handle for GPU0000:91:00.0: Unknown Error\n1, GPU-1, 60, 1\n", ""),
                "active"),
            Row("nothing but an error", ("Failed to initialize NVML: Unknown Error\n", ""), "unknown"),
            Row("nothing at all", ("", ""), "unknown"),
        ] as [Row<(String, String?), String>])
    func `Load decides, and what is absent is never zero`(row: Row<(String, String?), String>) {
        #expect(judge(row.input.0, row.input.1).word == row.expected)
    }

    @Test(arguments: [
        (GPUSensor.Facts.absent, "off"), (.pending, "unknown"), (.hung(since: BootInstant(10)), "unknown"),
        (.failed("no driver", hasDriver: true), "unknown"), (.failed("missing", hasDriver: false), "off"),
    ])
    func `A GPU that does not answer is never idle`(facts: GPUSensor.Facts, expected: String) {
        var looks = Looks(GPUSensor.self)
        #expect(looks.look(100, facts).word == expected)
    }

    @Test func `The age of a hang is said`() {
        var looks = Looks(GPUSensor.self)
        #expect(
            looks.look(100, .hung(since: BootInstant(10))).outcome == .unknown("nvidia-smi has not answered for 90 s."))
    }

    @Test func `An answer counts from when it was given, and not for ever`() {
        #expect(judge("0, GPU-1, 60, 1\n", "", at: 90, now: 100).lastActive == BootInstant(90))
        #expect(judge("0, GPU-1, 0, 1\n", "", at: 39, now: 100).word == "unknown")
    }

    @Test func `Held memory is said with its owner`() {
        let held = GPUProcess(uuid: "GPU-1", pid: 7, memoryUsed: 12288, uid: 20001, what: "python train.py")
        let sample = GPUSensor.Sample(
            at: BootInstant(100), gpus: GPUText.gpus("0, GPU-1, 0, 12300\n").gpus, processes: [held], names: userNames)
        var looks = Looks(GPUSensor.self)
        let reading = looks.look(100, .seen(sample))
        #expect(reading.word == "idle")
        #expect(reading.notCounted == ["GPU 0: 12.0 GiB held by alice python train.py at 0 %"])
    }

    @Test func `A working GPU names who works on it`() {
        let users = [
            GPUProcess(uuid: "GPU-1", pid: 7, memoryUsed: 1, uid: 20001, what: "python train.py"),
            GPUProcess(uuid: "GPU-1", pid: 8, memoryUsed: 1),
            GPUProcess(uuid: "GPU-2", pid: 9, memoryUsed: 1, uid: 20002),
        ]
        let sample = GPUSensor.Sample(
            at: BootInstant(100), gpus: GPUText.gpus("0, GPU-1, 60, 1\n1, GPU-2, 0, 1\n").gpus, processes: users,
            names: userNames)
        var looks = Looks(GPUSensor.self)
        let reading = looks.look(100, .seen(sample))
        #expect(
            reading.actors == [
                Actor(user: "alice", what: "python train.py on GPU 0"),
                Actor(user: "container", what: "process 8 on GPU 0"),
            ])
        #expect(reading.notCounted == ["GPU 1: 1 MiB held by bob process 9 at 0 %"])
    }

    @Test func `A single 0 % between two batches does not lose the activity`() {
        var tracker = ActivityTracker(bootId: "b")
        for (second, load) in [(100.0, 60), (115, 0), (130, 60)] {
            let reading = judge("0, GPU-1, \(load), 1\n", "", at: second, now: second)
            tracker.take([reading], cumulative: [], context: moment(second))
            #expect(tracker.activity(context: moment(second), holds: []).verdict == .active)
        }
    }

    @Test func `Lists with a foreign line are no lists`() {
        #expect(GPUText.processes("Failed to initialize NVML: Driver/library version mismatch\n") == nil)
        #expect(GPUText.processes("\n") == [])
    }
}
