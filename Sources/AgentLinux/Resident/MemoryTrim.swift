internal import AgentCore
internal import CLinux

/// Gives back what only the start needed.
enum MemoryTrim {
    /// Unmaps program text that the start has touched, and returns free heap to the system.
    ///
    /// Text is in the page cache anyway and comes back when it is called again; what stays resident is what the loop
    /// really uses. Only mappings that are executable and not writable are touched: nothing in them can be lost.
    static func run() {
        clinux_trim_memory()
        clinux_drop_text()
    }
}
