/// Small operations on absolute paths as text.
enum PathText {
    /// Trims one slash at the end, as C9 of the compatibility contract asks for.
    static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Returns whether a path is a directory or lies below it.
    static func isWithin(_ path: String, directory: String) -> Bool {
        path == directory || directory == "/" || path.hasPrefix(directory + "/")
    }

    /// The name after the last slash.
    static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}
