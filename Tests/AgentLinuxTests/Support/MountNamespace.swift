import Glibc

/// Gives this process mounts of its own, so that nothing stays mounted however a test ends; for exit tests, as root.
func enterMountNamespace() -> Bool {
    // unshare(2) and its flag, 0x20000, are GNU names, which the Glibc module leaves out.
    typealias Unshare = @convention(c) (Int32) -> Int32
    guard let symbol = dlsym(nil, "unshare") else { return false }
    return unsafeBitCast(symbol, to: Unshare.self)(0x20000) == 0
        && mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0
}
