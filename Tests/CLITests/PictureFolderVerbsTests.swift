import Foundation
import Testing

/// Pictures in folders by class, through every verb that reads them.
@Suite struct PictureFolderVerbsTests {
  private static let words = ["high", "low", "tall"]

  /// Pictures of 6 × 5 pixels: class k is bright in its first 2 k + 1 rows, the rest is faint and differs from picture to
  /// picture. Its ground is of no one kind.
  private static func picture(_ label: Int, _ number: Int, rows: Int = 6, columns: Int = 5) -> [UInt8] {
    Array("P5 \(columns) \(rows) 255\n".utf8)
      + (0..<rows * columns).map { pixel in
        pixel / columns <= 2 * label ? 210 : UInt8((number * 37 + pixel * 23) % 128)
      }
  }

  private static func write(_ names: [String], _ folder: Folder, to path: String, _ numbers: Range<Int>) throws {
    for (label, name) in names.enumerated() {
      try folder.makeFolder("\(path)/\(name)")
      for number in numbers {
        let file = String(format: "%03d.pgm", number)
        try folder.write(Self.picture(label, number * 3 + label), to: "\(path)/\(name)/\(file)")
      }
    }
  }

  /// Folders with train and test.
  private func divided(_ names: [String] = words) throws -> Folder {
    let folder = try Folder()
    try Self.write(names, folder, to: "set/train", 0..<40)
    try Self.write(names, folder, to: "set/test", 40..<50)
    return folder
  }

  private static let training = "--quiet --epochs 30 --learning-rate 3"

