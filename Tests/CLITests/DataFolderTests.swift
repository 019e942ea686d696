import Foundation
import Testing

/// `--data` with folders of one's own, good and bad.
@Suite struct DataFolderTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  @Test func `pictures that are not square, of three classes`() throws {
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 3 --epochs 40 --schedule constant --json --quiet")
    let trained: TrainResult = try run.json()
    #expect(trained.network.sizes == [35, 16, 16, 3])
    #expect(trained.test.accuracy == 1, "a bright column more or less is easily learnt")
    let result: EvaluateResult = try folder.program("evaluate model.safetensors --data bars --json").json()
    #expect(result.confusion == [[10, 0, 0], [0, 10, 0], [0, 0, 10]])
    let asked: [PredictResult] = try folder.program(
      "predict model.safetensors --data bars test:0 train:0 train:119 --json"
    ).json()
    #expect(asked.map(\.prediction) == [1, 0, 2] && asked.map(\.label) == [1, 0, 2])
    let text = try folder.program("evaluate model.safetensors --data bars")
    #expect(text.out.contains("accuracy  100.00 %  (30 correct, 0 wrong)"))
  }

  @Test func `compressed by gzip, and under the other names of MNIST's files`() throws {
    try Bars().write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 -q --save raw").status == 0)
    try folder.makeFolder("packed")
    for file in Bars().files { try folder.write(gzip("bars/\(file.name)"), to: "packed/\(file.name).gz") }
    #expect(try folder.program("train --data packed --classes 3 --epochs 1 -q --save packed.model").status == 0)
    try folder.makeFolder("dotted")
    for file in Bars().files {
      let name = file.name.replacing("-idx", with: ".idx")
      try folder.write(file.bytes, to: "dotted/\(name)")
    }
    #expect(try folder.program("train --data dotted --classes 3 --epochs 1 -q --save dotted.model").status == 0)
    #expect(try folder.bytes("raw") == folder.bytes("packed.model"))
    #expect(try folder.bytes("raw") == folder.bytes("dotted.model"))
  }

  @Test func `a label beyond the classes is refused, and the option is named`() throws {
    try Bars().write(in: folder)
    let run = try folder.program("train --data bars --classes 2")
    run.expectError(65, "bars/train-labels-idx1-ubyte: example 2 has the label 2", "--classes")
    #expect(try folder.names == ["bars"], "nothing was saved")
    try Bars(training: 30, test: 3).write(to: "more", in: folder)
    try folder.write(Bars.header(0x801, 3) + [0, 1, 9], to: "more/t10k-labels-idx1-ubyte")
    try folder.program("train --data more --classes 3").expectError(65, "more/t10k-labels-idx1-ubyte: example 2", "9")
  }

  /// A file of the set, what it is replaced with, and what the error says.
  private static let damages: [(file: String, bytes: [UInt8], parts: [String])] = [
    ("train-images-idx3-ubyte", Bars.header(0x803, 0, 7, 5), ["0 pictures", "120 labels"]),
    ("train-labels-idx1-ubyte", Bars.header(0x801, 2) + [0, 1], ["120 pictures", "2 labels"]),
    (
      "t10k-labels-idx1-ubyte", Bars.header(0x801, 29) + [UInt8](repeating: 0, count: 29), ["30 pictures", "29 labels"]
    ),
    ("train-images-idx3-ubyte", Bars.header(0x803, 120, 7, 5) + [1, 2, 3], ["train-images-idx3-ubyte"]),
    ("train-labels-idx1-ubyte", Bars.header(0x801, 120), ["train-labels-idx1-ubyte"]),
    ("train-labels-idx1-ubyte", Bars.header(0x803, 120), ["train-labels-idx1-ubyte"]),
    ("train-images-idx3-ubyte", Bars.header(0x801, 120), ["train-images-idx3-ubyte"]),
    ("train-images-idx3-ubyte", Bars.header(0x803, 120, 0, 5), ["train-images-idx3-ubyte"]),
    ("train-images-idx3-ubyte", Bars.header(0x803, 0xffff_ffff, 0xffff, 0xffff), ["train-images-idx3-ubyte"]),
    ("t10k-images-idx3-ubyte", [], ["t10k-images-idx3-ubyte", "empty"]),
    ("t10k-images-idx3-ubyte", Array("my aunt's letters".utf8), ["t10k-images-idx3-ubyte"]),
    ("t10k-images-idx3-ubyte", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3], ["t10k-images-idx3-ubyte"]),
  ]

  @Test(arguments: damages.indices)
  func `a damaged file is named`(index: Int) throws {
    let damage = Self.damages[index]
    try Bars().write(in: folder)
    try folder.write(damage.bytes, to: "bars/\(damage.file)")
    for json in ["", " --json"] {
      let run = try folder.program("train --data bars --classes 3\(json)")
      run.expectError(65)
      for part in damage.parts { #expect(run.err.contains(part), "\(run.err)") }
    }
    #expect(try folder.names == ["bars"], "nothing was saved")
  }

  @Test func `a set without examples is refused`() throws {
    try Bars(training: 0).write(to: "untaught", in: folder)
    try folder.program("train --data untaught --classes 3")
      .expectError(65, "untaught/train-images-idx3-ubyte has no examples")
    try Bars(test: 0).write(to: "untested", in: folder)
    try folder.program("train --data untested --classes 3")
      .expectError(65, "untested/t10k-images-idx3-ubyte has no examples")
  }

  @Test func `training and test pictures have one shape`() throws {
    try Bars().write(in: folder)
    try folder.write(Bars(rows: 6).files[2].bytes, to: "bars/t10k-images-idx3-ubyte")
    try folder.program("train --data bars --classes 3")
      .expectError(65, "bars: the training examples have 7×5 pixels, the test examples 6×5")
  }

  @Test func `a folder or a file of it that is missing`() throws {
    try folder.program("train --data nowhere").expectError(66, "nowhere")
    try folder.write([1], to: "file")
    try folder.program("train --data file").expectError(66, "file cannot be read: it is not a folder")
    try Bars().write(in: folder)
    for file in Bars().files {
      try FileManager.default.removeItem(atPath: "\(folder.path)/bars/\(file.name)")
      try folder.program("train --data bars --classes 3").expectError(66, "bars/\(file.name)", ".gz")
      try folder.write(file.bytes, to: "bars/\(file.name)")
    }
  }

  @Test func `limits must leave something`() throws {
    try Bars().write(in: folder)
    let train = "train --data bars --classes 3"
    try folder.program("\(train) --limit 121").expectError(
      64, "--limit takes a whole number from 1 to 120, not \"121\"")
    try folder.program("\(train) --limit 0").expectError(64, "--limit")
    try folder.program("\(train) --validation 120").expectError(64, "--validation", "from 0 to 119")
    try folder.program("\(train) --limit 10 --validation 10").expectError(64, "--validation", "from 0 to 9")
    try folder.program("\(train) --limit 1 --validation 1").expectError(64, "--validation", "0")
    let most = try folder.program("\(train) --limit 120 --validation 119 --epochs 1")
    #expect(most.status == 0)
    #expect(most.err.contains("bars: 1 picture for training, 119 for validation"))
  }

  private func gzip(_ name: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-c", "\(folder.path)/\(name)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let packed = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return [UInt8](packed)
  }
}
