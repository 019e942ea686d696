import DownhillFiles
import DownhillFormats
import Foundation

/// A new folder that is removed with everything in it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "downhill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Puts a file there without the code under test.
  @discardableResult
  func put(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// A file's bytes without the code under test.
  func content(_ name: String) throws -> [UInt8] { try bytes(at: file(name)) }

  /// Everything in the folder, hidden files included.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// A file's bytes without the code under test.
func bytes(at path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

/// A file of Tests/Oracles.
func oracle(_ path: String) throws -> [UInt8] {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try bytes(at: tests.appending(path: "Oracles/\(path)").path)
}

extension Gzip {
  static func prefix(_ bytes: [UInt8], count: Int, file: String) throws(FormatError) -> [UInt8] {
    try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
      try prefix(UnsafeRawBufferPointer(bytes), count: count, file: file)
    }
  }

  static func inflate(_ bytes: [UInt8], byteCount: Int, file: String) throws(FormatError) -> [UInt8] {
    try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
      try inflate(UnsafeRawBufferPointer(bytes), byteCount: byteCount, file: file)
    }
  }
}

// MARK: IDX

/// An IDX file of pictures, whose pixels count up unless others are given.
func pictures(_ count: Int, _ rows: Int, _ columns: Int, pixels: [UInt8]? = nil) -> [UInt8] {
  var writer = ByteWriter()
  for number in [0x803, count, rows, columns] { writer.uint32(UInt32(number), .bigEndian) }
  writer.append(pixels ?? (0..<count * rows * columns).map { UInt8($0 % 251) })
  return writer.bytes
}

/// An IDX file of labels, which promises `count` of them.
func labels(_ labels: [UInt8], count: Int? = nil) -> [UInt8] {
  var writer = ByteWriter()
  for number in [0x801, count ?? labels.count] { writer.uint32(UInt32(number), .bigEndian) }
  writer.append(labels)
  return writer.bytes
}