  @Test func `classes that a limit leaves out are named by their words`() throws {
    let folder = try divided()
    let trained = try folder.program("train --data set --limit 50 --epochs 1 --validation 0")
    #expect(trained.status == 0)
    #expect(
      (trained.out + trained.err).contains(
        "the pictures are in the order of their folders and --limit takes the first, so that the training set lacks class "
          + "tall; leave it out"), "\(trained.out)")
  }

  @Test func `words are the classes wherever classes are shown`() throws {
    let folder = try divided()
    let trained = try folder.program("train --data set --epochs 30 --learning-rate 3")
    #expect(trained.status == 0, "\(trained.err)")
    #expect(
      trained.err.contains("set: 120 pictures for training, 30 for the test, 6×5 pixels, 3 classes: high, low, tall"))
    for word in Self.words { #expect(trained.out.contains("\(word): 100.0 %")) }
    #expect(trained.out.contains("predict model.safetensors test:0 --data set"))
    let evaluated = try folder.program("evaluate model.safetensors --data set")
    for word in Self.words { #expect(evaluated.out.contains("\(word) ")) }
    #expect(evaluated.out.contains("set, test: 30 pictures") && evaluated.err == "")
    let picture = "set/test/low/041.pgm"
    let predicted = try folder.program("predict model.safetensors \(picture) test:11 --data set")
    #expect(predicted.out.hasPrefix("\(picture): low\n") && predicted.out.contains("test:11: low, which is correct"))
    #expect(predicted.err == "")
    let explained = try folder.program("explain model.safetensors --data set --example test:11")
    #expect(explained.status == 0 && explained.out.contains("the picture is low"), "\(explained.out)")
    let labelled = try folder.program("explain model.safetensors --image \(picture) --label tall")
    #expect(labelled.status == 0 && labelled.out.contains("label says tall"), "\(labelled.err)")
    try folder.program("explain model.safetensors --image \(picture) --label 2")
      .expectError(64, "--label takes one of the classes high, low, tall, not \"2\"")
    #expect(try folder.program("average model.safetensors --data set").out.contains("low"))
    #expect(try folder.program("sensitivity model.safetensors --data set").out.contains("output "))
    #expect(try folder.program("report model.safetensors --data set --html page.html").status == 0)
    #expect(try folder.text("page.html").contains("low"))
    #expect(try folder.program("gradient model.safetensors --data set").status == 0)
    #expect(try folder.program("inspect model.safetensors").out.contains("class-names"))
    let inspected: InspectResult = try folder.program("inspect model.safetensors --json").json()
    #expect(inspected.metadata["class-names"] == #"["high","low","tall"]"#)
    #expect(inspected.metadata["pictures"] == "mixed free" && inspected.metadata["picture"] == "6x5")
  }

  struct Named: Decodable {
    let label: Int?
    let labelName: String?
    let prediction: Int
    let predictionName: String
    let classNames: [String]
    let activations: [Double]
    let preparation: String?
  }

  @Test func `documents name the classes, and a picture's file answers as the example that it is`() throws {
    let folder = try divided()
    #expect(try folder.program("train --data set \(Self.training)").status == 0)
    let answers: [Named] = try folder.program(
      "predict model.safetensors test:11 set/test/low/041.pgm --data set --json"
    ).json()
    #expect(answers.map(\.predictionName) == ["low", "low"] && answers.map(\.prediction) == [1, 1])
    #expect(answers[0].labelName == "low" && answers[1].labelName == nil && answers[0].classNames == Self.words)
    #expect(answers[0].activations == answers[1].activations && answers[1].preparation == "as it is")
  }

  @Test func `a light picture is not inverted for a model of dark ones`() throws {
    let folder = try Folder()
    for (name, level) in [("dark", UInt8(0)), ("grey", 90)] {
      try folder.makeFolder("set/\(name)")
      for number in 0..<20 {
        let pixels = (0..<16).map { UInt8($0 == number % 16 ? 30 : level) }
        try folder.write(Array("P5 4 4 255\n".utf8) + pixels, to: "set/\(name)/\(number).pgm")
      }
    }
    #expect(try folder.program("train --data set --quiet --epochs 1").status == 0)
    try folder.write(Array("P5 4 4 255\n".utf8) + [UInt8](repeating: 255, count: 16), to: "white.pgm")
    let answers: [Named] = try folder.program("predict model.safetensors white.pgm --json").json()
    #expect(answers[0].preparation == "as it is")
  }

  @Test func `numbers as folders make the same model as IDX, byte for byte`() throws {
    let folder = try divided(["0", "1", "2"])
    try folder.makeFolder("idx")
    for (split, name, numbers) in [("train", "train", 0..<40), ("test", "t10k", 40..<50)] {
      _ = split
      let order = (0..<3).flatMap { label in numbers.map { (label, $0 * 3 + label) } }
      let pixels = order.flatMap { Self.picture($0, $1).suffix(30) }
      try folder.write(Bars.header(0x803, order.count, 6, 5) + pixels, to: "idx/\(name)-images-idx3-ubyte")
      try folder.write(Bars.header(0x801, order.count) + order.map { UInt8($0.0) }, to: "idx/\(name)-labels-idx1-ubyte")
    }
    #expect(try folder.program("train --data set \(Self.training) --save folder").status == 0)
    #expect(try folder.program("train --data idx --classes 3 \(Self.training) --save idx.model").status == 0)
    #expect(try folder.bytes("folder") == folder.bytes("idx.model"))
    // Each is known to be the other's data.
    #expect(try folder.program("evaluate folder --data idx").err == "")
    #expect(try folder.program("evaluate idx.model --data set").err == "")
  }

  @Test func `without a test a tenth of each class is held out by the seed`() throws {
    let folder = try Folder()
    try Self.write(Self.words, folder, to: "set", 0..<40)
    let trained = try folder.program("train --data set --epochs 20 --learning-rate 3 --seed 5")
    #expect(trained.err.contains("set: 108 pictures for training, 12 for validation, 6×5 pixels"), "\(trained.err)")
    #expect(trained.out.contains("predict model.safetensors train:0 --data set"))
    #expect(trained.out.contains("Validation accuracy ") && trained.out.contains(" of 12), cost "), "\(trained.out)")
    let evaluated = try folder.program("evaluate model.safetensors --data set")
    #expect(evaluated.out.contains("\nset: 120 pictures\n"))
    #expect(evaluated.err.contains("was trained on these pictures, but for those held out for validation"))
    #expect(try folder.program("explain model.safetensors --data set").out.contains("train:0"))
    try folder.program("predict model.safetensors test:0 --data set").expectError(64, "its examples are train:0")
    try folder.program("evaluate model.safetensors --data set --split test").expectError(65, "has no folder test")
    // Others of another seed, and the same where training resumes.
    #expect(try folder.program("train --data set --epochs 2 --quiet --seed 5 --save short").status == 0)
    #expect(try folder.program("train --resume short --data set --epochs 20 --quiet").status == 0)
    #expect(try folder.program("train --data set --epochs 20 --quiet --seed 5 --save long").status == 0)
    #expect(try folder.bytes("short") == folder.bytes("long"))
    #expect(try folder.program("train --data set --epochs 2 --quiet --seed 6 --save other").status == 0)
    let prints = try ["short", "other"].map { name in
      let inspected: InspectResult = try folder.program("inspect \(name) --json").json()
      return inspected.metadata["examples-fingerprint"]
    }
    #expect(prints[0] != prints[1])
  }

  @Test func `a folder for validation is read when it is named`() throws {
    let folder = try divided()
    try Self.write(Array(Self.words.dropFirst()), folder, to: "set/val", 50..<55)
    let silent = try folder.program("train --data set --epochs 1")
    #expect(silent.err.contains("note: set/val is not read: --validation set/val measures on it"))
    let run = try folder.program("train --data set --epochs 1 --validation set/val")
    #expect(run.err.contains("120 pictures for training, 10 for validation, 30 for the test"), "\(run.err)")
    try folder.program("train --data set --validation missing").expectError(66, "missing")
  }

  @Test func `sizes that differ are brought to one, and the model keeps it`() throws {
    let folder = try divided()
    try folder.write(Self.picture(1, 7, rows: 12, columns: 10), to: "set/train/low/999.pgm")
    try folder.program("train --data set").expectError(
      65, "set/train/low/999.pgm has 12×10 pixels, set/train/high/000.pgm 6×5")
    let run = try folder.program("train --data set --picture-size 3x5 --epochs 2")
    #expect(run.status == 0 && run.err.contains("3×5 pixels") && run.err.contains("all pictures are brought to 3×5"))
    let answer: [Named] = try folder.program(
      "predict model.safetensors set/train/low/999.pgm train:80 --data set --json"
    )
    .json()
    // The last of the second class.
    #expect(answer[0].activations == answer[1].activations)
    #expect(try folder.program("evaluate model.safetensors --data set").out.contains("30 pictures"))
    #expect(try folder.program("train --resume model.safetensors --data set --epochs 3 --quiet").status == 0)
    try folder.program("train --resume model.safetensors --data set --epochs 4 --picture-size 6x5").expectError(
      64, "--picture-size 6x5")
    try folder.program("train --picture-size 6x5").expectError(64, "--picture-size is for pictures in folders")
    try folder.program("train --data set --picture-size 6*5").expectError(64, "--picture-size takes rows and columns")
  }

  @Test func `models and data whose classes do not belong together are refused`() throws {
    let folder = try divided()
    #expect(try folder.program("train --data set \(Self.training)").status == 0)
    #expect(try folder.program("train --limit 100 --epochs 1 --quiet --save digits").status == 0)
    try folder.program("evaluate model.safetensors").expectError(65, "the classes have names, high, low, tall")
    try folder.program("evaluate digits --data set").expectError(65, "set/train has 3 classes, high, low, tall, not 10")
    try Self.write(["x", "y", "z"], folder, to: "other", 0..<3)
    try folder.program("evaluate model.safetensors --data other").expectError(
      65, "other/x is none of the 3 classes: high, low, tall")
    try Bars(rows: 6).write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 --quiet --save bars.model").status == 0)
    try folder.program("evaluate bars.model --data set").expectError(65, "but those of the model are numbers")
    try folder.program("serve model.safetensors --port 0").expectError(
      64, "the explorer shows classes that are numbers")
    try folder.program("export-site site --data set").expectError(64, "the explorer shows classes that are numbers")
    try folder.program("train --data set --classes 4").expectError(
      65, "set/train has 3 classes, high, low, tall, not 4")
    #expect(try folder.program("collapse --data set --steps 10 --example train:3").out.contains("high"))
    #expect(try folder.program("compare --data set --seconds 0.1 --quiet").status == 0)
  }
}
