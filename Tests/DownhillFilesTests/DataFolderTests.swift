import Downhill
import DownhillFiles
import DownhillFormats
import Foundation
import Testing

/// Data sets in folders and under names as people have them.
@Suite struct DataFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func put(_ bytes: [UInt8], _ path: String) throws {
    let target = folder.file(path)
    try FileManager.default.createDirectory(
      atPath: URL(filePath: target).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try folder.put(bytes, path)
  }

  /// A set of `count` pictures of 2×3 pixels, labelled 0, 1, 0 …
  private func putSet(_ prefix: String, test: String = "t10k", count: Int = 3) throws {
    for (split, count) in [("train", count), (test, 2)] {
      try put(pictures(count, 2, 3), "\(prefix)\(split)-images-idx3-ubyte")
      try put(labels((0..<count).map { UInt8($0 % 2) }), "\(prefix)\(split)-labels-idx1-ubyte")
    }
  }

  private func load(_ path: String = "", _ split: DataSet.Split = .train) throws -> DataSet {
    try DataSource(path: path.isEmpty ? folder.path : folder.file(path)).load(split)
  }

  private func reason(_ path: String = "") -> String? {
    #expect(throws: FileError.self) { try load(path) }?.description
  }

  @Test func `Kaggle's archive: a folder called as the file in it, alone and beside a readable file`() throws {
    for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] {
      let bytes = name.contains("images") ? pictures(3, 2, 3) : labels([0, 1, 0])
      try put(bytes, "kaggle/\(name)/\(name)")
    }
    #expect(try load("kaggle").examples.count == 3)
    try put(pictures(3, 2, 3), "kaggle/train-images.idx3-ubyte")
    try put(labels([0, 1, 0]), "kaggle/train-labels.idx1-ubyte")
    #expect(try load("kaggle").examples.count == 3)
    // A folder of the name that has nothing in it does not hide the file.
    try put(pictures(2, 2, 3), "empty/train-images.idx3-ubyte")
    try put(labels([0, 1]), "empty/train-labels.idx1-ubyte")
    try FileManager.default.createDirectory(
      atPath: folder.file("empty/train-images-idx3-ubyte"), withIntermediateDirectories: true)
    #expect(try load("empty").examples.count == 2)
  }

  @Test(arguments: ["MNIST/raw", "FashionMNIST/raw", "KMNIST/raw", "data/MNIST", "raw"])
  func `torchvision's folders above the files`(folder: String) throws {
    try putSet("\(folder)/")
    #expect(try load().examples.count == 3)
    #expect(try load(folder).examples.count == 3)
    #expect(try load(folder.split(separator: "/").first.map(String.init)!).examples.count == 3)
  }

  @Test func `of several sets one must be named`() throws {
    try putSet("MNIST/raw/")
    try putSet("KMNIST/raw/")
    let path = folder.path
    #expect(
      reason()
        == "\(path) cannot be read: it holds 2 data sets; name one of them: \(path)/KMNIST/raw, \(path)/MNIST/raw")
    try putSet("raw/emnist-letters-", test: "test", count: 4)
    try putSet("raw/emnist-digits-", test: "test", count: 5)
    #expect(
      reason("raw") == "\(path)/raw cannot be read: it holds 2 data sets; "
        + "name one of them: \(path)/raw/emnist-digits, \(path)/raw/emnist-letters")
    #expect(try load("raw/emnist-letters").examples.count == 4)
    #expect(try load("raw/emnist-digits", .test).examples.count == 2)
    #expect(reason("raw/emnist-mnist") == "\(path)/raw/emnist-mnist cannot be read: there is no such folder")
    // The set without a name of its own is the folder's.
    try putSet("raw/")
    #expect(try load("raw").examples.count == 3)
  }

  /// macOS keeps `._NAME` beside each file on other systems' disks, and what was deleted in a hidden folder.
  @Test func `names that begin with a dot are no data sets`() throws {
    let besides: [UInt8] = [0, 5, 0x16, 7]
    try putSet("emnist-letters-", test: "test")
    for name in ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"] {
      try put(besides, "._emnist-letters-\(name)-ubyte")
    }
    #expect(try load().examples.count == 3)
    try putSet("below/MNIST/raw/")
    try put(besides, "below/MNIST/raw/._train-images-idx3-ubyte")
    try putSet("below/.Trash/raw/", count: 5)
    #expect(try load("below").examples.count == 3)
  }

  @Test func `what is there instead of the files is named`() throws {
    try put([1], "mnist.npz")
    #expect(
      reason()?.hasSuffix(
        "(nor train-images-idx3-ubyte.gz); mnist.npz is there, but data sets are read from IDX files or from pictures in a folder for each class"
      ) == true)
  }

  @Test func `a file that is compressed twice is told so`() throws {
    try putSet("twice/")
    let once = Gzip.deflate(pictures(3, 1, 1))
    try put(Gzip.deflate(once), "twice/train-images-idx3-ubyte.gz")
    try FileManager.default.removeItem(atPath: folder.file("twice/train-images-idx3-ubyte"))
    #expect {
      try load("twice")
    } throws: { "\($0)".contains("It is compressed twice: unpack it twice") && !"\($0)".contains("gunzip -k") }
  }

  @Test func `names that are no data set's are told`() throws {
    for name in ["d.bin", "b.bin", "a.bin", "c.bin"] { try put([1], "odd/\(name)") }
    #expect(
      reason("odd")?.hasSuffix("(nor train-images-idx3-ubyte.gz); what is there: a.bin, b.bin, c.bin and 1 more")
        == true)
  }

  @Test func `pictures to train with and to test with in folders of their own`() throws {
    try putSet("split/all/")
    try FileManager.default.createDirectory(atPath: folder.file("split/x"), withIntermediateDirectories: true)
    for (name, part) in [("train", "y"), ("t10k", "x")] {
      try FileManager.default.createDirectory(atPath: folder.file("split/\(part)"), withIntermediateDirectories: true)
      for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
        try FileManager.default.moveItem(
          atPath: folder.file("split/all/\(name)-\(kind)"), toPath: folder.file("split/\(part)/\(name)-\(kind)"))
      }
    }
    let path = folder.file("split")
    #expect(
      reason("split") == "\(path) cannot be read: it holds the pictures to train with in \(path)/y and those to test "
        + "with in \(path)/x: put the four files into one folder")
  }

  @Test func `EMNIST's pictures are turned upright, unless somebody says how they lie`() throws {
    try putSet("emnist-letters-", test: "test")
    try putSet("plain/")
    let lying = try load("plain").examples.inputs(1)
    let upright = (0..<3).flatMap { column in (0..<2).map { row in lying[row * 3 + column] } }
    let set = try load()
    #expect(set.pictureShape == PictureShape(rows: 3, columns: 2))
    #expect(set.examples.inputs(1) == upright)
    let left = try DataSource(path: folder.path, transposed: false).load(.train)
    #expect(left.pictureShape?.rows == 2 && left.examples.inputs(1) == lying)
    let told = try DataSource(path: folder.file("plain"), transposed: true).load(.train)
    #expect(told.examples.inputs(1) == upright)
    // What the browser is handed is upright, too.
    let files = try DataSource(path: folder.path).packedFiles()
    #expect(files.map(\.name).first == "train-images-idx3-ubyte.gz")
    let images = try IDX.images(Gzip.inflate(files[0].contents, byteCount: 16 + 18, file: "f"), file: "f")
    #expect(images.rows == 3 && images.bytes[16 + 6..<16 + 12].map { Float($0) / 255 } == upright)
  }

  // MARK: Labels

  private func labelled(_ file: [UInt8], _ name: String = "train-labels-idx1-ubyte", count: Int, classes: Int = 10)
    throws -> DataSet
  {
    try put(pictures(count, 1, 1), "train-images-idx3-ubyte")
    try put(file, name)
    defer { try? FileManager.default.removeItem(atPath: folder.file(name)) }
    return try DataSource(path: folder.path).load(.train, classCount: classes)
  }

  @Test func `labels of every whole-number type of IDX`() throws {
    func idx(_ type: UInt8, _ sizes: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
      [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { [0, 0, 0, $0] } + bytes
    }
    let expected = [0, 9, 3]
    let files: [[UInt8]] = [
      idx(0x08, [3], [0, 9, 3]), idx(0x09, [3], [0, 9, 3]), idx(0x0B, [3], [0, 0, 0, 9, 0, 3]),
      idx(0x0C, [3], [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 3]), idx(0x08, [3, 1], [0, 9, 3]),
      idx(0x0C, [3, 1], [0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 3]),
      // QMNIST: eight numbers for each digit, of which the first is the label.
      idx(0x0C, [3, 8], expected.flatMap { [0, 0, 0, UInt8($0)] + [UInt8](repeating: 7, count: 28) }),
    ]
    for file in files {
      let set = try labelled(file, count: 3)
      #expect((0..<3).map(set.examples.label) == expected)
    }
    let set = try labelled(files[6], "train-labels-idx2-int", count: 3)
    #expect((0..<3).map(set.examples.label) == expected)
    for (file, part) in [
      (idx(0x0D, [1], [0, 0, 0, 0]), "32-bit floats"), (idx(0x09, [1], [255]), "has the label -1"),
      (idx(0x0C, [1], [0, 0, 1, 0]), "has the label 256"), (idx(0x0C, [1], [0, 0, 1]), "ends too early"),
      (idx(0x0C, [1], [0, 0, 0, 1, 0]), "1 byte too many"),
    ] {
      let error = #expect(throws: (any Error).self) { try labelled(file, count: 1) }
      #expect(error.map { "\($0)" }?.contains(part) == true, "\(String(describing: error))")
    }
  }

  @Test func `labels 1 to N become the classes 0 to N-1, and no others do`() throws {
    let letters = try labelled(labels([1, 3, 2]), count: 3, classes: 3)
    #expect(letters.firstLabel == 1 && (0..<3).map(letters.examples.label) == [0, 2, 1])
    for (values, classes) in [([0, 1, 2], 3), ([1, 2, 1], 3), ([1, 2, 3], 4)] as [([UInt8], Int)] {
      let set = try labelled(labels(values), count: 3, classes: classes)
      #expect(set.firstLabel == 0 && (0..<3).map(set.examples.label) == values.map { Int($0) })
    }
    let error = #expect(throws: DataError.self) { try labelled(labels([0, 1, 3]), count: 3, classes: 3) }
    #expect(error?.description.hasSuffix("example 2 has the label 3, but there are 3 classes, 0 to 2") == true)
  }

  @Test func `test examples that lack a label follow the training examples`() throws {
    try put(pictures(3, 1, 1), "train-images-idx3-ubyte")
    try put(labels([1, 2, 3]), "train-labels-idx1-ubyte")
    try put(pictures(2, 1, 1), "t10k-images-idx3-ubyte")
    try put(labels([2, 1]), "t10k-labels-idx1-ubyte")
    let source = try DataSource(path: folder.path)
    #expect(try source.load(.test, classCount: 3).firstLabel == 1)
    #expect(try source.load(.test, classCount: 3).examples.label(0) == 1)
    #expect(try source.load(.test, classCount: 4).firstLabel == 0)
    #expect(try source.load(.test, classCount: 3, firstLabel: 0).examples.label(0) == 2)
    let error = #expect(throws: DataError.self) { try source.load(.test, classCount: 1, firstLabel: 2) }
    #expect(error?.description.hasSuffix("example 1 has the label 1, but one output knows only 0 and 1") == true)
  }

  // MARK: Paths

  @Test func `offsets in unpacked data are given as such, offsets in the file as they are`() throws {
    try put(Gzip.deflate(pictures(1, 2, 2) + [0]), "train-images-idx3-ubyte.gz")
    try put(labels([1]), "train-labels-idx1-ubyte")
    let long = #expect(throws: FormatError.self) { try load() }
    #expect(long?.description.contains("holds more than the 20 bytes promised") == true)
    try put(Gzip.deflate(Array(pictures(1, 2, 2).prefix(10))), "train-images-idx3-ubyte.gz")
    let short = #expect(throws: FormatError.self) { try load() }
    #expect(
      short?.description.contains(".gz, unpacked: the file ends too early: 4 bytes must follow, 2 do, at byte 8")
        == true)
  }
}
