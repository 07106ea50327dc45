internal import AgentCore
internal import CLinux
internal import Glibc

extension Host.Accounts {
    /// Accounts as NSS knows them; below a fixture root, as its files say.
    static func live(root: String, files: Host.Files) -> Host.Accounts {
        guard !root.isEmpty else { return nss }
        let accounts: @Sendable () throws(SystemFailure) -> [Account] = { () throws(SystemFailure) in
            AccountFiles.accounts(String(decoding: try files.read("/etc/passwd", 1 << 20) ?? [], as: UTF8.self))
        }
        let groups: @Sendable () -> [AccountFiles.Group] = {
            AccountFiles.groups(String(decoding: (try? files.read("/etc/group", 1 << 20)) ?? [], as: UTF8.self))
        }
        return Host.Accounts(
            named: { name throws(SystemFailure) in try accounts().first { $0.name == name } },
            withUid: { uid throws(SystemFailure) in try accounts().first { $0.uid == uid } },
            groupNamed: { name in groups().first { $0.name == name }?.gid },
            isGidTaken: { gid in groups().contains { $0.gid == gid } },
            passwordMatches: matches)
    }

    private static let nss = Host.Accounts(
        named: { name throws(SystemFailure) in try find(name: name, uid: 0) },
        withUid: { uid throws(SystemFailure) in try find(name: nil, uid: uid) },
        groupNamed: { name in
            let gid = clinux_find_group(name, 0)
            return gid < 0 ? nil : UInt32(gid)
        },
        isGidTaken: { gid in clinux_find_group(nil, gid) >= 0 },
        passwordMatches: matches)

    private static let matches: @Sendable (Secret<String>, String) -> Bool = { password, hash in
        clinux_password_matches(password.reveal, hash) == 1
    }

    private static func find(name: String?, uid: UInt32) throws(SystemFailure) -> Account? {
        var found = clinux_account()
        // sysconf(_SC_GETPW_R_SIZE_MAX) is a hint of 1 KiB; entries of domains can be larger.
        var buffer = [CChar](repeating: 0, count: 64 * 1024)
        return try buffer.withUnsafeMutableBufferPointer { (space) throws(SystemFailure) -> Account? in
            let result = clinux_find_account(name, uid, &found, space.baseAddress, space.count)
            guard try checked(result, "look up the account", name ?? "uid \(uid)") == 1 else { return nil }
            return Account(
                name: text(found.name), uid: found.uid, gid: found.gid, gecos: text(found.gecos),
                home: text(found.home),
                shell: text(found.shell))
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }
}
