import AllocationCounter
import DownhillFormats
import Foundation
import Testing

@testable import DownhillFiles

/// Files are read as far as their beginning announces, and no further.
@Suite("Extent of files")
struct ExtentTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let model = try! SafeTensors.encode(
    TensorFile(tensors: [Tensor(name: "a", shape: [30_000], values: .init(repeating: 1, count: 30_000))]))

  /// A file with this beginning, followed by holes, which take no space on the disk.
  private func sparse(_ beginning: [UInt8], length: Int) throws -> String {
    let path = try folder.put(beginning, "sparse")
    try #require(truncate(path, off_t(length)) == 0)
    return path
  }

  /// The sentence about a file that cannot be read, and the most bytes that were held meanwhile.
  private func refusal(_ body: () throws -> Void) -> (sentence: String, bytes: Int) {
    allocation_counter_begin_weighing()
    var sentence = "no error"
    do { try body() } catch { sentence = "\(error)" }
    return (sentence, allocation_counter_end_weighing())
  }

  private typealias Reading = (String) throws -> Void

  private func readModel(_ path: String) throws {
    _ = try SafeTensors.decode(Files.read(path, extent: FileExtent.model), file: "m")
  }

  private func readPicture(_ path: String) throws {
    _ = try GreyImage.decode(Files.read(path, extent: FileExtent.picture), file: "p", inflate: Gzip.inflateZlib)
  }

  private func readImages(_ path: String) throws {
    _ = try IDX.images(Files.read(path, extent: IDXKind.images.extent), file: "i")
  }

  @Test("What is there is read to its last byte, from a file and from a pipe")
  func whole() throws {
    let picture = Array("P5 400 300 255\n".utf8) + [UInt8](repeating: 7, count: 120_000)
    let images = pictures(3_000, 7, 7)
    let kinds: [([UInt8], ([UInt8], String, Int?) throws(FormatError) -> FileExtent)] = [
      (Self.model, FileExtent.model), (picture, FileExtent.picture), (images, IDXKind.images.extent),
    ]
    for (bytes, extent) in kinds {
      #expect(try Files.read(folder.put(bytes, "file"), extent: extent) == bytes)
      #expect(try Files.read(pipe(bytes, "pipe"), extent: extent) == bytes)
    }
  }

  /// A pipe into which somebody writes these bytes, or them and then zeros without end.
  private func pipe(_ bytes: [UInt8], _ name: String, endless: Bool = false) throws -> String {
    let path = folder.file(name)
    unlink(path)
    try #require(mkfifo(path, 0o600) == 0)
    signal(SIGPIPE, SIG_IGN)
    Thread.detachNewThread {
      let descriptor = open(path, O_WRONLY)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress!, $0.count) }
        guard count > 0 else { break }
        rest = rest.dropFirst(count)
        if endless && rest.isEmpty { rest = [UInt8](repeating: 0, count: 65_536)[...] }
      }
      close(descriptor)
    }
    return path
  }

  @Test("Files of holes and devices without end are not read before it is known what they are")
  func foreign() throws {
    let holes = try sparse([], length: 1 << 34)
    for path in [holes, "/dev/zero"] {
      for (read, part) in [
        (readModel, "does not begin with \"{\""), (readPicture, "expected a picture"),
        (readImages, "expected IDX images"),
      ] {
        let (sentence, bytes) = refusal { try read(path) }
        #expect(sentence.contains(part), "\(sentence)")
        #expect(bytes < 1 << 20)
      }
    }
  }

  @Test("What follows the end that a header announces is not read")
  func longer() throws {
    let length = 1 << 34
    for (beginning, read, end) in [
      (Self.model, readModel, Self.model.count), (pictures(2, 3, 4), readImages, 40),
      (try oracle("gzip/bomb.gz"), readImages, 800 + 8 + 1 << 20),
    ] as [([UInt8], (String) throws -> Void, Int)] {
      let path = try sparse(beginning, length: length)
      let (sentence, bytes) = refusal { try read(path) }
      #expect(
        sentence.contains(": \(length - end) bytes too many at the end of the file, at byte \(end)"), "\(sentence)")
      #expect(bytes < 2 << 20)
    }
    // A pipe does not say how long it is.
    let endless = try pipe(Self.model, "pipe", endless: true)
    let (sentence, bytes) = refusal { try readModel(endless) }
    #expect(sentence.hasSuffix("it does not end within the \(Self.model.count) bytes that it announces"), "\(sentence)")
    #expect(bytes < 2 << 20)
  }

  /// A file may hold several pictures, of which the first is read, and anything after the end of a PNG.
  @Test("Of a picture no more is read than its header announces")
  func behindPictures() throws {
    for header in ["P5 3 3 255\n", "P6 3 3 255\n", "P4 9 9\n", "P2 3 3 255\n1 2 3 4 5 6 7 8 9 "] {
      let path = try sparse(Array(header.utf8), length: 1 << 34)
      let (sentence, bytes) = refusal { try readPicture(path) }
      #expect(sentence == "no error")
      #expect(bytes < 4 << 20)
    }
    // A comment may be longer than what is looked at first.
    let long = try sparse(
      Array("P5 #".utf8) + [UInt8](repeating: 32, count: 70_000) + "\n3 3 255\n".utf8, length: 1 << 34)
    let (sentence, bytes) = refusal { try readPicture(long) }
    #expect(sentence == "no error" && bytes < 4 << 20, "\(bytes)")
    let broken = try sparse(Array("P5 3 x".utf8), length: 1 << 34)
    #expect(refusal { try readPicture(broken) }.bytes < 1 << 20)

    let png = try oracle("png/grey-8.png")
    let path = try sparse(png, length: 1 << 34)
    let read = refusal { try readPicture(path) }
    #expect(read.sentence == "no error" && read.bytes < 4 << 20, "\(read.bytes)")
    // A text before the pixels is part of the file; twice its length may be read to see where it ends.
    let count = 1 << 20
    let text =
      (0..<4).map { UInt8(count >> (24 - 8 * $0) & 0xff) } + "tEXt".utf8 + [UInt8](repeating: 65, count: count + 4)
    let told = try sparse(png[..<33] + text + png[33...], length: 1 << 34)
    let late = refusal { try readPicture(told) }
    #expect(late.sentence == "no error" && late.bytes < 8 << 20, "\(late.bytes)")
  }

  @Test("A few bytes too many are counted, as ever")
  func trailing() throws {
    let path = try folder.put(Self.model + [1, 2, 3], "m")
    let (sentence, _) = refusal { try readModel(path) }
    #expect(sentence.contains("3 bytes too many at the end of the file, at byte \(Self.model.count)"))
  }

  @Test("A cut file is cut, wherever")
  func cut() throws {
    for count in [0, 5, 8, 20, 70, 65_535, 65_536, 100_000] {
      let path = try folder.put(Array(Self.model[..<count]), "m")
      let (sentence, _) = refusal { try readModel(path) }
      #expect(sentence != "no error")
    }
  }
}

