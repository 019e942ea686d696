import DownhillFiles
import Foundation
import Testing

/// A path with a zero byte names nothing: the system would read it up to there, and take another file.
@Suite("Files, names") struct NamesTests {
  private let folder: TemporaryFolder
  private let cut: String

  init() throws {
    folder = try TemporaryFolder()
    try folder.put([1, 2, 3], "file")
    cut = folder.file("file\0.safetensors")
  }

  /// `…/file\0.safetensors cannot be read: …`.
  private func expectRefused(_ verb: String, _ path: String, _ body: () throws -> Void) {
    let error = #expect(throws: FileError.self, performing: body)
    let shown = path.replacing("\0", with: "\\0")
    #expect(error?.description == "\(shown) cannot be \(verb): a path cannot have a zero byte in it")
  }

  @Test("Nothing is read or found there")
  func reading() throws {
    expectRefused("read", cut) { _ = try Files.read(cut) }
    #expect(!Files.exists(cut) && !Files.isRegular(cut))
    let inFolder = "\(folder.path)\0/x"
    #expect(!Files.isFolder(inFolder) && !Files.exists(inFolder))
    expectRefused("read", inFolder) { _ = try Files.isEmptyFolder(inFolder) }
    #expect(throws: FileError.self) { try DataSource(path: inFolder) }
  }

  @Test("Nothing is written or made there")
  func writing() throws {
    expectRefused("written", cut) { try Files.checkWritable(cut) }
    expectRefused("written", cut) { try Files.write([9], to: cut) }
    expectRefused("written", cut) { _ = try Appender(path: cut) }
    for path in [folder.file("new\0er"), folder.file("new/er\0")] {
      expectRefused("written", path) { try Files.makeFolder(path) }
      expectRefused("written", path) { try Files.makeFolders(path) }
    }
    #expect(!Files.areSame(cut, folder.file("file")))
    #expect(try folder.names == ["file"])
    #expect(try folder.content("file") == [1, 2, 3])
  }
}
