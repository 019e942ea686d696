import Downhill
import DownhillFormats
import Foundation
import Testing

@testable import DownhillFiles

/// Pictures in folders by class, written here pixel by pixel.
@Suite struct PictureFolderTests {
  /// A PGM picture of 2 × 3 pixels that count up from `first`.
  static func pgm(_ first: UInt8, rows: Int = 2, columns: Int = 3) -> [UInt8] {
    Array("P5 \(columns) \(rows) 255\n".utf8) + (0..<UInt8(rows * columns)).map { first &+ $0 }
  }

  private func folder(_ files: [String: [UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in files {
      try FileManager.default.createDirectory(
        at: URL(filePath: folder.file(name)).deletingLastPathComponent(), withIntermediateDirectories: true)
      try folder.put(bytes, name)
    }
    return folder
  }

  private func loaded(
    _ folder: TemporaryFolder, _ split: DataSet.Split = .train, _ request: DataRequest = DataRequest()
  ) throws -> (set: DataSet, notes: [String]) {
    try DataSource(path: folder.path).load(split, request, workers: Workers(count: 2))
  }

  /// The first byte of each picture.
  private func firsts(_ set: DataSet) -> [Int] {
    (0..<set.count).map { Int((set.examples.inputs($0)[0] * 255).rounded()) }
  }

  private func labels(_ set: DataSet) -> [Int] { (0..<set.count).map { set.examples.label($0) } }

  @Test func `the bytes are those of the files, by class and name`() throws {
    let folder = try folder([
      "dog/b.pgm": Self.pgm(40), "dog/a.pgm": Self.pgm(30), "Dog/10.pgm": Self.pgm(20), "Dog/9.pgm": Self.pgm(10),
    ])
    let (set, notes) = try loaded(folder)
    // Bytes: D comes before d, and 1 before 9.
    #expect(set.classNames == .words(["Dog", "dog"]))
    #expect(firsts(set) == [20, 10, 30, 40] && labels(set) == [0, 0, 1, 1])
    #expect(set.pictureShape == PictureShape(rows: 2, columns: 3))
    #expect(set.examples.inputs(3).map { Int(($0 * 255).rounded()) } == [40, 41, 42, 43, 44, 45])
    #expect(notes == [])
  }

  @Test func `colours become grey by luma`() throws {
    // 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1.
    let colours = Array("P6 3 1 255\n".utf8) + [255, 0, 0, 0, 255, 0, 0, 0, 255]
    let (set, _) = try loaded(folder(["x/1.ppm": colours, "y/1.pgm": Self.pgm(0, rows: 1)]))
    #expect(set.examples.inputs(0).map { Int(($0 * 255).rounded()) } == [76, 150, 29])
  }

  @Test func `folders that are whole numbers from 0 or 1 on are numbers, in their order`() throws {
    let ten = Dictionary(uniqueKeysWithValues: (0...10).map { ("\($0)/x.pgm", Self.pgm(UInt8($0))) })
    let (set, _) = try loaded(folder(ten))
    #expect(
      set.classNames == .numbers(first: 0, count: 11) && firsts(set) == Array(0...10) && labels(set) == Array(0...10))
    let (fromOne, _) = try loaded(folder(["1/x.pgm": Self.pgm(1), "2/x.pgm": Self.pgm(2)]))
    #expect(fromOne.classNames == .numbers(first: 1, count: 2) && labels(fromOne) == [0, 1])
    // With gaps, or other beginnings, they are names like others, still in the order of numbers.
    let (gaps, _) = try loaded(folder(["10/x.pgm": Self.pgm(10), "9/x.pgm": Self.pgm(9), "0/x.pgm": Self.pgm(0)]))
    #expect(gaps.classNames == .words(["0", "9", "10"]) && firsts(gaps) == [0, 9, 10])
    let (leading, _) = try loaded(folder(["01/x.pgm": Self.pgm(1), "00/x.pgm": Self.pgm(0)]))
    #expect(leading.classNames == .words(["00", "01"]))
  }

  @Test func `training decides the classes of the test, whose folders may be fewer`() throws {
    let folder = try folder([
      "Train/ant/1.pgm": Self.pgm(1), "Train/bee/1.pgm": Self.pgm(2), "TEST/bee/1.pgm": Self.pgm(3),
      "train.txt": [1],
    ])
    let source = try DataSource(path: folder.path)
    #expect(source.splits == [.train, .test] && source.isDividedBySplit)
    let (test, _) = try loaded(folder, .test)
    #expect(labels(test) == [1] && test.classNames == .words(["ant", "bee"]))
    try FileManager.default.createDirectory(atPath: folder.file("TEST/cat"), withIntermediateDirectories: true)
    try folder.put(Self.pgm(4), "TEST/cat/1.pgm")
    #expect(throws: DataError.unknownClass(folder.file("TEST/cat"), classes: ["ant", "bee"])) {
      try loaded(folder, .test)
    }
  }

