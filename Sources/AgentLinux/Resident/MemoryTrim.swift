internal import AgentCore
internal import CLinux

/// Gives back what only the start needed.
enum MemoryTrim {
    /// Unmaps program text and constants that the start has touched, and returns free heap to the system.
    ///
    /// They are in the page cache anyway and come back when they are used again; what stays resident is what the loop
    /// really uses. Only mappings that are not writable and equal their file are touched: nothing can be lost.
    static func run() {
        clinux_trim_memory()
        clinux_drop_text()
    }
}
