/// Checks JSON5 text before it is decoded: the place of the first syntax error, nesting, and duplicate keys.
///
/// FoundationEssentials' decoder says only that the text is not valid, hides all but the first of duplicate keys, and
/// accepts numbers such as `01`. What this scanner accepts is a subset of what the decoder accepts.
/// Stricter than JSON5: no line continuations, `Infinity`, `NaN`, other white space than blank, tab and line ends,
/// escapes in keys, or unquoted keys beyond ASCII.
struct JSON5Scanner {
    /// Deepest nesting accepted; our deepest key is at 3.
    static let depthMax = 64
    /// Most values accepted, far above any configuration; the decoder takes some ten microseconds for each.
    static let valuesMax = 20_000

    /// A syntax error at a byte of the text.
    struct Defect: Error, Equatable {
        let offset: Int
        let complaint: Complaint
    }

    /// A key that stands twice in one object.
    struct Duplicate: Equatable {
        let keyPath: String
        let offset: Int
    }

    let bytes: [UInt8]
    var offset = 0
    private(set) var duplicates: [Duplicate] = []
    private var values = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Scans the whole text.
    ///
    /// Throws: the first syntax error.
    mutating func scanDocument() throws(Defect) {
        try skipBlanks()
        guard offset < bytes.count else {
            throw defect("the file holds no value", remedy: "write { } around the keys, or remove the file")
        }
        try scanValue(at: "", depth: 0)
        try skipBlanks()
        guard offset == bytes.count else {
            throw defect("found \(foundHere) after the end of the object", remedy: "keep one object { … } in a file")
        }
    }

    private mutating func scanValue(at keyPath: String, depth: Int) throws(Defect) {
        guard depth < Self.depthMax else {
            throw defect("nested deeper than \(Self.depthMax) levels", remedy: "no key needs more than three")
        }
        values += 1
        guard values <= Self.valuesMax else {
            throw defect("more than \(Self.valuesMax) values", remedy: "check that it is the right file")
        }
        switch current {
        case UInt8(ascii: "{"): try scanObject(at: keyPath, depth: depth)
        case UInt8(ascii: "["): try scanArray(at: keyPath, depth: depth)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try scanString()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): try scanNumber()
        case let byte? where Self.isDigit(byte): try scanNumber()
        default: try scanWord()
        }
    }

    private mutating func scanObject(at keyPath: String, depth: Int) throws(Defect) {
        let start = offset
        var seen: Set<String> = []
        offset += 1
        try skipBlanks()
        while current != UInt8(ascii: "}") {
            let keyOffset = offset
            let key = try scanKey(objectStart: start)
            let path = SettingPath.appending(key, to: keyPath)
            if !seen.insert(key).inserted {
                duplicates.append(Duplicate(keyPath: path, offset: keyOffset))
            }
            try skipBlanks()
            guard current == UInt8(ascii: ":") else {
                throw defect(
                    "found \(foundHere) after the key \(MessageText.quoted(key))", remedy: "write a colon and a value")
            }
            offset += 1
            try skipBlanks()
            try scanValue(at: path, depth: depth + 1)
            try scanSeparator(closing: UInt8(ascii: "}"), openedAt: start)
        }
        offset += 1
    }

    private mutating func scanArray(at keyPath: String, depth: Int) throws(Defect) {
        let start = offset
        var index = 0
        offset += 1
        try skipBlanks()
        while current != UInt8(ascii: "]") {
            try scanValue(at: "\(keyPath)[\(index)]", depth: depth + 1)
            try scanSeparator(closing: UInt8(ascii: "]"), openedAt: start)
            index += 1
        }
        offset += 1
    }

    /// Skips the comma between two values; the closing bracket stays for the caller.
    private mutating func scanSeparator(closing: UInt8, openedAt start: Int) throws(Defect) {
        try skipBlanks()
        if current == UInt8(ascii: ",") {
            offset += 1
            try skipBlanks()
        } else if current != closing {
            let bracket = Unicode.Scalar(closing)
            guard current != nil else {
                throw defect("the file ends before the closing \(bracket)", remedy: "close what \(place(start)) opens")
            }
            throw defect("found \(foundHere) after a value", remedy: "write a comma or the closing \(bracket)")
        }
    }

    /// Skips white space and comments.
    mutating func skipBlanks() throws(Defect) {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(Defect) {
        let start = offset
        switch byte(at: offset + 1) {
        case UInt8(ascii: "/"):
            while let byte = current, byte != 0x0A, byte != 0x0D {
                offset += 1
            }
        case UInt8(ascii: "*"):
            offset += 2
            while !(current == UInt8(ascii: "*") && byte(at: offset + 1) == UInt8(ascii: "/")) {
                guard offset < bytes.count else {
                    offset = start
                    throw defect("the comment is never closed", remedy: "close it with */")
                }
                offset += 1
            }
            offset += 2
        default:
            throw defect("found a single /", remedy: "begin a comment with // or /*")
        }
    }
}

extension JSON5Scanner {
    /// The byte at the current place; nil at the end.
    var current: UInt8? { byte(at: offset) }

    func byte(at index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    func defect(_ message: String, remedy: String) -> Defect {
        Defect(offset: offset, complaint: Complaint(message, remedy: remedy))
    }

    /// The character at the current place, in words.
    var foundHere: String {
        guard offset < bytes.count else { return "the end of the file" }
        let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars.first
        return scalar.map { MessageText.quoted(String($0)) } ?? "the end of the file"
    }

    /// Returns line and column of a byte, both from 1, columns in Unicode scalars.
    func place(_ index: Int) -> String {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // A byte 10xxxxxx continues a scalar (RFC 3629).
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        return "line \(line), column \(column)"
    }
}
