import DownhillFiles

/// A verb's result file. It is written whole, or a message says where a whole copy is.
enum ResultFile {
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try Files.write(
      bytes, to: path, keepsCopy: true, isCancelled: { Interruption.status != nil },
      willWriteInPlace: { tell(path, copy: $0, reason: $1) })
  }

  /// Printed before writing starts: whatever ends the program meanwhile, the user knows where the copy is.
  static func tell(_ path: String, copy: String, reason: String) {
    Console.err(
      """
      warning: \(path) cannot be replaced (\(reason)), so it is written in place; \
      until that is done, all of it lies in \(copy)

      """)
  }
}
