/// One process of a person, as one pass over /proc shows it.
package struct PersonProcess: Sendable, Equatable {
    package var identity: ProcessIdentity
    package var uid: UInt32
    package var stat: ProcessStat
    package var place: ProcessPlace
    /// The path of its control group, for counters of that group.
    package var cgroup: String
    /// What it and its ended children used since the reader's last pass. Units: clock ticks.
    package var recentTicks: UInt64
    /// The command line; read for the busiest process of each user and for those that other rules need it of.
    package var command: String?

    /// Describes one process.
    package init(
        identity: ProcessIdentity, uid: UInt32, stat: ProcessStat, place: ProcessPlace, cgroup: String = "/",
        recentTicks: UInt64 = 0, command: String? = nil
    ) {
        self.identity = identity
        self.uid = uid
        self.stat = stat
        self.place = place
        self.cgroup = cgroup
        self.recentTicks = recentTicks
        self.command = command
    }

    package var isStopped: Bool { stat.state == UInt8(ascii: "T") || stat.state == UInt8(ascii: "t") }
    package var isZombie: Bool { stat.state == UInt8(ascii: "Z") || stat.state == UInt8(ascii: "X") }
    /// Waiting in the kernel for something that no signal interrupts, such as a share.
    package var isStuck: Bool { stat.state == UInt8(ascii: "D") }
    /// What people call it.
    package var what: String { command ?? KernelText.shortened(stat.name) }
}

/// The processes of people at one moment, shared by the sensors of one look.
package struct ProcessTable: Sendable, Equatable {
    package var people: [PersonProcess]
    /// Everybody else's processes; filled only where a reader asked for them.
    package var others: [Int32]
    /// How many processes there are in all.
    package var count: Int
    package var ticksPerSecond: Double
    /// Why this is not the whole truth; nil where it is. Activity that it shows stands all the same.
    package var problem: String?

    /// Puts a table together. 100 ticks a second is what Linux shows on every architecture of Azure's.
    package init(
        _ people: [PersonProcess], others: [Int32] = [], count: Int? = nil, ticksPerSecond: Double = 100,
        problem: String? = nil
    ) {
        self.people = people
        self.others = others
        self.count = count ?? people.count
        self.ticksPerSecond = ticksPerSecond
        self.problem = problem
    }

    /// Tells people's uids from the system's.
    ///
    /// Source: login.defs(5), UID_MIN 1000; 65534 and 65535 are nobody; systemd.exec(5), DynamicUser: 61184-65519.
    package static func isPerson(_ uid: UInt32) -> Bool {
        uid >= 1000 && !(61184...65535).contains(uid) && uid != .max
    }

    /// The busiest process of a user since the reader's last pass; nil where the user has none.
    package func busiest(of uid: UInt32) -> PersonProcess? {
        people.filter { $0.uid == uid && !$0.isZombie }.max { $0.recentTicks < $1.recentTicks }
    }
}

/// The names of users by uid.
package struct UserNames: Sendable, Equatable {
    private var names: [UInt32: String]

    /// Takes what the account files say.
    package init(_ names: [UInt32: String] = [:]) { self.names = names }

    /// The user's name, or the number where nobody knows one.
    package subscript(uid: UInt32) -> String { uid == 0 ? "root" : names[uid] ?? "uid \(uid)" }

    /// Reads the lines of passwd(5); the first entry of a uid wins, as in NSS.
    package init(passwd text: String) {
        names = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
            guard fields.count >= 3, let uid = UInt32(fields[2]), names[uid] == nil else { continue }
            names[uid] = String(fields[0])
        }
    }

    /// The uids of accounts whose name begins so.
    package func uids(prefix: String) -> [UInt32: String] { names.filter { $0.value.hasPrefix(prefix) } }
}
