import Foundation
import Testing

/// `predict` on examples and on pictures in files.
@Suite struct PredictTests {
  private let trained: TrainedDigits
  private let folder: Folder
  private let model: String
  private static let oracles = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Oracles").path

  init() throws {
    trained = try TrainedDigits.shared.get()
    folder = try Folder()
    model = "\(trained.folder.path)/model.safetensors"
  }

  @Test func `answers come in the order of the questions`() throws {
    let stroke = "\(Self.oracles)/png/black-strokes-on-nothing.png"
    let results: [PredictResult] = try folder.program(
      "predict \(model) test:1 train:3 \(stroke) test:0 test:1 --json"
    ).json()
    #expect(results.map(\.input) == ["test:1", "train:3", stroke, "test:0", "test:1"])
    // MNIST's own labels; a file has none.
    #expect(results.map(\.label) == [2, 1, nil, 7, 2])
    #expect(results[0] == results[4])
    for result in results {
      #expect(result.activations.count == 10 && result.activations.allSatisfy { (0...1).contains($0) })
      #expect(result.activations.firstIndex(of: result.activations.max() ?? 0) == result.prediction)
    }
    // Clear ones, which any network that has learnt anything knows.
    #expect(results[1].prediction == 1 && results[3].prediction == 7)
  }

  @Test func `a model of pictures wants to be told which`() throws {
    try folder.program("predict \(model)").expectError(
      64, "error: predict needs INPUT: test:17, train:3, or the path of")
  }

  @Test func `the JSON says null for the label of a file`() throws {
    let run = try folder.program("predict \(model) \(Self.oracles)/png/white-strokes-on-nothing.png --json")
    let _: [PredictResult] = try run.json()
    #expect(run.out.contains("\"label\":null,"))
    #expect(run.out.hasPrefix("[{\"input\":"))
  }

  @Test func `evaluate and predict agree`() throws {
    let evaluated: EvaluateResult = try folder.program("evaluate \(model) --examples 0..<300 --json").json()
    let inputs = evaluated.mistakes.map(\.input)
    let predicted: [PredictResult] = try folder.program(
      "predict \(model) \(inputs.joined(separator: " ")) --json"
    ).json()
    #expect(predicted.map(\.prediction) == evaluated.mistakes.map(\.prediction))
    #expect(predicted.map(\.label) == evaluated.mistakes.map(\.label))
  }

  @Test func `MNIST's digits drawn large, black on white, off the middle, are taken for the same`() throws {
    let digits = try DigitFixture(path: "\(Self.oracles)/mnist-first-20.idx")
    for index in 0..<digits.count { try folder.write(digits.poster(index), to: "\(index).pgm") }
    let files = (0..<digits.count).map { "\($0).pgm" }.joined(separator: " ")
    let examples = (0..<digits.count).map { "test:\($0)" }.joined(separator: " ")
    let drawn: [PredictResult] = try folder.program("predict \(model) \(files) --json").json()
    let known: [PredictResult] = try folder.program("predict \(model) \(examples) --json").json()
    #expect(drawn.map(\.prediction) == known.map(\.prediction))
    #expect(drawn.allSatisfy { $0.label == nil })
  }