  @Test func `a folder named train that has pictures itself is a class`() throws {
    let folder = try folder(["train/1.pgm": Self.pgm(1), "plane/1.pgm": Self.pgm(2)])
    let (set, _) = try loaded(folder)
    #expect(set.classNames == .words(["plane", "train"]))
    #expect(try !DataSource(path: folder.path).isDividedBySplit)
    #expect(throws: DataError.noSplit(folder: folder.path, split: .test)) { try loaded(folder, .test) }
  }

  @Test func `names that a model has decide, and words are asked for no numbers`() throws {
    let folder = try folder(["dog/1.pgm": Self.pgm(1), "cat/1.pgm": Self.pgm(2)])
    let (set, _) = try loaded(folder, .train, DataRequest(classCount: 3, names: ["dog", "emu", "cat"]))
    #expect(labels(set) == [2, 0] && set.examples.outputCount == 3)
    #expect(throws: DataError.unknownClass(folder.file("cat"), classes: ["dog", "emu"])) {
      try loaded(folder, .train, DataRequest(classCount: 2, names: ["dog", "emu"]))
    }
    #expect(throws: DataError.classes(of: folder.path, names: ["cat", "dog"], asked: 10)) {
      try loaded(folder, .train, DataRequest(classCount: 10))
    }
    #expect(try loaded(folder, .train, DataRequest(classCount: 1)).set.examples.outputCount == 1)
    // Some of ten digits, of a model that knows ten.
    let digits = try self.folder(["3/1.pgm": Self.pgm(1), "5/1.pgm": Self.pgm(2)])
    #expect(labels(try loaded(digits, .train, DataRequest(classCount: 10)).set) == [3, 5])
  }

  @Test func `what is no picture is left out and said`() throws {
    let folder = try folder([
      "cat/1.pgm": Self.pgm(1), "cat/2.pgm": Array("GIF89a, not really".utf8), "cat/3.pgm": Self.pgm(3),
      "cat/Thumbs.db": [1], "cat/.DS_Store": [1], "cat/deep/er/0.pgm": Self.pgm(5), "dog/1": Self.pgm(6),
      "empty/.hidden": [1], "notes/read.txt": Array("Nothing to see here.".utf8), "loose.pgm": Self.pgm(7),
      ".git/x.pgm": Self.pgm(8), "README.md": [65],
    ])
    try FileManager.default.createSymbolicLink(atPath: folder.file("cat/loop"), withDestinationPath: "..")
    try FileManager.default.createSymbolicLink(atPath: folder.file("dog/2.pgm"), withDestinationPath: "../cat/1.pgm")
    try FileManager.default.createSymbolicLink(atPath: folder.file("dog/3.pgm"), withDestinationPath: "nowhere")
    #expect(mkfifo(folder.file("dog/pipe"), 0o600) == 0)
    let (set, notes) = try loaded(folder, .train, DataRequest(names: ["cat", "dog"]))
    #expect(set.classNames == .words(["cat", "dog"]))
    #expect(firsts(set) == [1, 3, 5, 6, 1])
    let text = notes.joined(separator: "\n")
    #expect(
      text.contains("2 folders have no pictures that can be read and are no classes, such as \(folder.file("empty"))"))
    #expect(text.contains("\(folder.file("dog/3.pgm")) is a link that leads nowhere"))
    #expect(text.contains("1 picture lies in no class folder and is left out: \(folder.file("loose.pgm"))"))
    #expect(text.contains("\(folder.file("cat/2.pgm")) (a GIF picture) is left out"))
  }

  @Test func `pictures of another size are refused by name, or brought to one`() throws {
    let folder = try folder([
      "a/1.pgm": Self.pgm(10), "a/2.pgm": Array("P5 4 2 255\n".utf8) + [0, 100, 50, 150, 200, 40, 60, 80],
      "b/1.pgm": Self.pgm(0),
    ])
    let found = DataError.pictureShape(
      file: folder.file("a/2.pgm"), found: PictureShape(rows: 2, columns: 4), first: folder.file("a/1.pgm"),
      expected: PictureShape(rows: 2, columns: 3))
    #expect(throws: found) { try loaded(folder) }
    #expect("\(found)".contains("--picture-size, such as 2x3"))
    let source = try DataSource(path: folder.path, pictureShape: PictureShape(rows: 1, columns: 2))
    let (set, notes) = try source.load(.train, DataRequest())
    // Means of areas: of 4 × 2 pixels two columns each, of 3 × 2 one and a half.
    let fours: [Int] = [(0 + 100 + 200 + 40) / 4, (50 + 150 + 60 + 80) / 4]
    #expect(set.examples.inputs(1).map { Int(($0 * 255).rounded()) } == fours)
    let means: [Double] = [(10 + 13 + 0.5 * 11 + 0.5 * 14) / 3, (12 + 15 + 0.5 * 11 + 0.5 * 14) / 3]
    for (input, mean) in zip(set.examples.inputs(0), means) {
      // Rounded to a byte.
      #expect(abs(Double(input) * 255 - mean) <= 0.5 + 1e-4)
    }
    #expect(notes == ["all pictures are brought to 1×2 pixels"])
    #expect(source.extent(of: .train)?.pixels == 2 && source.extent(of: .train)?.examples == 3)
  }

  @Test func `a damaged picture is named by its path, and others counted`() throws {
    let folder = try folder([
      "a/1.pgm": Self.pgm(1), "a/2.pgm": Array("P5 3 2 255\n".utf8) + [1, 2], "b/1.pgm": Self.pgm(3),
    ])
    #expect { try loaded(folder) } throws: { "\($0)".hasPrefix(folder.file("a/2.pgm")) && $0 is FormatError }
    try folder.put(Array("P5 3 2 255\n".utf8), "b/0.pgm")
    #expect { try loaded(folder) } throws: {
      "\($0)".hasPrefix(folder.file("a/2.pgm")) && "\($0)".hasSuffix("1 other picture cannot be used either")
    }
  }

  @Test func `a folder in a folder is found, and IDX files come first`() throws {
    let folder = try folder(["archive/set/train/a/1.pgm": Self.pgm(1), "archive/set/train/b/1.pgm": Self.pgm(2)])
    let source = try DataSource(path: "\(folder.path)/")
    #expect(source.isPictureFolder && source.splits == [.train])
    #expect(labels(try loaded(folder).set) == [0, 1])
    let both = try self.folder([
      "train-images-idx3-ubyte": pictures(1, 1, 1), "train-labels-idx1-ubyte": DownhillFilesTests.labels([0]),
      "shots/a/1.pgm": Self.pgm(1),
    ])
    #expect(try !DataSource(path: both.path).isPictureFolder)
  }

  @Test func `one class, no pictures and pictures without folders are refused`() throws {
    let one = try folder(["cat/1.pgm": Self.pgm(1)])
    #expect(throws: DataError.oneClass(of: one.path, name: "cat")) { try loaded(one) }
    let foreign = try folder(["cat/1.gif": Array("GIF89a".utf8)])
    #expect { try loaded(foreign) } throws: { "\($0)".contains("\(foreign.file("cat/1.gif")) (a GIF picture)") }
    let flat = try folder(["1.png": Self.pgm(1)])
    #expect { try DataSource(path: flat.path).load(.train) } throws: {
      "\($0)".contains(
        "1.png is there, but data sets are read from IDX files or from pictures in a folder for each class")
    }
    #expect(throws: DataError.uprightPictures(folder: one.path)) { try DataSource(path: one.path, transposed: true) }
  }

  @Test func `the same pictures give the same set for any number of workers, and as IDX`() throws {
    var files: [String: [UInt8]] = [:]
    for index in 0..<100 {
      // Names in the order of the numbers.
      files["\(index % 2)/\(String(format: "%03d", index)).pgm"] = Self.pgm(UInt8(index))
    }
    let folder = try folder(files)
    let source = try DataSource(path: folder.path)
    let prints = try [1, 2, 3].map { count in
      try source.load(.train, DataRequest(), workers: Workers(count: count)).set.examples.fingerprint()
    }
    let order = (0..<100).filter { $0 % 2 == 0 } + (0..<100).filter { $0 % 2 == 1 }
    let idx = DataSource(
      name: "IDX",
      files: [
        (
          "train-images-idx3-ubyte",
          pictures(100, 2, 3, pixels: order.flatMap { start in (0..<6).map { UInt8(start + $0) } })
        ),
        ("train-labels-idx1-ubyte", DownhillFilesTests.labels(order.map { UInt8($0 % 2) })),
      ])
    #expect(Set(prints) == [try idx.load(.train, classCount: nil).examples.fingerprint()])
    #expect(throws: DataError.numbersForWords(names: ["a", "b"])) {
      try idx.load(.train, classCount: 2, names: ["a", "b"])
    }
  }

  @Test func `more than 256 classes`() throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<300).map { ("c\($0 + 100)/1.pgm", Self.pgm(UInt8($0 % 200))) })
    let (set, _) = try loaded(folder(files))
    #expect(labels(set) == Array(0..<300) && set.examples.outputCount == 300)
  }
}
