/// The contents of a file: an array, memory that exists as long as the program runs, or the file itself, mapped.
///
/// Sendable, since that memory is never written to.
enum FileContents: @unchecked Sendable {
  case bytes([UInt8])
  case resident(UnsafeRawBufferPointer)
  case mapped(MappedFile)

  /// The bytes, copied only if they are not an array.
  var array: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .resident(let bytes): Array(bytes)
    case .mapped(let file): Array(file.bytes)
    }
  }

  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch self {
    case .bytes(let bytes):
      return try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try body(UnsafeRawBufferPointer(bytes)) }
    case .resident(let bytes):
      return try body(bytes)
    case .mapped(let file):
      return try withExtendedLifetime(file) { () throws(Failure) in try body(file.bytes) }
    }
  }
}
