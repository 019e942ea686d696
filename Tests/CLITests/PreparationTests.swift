import DownhillFormats
import Foundation
import Testing

/// `--prepare`, and what `predict` and `explain` say about picture files.
@Suite struct PreparationTests {
  private let folder: Folder
  private static let digits = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Oracles/mnist-first-20.idx").path

  init() throws { folder = try Folder() }

  /// The first twenty test digits.
  private func digits() throws -> [[UInt8]] {
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: Self.digits)))
    return (0..<20).map { Array(bytes[(16 + 784 * $0)..<(16 + 784 * ($0 + 1))]) }
  }

  private func pgm(_ width: Int, _ height: Int, _ pixels: [UInt8]) -> [UInt8] {
    Array("P5\n\(width) \(height)\n255\n".utf8) + pixels
  }

  /// A data set of the twenty digits, changed, and a model that has looked at it.
  private func train(_ change: ([UInt8]) -> [UInt8]) throws -> [[UInt8]] {
    let pictures = try digits().map(change)
    let labels: [UInt8] = [7, 2, 1, 0, 4, 1, 4, 9, 5, 9, 0, 6, 9, 0, 1, 5, 9, 7, 3, 4]
    try folder.makeFolder("data")
    for split in ["train", "t10k"] {
      try folder.write(Bars.header(0x803, 20, 28, 28) + pictures.flatMap { $0 }, to: "data/\(split)-images-idx3-ubyte")
      try folder.write(Bars.header(0x801, 20) + labels, to: "data/\(split)-labels-idx1-ubyte")
    }
    let run = try folder.program("train --data data --epochs 30 --quiet")
    #expect(run.status == 0, "\(run.err)")
    for (index, picture) in pictures.enumerated() { try folder.write(pgm(28, 28, picture), to: "\(index).pgm") }
    return pictures
  }

  private func expectSameAnswers() throws {
    let files = (0..<20).map { "\($0).pgm" }.joined(separator: " ")
    let examples = (0..<20).map { "test:\($0)" }.joined(separator: " ")
    let run = try folder.program("predict model.safetensors --data data \(files) --json")
    let asked: [PredictResult] = try run.json()
    let known: [PredictResult] = try folder.program("predict model.safetensors --data data \(examples) --json").json()
    #expect(asked.map(\.activations) == known.map(\.activations))
    #expect(asked.allSatisfy { $0.preparation == "as it is" && $0.notes == [] })
    #expect(known.allSatisfy { $0.preparation == nil && $0.notes == nil })
    #expect(run.err == "")
  }

  @Test func `test pictures on a white ground, given as files, are answered as the test pictures`() throws {
    _ = try train { $0.map { 255 - $0 } }
    let inspected: InspectResult = try folder.program("inspect model.safetensors --json").json()
    #expect(inspected.metadata["pictures"] == "light placed")
    try expectSameAnswers()
  }

  @Test func `test pictures that fill the field are answered as the test pictures, and a turned ground is said`() throws
  {
    let pictures = try train { digit in
      (0..<784).map { digit[min(($0 / 28 * 2 / 3 + 4) * 28 + $0 % 28 * 2 / 3 + 4, 783)] }
    }
    let inspected: InspectResult = try folder.program("inspect model.safetensors --json").json()
    #expect(inspected.metadata["pictures"] == "dark free")
    try expectSameAnswers()
    // A dark thing on white paper, larger.
    var large = [UInt8](repeating: 255, count: 56 * 56)
    for index in large.indices where (20..<36).contains(index / 56) { large[index] = index % 56 / 8 == 3 ? 30 : 255 }
    try folder.write(pgm(56, 56, large), to: "large.pgm")
    let run = try folder.program("predict model.safetensors --data data large.pgm --json")
    let turned: [PredictResult] = try run.json()
    #expect(turned[0].preparation == "resized and inverted" && turned[0].notes?.count == 2)
    #expect(run.err.contains("large.pgm: it has a light ground, the model's pictures a dark one: inverted\n"))
    let plain: [PredictResult] = try folder.program("predict model.safetensors --prepare none large.pgm --json").json()
    #expect(plain[0].preparation == "resized")
    _ = pictures
  }

  @Test func `a digit on paper is found, and without preparation it is not`() throws {
    let model = "\(try TrainedDigits.shared.get().folder.path)/model.safetensors"
    let seven = try digits()[0]
    try folder.write(pgm(28, 28, seven.map { 255 - $0 }), to: "paper.pgm")
    let run = try folder.program("predict \(model) paper.pgm --json")
    let found: [PredictResult] = try run.json()
    #expect(found[0].prediction == 7 && found[0].preparation == "placed")
    let plain: [PredictResult] = try folder.program("predict \(model) --prepare none paper.pgm --json").json()
    #expect(plain[0].preparation == "as it is" && plain[0].activations != found[0].activations)
    #expect(plain[0].notes == ["it has a light ground, the model's pictures a dark one"])
    if plain[0].prediction != 7 { #expect(run.err.contains("with --prepare none, it is")) }
    let placed: [PredictResult] = try folder.program("predict \(model) --prepare mnist paper.pgm --json").json()
    #expect(placed[0].activations == found[0].activations)
    // The same is said where it is explained.
    for way in ["auto", "none"] {
      let explained = try folder.program("explain \(model) --prepare \(way) --image paper.pgm --json")
      let predicted =
        way == "auto"
        ? (run, found[0]) : (try folder.program("predict \(model) --prepare none paper.pgm --json"), plain[0])
      #expect(explained.err == predicted.0.err)
      let document = try JSONValue.parse(Array(explained.out.utf8), file: "explain")
      #expect(document["preparation"]?.stringValue == predicted.1.preparation)
      #expect(document["notes"]?.arrayValue?.compactMap(\.stringValue) == predicted.1.notes)
    }
    let example = try folder.program("explain \(model) --json")
    #expect(try JSONValue.parse(Array(example.out.utf8), file: "explain")["preparation"] == nil)
  }

  @Test func `what cannot be read, and what cannot be asked`() throws {
    let model = "\(try TrainedDigits.shared.get().folder.path)/model.safetensors"
    let digits = try digits()
    var both: [UInt8] = []
    for row in 0..<28 { for digit in [digits[0], digits[3]] { both += digit[row * 28..<row * 28 + 28] } }
    try folder.write(pgm(56, 28, both), to: "two.pgm")
    try folder.program("predict \(model) two.pgm").expectError(65, "two.pgm: the picture shows two digits")
    try folder.program("explain \(model) --image two.pgm").expectError(65, "two.pgm: the picture shows two digits")
    try folder.write(pgm(28, 15, Array(digits[0].prefix(28 * 15))), to: "cut.pgm")
    try folder.program("predict \(model) cut.pgm").expectError(65, "cut.pgm: the digit touches the edge")
    try folder.program("predict \(model) test:0 --prepare best").expectError(64, "--prepare")
    try folder.program("explain \(model) --example test:0 --prepare none").expectError(64, "--prepare is for a picture")
  }
}
