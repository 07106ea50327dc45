/// A system call that failed, with what it was asked to do.
package struct SystemFailure: Failure, Equatable {
    /// What was tried, as a verb phrase: "write", "rename".
    package var operation: String
    /// The path it was tried on.
    package var path: String
    /// The errno value.
    package var number: Int32
    /// The C library's text for it.
    package var reason: String

    /// Describes one failed call.
    package init(operation: String, path: String, number: Int32, reason: String) {
        self.operation = operation
        self.path = path
        self.number = number
        self.reason = reason
    }

    package var code: ConditionCode { isPermission ? .rootNeeded : .systemCallFailed }
    package var description: String { "Cannot \(operation) \(quoted(path)): \(reason)." }
    package var remedy: String {
        switch number {
        case Number.noSpace: "Free some space on the file system of \(printable(path)), then run the command again."
        case Number.readOnly: "Remount the file system of \(printable(path)) writable, then run the command again."
        case Number.permission, Number.access:
            "Put sudo in front if you are not root; if you are, see: ls -ld \(printable(path)); lsattr -d \(printable(path))"
        default: "Look at \(printable(path)) with: ls -ld \(printable(path)); then run the command again."
        }
    }

    private var isPermission: Bool { number == Number.permission || number == Number.access }

    /// The errno values that decisions depend on.
    ///
    /// Source: asm-generic/errno-base.h and errno.h; the same on x86-64 and arm64.
    package enum Number {
        package static let permission: Int32 = 1
        package static let absent: Int32 = 2
        package static let access: Int32 = 13
        package static let exists: Int32 = 17
        package static let crossDevice: Int32 = 18
        package static let notDirectory: Int32 = 20
        package static let isDirectory: Int32 = 21
        package static let invalid: Int32 = 22
        package static let noSpace: Int32 = 28
        package static let readOnly: Int32 = 30
        package static let nameTooLong: Int32 = 36
        package static let notEmpty: Int32 = 39
        package static let loop: Int32 = 40
        package static let timedOut: Int32 = 110
        package static let refused: Int32 = 111
    }
}
