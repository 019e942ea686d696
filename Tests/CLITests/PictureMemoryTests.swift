#if os(Linux)
import DownhillFiles
import Foundation
import Testing

@testable import CLI

/// What a picture takes is known from its header: less than it really takes, and not much.
@Suite struct PictureMemoryTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars(rows: 28, columns: 28).write(in: folder)
    try #require(try folder.program("train --data bars --hidden 4 --epochs 1 --quiet").status == 0)
  }

  /// A file that begins so and goes on with zeros, of which the disk holds nothing.
  private func write(_ beginning: [UInt8], length: Int, to name: String) throws {
    try folder.write(beginning, to: name)
    try #require(truncate(folder.absolute(name), off_t(length)) == 0)
  }

  /// A progressive picture in colour, grey all over: its first scan, of one bit for each block.
  private static func progressive(side: Int) -> [UInt8] {
    func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
      [0xFF, marker, 0, UInt8(content.count + 2)] + content
    }
    let high = UInt8(side >> 8)
    let low = UInt8(side & 0xFF)
    let blocks = ((side + 7) / 8) * ((side + 7) / 8) * 3
    return [0xFF, 0xD8] + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
      + segment(0xC2, [8, high, low, high, low, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
      + segment(0xC4, [0x00, 1] + [UInt8](repeating: 0, count: 16))
      + segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 0, 0]) + [UInt8](repeating: 0, count: (blocks + 7) / 8) + [0xFF, 0xD9]
  }

  private func writePictures() throws {
    try write(Array("P5 12000 10000 255\n".utf8), length: 120_000_019, to: "large.pgm")
    try write(Array("P6 8000 5000 255\n".utf8), length: 120_000_017, to: "large.ppm")
    try folder.write(Self.progressive(side: 4_000), to: "progressive.jpg")
    // A chunk that says nothing of the picture, of 60 MB.
    let png = try #require(FileManager.default.contents(atPath: Self.oracle("png/grey-8.png")))
    let length = 60_000_000
    let text =
      (0..<4).map { UInt8(length >> (24 - 8 * $0) & 0xff) } + Array("tEXt".utf8)
      + [UInt8](repeating: 65, count: length + 4)
    try folder.write(Array(png[..<33]) + text + Array(png[33...]), to: "told.png")
  }

  private static func oracle(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Oracles/\(path)")
      .path
  }

  private static let names = ["large.pgm", "large.ppm", "told.png", "progressive.jpg"]

  /// Whether libturbojpeg is there.
  private func isRead(_ name: String) -> Bool {
    guard name.hasSuffix(".jpg") else { return true }
    return (try? folder.program("predict model.safetensors \(name)"))?.err.contains("libturbojpeg") == false
  }

  @Test func `no more than it really takes, and little less`() throws {
    guard let peak = Peak(folder) else { return }
    try writePictures()
    let own = try peak.bytes("--version").bytes
    for name in Self.names where isRead(name) {
      let expected = Double(try #require(PictureFile.memoryNeed(folder.absolute(name))))
      let taken = Double(try peak.bytes("predict model.safetensors \(name)").bytes - own)
      #expect(expected <= 1.05 * taken && expected >= 0.4 * taken, "\(name) takes \(taken), expected \(expected)")
    }
  }

  @Test func `a picture that does not fit is refused before it is read`() throws {
    try writePictures()
    var program = folder.program
    (program.executable, program.firstArguments) = ("/bin/sh", ["./limited"])
    // A little more than the program starts with.
    for megabytes in stride(from: 10, through: 400, by: 10) {
      try folder.write(
        Array("ulimit -v \((megabytes + 20) * 1_024) && exec \(Program.path) \"$@\"\n".utf8), to: "limited")
      if try program("predict model.safetensors test:0 --data bars").status == 0 { break }
    }
    for name in Self.names where isRead(name) {
      for verb in ["predict model.safetensors", "explain model.safetensors --image"] {
        try program("\(verb) \(name)").expectError(
          70, "reading \(name) takes", "of memory, but ulimit -v leaves",
          "make the picture smaller, or allow the process more")
      }
    }
    #expect(PictureFile.memoryNeed("/dev/zero") == nil && PictureFile.memoryNeed(folder.path) == nil)
    #expect(PictureFile.memoryNeed(folder.absolute("nothing")) == nil)
    #expect(PictureFile.memoryNeed(folder.absolute("model.safetensors")) == nil)
  }
}

/// Measures programs from outside.
struct Peak {
  private static let program = SystemCallShim.built("peak.c", as: "peak", with: [])
  private let folder: Folder

  /// nil, with a word about it, where there is no C compiler.
  init?(_ folder: Folder) {
    guard Self.program != nil else {
      print("no C compiler: what the program takes is not measured")
      return nil
    }
    self.folder = folder
  }

  /// How a run ended, and the most memory that it had at a time. The system's own account of a child would begin with what
  /// these tests have.
  func bytes(_ command: String) throws -> (status: Int32, err: String, bytes: Int) {
    var program = folder.program
    program.executable = try #require(Self.program)
    let account = try folder.scratchFile()
    let words = command.split(separator: " ").map(String.init)
    let run = try program.run([account, Program.path] + words)
    return (run.status, run.err, try #require(Int(folder.text(account).dropLast())))
  }
}
#endif
