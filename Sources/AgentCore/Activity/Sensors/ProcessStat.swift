/// What decisions need of `/proc/PID/stat`.
///
/// Source: proc(5). The name stands in brackets and may hold blanks and brackets: fields count from the last one.
package struct ProcessStat: Sendable, Equatable {
    /// The kernel's name of the program, 15 bytes at most.
    package var name: String
    /// R, S, D, T, t, Z, X or I.
    package var state: UInt8
    package var parent: Int32
    /// The controlling terminal's device number; 0 for none.
    package var terminal: Int32
    /// User and system time of the process itself. Units: clock ticks.
    package var ownTicks: UInt64
    /// The same of children that ended and were waited for. Units: clock ticks.
    package var childTicks: UInt64
    /// Units: clock ticks since boot.
    package var startTicks: UInt64

    /// Reads the text; nil where it is no such line.
    package init?(_ text: Span<UInt8>) {
        var open = 0
        while open < text.count, text[open] != UInt8(ascii: "(") { open += 1 }
        var close = text.count - 1
        while close > open, text[close] != UInt8(ascii: ")") { close -= 1 }
        guard open < close, close + 2 < text.count else { return nil }
        var bytes: [UInt8] = []
        for index in (open + 1)..<close { bytes.append(text[index]) }
        name = String(decoding: bytes, as: UTF8.self)
        state = text[close + 2]

        // Fields 4 and up; field 22 is the last one needed.
        var position = close + 3
        var fields = InlineArray<23, UInt64>(repeating: 0)
        for field in 4...22 {
            while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
            guard let value = KernelText.number(text, &position) else { return nil }
            fields[field] = value
        }
        parent = Int32(truncatingIfNeeded: fields[4])
        terminal = Int32(truncatingIfNeeded: fields[7])
        ownTicks = fields[14] &+ fields[15]
        childTicks = fields[16] &+ fields[17]
        startTicks = fields[22]
    }
}
