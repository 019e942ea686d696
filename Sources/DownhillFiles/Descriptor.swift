#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What is done with an open file by its number.
package enum Descriptor {
  /// Opens something harmless where standard input, output or error is closed. Otherwise the next files opened would
  /// get their numbers, and be read and written instead.
  package static func occupyStandardOnes() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // Results must not vanish unnoticed: what replaces standard output refuses writing. The number is right because
      // the system takes the lowest free one.
      let mode = descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
  }

  /// Writes all bytes, in as many calls as needed. Where the descriptor does not block, waits until there is room, or
  /// until `isCancelled`.
  package static func write(
    _ bytes: [UInt8], to descriptor: Int32, isCancelled: () -> Bool = { false }
  ) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { bytes throws(SystemError) in
      try write(UnsafeRawBufferPointer(bytes), to: descriptor, isCancelled)
    }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ isCancelled: () -> Bool
  ) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 {
        throw SystemError(EIO)
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        guard !isCancelled() else { throw SystemError(EINTR) }
        wait(for: POLLOUT, of: descriptor, milliseconds: 100)
      } else if errno != EINTR {
        throw SystemError()
      }
    }
  }

  /// Waits until there is something to read.
  package static func waitForInput(_ descriptor: Int32) { wait(for: POLLIN, of: descriptor, milliseconds: -1) }

  /// Waits until the bytes are on the disk, where the file system can say so.
  static func sync(_ descriptor: Int32) throws(SystemError) {
    while fsync(descriptor) != 0 {
      let error = SystemError()
      if error.isRefusal { return }
      if error.code != EINTR { throw error }
    }
  }

  /// Closes. Some file systems report only now that they could not write.
  static func close(_ descriptor: Int32) throws(SystemError) {
    guard systemClose(descriptor) != 0 else { return }
    let error = SystemError()
    if !error.isRefusal && error.code != EINTR { throw error }
  }

  private static func wait(for event: some BinaryInteger, of descriptor: Int32, milliseconds: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    _ = poll(&request, 1, milliseconds)
  }
}

// Functions of the C library whose names those above hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
