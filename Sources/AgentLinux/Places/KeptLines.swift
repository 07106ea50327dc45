/// Lines of a user's file as text, from which the very bytes come back, whatever they are.
///
/// A user's file may be Latin-1 or broken; what is not ours in it must not change because we add a line. In a line
/// that is no UTF-8 every byte above 127 stands as one character of the last private-use plane.
enum KeptLines {
    /// Stand-ins for the bytes 0x80 to 0xFF; a line that has one of them by itself is treated as no UTF-8.
    private static let standIns: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

    /// Splits at newlines; a newline at the end begins no line.
    static func lines(_ bytes: [UInt8]) -> [String] {
        // By bytes: to String a carriage return and a newline are one character, which is no newline.
        var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.map(line)
    }

    /// Puts the bytes together again, with a newline after every line.
    static func bytes(_ lines: [String]) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines {
            for scalar in line.unicodeScalars {
                if standIns.contains(scalar.value) {
                    result.append(UInt8(truncatingIfNeeded: scalar.value))
                } else {
                    result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                }
            }
            result.append(UInt8(ascii: "\n"))
        }
        return result
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: { standIns.contains($0.value) })
        {
            return text
        }
        var result = String.UnicodeScalarView()
        for byte in bytes {
            let value = byte < 0x80 ? UInt32(byte) : 0x10FF00 + UInt32(byte)
            if let scalar = Unicode.Scalar(value) { result.append(scalar) }
        }
        return String(result)
    }
}
