import CommandTable
import Testing

/// A small generator with a seed, as the system's has none.
///
/// Source: SplitMix64 by Sebastiano Vigna, public domain.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

@Suite struct PropertyTests {
    /// Words of the table and the troublesome ones.
    private static let vocabulary: [String] = {
        let program = Sample.program
        let options = (program.globalOptions + program.commands.flatMap(\.options)).map(\.name)
        return program.commands.flatMap(\.path) + options + options.map { $0 + "=x" } + [
            "--", "--", "-", "", "-h", "-V", "-x", "---", "--=", "=", "--=x", "-=", "alice", "gpu", "8h", "\u{0}",
            "\u{1B}[0m", "-\u{301}", "--\u{301}json", "\u{FFFD}", "\n", "e\u{301}", "👩‍💻", "-\r\n",
        ]
    }()

    private func randomWord(_ random: inout SplitMix64) -> String {
        if Int.random(in: 0..<8, using: &random) > 0 {
            return Self.vocabulary[Int.random(in: 0..<Self.vocabulary.count, using: &random)]
        }
        let bytes = (0..<Int.random(in: 0..<90, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Any arguments give a result or an error of one plain line with a remedy", arguments: 1...40)
    func neverCrashes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<250 {
            let arguments = (0..<Int.random(in: 0..<8, using: &random)).map { _ in randomWord(&random) }
            do throws(UsageError) {
                guard case .command(let command) = try Sample.program.parse(arguments) else { continue }
                #expect(try Sample.program.parse(command.arguments) == .command(command), "\(arguments)")
            } catch {
                let isPlain = error.description.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
                #expect(isPlain && !error.description.isEmpty && error.description.utf8.count < 1000, "\(arguments)")
                #expect(error.remedy.hasPrefix("run: dsvm-agent ") && error.remedy.hasSuffix("--help"), "\(arguments)")
                #expect(!error.code.isEmpty)
            }
        }
    }

    @Test("Every command survives being written and read, with any values", arguments: Sample.program.commands)
    func roundTrips(_ command: CommandSpec) throws {
        var random = SplitMix64(seed: UInt64(command.name.utf8.count))
        for _ in 0..<100 {
            var values: [String: [String]] = [:]
            var switches: Set<String> = []
            let chosen = Set(command.choices.compactMap { $0.names.randomElement(using: &random) })
            let excluded = Set(command.choices.flatMap(\.names)).subtracting(chosen)
            for option in command.options + Sample.program.globalOptions where !excluded.contains(option.name) {
                if option.name == "--help" || option.name == "--version" { continue }
                if !chosen.contains(option.name), Bool.random(using: &random) { continue }
                if option.valueName == nil {
                    switches.insert(option.name)
                } else {
                    let count = option.isRepeatable ? Int.random(in: 1...3, using: &random) : 1
                    values[option.name] = (0..<count).map { _ in
                        option.allowedValues.randomElement(using: &random) ?? randomWord(&random)
                    }
                }
            }
            let operands = command.operands.filter { !excluded.contains($0.name) }.map {
                $0.allowedValues.randomElement(using: &random) ?? randomWord(&random)
            }
            let trailing = command.acceptsTrailingCommand ? ["make", randomWord(&random)] : []
            let parsed = ParsedCommand(
                program: "dsvm-agent", command: command, values: values, switches: switches, operands: operands,
                trailing: trailing)
            #expect(try Sample.program.parse(parsed.arguments) == .command(parsed), "\(parsed.arguments)")
        }
    }
}
