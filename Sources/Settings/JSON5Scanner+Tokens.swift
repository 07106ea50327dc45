extension JSON5Scanner {
    /// Scans a key, quoted or not, and returns it.
    mutating func scanKey(objectStart: Int) throws(Defect) -> String {
        guard let first = current else {
            throw defect("the file ends before the closing }", remedy: "close what \(place(objectStart)) opens")
        }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let start = offset
            let content = try scanString()
            guard !content.contains(UInt8(ascii: "\\")) else {
                offset = start
                throw defect("the key holds an escape", remedy: "write the key without a backslash")
            }
            return String(decoding: content, as: UTF8.self)
        }
        let start = offset
        while let byte = current, Self.isWordByte(byte) {
            offset += 1
        }
        if let digit = byte(at: start), Self.isDigit(digit) {
            offset = start
        }
        guard offset > start else {
            throw defect("found \(foundHere) where a key is expected", remedy: "write a key and a colon")
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    /// Scans a string and returns the bytes between its quotes, escapes as written.
    mutating func scanString() throws(Defect) -> ArraySlice<UInt8> {
        let start = offset
        let quote = current
        offset += 1
        while let byte = current {
            switch byte {
            case quote:
                offset += 1
                return bytes[(start + 1)..<(offset - 1)]
            case UInt8(ascii: "\\"):
                try scanEscape()
            case 0x0A, 0x0D:
                offset = start
                throw defect(
                    "the text is not closed on its line", remedy: "close the quotes, or write \\n for a new line")
            case 0x00...0x1F:
                throw defect("found the control character \(foundHere) in a text", remedy: "write it as an escape")
            default:
                offset += 1
            }
        }
        offset = start
        throw defect("the text is never closed", remedy: "close the quotes")
    }

    private mutating func scanEscape() throws(Defect) {
        let start = offset
        offset += 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        case UInt8(ascii: "u"):
            let unit = try scanHexEscape()
            guard unit != 0 else {
                // The decoder refuses it, and no C string can hold it.
                offset = start
                throw defect("\\u0000 in a text", remedy: "remove it")
            }
            guard 0xD800...0xDFFF ~= unit else { return }
            // UTF-16 surrogates come in pairs, high then low (RFC 8259 section 7).
            let isPaired = unit < 0xDC00 && current == UInt8(ascii: "\\") && byte(at: offset + 1) == UInt8(ascii: "u")
            if isPaired {
                offset += 1
                if 0xDC00...0xDFFF ~= (try scanHexEscape()) { return }
            }
            offset = start
            throw defect("half of a surrogate pair stands alone", remedy: "write the character itself")
        default:
            offset = start
            throw defect(
                "unknown escape in a text", remedy: "use \\\\ for a backslash; \\n \\t \\\" \\' \\uXXXX are known")
        }
    }

    private mutating func scanHexEscape() throws(Defect) -> UInt32 {
        let digits = String(decoding: bytes[min(offset + 1, bytes.count)..<min(offset + 5, bytes.count)], as: UTF8.self)
        guard digits.utf8.count == 4, digits.utf8.allSatisfy(Self.isHexDigit), let unit = UInt32(digits, radix: 16)
        else {
            throw defect("\\u without four hexadecimal digits", remedy: "write four digits, such as \\u00e9")
        }
        offset += 5
        return unit
    }

    /// Scans a decimal or hexadecimal number.
    mutating func scanNumber() throws(Defect) {
        let start = offset
        while let byte = current, Self.isWordByte(byte) || byte == UInt8(ascii: ".") || isSign(byte, start: start) {
            offset += 1
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        let digits = text.drop { $0 == "+" || $0 == "-" }
        var complaint: Complaint?
        if text.utf8.count > 64 || text.utf8.count - digits.utf8.count > 1 {
            complaint = Complaint("\(MessageText.quoted(text)) is not a number", remedy: "write digits")
        } else if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
            // 15 digits fit an Int with its sign.
            let isHex = 1...15 ~= digits.count - 2 && digits.dropFirst(2).utf8.allSatisfy(Self.isHexDigit)
            complaint = isHex ? nil : Complaint("\(text) is not a number", remedy: "write 1 to 15 digits after 0x")
        } else if digits.utf8.dropFirst().first.map(Self.isDigit) == true, digits.hasPrefix("0") {
            complaint = Complaint("\(text) begins with a zero", remedy: "leave out the leading zeros")
        } else if !Self.isDecimal(digits) {
            complaint = Complaint("\(MessageText.quoted(text)) is not a number", remedy: "quote it if it is a text")
        } else if Self.isTooLarge(digits) {
            complaint = Complaint("\(text) is too large for a number", remedy: "write a smaller number")
        }
        if let complaint {
            offset = start
            throw Defect(offset: start, complaint: complaint)
        }
    }

    /// Scans `true`, `false` or `null`.
    mutating func scanWord() throws(Defect) {
        let start = offset
        while let byte = current, Self.isWordByte(byte) {
            offset += 1
        }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self)
        if ["true", "false", "null"].contains(word) { return }
        offset = start
        guard !word.isEmpty else {
            throw defect("found \(foundHere) where a value is expected", remedy: "write a value")
        }
        let remedy = word == "Infinity" || word == "NaN" ? "write a finite number" : "put text into quotes"
        throw defect("\(MessageText.quoted(word)) is not a value", remedy: remedy)
    }

    /// A sign belongs to a number at its start and after `e`.
    private func isSign(_ byte: UInt8, start: Int) -> Bool {
        guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") else { return false }
        let before = offset > start ? bytes[offset - 1] : UInt8(ascii: "e")
        return before == UInt8(ascii: "e") || before == UInt8(ascii: "E")
    }

    /// Digits with at most one point, then an exponent or nothing.
    private static func isDecimal(_ text: Substring) -> Bool {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first else { return false }
        let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.contains(where: { !$0.isEmpty }),
            halves.allSatisfy({ $0.utf8.allSatisfy(isDigit) })
        else { return false }
        guard parts.count == 2 else { return true }
        let exponent = parts[1].first == "+" || parts[1].first == "-" ? parts[1].dropFirst() : parts[1]
        return !exponent.isEmpty && exponent.utf8.allSatisfy(isDigit)
    }

    /// Swift's `Double` wants digits on both sides of the point.
    private static func isTooLarge(_ text: Substring) -> Bool {
        let padded = "0" + text.replacing(".e", with: ".0e").replacing(".E", with: ".0E")
        return Double(padded.hasSuffix(".") ? padded + "0" : padded).map { !$0.isFinite } ?? true
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || 0x61...0x66 ~= byte | 0x20
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || 0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }
}
