/// What is mounted, as the kernel tells it.
///
/// Source: proc(5), `/proc/[pid]/mountinfo`: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=…".
package struct MountTable: Sendable, Equatable {
    /// Mounts in the order they were made.
    package var entries: [Entry]

    /// One line.
    package struct Entry: Sendable, Equatable {
        /// The directory of the file system that is visible here; for a bind mount the part after its own root.
        package var root: String
        package var mountpoint: String
        package var options: [String]
        package var type: String
        package var source: String
        /// Options of the file system rather than of this mount.
        package var superOptions: [String]

        /// Describes one mount.
        package init(
            root: String = "/", mountpoint: String, options: [String] = ["rw"], type: String, source: String,
            superOptions: [String] = ["rw"]
        ) {
            self.root = root
            self.mountpoint = mountpoint
            self.options = options
            self.type = type
            self.source = source
            self.superOptions = superOptions
        }

        /// Writable neither by this mount's options nor by the file system's.
        package var isReadOnly: Bool { options.contains("ro") || superOptions.contains("ro") }
    }

    /// Makes a table of known entries.
    package init(entries: [Entry]) { self.entries = entries }

    /// Reads the kernel's text; a line without the right shape is skipped.
    package init(mountinfo text: String) {
        entries = text.textLines.compactMap { line in
            // A source can be empty: two blanks follow one another then.
            let fields = line.textFields(at: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 3 else { return nil }
            return Entry(
                root: Self.unescape(fields[3]), mountpoint: Self.unescape(fields[4]),
                options: fields[5].split(separator: ",").map(String.init), type: Self.unescape(fields[dash + 1]),
                source: Self.unescape(fields[dash + 2]),
                superOptions: fields.count > dash + 3 ? fields[dash + 3].split(separator: ",").map(String.init) : [])
        }
    }

    /// The mount that one sees at a path: the last one made there.
    package func top(at mountpoint: String) -> Entry? {
        entries.last { $0.mountpoint == mountpoint }
    }

    /// The kernel writes space, tab, newline and backslash as three octal digits behind a backslash.
    private static func unescape(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return String(text) }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(3)
            if bytes[index] == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                result.append(value)
                index += 4
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
