import Foundation
import Testing

@testable import DownhillFiles

/// Files packed for a browser, and the folders they are written to.
@Suite struct PackingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0, 1, 2, 65_535, 65_536, 65_537, 1 << 20])
  func `what is packed unpacks to the same`(count: Int) throws {
    for content in [
      [UInt8](repeating: 0, count: count), (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) },
    ] {
      let packed = Gzip.deflate(content)
      #expect(try Gzip.inflate(packed, byteCount: count, file: "packed") == content)
      #expect(packed == Gzip.deflate(content))
      #expect(packed[4..<8] == [0, 0, 0, 0], "no time")
    }
  }

  @Test func `gunzip reads it`() throws {
    let content = Array("What is packed here, another program unpacks.".utf8)
    try folder.put(Gzip.deflate(content), "text.gz")
    let process = try Process.run(URL(filePath: "/bin/sh"), arguments: ["-c", "gunzip '\(folder.file("text.gz"))'"])
    process.waitUntilExit()
    #expect(try folder.content("text") == content)
  }

  @Test func `the four files go under the names of MNIST's, packed once`() throws {
    let packed = Gzip.deflate([1])
    try folder.put([0], "train-images.idx3-ubyte")
    try folder.put(packed, "train-labels-idx1-ubyte.gz")
    try folder.put([2], "t10k-images-idx3-ubyte")
    try folder.put([3], "t10k-labels.idx1-ubyte")
    let files = try DataSource(path: folder.path).packedFiles()
    #expect(
      files.map(\.name) == [
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
      ])
    #expect(files[1].contents == packed)
    #expect(try files.map { try Gzip.inflate($0.contents, byteCount: 1, file: $0.name)[0] } == [0, 1, 2, 3])
    try FileManager.default.removeItem(atPath: folder.file("t10k-labels.idx1-ubyte"))
    #expect(throws: FileError.self) { try DataSource(path: folder.path).packedFiles() }
  }

  @Test func `folders are made where they are missing`() throws {
    try Files.makeFolders(folder.file("a/b/c"))
    try Files.makeFolders(folder.file("a/b/c"))
    try Files.makeFolder(folder.file("a/d/"))
    #expect(Files.isFolder(folder.file("a/b/c")) && Files.isFolder(folder.file("a/d")))
    #expect(try Files.isEmptyFolder(folder.file("a/d")) && !Files.isEmptyFolder(folder.file("a")))
    try folder.put([], "a/d/.hidden")
    #expect(try !Files.isEmptyFolder(folder.file("a/d")))
    #expect(throws: FileError.cannotCreate(path: folder.file("a/d/.hidden"), reason: "it is not a folder")) {
      try Files.makeFolder(folder.file("a/d/.hidden"))
    }
    #expect(throws: FileError.self) { try Files.makeFolder(folder.file("x/y")) }
    #expect(throws: FileError.self) { try Files.isEmptyFolder(folder.file("x")) }
  }
}
