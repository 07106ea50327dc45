internal import AgentCore
internal import CLinux
internal import Glibc

/// Homes of accounts that we make.
enum HomeDirectory {
    /// Units: permission bits of a new home; the default of Ubuntu since 21.04, login.defs(5) HOME_MODE.
    private static let mode = "0750"

    /// Looks at what stands at an account's home; a link there counts for what it leads to.
    static func state(_ account: Account) throws(SystemFailure) -> AccountFacts.HomeState {
        var found = clinux_entry()
        let result = clinux_describe_target(account.home, &found)
        if result == -ENOENT { return isLink(account.home) ? .obstructed : .absent }
        if result == -ENOTDIR || result == -ELOOP { return .obstructed }
        try checked(result, "look at", account.home)
        return found.mode & S_IFMT == S_IFDIR && found.uid == account.uid ? .own : .obstructed
    }

    /// Copies /etc/skel under another name, gives it to the user, flushes it, and only then renames it: after a power
    /// loss a home is there whole or not at all.
    static func make(_ account: Account, commands: Host.Commands) throws {
        let slash = account.home.lastIndex(of: "/") ?? account.home.startIndex
        let parentPath = slash == account.home.startIndex ? "/" : String(account.home[..<slash])
        let name = String(account.home[slash...].dropFirst())
        let temporaryName = Descriptor.temporary(name)
        let temporary = "\(parentPath)/\(temporaryName)"
        let parent = try Descriptor.root(parentPath)
        if try parent.describe(temporaryName) != nil {
            try commands.require(Command("rm", ["--recursive", "--force", "--one-file-system", "--", temporary]))
        }
        try checked(clinux_make_directory(parent.raw, temporaryName, 0o700), "make the directory", temporary)
        // Limits: two minutes; the image's skeleton carries hundreds of sample notebooks.
        let copy = [
            "--recursive", "--no-dereference", "--preserve=mode,links,timestamps", "--no-target-directory", "--",
            "/etc/skel", temporary,
        ]
        if commands.find("cp") != nil, access("/etc/skel", R_OK) == 0 {
            try commands.require(Command("cp", copy, timeLimit: .seconds(120)))
        }
        let owner = "\(account.uid):\(account.gid)"
        try commands.require(
            Command("chown", ["--recursive", "--no-dereference", "--", owner, temporary], timeLimit: .seconds(120)))
        try commands.require(Command("chmod", [mode, "--", temporary]))
        try checked(clinux_sync_filesystem(parent.raw), "flush", parentPath)
        try checked(clinux_rename_new(parent.raw, temporaryName, parent.raw, name), "rename to", account.home)
        try checked(clinux_sync_directory(parent.raw), "flush", parentPath)
    }

    private static func isLink(_ path: String) -> Bool {
        var buffer = [CChar](repeating: 0, count: 8)
        return readlink(path, &buffer, buffer.count) >= 0
    }
}
