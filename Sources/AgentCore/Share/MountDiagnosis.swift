/// Finds the cause of a failed mount from what the helper said and from two probes of our own.
package enum MountDiagnosis {
    /// What was seen of one failed attempt.
    package struct Evidence: Sendable, Equatable {
        /// The errno in "mount error(13): Permission denied", or the one that NFS' text stands for.
        package var number: Int32?
        /// The attempt was ended by us.
        package var isTimedOut: Bool
        /// The helper's last words, for the cases we do not know.
        package var text: String
        /// Whether the server's name has an address; nil where nobody asked.
        package var hasAddress: Bool?
        /// What connecting to the server's port gave: 0 or an errno; nil where nobody tried.
        package var connectResult: Int32?

        /// Collects the evidence.
        package init(number: Int32?, isTimedOut: Bool, text: String, hasAddress: Bool?, connectResult: Int32?) {
            self.number = number
            self.isTimedOut = isTimedOut
            self.text = text
            self.hasAddress = hasAddress
            self.connectResult = connectResult
        }
    }

    /// Names the cause.
    ///
    /// Source: the table "Error symptoms" of Microsoft's Azure Files troubleshooting pages for SMB and NFS.
    package static func cause(_ mount: ShareMount, _ evidence: Evidence) -> ShareFailure {
        if let server = mount.server {
            if evidence.hasAddress == false { return .nameNotFound(host: server.host) }
            if let result = evidence.connectResult, result != 0 {
                return .portBlocked(host: server.host, port: server.port, reason: reason(result))
            }
        }
        if evidence.isTimedOut { return .timedOut(source: mount.source, seconds: mount.timeoutSeconds) }
        switch evidence.number {
        case 13, 1, 126: return .accessDenied(source: mount.source, type: mount.type, credentials: mount.credentials)
        case 2, 6, 53: return .shareNotFound(source: mount.source)
        case 110, 112, 115: return .timedOut(source: mount.source, seconds: mount.timeoutSeconds)
        default: return .mountFailed(source: mount.source, text: evidence.text)
        }
    }

    /// Reads the errno out of a helper's words.
    ///
    /// Source: mount.cifs.c of cifs-utils prints "mount error(%d): %s"; utils/mount/error.c of nfs-utils prints the
    /// sentences below, in English where LANG=C.
    ///
    /// The last line that says anything counts: a journal holds earlier attempts too.
    package static func number(in text: String) -> Int32? {
        text.split(separator: "\n").reversed().lazy.compactMap { number(inLine: String($0)) }.first
    }

    private static func number(inLine text: String) -> Int32? {
        if let range = text.firstRange(of: "mount error(") {
            return Int32(text[range.upperBound...].prefix { $0.isNumber })
        }
        let sentences: [(String, Int32)] = [
            ("access denied by server", 13), ("Permission denied", 13), ("Operation not permitted", 13),
            ("No such file or directory", 2), ("Connection timed out", 110), ("Connection refused", 111),
        ]
        return sentences.first { text.contains($0.0) }?.1
    }

    private static func reason(_ number: Int32) -> String {
        switch number {
        case SystemFailure.Number.timedOut: "no answer"
        case SystemFailure.Number.refused: "connection refused"
        case 101, 113: "no route"
        default: "error \(number)"
        }
    }
}
