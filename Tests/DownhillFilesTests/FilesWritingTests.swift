import DownhillFiles
import Foundation
import Testing

@Suite("Files, writing")
struct FilesWritingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func permissions(_ name: String) throws -> mode_t {
    var information = stat()
    try #require(stat(folder.file(name), &information) == 0)
    return information.st_mode & 0o7777
  }

  @Test("A new file has the permissions that any program gives its files", arguments: [0, 1, 3_000_000])
  func new(length: Int) throws {
    let content = [UInt8](repeating: 7, count: length)
    try Files.write(content, to: folder.file("new"))
    #expect(try folder.content("new") == content)
    // The C library's new files: 0666 without the umask.
    let other = try #require(fopen(folder.file("other"), "w"))
    fclose(other)
    #expect(try permissions("new") == permissions("other"))
    #expect(try folder.names == ["new", "other"])
  }

  @Test("A file is replaced and keeps its permissions", arguments: [0o600, 0o644, 0o664, 0o755] as [mode_t])
  func replaced(permissions mode: mode_t) throws {
    chmod(try folder.put([1, 2, 3], "file"), mode)
    try Files.write([4], to: folder.file("file"))
    #expect(try folder.content("file") == [4])
    #expect(try permissions("file") == mode)
    #expect(try folder.names == ["file"])
  }

  @Test("A name without a folder lies in the working folder; a name may have any letters, and as many as others")
  func names() throws {
    let name = "downhill-\(UUID().uuidString) ä'\"%s"
    defer { unlink(name) }
    try Files.write([5], to: name)
    #expect(try Files.read(name) == [5])
    // 255 bytes are the most that file systems take.
    let longest = String(repeating: "n", count: 251) + "\n.st"
    try Files.write([6], to: folder.file(longest))
    #expect(try folder.names == [longest])
  }

  @Test("Through symbolic links the target is replaced and the links stay", arguments: [true, false])
  func link(targetExists: Bool) throws {
    let other = try TemporaryFolder()
    if targetExists { try other.put([1], "target") }
    #expect(symlink("link-2", folder.file("link")) == 0)
    #expect(symlink(other.file("target"), folder.file("link-2")) == 0)
    try Files.checkWritable(folder.file("link"))
    #expect(try other.names == (targetExists ? ["target"] : []))
    try Files.write([2], to: folder.file("link"))
    #expect(try other.names == ["target"])
    #expect(try other.content("target") == [2])
    let destination = try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link"))
    #expect(destination == "link-2")
    #expect(try folder.names == ["link", "link-2"])
  }

  @Test(
    "Paths where nothing can be written",
    arguments: [
      ("missing/file", "there is no folder %/missing"),
      ("folder", "it is a folder"),
      ("folder/", "it is a folder"),
      ("link-to-folder", "it is a folder"),
      ("file/x", "Not a directory"),
      ("loop", "Too many levels of symbolic links"),
    ])
  func impossible(name: String, reason: String) throws {
    try folder.put([1], "file")
    try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
    #expect(symlink("folder", folder.file("link-to-folder")) == 0)
    #expect(symlink("loop", folder.file("loop")) == 0)
    let names = try folder.names
    let path = folder.file(name)
    let sentence = "\(path) cannot be written: \(reason.replacing("%", with: folder.path))"
    let check = #expect(throws: FileError.self) { try Files.checkWritable(path) }
    #expect(check?.description == sentence)
    let write = #expect(throws: FileError.self) { try Files.write([2], to: path) }
    #expect(write?.description == sentence)
    #expect(try folder.names == names)
    #expect(try folder.content("file") == [1])
  }

  @Test("A path of no letters")
  func noPath() {
    let error = FileError.cannotCreate(path: "\"\"", reason: "it is no name")
    #expect(throws: error) { try Files.checkWritable("") }
    #expect(throws: error) { try Files.write([1], to: "") }
  }

  @Test("A folder that may not be written to", .enabled(if: geteuid() != 0, "permissions do not bind root"))
  func readOnlyFolder() throws {
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    let error = FileError.cannotCreate(path: folder.file("file"), reason: "Permission denied")
    #expect(throws: error) { try Files.checkWritable(folder.file("file")) }
    #expect(throws: error) { try Files.write([1], to: folder.file("file")) }
  }

  @Test("Asking whether a file could be written leaves everything as it was")
  func checkWritable() throws {
    try Files.checkWritable(folder.file("new"))
    #expect(try folder.names.isEmpty)
    try folder.put([1, 2], "file")
    try Files.checkWritable(folder.file("file"))
    #expect(try folder.content("file") == [1, 2])
    #expect(try folder.names == ["file"])
    try Files.checkWritable("/dev/null")
  }

  @Test("A device is written to, not replaced")
  func device() throws {
    try Files.write([1, 2, 3], to: "/dev/null")
    var information = stat()
    #expect(stat("/dev/null", &information) == 0 && information.st_mode & S_IFMT == S_IFCHR)
  }

  #if os(Linux)
  @Test("A full device")
  func fullDevice() throws {
    let error = #expect(throws: FileError.self) { try Files.write([1], to: "/dev/full") }
    #expect(
      error?.description == "writing /dev/full failed: No space left on device; what is there now is not whole")
  }

  @Test("A disk that is full in mid-file keeps the old file and no part of the new one")
  func fullDisk() async throws {
    let path = try folder.put([1, 2, 3], "file")
    // The limit on a file's length, which holds for a whole process, stands for the full disk.
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      #expect(throws: FileError.cannotWrite(path: path, reason: "File too large")) {
        try Files.write([UInt8](repeating: 9, count: 1_000_000), to: path)
      }
    }
    #expect(try folder.content("file") == [1, 2, 3])
    #expect(try folder.names == ["file"])
  }
  #endif

  // MARK: Whole or not at all

  @Test("A reader sees the old file or the new one while it is replaced 200 times")
  func concurrentReader() async throws {
    let path = folder.file("file")
    // Version n is 1,000,000 + n bytes of n: a mixture or a part of a file shows.
    @Sendable func version(_ number: Int) -> [UInt8] {
      [UInt8](repeating: UInt8(number), count: 1_000_000 + number)
    }
    try Files.write(version(0), to: path)
    let reader = Task.detached {
      while true {
        let content = try Data(contentsOf: URL(filePath: path))
        let number = content.count - 1_000_000
        guard (0...200).contains(number), content.first == UInt8(number), content.last == UInt8(number),
          content == Data(version(number))
        else { return false }
        if number == 200 { return true }
      }
    }
    for number in 1...200 { try Files.write(version(number), to: path) }
    #expect(try await reader.value)
    #expect(try folder.names == ["file"])
  }

  @Test("A writer that is killed leaves the old file or the new one", arguments: 1...5)
  func killedWriter(tries: Int) async throws {
    let path = try folder.put([UInt8](repeating: 0, count: 8_000_000), "file")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, tries = tries as Int] in
      Thread.detachNewThread {
        usleep(UInt32(10_000 * tries))
        kill(getpid(), SIGKILL)
      }
      for number in 1... {
        try Files.write([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 8_000_000), to: path)
      }
    }
    let content = try folder.content("file")
    #expect(content.count == 8_000_000)
    #expect(content.allSatisfy { $0 == content[0] })
  }
}
