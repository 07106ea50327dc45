/// The systemd mount unit that brings the share back at every boot.
///
/// Source: systemd.mount(5), systemd.unit(5), systemd-escape(1).
package struct MountUnit: Sendable, Equatable {
    /// The file name; systemd insists that it is the escaped mountpoint.
    package let name: String
    /// The whole text of the unit file.
    package let text: String

    /// The first line of every unit we write; a unit without it is somebody else's.
    package static let mark = "# Made by dsvm-agent from its configuration; changes here are overwritten."

    /// Writes the unit for one mount.
    package init(_ mount: ShareMount) {
        name = Self.escape(path: mount.mountpoint) + ".mount"
        let isRemote = mount.server != nil
        // Wanted, not required, by remote-fs.target: a dead server delays boot by at most TimeoutSec, never breaks it.
        // systemd-user-sessions.service comes after that target, so nobody logs in before the mount was tried.
        let target = isRemote ? "remote-fs.target" : "local-fs.target"
        let ordering = isRemote ? "After=network-online.target\nWants=network-online.target\n" : ""
        text = """
            \(Self.mark)
            [Unit]
            Description=The pool's share
            Documentation=man:dsvm-agent(8)
            \(ordering)Before=\(target)

            [Mount]
            What=\(Self.escape(value: mount.source))
            Where=\(Self.escape(value: mount.mountpoint))
            Type=\(mount.fileSystemType)
            Options=\(Self.escape(value: mount.options.joined(separator: ",")))
            TimeoutSec=\(mount.timeoutSeconds)

            [Install]
            WantedBy=\(target)

            """
    }

    /// Escapes a path as systemd-escape --path does: `/` becomes `-`, everything unusual `\xNN`.
    package static func escape(path: String) -> String {
        let parts = path.split(separator: "/")
        guard !parts.isEmpty else { return "-" }
        var result = ""
        for (index, byte) in parts.joined(separator: "/").utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "/"): result += "-"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where index > 0: result += "."
            default: result += "\\x" + hex(byte)
            }
        }
        return result
    }

    /// Doubles what a unit file would expand: `%` begins a specifier.
    private static func escape(value: String) -> String {
        value.replacing("%", with: "%%")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
