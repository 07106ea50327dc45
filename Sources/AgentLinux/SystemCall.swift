internal import AgentCore
internal import CLinux

/// Turns the shim's result, a value or a negated errno, into a value or a failure.
@discardableResult
func checked<Result: SignedInteger>(
    _ result: Result, _ operation: String, _ path: String
) throws(SystemFailure) -> Result {
    if result >= 0 { return result }
    throw failure(Int32(-result), operation, path)
}

/// Describes a failed call.
func failure(_ number: Int32, _ operation: String, _ path: String) -> SystemFailure {
    SystemFailure(operation: operation, path: path, number: number, reason: errorText(number))
}

/// The C library's text for an errno value.
func errorText(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    return String(cString: clinux_error_text(number, &buffer, buffer.count))
}
