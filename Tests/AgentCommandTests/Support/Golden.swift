import Glibc
import Testing

/// Texts that the program prints, kept in files; `UPDATE_GOLDEN=1` writes them anew.
enum Golden {
    /// Compares a run with the file of that name: status, standard output, standard error.
    static func expect(
        _ run: AgentRun, _ name: String, root: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var text = "status \(run.status)\n"
        if !run.output.isEmpty { text += "--- standard output\n" + run.output }
        if !run.errors.isEmpty { text += "--- standard error\n" + run.errors }
        let actual = normalised(text, root: root)
        let path = folder + "/" + name
        if getenv("UPDATE_GOLDEN") != nil { Folder.write(Array(actual.utf8), to: path, mode: 0o644) }
        let expected = try #require(
            Folder.text(path), "no golden file \(name); run with UPDATE_GOLDEN=1", sourceLocation: sourceLocation)
        #expect(
            actual == expected, "\(name); run with UPDATE_GOLDEN=1 if this is meant", sourceLocation: sourceLocation)
    }

    /// Takes out what differs from run to run and from release to release: times since boot, versions, the fixture's place.
    static func normalised(_ text: String, root: String?) -> String {
        var text = text.replacing(/\d+ s ago/, with: "AGE s ago")
            .replacing(/dsvm(\\?)-agent 0\.1\.0/) { "dsvm\($0.output.1)-agent VERSION" }
            .replacing(/"\d{4}-\d\d-\d\d" "dsvm/, with: "\"DATE\" \"dsvm")
            .replacing(/"(agentVersion|version)" : "0\.1\.0"/) { "\"\($0.output.1)\" : \"VERSION\"" }
        if let root { text = text.replacing(root, with: "ROOT") }
        return text
    }

    private static let folder: String = {
        let source = #filePath
        let support = source.prefix(upTo: source.lastIndex(of: "/") ?? source.startIndex)
        return support.prefix(upTo: support.lastIndex(of: "/") ?? support.startIndex) + "/Golden"
    }()
}