  @Test func `the text says what it is taken for, and whether that is right`() throws {
    let run = try folder.program("predict \(model) test:0 --no-preview")
    #expect(run.out.hasPrefix("test:0: a 7, which is correct\n"))
    #expect(run.out.split(separator: "\n").count == 11)
    let drawn = try folder.program("predict \(model) test:0")
    #expect(drawn.out.contains("█") && drawn.out.split(separator: "\n", omittingEmptySubsequences: false).count == 16)
    let wrong: EvaluateResult = try folder.program("evaluate \(model) --examples 0..<1000 --mistakes 1 --json").json()
    let mistake = try #require(wrong.mistakes.first)
    #expect(
      try folder.program("predict \(model) \(mistake.input)").out
        .hasPrefix("\(mistake.input): \(spoken(mistake.prediction)), but it is \(spoken(mistake.label))\n"))
    let file = try folder.program("predict \(model) \(Self.oracles)/png/black-strokes-on-nothing.png --no-preview")
    #expect(file.out.split(separator: "\n")[0].hasSuffix(".png: a 1"))
  }

  private func spoken(_ digit: Int) -> String { digit == 8 ? "an 8" : "a \(digit)" }

  // MARK: Refusals

  @Test(arguments: [
    ("test:10000", "test:10000 does not exist: MNIST has 10,000 test examples, counted from 0"),
    ("train:60000", "train:60000 does not exist: MNIST has 60,000 train examples, counted from 0"),
    ("test:99999999999999999999", "test:99999999999999999999"), ("test:-1", "counted from 0"),
    ("test:", "counted from 0"), ("train:three", "counted from 0"),
  ])
  func `an example that is not there`(input: String, sentence: String) throws {
    try folder.program("predict \(model) \(input)").expectError(64, sentence)
    try folder.program("predict \(model) test:0 \(input) --json").expectError(64, sentence)
  }

  @Test func `a picture that is missing, none, damaged or blank`() throws {
    try folder.makeFolder("folder")
    try folder.write(Array("P5\n4 4\n255\n".utf8) + [UInt8](repeating: 200, count: 16), to: "blank.pgm")
    try folder.write(Array("P5\n4 4\n255\n".utf8) + [UInt8](repeating: 200, count: 15), to: "cut.pgm")
    try folder.write(Array("P5\n999999 999999\n255\n".utf8), to: "huge.pgm")
    try folder.write(Array("my aunt's reply".utf8), to: "letter.png")
    try folder.write([], to: "empty.png")
    for (name, status, part) in [
      ("none.png", Int32(66), "there is no file none.png"), ("folder", 66, "it is a folder"),
      ("blank.pgm", 65, "blank.pgm: the picture is blank"), ("cut.pgm", 65, "cut.pgm: the file ends too early"),
      ("huge.pgm", 65, "huge.pgm: "), ("letter.png", 65, "letter.png: "), ("empty.png", 65, "empty.png: "),
      (model, 65, "found a safetensors file"),
    ] {
      try folder.program("predict \(model) \(name)").expectError(status, part)
      // Nothing is answered before the bad one is found.
      try folder.program("predict \(model) test:0 \(name) --json").expectError(status, part)
    }
  }

  @Test func `a file may have the name of an example`() throws {
    let digits = try DigitFixture(path: "\(Self.oracles)/mnist-first-20.idx")
    try folder.write(digits.poster(0), to: "test:mine")
    try folder.write(digits.poster(0), to: "test:1")
    let results: [PredictResult] = try folder.program("predict \(model) test:mine ./test:1 test:1 --json").json()
    #expect(results.map(\.label) == [nil, nil, 2])
    #expect(results[0].prediction == 7 && results[1].activations == results[0].activations)
  }
}

/// The first digits of MNIST's test set, as an IDX file has them.
private struct DigitFixture {
  private let bytes: [UInt8]
  var count: Int { (bytes.count - 16) / 784 }

  init(path: String) throws {
    bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
  }

  /// The digit 8 times as large in a PGM, black on white, with more paper above and to the left.
  func poster(_ index: Int) -> [UInt8] {
    let (left, above, scale) = (60, 90, 8)
    let (width, height) = (left + 28 * scale + 10, above + 28 * scale + 10)
    var pixels = [UInt8](repeating: 255, count: width * height)
    for row in 0..<28 * scale {
      for column in 0..<28 * scale {
        let ink = bytes[16 + index * 784 + row / scale * 28 + column / scale]
        pixels[(above + row) * width + left + column] = 255 - ink
      }
    }
    return Array("P5\n# drawn by a test\n\(width) \(height)\n255\n".utf8) + pixels
  }
}
