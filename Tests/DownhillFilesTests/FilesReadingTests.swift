import DownhillFiles
import Foundation
import Testing

@Suite("Files, reading")
struct FilesReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Every byte of a file, whatever its length", arguments: [0, 1, 65_535, 65_536, 65_537, 20_000_003])
  func whole(length: Int) throws {
    let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    #expect(try Files.read(folder.put(content, "file")) == content)
  }

  @Test("A file that is not there")
  func missing() throws {
    let path = folder.file("nothing")
    #expect(throws: FileError.missing(path: path)) { try Files.read(path) }
    #expect(FileError.missing(path: "a").description == "there is no file a")
    // A file where the path wants a folder, and a link that leads nowhere.
    try folder.put([1], "file")
    #expect(throws: FileError.missing(path: folder.file("file/x"))) { try Files.read(folder.file("file/x")) }
    #expect(symlink("nowhere", folder.file("link")) == 0)
    #expect(throws: FileError.missing(path: folder.file("link"))) { try Files.read(folder.file("link")) }
  }

  @Test("A folder")
  func isFolder() throws {
    let error = FileError.unreadable(path: folder.path, reason: "it is a folder")
    #expect(throws: error) { try Files.read(folder.path) }
    #expect(error.description == "\(folder.path) cannot be read: it is a folder")
  }

  @Test("A link that leads to itself")
  func loop() throws {
    let path = folder.file("loop")
    #expect(symlink("loop", path) == 0)
    #expect(throws: FileError.unreadable(path: path, reason: "Too many levels of symbolic links")) {
      try Files.read(path)
    }
  }

  @Test("A file that may not be read", .enabled(if: geteuid() != 0, "permissions do not bind root"))
  func forbidden() throws {
    let path = try folder.put([1], "file")
    chmod(path, 0)
    #expect(throws: FileError.unreadable(path: path, reason: "Permission denied")) { try Files.read(path) }
  }

  @Test("The null device is empty")
  func nullDevice() throws {
    #expect(try Files.read("/dev/null").isEmpty)
  }

  @Test("A pipe is read until its writer closes it")
  func pipe() throws {
    let path = folder.file("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    Thread.detachNewThread {
      let handle = FileHandle(forWritingAtPath: path)
      try? handle?.write(contentsOf: Data(content))
      try? handle?.close()
    }
    #expect(try Files.read(path) == content)
  }

  @Test("A device without end is given up")
  func endless() {
    let error = FileError.unreadable(path: "/dev/zero", reason: "it does not end within 1000000 bytes")
    #expect(throws: error) { try Files.read("/dev/zero", streamLimit: 1_000_000) }
  }

  @Test("A file larger than memory is refused, not a trap")
  func enormous() throws {
    let path = try folder.put([], "sparse")
    // A file of holes: a terabyte that takes no room on the disk.
    try #require(truncate(path, 1 << 40) == 0)
    let reason = "its 1099511627776 bytes are more than any model or data set has"
    #expect(throws: FileError.unreadable(path: path, reason: reason)) { try Files.read(path) }
  }

  @Test("What is there, and what is a folder")
  func exists() throws {
    let path = try folder.put([], "file")
    #expect(Files.exists(path) && !Files.isFolder(path))
    #expect(Files.exists(folder.path) && Files.isFolder(folder.path))
    #expect(!Files.exists(folder.file("nothing")) && !Files.isFolder(folder.file("nothing")))
    #expect(symlink(folder.path, folder.file("link")) == 0)
    #expect(Files.isFolder(folder.file("link")))
  }
}
