import Foundation
import Testing

@testable import DownhillFiles

@Suite("Files, copies and what killed runs leave")
struct FilesLeftBehindTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("What cannot be written where it belongs is whole beside it, or else in the folder for temporary files")
  func copy() async throws {
    let other = try TemporaryFolder()
    await #expect(processExitsWith: .success) { [path = folder.path as String, elsewhere = other.path as String] in
      // A working folder that is gone takes no copy.
      try #require(chdir(path) == 0 && rmdir(path) == 0)
      setenv("TMPDIR", elsewhere, 1)
      let error = #expect(throws: FileError.self) { try Files.write([1, 2, 3], to: "\(path)/file", keepsCopy: true) }
      guard case .copied(let copy, .cannotCreate(let target, let reason)) = error else {
        Issue.record("not saved: \(String(describing: error))")
        return
      }
      #expect(target == "\(path)/file" && reason == "there is no folder \(path)")
      #expect(copy.hasPrefix("\(elsewhere)/file.kept-"))
      #expect(try Files.read(copy) == [1, 2, 3])
    }
    #expect(try other.names.count == 1)
  }

  @Test("Only old files of our own name pattern, which no run holds, are removed")
  func leftBehind() throws {
    func age(_ name: String, by seconds: Int) {
      let then = timeval(tv_sec: time(nil) - seconds, tv_usec: 0)
      utimes(folder.file(name), [then, then])
    }
    let names = [
      ".downhill-abCD12", ".downhill-held00", ".downhill-site", ".downhill-abCD123", ".downhill-ab-D12",
      "x.kept-abcDEF", "precious",
    ]
    for name in names {
      try folder.put([1], name)
      age(name, by: 90_000)
    }
    try folder.put([1], ".downhill-young0")
    age(".downhill-young0", by: 80_000)
    #expect(symlink("precious", folder.file(".downhill-link00")) == 0)
    try FileManager.default.createDirectory(atPath: folder.file(".downhill-folder"), withIntermediateDirectories: false)
    if geteuid() == 0 {
      try folder.put([1], ".downhill-others")
      #expect(chown(folder.file(".downhill-others"), 65_534, 65_534) == 0)
      age(".downhill-others", by: 90_000)
    }
    let holder = open(folder.file(".downhill-held00"), O_RDONLY)
    #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
    let before = try folder.names
    try Files.checkWritable(folder.file("file"))
    #expect(try folder.names == before, "asking changes nothing")
    try Files.write([2], to: folder.file("file"))
    #expect(try folder.names == (before.filter { $0 != ".downhill-abCD12" } + ["file"]).sorted())
    // Closing it alone would leave the lock to a process that another test forks meanwhile, as a copy does here.
    let copy = dup(holder)
    defer { close(copy) }
    flock(holder, LOCK_UN)
    close(holder)
    try Files.write([2], to: folder.file("file"))
    #expect(try !folder.names.contains(".downhill-held00"))
  }

  /// In a process of its own: other tests write files at the same time, and a handler removes the one at hand.
  @Test("A file that is being written is held locked, and a signal's handler removes it")
  func held() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let file = try TemporaryFile(in: folder.path)
      let other = open(file.path, O_RDWR)
      #expect(flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      close(other)
      #expect(Files.abandonWriting())
      #expect(try folder.names.isEmpty)
      // What has got its name is no part of that any more.
      let second = try TemporaryFile(in: folder.path)
      try second.rename(to: folder.file("file"))
      #expect(Files.abandonWriting())
      #expect(try folder.names == ["file"])
    }
  }

  #if os(Linux)
  @Test("A file without a name is written in place: what leads to it is not replaced")
  func nameless() throws {
    let path = try folder.put([1, 2, 3, 4], "file")
    let descriptor = open(path, O_RDWR)
    unlink(path)
    #expect(symlink("/proc/self/fd/\(descriptor)", folder.file("link")) == 0)
    try Files.checkWritable(folder.file("link"))
    try Files.write([5, 6], to: folder.file("link"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")).hasPrefix("/proc/self/fd/"))
    var bytes = [UInt8](repeating: 0, count: 10)
    #expect(pread(descriptor, &bytes, 10, 0) == 2 && bytes[0] == 5 && bytes[1] == 6)
    close(descriptor)
    #expect(try folder.names == ["link"])
  }
  #endif

  @Test("Lines are added whole, to what stays of the file")
  func appender() throws {
    try folder.put([1, 2, 3, 4], "log")
    let log = try Appender(path: folder.file("log"), keeping: 2)
    #expect(log.removedByteCount == 2)
    try log.append([5, 6])
    #expect(try folder.content("log") == [1, 2, 5, 6])
    try log.close()
    try Appender.check(folder.file("log"))
    try Appender.check(folder.file("new"))
    #expect(try folder.names == ["log"])
    let error = FileError.cannotCreate(path: folder.path, reason: "it is a folder")
    #expect(throws: error) { try Appender.check(folder.path) }
    #expect(throws: FileError.self) { try Appender(path: folder.file("missing/log")) }
  }
}
