/// Small parsers of what the kernel prints in /proc and in control groups. Nothing here allocates but the results.
package enum KernelText {
    /// Reads the decimal number at a position and moves past it; nil where no digit stands.
    ///
    /// A minus sign reads as zero: the kernel prints no negative count that means anything.
    static func number(_ text: Span<UInt8>, _ position: inout Int) -> UInt64? {
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var value: UInt64 = 0
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            let (scaled, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = scaled.addingReportingOverflow(UInt64(digit))
            if first || second { return nil }
            value = sum
            position += 1
        }
        guard position > start else { return nil }
        return isNegative ? 0 : value
    }

    /// Finds the number that follows a key at the start of a line: `usage_usec 12`, `rchar: 12`.
    package static func value(_ key: StaticString, in text: Span<UInt8>) -> UInt64? {
        var position = 0
        while position < text.count {
            if starts(with: key, text, at: position) {
                var begin = position + key.utf8CodeUnitCount
                while begin < text.count, text[begin] == UInt8(ascii: " ") || text[begin] == UInt8(ascii: ":") {
                    begin += 1
                }
                if begin > position + key.utf8CodeUnitCount { return number(text, &begin) }
            }
            while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
            position += 1
        }
        return nil
    }

    /// Reads a text that is one number, such as `cpuacct.usage`.
    package static func wholeNumber(_ text: Span<UInt8>) -> UInt64? {
        var position = 0
        return number(text, &position)
    }

    private static func starts(with key: StaticString, _ text: Span<UInt8>, at position: Int) -> Bool {
        let length = key.utf8CodeUnitCount
        guard position + length <= text.count else { return false }
        return key.withUTF8Buffer { bytes in
            for index in 0..<length where text[position + index] != bytes[index] { return false }
            return true
        }
    }

    /// The arguments of `/proc/PID/cmdline` as one line for people.
    ///
    /// Limits: 80 characters; the agent sends this, and arguments may hold what is nobody else's business further on.
    package static func command(_ text: Span<UInt8>) -> String? {
        var bytes: [UInt8] = []
        for index in 0..<text.count { bytes.append(text[index] == 0 ? UInt8(ascii: " ") : text[index]) }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        return shortened(String(decoding: bytes, as: UTF8.self))
    }

    /// Escapes and shortens foreign text.
    package static func shortened(_ text: String) -> String {
        let charactersMax = 80
        let line = text.count > charactersMax ? String(text.prefix(charactersMax)) + "..." : text
        return printable(line)
    }
}
