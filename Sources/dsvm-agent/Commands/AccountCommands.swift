import AgentCore
import AgentLinux
import CommandTable

extension Invocation {
    /// `adduser NAME`.
    func addUser() throws -> Int32 {
        let request = try accountRequest()
        return try report { try $0.addAccount(request) }
    }

    /// Checks everything on the command line before the machine is looked at.
    private func accountRequest() throws -> AccountRequest {
        var request = AccountRequest(name: try AccountName(parsed.operand("NAME") ?? ""))
        request.uid = try parsed.integer("--uid", in: 1...Int(UInt32.max - 1)).map(UInt32.init)
        if let fullName = parsed.value("--full-name") {
            request.fullName = try AccountRequest.check(fullName: fullName)
        }
        if let shell = parsed.value("--shell") {
            request.shell = try AccountRequest.check(shell: shell)
            guard let found = try host.files.describe(shell), found.kind == .file, found.mode & 0o111 != 0 else {
                throw AccountFailure.input(
                    field: "--shell", value: shell, rule: "there is no such program on this machine")
            }
        }
        if let groups = parsed.value("--groups") {
            var seen: Set<String> = []
            request.groups = try groups.split(separator: ",").map { try AccountRequest.check(group: String($0)) }
                .filter { seen.insert($0).inserted }
        }
        for text in parsed.values("--ssh-key") { request.keys += try keys(text) }
        request.password = try password()
        request.wantsLinks = !parsed.isSet("--no-link")
        return request
    }

    /// A key on the command line, or the keys of a file given as `@FILE`.
    private func keys(_ text: String) throws -> [SSHPublicKey] {
        guard text.hasPrefix("@") else { return [try SSHPublicKey(text)] }
        let path = String(text.dropFirst())
        let bytesMax = 1 << 20
        guard let bytes = try host.files.read(path, bytesMax + 1), bytes.count <= bytesMax else {
            throw AccountFailure.input(
                field: "--ssh-key", value: text, rule: "there is no such file, or it is above 1 MiB")
        }
        return try SSHPublicKey.keys(inFile: String(decoding: bytes, as: UTF8.self), named: path)
    }

    private func password() throws -> AccountPassword? {
        if let hash = parsed.value("--password-hash") { return try AccountPassword.check(hash: hash) }
        guard parsed.isSet("--password-stdin") else { return nil }
        return try AccountPassword.check(clear: try Self.standardInput(bytesMax: 1024))
    }

    /// Reads standard input to its end, one newline at the end taken off.
    private static func standardInput(bytesMax: Int) throws -> String {
        var bytes = StandardStreams.readInput(bytesMax: bytesMax)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        // Decoded leniently, another password than the one typed would be set.
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AccountFailure.input(field: "--password-stdin", value: "(not shown)", rule: "it must be UTF-8")
        }
        return text
    }

    /// `link NAME`, `link --all`.
    func link() throws -> Int32 {
        let name = parsed.operand("NAME")
        return try report { try $0.linkUsers(name, removesLoops: parsed.isSet("--remove-loops")) }
    }

    /// `users`.
    func users() throws -> Int32 {
        let rows = try node().users()
        if parsed.isSet("--names") {
            let names = rows.filter { $0.state != "closed" }.map(\.name)
            if wantsJSON { output.printJSON(NamesDocument(names: names)) } else { names.forEach { output.line($0) } }
        } else if wantsJSON {
            output.printJSON(UsersDocument(users: rows))
        } else {
            let header = ["NAME", "UID", "ACCOUNT", "STATE", "HOME", "PROBLEMS"]
            let cells = rows.map {
                [
                    $0.name, "\($0.uid)", $0.origin, $0.state, $0.home,
                    $0.problems.isEmpty ? "none" : "\($0.problems.count)",
                ]
            }
            output.line(Table.text(header: header, rows: cells), terminator: "")
            for row in rows {
                for problem in row.problems {
                    output.writeError("dsvm-agent: \(row.name): \(problem.text)\n            \(problem.remedy)\n")
                }
            }
        }
        return ExitStatus.success.rawValue
    }
}

/// `users --names --json`.
struct NamesDocument: Encodable {
    let schema = 1
    let names: [String]
}

/// `users --json`.
struct UsersDocument: Encodable {
    let schema = 1
    let users: [UserRow]
}
