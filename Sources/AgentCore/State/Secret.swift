/// A value that must not reach a log, an argument vector, an environment or a file of ours.
///
/// It is not `Encodable`, and its description is redacted; `reveal` is the one way out and easy to search for.
package struct Secret<Value: Sendable & Equatable>: Sendable, Equatable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    private let value: Value

    /// Wraps a secret as soon as it is read.
    package init(_ value: Value) { self.value = value }

    /// Gives the secret to the one call that needs it.
    package var reveal: Value { value }

    package var description: String { "(redacted)" }
    package var debugDescription: String { "(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
