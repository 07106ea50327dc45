import FoundationEssentials

/// Turns the bytes of one configuration file into a value or into problems.
enum SettingsDocument {
    /// Largest file accepted, 1 MiB: a hundred times a complete configuration.
    static let bytesMax = 1 << 20

    /// Longest text after `=` in one command-line override, what Linux allows one argument (`MAX_ARG_STRLEN`).
    static let overrideBytesMax = 131_072

    /// Reads JSON5.
    ///
    /// A byte-order mark at the start is skipped. Duplicate keys are problems too, and the value is then nil.
    static func parse(file: String, bytes: [UInt8]) -> (value: JSONValue?, problems: [SettingsProblem]) {
        func failed(_ complaint: Complaint, at place: String? = nil) -> SettingsProblem {
            SettingsProblem(
                file: file, keyPath: "", message: (place.map { "\($0): " } ?? "") + complaint.message,
                remedy: complaint.remedy)
        }
        guard bytes.count <= bytesMax else {
            let complaint = Complaint(
                "\(bytes.count) bytes, more than the \(bytesMax) a file may have",
                remedy: "check that it is the right file")
            return (nil, [failed(complaint)])
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let complaint = encodingComplaint(text) {
            return (nil, [failed(complaint.complaint, at: complaint.place)])
        }
        var scanner = JSON5Scanner(text)
        do throws(JSON5Scanner.Defect) {
            try scanner.scanDocument()
        } catch {
            return (nil, [failed(error.complaint, at: scanner.place(error.offset))])
        }
        guard scanner.duplicates.isEmpty else {
            return (
                nil,
                scanner.duplicates.map { duplicate in
                    SettingsProblem(
                        file: file, keyPath: duplicate.keyPath,
                        message: "\(scanner.place(duplicate.offset)): the key stands twice in one object",
                        remedy: "remove one of the two")
                }
            )
        }
        let decoder = JSONDecoder()
        decoder.allowsJSON5 = true
        do {
            return (try decoder.decode(JSONValue.self, from: Data(text)), [])
        } catch {
            // The scanner accepts a subset of what the decoder does; a test holds them together.
            return (nil, [failed(Complaint("not valid JSON5", remedy: "write it as plain JSON"))])
        }
    }

    private static func encodingComplaint(_ bytes: [UInt8]) -> (place: String?, complaint: Complaint)? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return (nil, Complaint("the file is UTF-16", remedy: "save it as UTF-8"))
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            let offset = error.byteOffsets.lowerBound
            let byte = String(bytes[offset], radix: 16)
            return (
                JSON5Scanner(bytes).place(offset),
                Complaint("the byte 0x\(byte) is not valid UTF-8", remedy: "save the file as UTF-8")
            )
        }
    }
}
