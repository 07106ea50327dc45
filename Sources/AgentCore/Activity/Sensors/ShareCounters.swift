/// How many bytes the kernel's clients of a network share moved, in all.
package enum ShareCounters {
    /// Sums `/proc/self/mountstats`: bytes read from and written to NFS servers.
    ///
    /// Source: nfs-utils, mountstats(8), and the kernel's fs/nfs/super.c. After `bytes:` come eight counts: read and written
    /// by programs through the cache, the same past the cache, read and written by the server, pages read and written.
    /// The server's are the fifth and sixth. Several mounts of one server have a line each.
    package static func nfs(mountstats text: String) -> [String: UInt64] {
        var result: [String: UInt64] = [:]
        var mount = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("device ") {
                mount = String(line.split(separator: " ").dropFirst().first ?? "")
            } else {
                let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                guard words.first == "bytes:", words.count >= 7, let read = UInt64(words[5]),
                    let written = UInt64(words[6])
                else { continue }
                result[mount, default: 0] &+= read &+ written
            }
        }
        return result
    }

    /// Sums `/proc/fs/cifs/Stats` by share.
    ///
    /// Source: the kernel's fs/smb/client/cifs_debug.c and smb2ops.c: `1) \\server\share`, then a line
    /// `Bytes read: N  Bytes written: N`.
    package static func smb(stats text: String) -> [String: UInt64] {
        var result: [String: UInt64] = [:]
        var share = ""
        for line in text.split(separator: "\n") {
            if let bracket = line.firstIndex(of: ")"), UInt32(line[..<bracket]) != nil {
                let name = line[line.index(after: bracket)...].drop { $0 == " " }
                share = String(name.prefix { $0 != "\t" && $0 != " " })
            } else if line.hasPrefix("Bytes read:") {
                let counts = line.split(whereSeparator: { $0 == " " || $0 == ":" }).compactMap { UInt64($0) }
                guard counts.count == 2, !share.isEmpty else { continue }
                result[share, default: 0] &+= counts[0] &+ counts[1]
            }
        }
        return result
    }
}
