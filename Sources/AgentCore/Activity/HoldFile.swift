/// A hold as its user writes it: one file in `/var/lib/dsvm-agent/holds`.
///
/// Everything in it is the user's word. Who it is, is the file's owner; when it began, the kernel's change time.
package struct HoldFile: Sendable, Equatable, Codable {
    package var schema = 1
    package var reason: String
    /// The boot in which `endBoot` means something.
    package var bootId: String
    package var endBoot: BootInstant
    /// Units: wall-clock seconds; used after a reboot, when the boot clock has started anew.
    package var endWall: Double
    /// The process the hold lasts as long as.
    package var process: ProcessIdentity?

    /// Describes a hold to be.
    package init(reason: String, bootId: String, endBoot: BootInstant, endWall: Double, process: ProcessIdentity?) {
        self.reason = reason
        self.bootId = bootId
        self.endBoot = endBoot
        self.endWall = endWall
        self.process = process
    }

    /// Limits: bytes of a file that are read; a reason is a sentence.
    package static let bytesMax = 4096
    /// Limits: characters of a reason.
    package static let reasonMax = 200
    /// Limits: holds of one user that count; more would be a way to hide in the list.
    package static let perUserMax = 16
    /// Limits: files looked at.
    package static let filesMax = 1024
    /// Units: seconds a hold may last unless the admin says otherwise: three days.
    package static let lengthSecondsMax = 3 * 86400
}

/// What a reader finds of one hold file.
package struct HoldFacts: Sendable, Equatable {
    package var id: String
    package var owner: UInt32
    /// The owner's name; nil where no such account exists any more.
    package var user: String?
    /// The file's change time on the boot clock, kept between boot and now.
    package var written: BootInstant
    package var file: HoldFile
    /// Whether the process it names is alive, by number and start time.
    package var isProcessAlive: Bool

    /// Puts the facts together.
    package init(
        id: String, owner: UInt32, user: String?, written: BootInstant, file: HoldFile, isProcessAlive: Bool
    ) {
        self.id = id
        self.owner = owner
        self.user = user
        self.written = written
        self.file = file
        self.isProcessAlive = isProcessAlive
    }
}

/// Decides which holds count.
package enum HoldPolicy {
    /// Keeps those whose time is not over, whose user is still there and whose process, if any, is alive.
    ///
    /// A hold lasts at most `lengthSecondsMax` from when its file was written, whatever the file says.
    package static func running(
        _ facts: [HoldFacts], bootId: String, context: SensorContext, lengthSecondsMax: Double
    ) -> [Hold] {
        var perUser: [UInt32: Int] = [:]
        return facts.sorted { $0.id < $1.id }.compactMap { found in
            guard let user = found.user, perUser[found.owner, default: 0] < HoldFile.perUserMax else { return nil }
            let isThisBoot = found.file.bootId == bootId
            // A process does not survive a reboot; a hold by time alone does.
            if found.file.process != nil, !(isThisBoot && found.isProcessAlive) { return nil }
            let asked =
                isThisBoot
                ? found.file.endBoot : BootInstant(context.now.seconds + found.file.endWall - context.wallSeconds)
            let end = min(asked, BootInstant(found.written.seconds + lengthSecondsMax))
            guard context.now < end else { return nil }
            perUser[found.owner, default: 0] += 1
            return Hold(
                id: found.id, user: user, uid: found.owner,
                reason: printable(String(found.file.reason.prefix(HoldFile.reasonMax))), begin: found.written, end: end,
                process: found.file.process)
        }
    }
}

/// Why a hold could not be made or dropped.
package enum HoldFailure: Failure, Equatable {
    case noPlace(path: String)
    case unknown(id: String)
    case notYours(id: String, owner: String)
    case tooLong(seconds: Int, secondsMax: Int)
    case cannotStart(program: String, reason: String)

    package var code: ConditionCode {
        switch self {
        case .noPlace: .holdUnavailable
        case .unknown: .holdUnknown
        case .notYours: .rootNeeded
        case .tooLong: .accountInputInvalid
        case .cannotStart: .commandMissing
        }
    }

    package var description: String {
        switch self {
        case .noPlace(let path):
            "There is no place for holds at \(quoted(path)): the agent has not run on this machine yet."
        case .unknown(let id): "There is no hold \(quoted(id))."
        case .notYours(let id, let owner): "The hold \(quoted(id)) belongs to \(quoted(owner))."
        case .tooLong(let seconds, let secondsMax):
            "A hold of \(Age.text(Double(seconds))) is longer than the \(Age.text(Double(secondsMax))) that are allowed here."
        case .cannotStart(let program, let reason):
            "The command \(quoted(program)) cannot be started: \(printable(reason))."
        }
    }

    package var remedy: String {
        switch self {
        case .noPlace: "Ask an admin to start it: sudo systemctl start dsvm-agent.service"
        case .unknown: "See those there are with: dsvm-agent holds"
        case .notYours(let id, _): "Ask the owner, or run: sudo dsvm-agent release \(printable(id))"
        case .tooLong(_, let secondsMax):
            "Ask for less, and again before it ends: dsvm-agent hold --for \(secondsMax / 3600)h"
        case .cannotStart: "Give the command with its path: dsvm-agent hold -- /path/to/program"
        }
    }
}