/// What a data set takes in memory while it is loaded.
@Suite("Memory of data sets", .enabled(if: allocation_counter_is_available(), "bytes are counted with glibc"))
struct DataMemoryTests {
  private func load(_ images: [UInt8], _ labels: [UInt8]) -> (sentence: String, bytes: Int) {
    let source = DataSource(
      name: "d", files: [("train-images-idx3-ubyte", images), ("train-labels-idx1-ubyte", labels)])
    allocation_counter_begin_weighing()
    var sentence = "no error"
    do { _ = try source.load(.train) } catch { sentence = "\(error)" }
    return (sentence, allocation_counter_end_weighing())
  }

  @Test("Pictures of MNIST's kind take less than five times their bytes", arguments: [0, 1])
  func ordinary(level: UInt8) {
    let count = 10_000
    let images = pictures(count, 28, 28, pixels: [UInt8](repeating: level, count: count * 784))
    let (sentence, bytes) = load(images, labels([UInt8](repeating: 1, count: count)))
    #expect(sentence == "no error")
    #expect(bytes < 4 * images.count + 2 << 20, "\(bytes)")
  }

  /// An exception: what is kept for an example is more than a picture of a few pixels.
  @Test("Pictures of one pixel take less than 64 bytes each")
  func single() {
    let count = 1_000_000
    let images = pictures(count, 1, 1, pixels: [UInt8](repeating: 1, count: count))
    let (sentence, bytes) = load(images, labels([UInt8](repeating: 1, count: count)))
    #expect(sentence == "no error")
    #expect(bytes < 64 * count, "\(bytes)")
  }

  @Test("Compressed files that take far more than others of their length are refused")
  func bombs() {
    let count = 40_000_000
    let images = Gzip.deflate(pictures(count, 1, 1, pixels: [UInt8](repeating: 0, count: count)))
    let labels = Gzip.deflate(labels([UInt8](repeating: 0, count: count)))
    #expect(images.count < 100_000)
    let (sentence, bytes) = load(images, labels)
    let need = 3 * (count + 16) + 64 * count
    #expect(
      sentence
        == "train-images-idx3-ubyte: its \(images.count) bytes unpack to about \(need) bytes of memory; "
        + "from a compressed file of this length at most \(64 * images.count + 64 << 20) are taken. If that is meant, "
        + "unpack it first (gunzip)")
    #expect(bytes < 1 << 20)
    // Larger pictures, packed as tightly, but few: a set of forms on black ground.
    let few = Gzip.deflate(pictures(1_000, 100, 100, pixels: [UInt8](repeating: 0, count: 10_000_000)))
    #expect(load(few, DownhillFilesTests.labels([UInt8](repeating: 0, count: 1_000))).sentence == "no error")
  }
}
