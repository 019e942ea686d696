import Foundation
import Testing

/// A fresh folder, deleted with its owner. What the helper itself needs to run a program is kept outside it.
final class Folder: Sendable {
  let path: String
  private let scratch: URL

  init() throws {
    scratch = FileManager.default.temporaryDirectory.appending(path: "downhill-\(UUID().uuidString)")
    let folder = scratch.appending(path: "here")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(at: scratch) }

  var program: Program { Program(folder: self) }

  /// The names of what is in it, hidden files too.
  var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

  /// The names of what is in a folder in it.
  func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: absolute(name)).sorted()
  }

  /// The path of what is in it, if it is not one already.
  func absolute(_ name: String) -> String { name.hasPrefix("/") ? name : "\(path)/\(name)" }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try #require(FileManager.default.contents(atPath: absolute(name)), "there is no \(name)"))
  }

  /// What distinguishes a file from another that has replaced it.
  func inode(_ name: String) throws -> UInt64 {
    var information = stat()
    try #require(stat(absolute(name), &information) == 0, "there is no \(name)")
    return UInt64(information.st_ino)
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
  }

  func isFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
  }

  /// An empty file outside the folder.
  func scratchFile() throws -> String {
    let url = scratch.appending(path: UUID().uuidString)
    try Data().write(to: url)
    return url.path
  }
}

/// Pictures of one, two or three bars, as files in the manner of MNIST: small, learnt in no time, and not square.
struct Bars {
  var rows = 7
  var columns = 5
  var training = 120
  var test = 30

  /// What each file is called, and what is in it.
  var files: [(name: String, bytes: [UInt8])] {
    [
      ("train-images-idx3-ubyte", images(training, from: 0)), ("train-labels-idx1-ubyte", labels(training, from: 0)),
      ("t10k-images-idx3-ubyte", images(test, from: 7)), ("t10k-labels-idx1-ubyte", labels(test, from: 7)),
    ]
  }

  /// Writes the four files into a folder of that name.
  func write(to name: String = "bars", in folder: Folder) throws {
    try folder.makeFolder(name)
    for file in files { try folder.write(file.bytes, to: "\(name)/\(file.name)") }
  }

  static func header(_ magic: UInt32, _ sizes: Int...) -> [UInt8] {
    ([magic] + sizes.map { UInt32($0) }).flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 0xff) } }
  }

  private func labels(_ count: Int, from first: Int) -> [UInt8] {
    Self.header(0x801, count) + (first..<first + count).map { UInt8($0 % 3) }
  }

  /// A picture of class k has bright columns 0...k; the rest is a faint pattern that differs from picture to picture.
  private func images(_ count: Int, from first: Int) -> [UInt8] {
    var bytes = Self.header(0x803, count, rows, columns)
    for picture in first..<first + count {
      for row in 0..<rows {
        for column in 0..<columns {
          bytes.append(column <= picture % 3 ? 220 : UInt8((picture * 31 + row * 17 + column * 7) % 64))
        }
      }
    }
    return bytes
  }
}
