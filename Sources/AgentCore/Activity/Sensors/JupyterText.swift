internal import FoundationEssentials

/// One kernel as a server lists it.
package struct JupyterKernel: Sendable, Equatable {
    package var id: String
    /// `starting`, `idle`, `busy`, `restarting`, `autorestarting`, `dead`; nil before the first.
    package var state: String?
    /// Wall-clock seconds since 1970; nil where the server does not say.
    package var lastActivity: Double?

    /// Describes a kernel.
    package init(id: String, state: String?, lastActivity: Double?) {
        self.id = id
        self.state = state
        self.lastActivity = lastActivity
    }

    /// What people call it: the first eight characters of the id, as Jupyter's own log does.
    package var title: String { "kernel \(printable(String(id.prefix(8))))" }
}

/// One terminal of a server.
package struct JupyterTerminal: Sendable, Equatable {
    package var name: String
    /// Wall-clock seconds since 1970. It moves on output too.
    package var lastActivity: Double?

    /// Describes a terminal.
    package init(name: String, lastActivity: Double?) {
        self.name = name
        self.lastActivity = lastActivity
    }
}

/// Reads what Jupyter servers answer. Users choose every byte of it.
package enum JupyterText {
    /// Limits: of one answer. A thousand kernels have 250 KB.
    package static let bytesMax = 1 << 20
    /// Limits: kernels or terminals of one server; more is nothing that a person runs.
    package static let entriesMax = 1000
    /// Limits: a kernel's id is a UUID of 36 characters.
    private static let nameBytesMax = 128

    /// Reads `GET /api/kernels`; nil where it is no such list.
    package static func kernels(_ bytes: [UInt8]) -> [JupyterKernel]? {
        guard let entries: [KernelEntry] = list(bytes) else { return nil }
        guard entries.allSatisfy({ !$0.id.isEmpty && $0.id.utf8.count <= nameBytesMax }) else { return nil }
        return entries.map { entry in
            JupyterKernel(
                id: entry.id, state: entry.execution_state, lastActivity: entry.last_activity.flatMap(UTCStamp.seconds))
        }
    }

    /// Reads `GET /api/terminals`; nil where it is no such list.
    package static func terminals(_ bytes: [UInt8]) -> [JupyterTerminal]? {
        guard let entries: [TerminalEntry] = list(bytes) else { return nil }
        return entries.map { entry in
            JupyterTerminal(
                name: String(entry.name.prefix(nameBytesMax)),
                lastActivity: entry.last_activity.flatMap(UTCStamp.seconds))
        }
    }

    private static func list<Entry: Decodable>(_ bytes: [UInt8]) -> [Entry]? {
        guard bytes.count <= bytesMax, let entries = try? JSONDecoder().decode([Entry].self, from: Data(bytes)),
            entries.count <= entriesMax
        else { return nil }
        return entries
    }

    /// Reads one page of the hub's `GET /users`, with paging or, from hubs before 2.0, without; nil for anything else.
    package static func hubUsers(_ bytes: [UInt8]) -> HubPage? {
        guard bytes.count <= bytesMax else { return nil }
        let decoder = JSONDecoder()
        if let page = try? decoder.decode(PageEntry.self, from: Data(bytes)) {
            let next = page._pagination?.next.map { $0.offset }
            return HubPage(users: page.items.map(\.user), nextOffset: next)
        }
        guard let users = try? decoder.decode([UserEntry].self, from: Data(bytes)) else { return nil }
        return HubPage(users: users.map(\.user), nextOffset: nil)
    }

    private struct KernelEntry: Decodable {
        var id: String
        var execution_state: String?
        var last_activity: String?
    }

    private struct TerminalEntry: Decodable {
        var name: String
        var last_activity: String?
    }

    private struct PageEntry: Decodable {
        var items: [UserEntry]
        var _pagination: Pagination?

        struct Pagination: Decodable { var next: Next? }
        struct Next: Decodable { var offset: Int }
    }

    private struct UserEntry: Decodable {
        var name: String
        var pending: String?
        var servers: [String: ServerEntry]?

        var user: HubUser {
            let servers = (servers ?? [:]).sorted { $0.key < $1.key }.map { name, entry in
                HubServer(
                    name: name, path: entry.url ?? "", isReady: entry.ready ?? false, isPending: entry.pending != nil,
                    lastActivity: (entry.last_activity ?? entry.started).flatMap(UTCStamp.seconds))
            }
            return HubUser(name: name, isPending: pending != nil, servers: servers)
        }
    }

    private struct ServerEntry: Decodable {
        var url: String?
        var ready: Bool?
        var pending: String?
        var started: String?
        var last_activity: String?
    }
}

/// One page of the hub's list of users.
package struct HubPage: Sendable, Equatable {
    package var users: [HubUser]
    /// Where the next page begins; nil for the last one.
    package var nextOffset: Int?
}

/// A user of the hub who has a server, or is getting or giving up one.
package struct HubUser: Sendable, Equatable {
    package var name: String
    package var isPending: Bool
    package var servers: [HubServer]

    /// Describes a user.
    package init(name: String, isPending: Bool = false, servers: [HubServer] = []) {
        self.name = name
        self.isPending = isPending
        self.servers = servers
    }
}

/// A server as the hub knows it.
package struct HubServer: Sendable, Equatable {
    /// "" for the user's only one.
    package var name: String
    /// `/user/alice/`
    package var path: String
    package var isReady: Bool
    package var isPending: Bool
    /// Wall-clock seconds since 1970, of the start where there was none since; nil where the hub does not say.
    package var lastActivity: Double?

    /// Describes a server.
    package init(name: String = "", path: String, isReady: Bool, isPending: Bool = false, lastActivity: Double? = nil) {
        self.name = name
        self.path = path
        self.isReady = isReady
        self.isPending = isPending
        self.lastActivity = lastActivity
    }
}
