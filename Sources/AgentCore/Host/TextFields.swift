/// Splitting text from outside at an ASCII character, byte by byte.
///
/// Swift's own `split` looks for a whole `Character`: a newline behind a carriage return is none, nor is a blank before
/// a combining mark. Whoever may write a field could so hide a line, or move the fields behind it.
extension StringProtocol where SubSequence == Substring {
    /// The lines that are not empty.
    package var textLines: [Substring] { textFields(at: "\n", omittingEmpty: true) }

    /// The parts between separators.
    package func textFields(at separator: Unicode.Scalar, omittingEmpty: Bool = false) -> [Substring] {
        self[...].utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: omittingEmpty)
            .map { Substring($0) }
    }
}
