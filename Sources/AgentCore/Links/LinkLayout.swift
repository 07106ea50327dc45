/// Where a user's two links and the directory on the share are.
///
/// Source: docs/compatibility.md, K2 and C11: `$HOME/B` leads to the share, `$HOME/notebooks/remote` to the user's
/// directory on it; `B` is the last component of the mountpoint.
package struct LinkLayout: Sendable, Equatable {
    /// The mountpoint, absolute, without a trailing slash.
    package let mountpoint: String
    private let layout: ShareLayout
    /// Permission bits of a user's new directory on the share: others may look in, or not.
    package let userDirectoryMode: UInt32
    /// Describes the links below every home for one configuration.
    package init(mountpoint: String, layout: ShareLayout, privacy: SharePrivacy = .shared) {
        self.mountpoint = mountpoint
        self.layout = layout
        userDirectoryMode = privacy == .shared ? 0o755 : 0o700
    }

    /// The name of the link to the share in a home.
    package var homeLinkName: String {
        String(mountpoint.split(separator: "/").last ?? "share")
    }

    /// One directory on the way from the share's root to a user's notebooks.
    package struct Step: Sendable, Equatable {
        package var name: String
        /// The user's own, or common to all.
        package var isUsers: Bool
    }

    /// The directories below the mountpoint that lead to a user's notebooks.
    package func steps(for user: String) -> [Step] {
        switch layout {
        case .notebooksThenUser: [Step(name: "notebooks", isUsers: false), Step(name: user, isUsers: true)]
        case .userThenNotebooks: [Step(name: user, isUsers: true), Step(name: "notebooks", isUsers: true)]
        }
    }

    /// The directory whose entries are users' directories, as components below the mountpoint.
    package var usersDirectory: [String] {
        switch layout {
        case .notebooksThenUser: ["notebooks"]
        case .userThenNotebooks: []
        }
    }

    /// The text of one of the two links.
    package func target(of link: LinkKind, for user: String) -> String {
        switch link {
        case .home: mountpoint
        case .remote: ([mountpoint] + steps(for: user).map(\.name)).joined(separator: "/")
        }
    }

    /// The path of one of the two links.
    package func path(of link: LinkKind, home: String) -> String {
        switch link {
        case .home: "\(home)/\(homeLinkName)"
        case .remote: "\(home)/notebooks/remote"
        }
    }
}

/// The two links of every user.
package enum LinkKind: String, Sendable, Equatable, CaseIterable {
    /// `$HOME/B`, to the share.
    case home
    /// `$HOME/notebooks/remote`, to the user's directory on it.
    case remote
}

/// What stands at one path, itself, no link followed.
package enum Entry: Sendable, Equatable {
    case absent
    case directory(owner: UInt32)
    /// A symbolic link. `isDangling` is nil where that could not be found out within the deadline.
    case link(target: String, isDangling: Bool?)
    /// Anything else, named: "a file", "a FIFO".
    case other(String)
    /// It could not be looked at.
    case denied(SystemFailure)

    /// What stands there, for a sentence.
    package var noun: String {
        switch self {
        case .absent: "nothing"
        case .directory: "a directory"
        case .link(let target, _): "a link to \(quoted(target))"
        case .other(let kind): kind
        case .denied(let failure): "something unreadable, \(failure.reason)"
        }
    }
}

/// What one look at a user's home and directory on the share found.
package struct LinkObservation: Sendable, Equatable {
    package var home: HomeEntry
    package var homeLink: Entry = .absent
    package var notebooks: Entry = .absent
    package var remote: Entry = .absent
    /// What stands at each step of the layout, up to the first that is not a directory; nil while nothing is mounted.
    package var share: [Entry]?
    /// Links of ours under their temporary name, left where a run was killed in the middle of a replacement.
    package var leftovers: [LinkKind] = []
    /// Links that old runs of mountazurefiles.sh left inside the share, path and target.
    package var loops: [LegacyLoop] = []

    /// Starts with a home.
    package init(home: HomeEntry) { self.home = home }

    /// What stands at the home's path.
    package enum HomeEntry: Sendable, Equatable {
        case own
        case absent
        /// Not a directory, or a directory of somebody else.
        case foreign(String)
    }
}

/// A link into itself that repeated runs of the old script made inside the share.
///
/// Source: docs/compatibility.md, C5. Recognised by its exact text, never followed, removed on request only.
package struct LegacyLoop: Sendable, Equatable {
    package var path: String
    package var target: String

    /// Describes one loop.
    package init(path: String, target: String) {
        self.path = path
        self.target = target
    }
}
