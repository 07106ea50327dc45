import Testing

@testable import Settings

struct MutationTests {
    private static let valid = """
        // a comment
        {
          name: "team", size: 0x1E, flag: true, /* b */
          group: {
            kind: 'smb', file: "/a/b", directory: "/c/", inner: { url: "https://a.example:8443/x", range: [1, 2,], },
          },
        }
        """

    @Test(arguments: 0..<8)
    func `A mutated file resolves or gives problems with a remedy on one line`(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let valid = Array(Self.valid.utf8)
        var resolved = 0
        for _ in 0..<2000 {
            let bytes = mutated(valid, using: &random)
            do throws(SettingsFailure) {
                let settings = try sampleSchema.resolve(files: [("agent.json", bytes)])
                #expect(settings.entries.count == sampleSchema.keys.count)
                resolved += 1
            } catch {
                #expect(!error.problems.isEmpty)
                for problem in error.problems {
                    #expect(!problem.remedy.isEmpty && !problem.message.isEmpty)
                    #expect(problem.message != "not valid JSON5", "\(String(decoding: bytes, as: UTF8.self))")
                    #expect(!MessageText.hasControlCharacter(problem.description), "\(problem)")
                }
            }
        }
        #expect(resolved > 0)
    }

    private func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            guard !bytes.isEmpty else { return bytes }
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 3: bytes.removeLast(bytes.count - start)
            case 4: bytes.insert(Array("{}[],:'\"\\/*0-.eE".utf8).randomElement(using: &random) ?? 0, at: start)
            default: bytes.swapAt(start, end - 1)
            }
        }
        return bytes
    }
}
