import Glibc

/// What `mmap` returns where it fails: a macro that Swift does not see.
var MAP_FAILED: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: -1) }
