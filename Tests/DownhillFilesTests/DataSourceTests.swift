import Downhill
import DownhillFiles
import DownhillFormats
import Foundation
import Testing

@Suite("DataSource")
struct DataSourceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ split: DataSet.Split = .train, classCount: Int = 10) throws -> DataSet {
    try DataSource(path: folder.path).load(split, classCount: classCount)
  }

  // MARK: What is read

  @Test("A folder under each of the usual names, compressed or not", arguments: ["-idx", ".idx"], [false, true])
  func folder(separator: String, isCompressed: Bool) throws {
    let packed = isCompressed ? ".gz" : ""
    let images = try oracle(isCompressed ? "gzip/dynamic.gz" : "gzip/content")
    let answers: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0]
    for split in ["train", "t10k"] {
      try folder.put(images, "\(split)-images\(separator)3-ubyte\(packed)")
      // The labels are never compressed here: each file is told by its content.
      try folder.put(labels(answers), "\(split)-labels\(separator)1-ubyte\(packed)")
    }
    for split in DataSet.Split.allCases {
      let set = try load(split)
      #expect(set.pictureShape == PictureShape(rows: 5, columns: 7))
      #expect(set.examples.count == 12 && set.examples.inputCount == 35 && set.examples.outputCount == 10)
      let pixels = try oracle("gzip/content").dropFirst(16)
      for index in 0..<12 {
        #expect(set.examples.label(index) == Int(answers[index]))
        let expected = pixels[(16 + index * 35)..<(16 + index * 35 + 35)].map { Float($0) / 255 }
        #expect(set.examples.inputs(index) == expected)
      }
    }
  }

  @Test("An uncompressed file comes before a compressed one")
  func order() throws {
    try folder.put(pictures(1, 2, 2), "train-images-idx3-ubyte")
    try folder.put(oracle("gzip/dynamic.gz"), "train-images-idx3-ubyte.gz")
    try folder.put(labels([1]), "train-labels-idx1-ubyte")
    #expect(try load().examples.count == 1)
  }

  @Test("The splits are read alone: they may have different shapes, and one may be missing")
  func splits() throws {
    try folder.put(pictures(2, 5, 7), "train-images-idx3-ubyte")
    try folder.put(labels([1, 2]), "train-labels-idx1-ubyte")
    #expect(try load(.train).pictureShape?.columns == 7)
    #expect(throws: FileError.self) { try load(.test) }
    try folder.put(pictures(1, 3, 4), "t10k-images-idx3-ubyte")
    try folder.put(labels([0]), "t10k-labels-idx1-ubyte")
    #expect(try load(.test).pictureShape?.columns == 4)
  }

  @Test("As many classes as asked for")
  func classes() throws {
    try folder.put(pictures(3, 1, 1), "train-images-idx3-ubyte")
    try folder.put(labels([0, 199, 2]), "train-labels-idx1-ubyte")
    #expect(try load(classCount: 200).examples.outputCount == 200)
    #expect(try load(classCount: 200).examples.label(1) == 199)
  }

  @Test("Files in memory")
  func memory() throws {
    let source = DataSource(
      name: "two pictures",
      files: [("train-labels-idx1-ubyte", labels([1, 0])), ("train-images-idx3-ubyte", pictures(2, 1, 2))])
    #expect(source.name == "two pictures")
    #expect(try source.load(.train, classCount: 2).examples.inputs(1) == [2 / 255, 3 / 255])
    #expect(throws: FileError.missing(path: "t10k-images-idx3-ubyte")) { try source.load(.test) }
  }

  // MARK: What is refused

  @Test("A folder that is not there, or is none")
  func noFolder() throws {
    let missing = #expect(throws: FileError.self) { try DataSource(path: folder.file("nothing")) }
    #expect(missing?.description == "\(folder.path)/nothing cannot be read: there is no such folder")
    let path = try folder.put([1], "file")
    let file = #expect(throws: FileError.self) { try DataSource(path: path) }
    #expect(file?.description == "\(path) cannot be read: it is not a folder; give the one that holds the IDX files")
  }

  /// The two files of a bad data set, and the sentence about it, in which % is the folder.
  struct BadFiles: Sendable, CustomTestStringConvertible {
    var images: [UInt8]?
    var labels: [UInt8]?
    var classCount = 10
    var sentence: String
    var testDescription: String { sentence }
  }

  private static let damaged = "The file is damaged: copy or download it again."
  private static let images = "%/train-images-idx3-ubyte"
  private static let labelFile = "%/train-labels-idx1-ubyte"

  private static let badFiles: [BadFiles] = [
    BadFiles(
      labels: labels([1]), sentence: "there is no file \(images) (nor train-images-idx3-ubyte.gz)"),
    BadFiles(
      images: pictures(1, 2, 2), sentence: "there is no file \(labelFile) (nor train-labels-idx1-ubyte.gz)"),
    BadFiles(
      images: pictures(2, 5, 7), labels: labels([1]),
      sentence: "\(images) has 2 pictures, but \(labelFile) has 1 label"),
    BadFiles(
      images: pictures(1, 5, 7), labels: labels([1, 2, 3]),
      sentence: "\(images) has 1 picture, but \(labelFile) has 3 labels"),
    BadFiles(images: pictures(0, 5, 7), labels: labels([]), sentence: "\(images) has no examples"),
    BadFiles(
      images: pictures(3, 1, 1), labels: labels([0, 3, 2]), classCount: 3,
      sentence: "\(labelFile): example 1 has the label 3, but there are 3 classes, 0 to 2"),
    BadFiles(
      images: pictures(2, 1, 1), labels: labels([1, 2]), classCount: 1,
      sentence: "\(labelFile): example 1 has the label 2, but one output knows only 0 and 1"),
    BadFiles(
      images: pictures(3, 1, 1), labels: labels([0, 255, 10]),
      sentence: "\(labelFile): example 1 has the label 255, but there are 10 classes, 0 to 9"),
    BadFiles(
      images: labels([1]), labels: labels([1]),
      sentence: "\(images): expected IDX images (0x00000803), found IDX labels (0x00000801), at byte 0. "
        + "The files of images and labels seem to be swapped: exchange them."),
    BadFiles(
      images: pictures(1, 2, 2), labels: pictures(1, 2, 2),
      sentence: "\(labelFile): expected IDX labels (0x00000801), found IDX images (0x00000803), at byte 0. "
        + "The files of images and labels seem to be swapped: exchange them."),
    BadFiles(
      images: pictures(1, 0, 2), labels: labels([1]),
      sentence: "\(images): pictures of 0×2 pixels, at byte 8. A picture needs at least one row and one column."),
    BadFiles(
      images: pictures(1, 2, 2).dropLast(), labels: labels([1]),
      sentence: "\(images): the file ends too early: 4 bytes must follow, 3 do, at byte 16. \(damaged)"),
    BadFiles(
      images: pictures(1, 2, 2) + [0], labels: labels([1]),
      sentence: "\(images): 1 byte too many at the end of the file, at byte 20. \(damaged)"),
    BadFiles(
      images: pictures(1, 2, 2), labels: labels([1], count: 2),
      sentence: "\(labelFile): the file ends too early: 2 bytes must follow, 1 does, at byte 8. \(damaged)"),
    BadFiles(
      images: pictures(1, 2, 2), labels: labels([1, 2, 3], count: 1),
      sentence: "\(labelFile): 2 bytes too many at the end of the file, at byte 9. \(damaged)"),
    BadFiles(
      images: [], labels: labels([1]),
      sentence: "\(images): expected IDX images (0x00000803), found an empty file, at byte 0. "
        + "Copy or download the file again."),
    BadFiles(
      images: Array("<!DOCTYPE html><html></html>".utf8), labels: labels([1]),
      sentence: "\(images): expected a file of pictures (IDX), found a web page. "
        + "The download went wrong and saved the server's answer: download the file again."),
    BadFiles(
      images: pictures(0xFFFF_FFFF, 0xFFFF, 0xFFFF, pixels: []), labels: labels([1]),
      sentence: "\(images): the sizes in the header are impossibly large, at byte 4. \(damaged)"),
    BadFiles(
      images: pictures(1, 1 << 13, 1 << 11, pixels: [UInt8](repeating: 0, count: 1 << 24)), labels: labels([1]),
      sentence: "\(images): a picture of 2048×8192 pixels; at most 16777215 pixels are read, at byte 8. "
        + "Make the picture smaller first; 28×28 is enough for a digit."),
  ]

  @Test("Bad files", arguments: badFiles)
  func bad(files: BadFiles) throws {
    if let images = files.images { try folder.put(images, "train-images-idx3-ubyte") }
    if let labels = files.labels { try folder.put(labels, "train-labels-idx1-ubyte") }
    let error = #expect(throws: (any Error).self) { try load(classCount: files.classCount) }
    let sentence = error.map { "\($0)" }
    #expect(sentence == files.sentence.replacing("%", with: folder.path))
    // Three lines of a terminal, with folders of a usual length.
    #expect(files.sentence.count <= 250)
  }

  @Test("Bad compressed files")
  func badCompressed() throws {
    let packed = try oracle("gzip/dynamic.gz")
    try folder.put(labels(Array(repeating: 1, count: 12)), "train-labels-idx1-ubyte")
    let name = "train-images-idx3-ubyte.gz"
    let path = folder.file(name)
    var damaged = packed
    damaged[60] ^= 0x10
    let cases: [([UInt8], String)] = [
      (packed.dropLast(90), "\(path): the file ends too early: 1 byte must follow, 0 do, at byte 89. "),
      (packed + [1, 2], "\(path): 2 bytes of something else after the compressed data, at byte 179. "),
      (damaged, "\(path): the compressed data is damaged ("),
      (
        try oracle("gzip/empty.gz"),
        "\(path), unpacked: expected IDX images (0x00000803), found an empty file, at byte 0. "
      ),
      (Array(packed[..<2]), "\(path): the file ends too early: 1 byte must follow, 0 do, at byte 2. "),
    ]
    for (bytes, sentence) in cases {
      try folder.put(bytes, name)
      let error = #expect(throws: FormatError.self) { try load() }
      #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
    }
  }
}
