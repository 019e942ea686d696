import DownhillFormats
import Foundation
import Testing

/// `explain`: the same story on every machine, and a clear sentence for what cannot be explained.
@Suite struct ExplainTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    _ = try folder.program("train --data bars --classes 3 --hidden 6,4 --epochs 2 --kernels reference --quiet")
  }

  private func explain(_ options: String) throws -> Program.Outcome {
    try folder.program("explain model.safetensors --data bars --kernels reference \(options)")
  }

  @Test func `the story of one example`() throws {
    let run = try explain("--example test:1")
    #expect(run.status == 0 && run.err == "")
    try Golden.expect(run.out, equals: "explain.txt")
  }

  @Test func `the same as JSON`() throws {
    let run = try explain("--example test:1 --json")
    #expect(run.err == "")
    try Golden.expect(JSONValue.parse(Array(run.out.utf8), file: "explain").text(pretty: true), equals: "explain.json")
  }

  @Test func `one screen of a hidden neuron`() throws {
    let run = try explain("--example train:2 --layer 1 --neuron 3 --top 2 --screen 3")
    try Golden.expect(run.out, equals: "explain-hidden-neuron.txt")
  }

  @Test func `every line fits a terminal of 80 columns`() throws {
    for line in try explain("--example test:1").out.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `the first test example is explained if none is named`() throws {
    #expect(try explain("").out == explain("--example test:0").out)
  }

  @Test func `a picture without a label takes the network's answer as its target`() throws {
    try folder.write(
      Array("P2 5 7 255\n".utf8) + Array(String(repeating: "0 0 250 0 0 ", count: 7).utf8), to: "bar.pgm")
    let run = try explain("--image bar.pgm --screen 1")
    #expect(run.out.contains("There is no label"))
    #expect(run.out.contains("bar.pgm"))
    let labelled = try explain("--image bar.pgm --label 1 --json")
    let document = try JSONValue.parse(Array(labelled.out.utf8), file: "explain")
    #expect(document["label"] == .integer(1))
    #expect(document["target"] == .array([.number(0), .number(1), .number(0)]))
  }

  @Test(arguments: [
    ("--example test:30", 64, "test:30 does not exist: bars has 30 test examples, counted from 0"),
    ("--example test:-1", 64, "write test:17, counted from 0"),
    ("--example nothing.png", 66, "nothing.png"),
    ("--image nothing.png", 66, "nothing.png"),
    ("--image model.safetensors", 65, "model.safetensors"),
    ("--example test:1 --neuron 3", 64, "from 0 to 2, not"),
    ("--example test:1 --layer 1 --neuron 6", 64, "from 0 to 5, not"),
    ("--example test:1 --layer 4", 64, "from 1 to 3, not"),
    ("--example test:1 --layer 0", 64, "--layer takes"),
    ("--example test:1 --screen 9", 64, "from 1 to 8, not"),
    ("--example test:1 --image model.safetensors", 64, "give one of them"),
    ("--example test:1 --label 1", 64, "--image"),
    ("--image bar.pgm --label 3", 66, "bar.pgm"),
  ])
  func `what cannot be explained is said in one sentence`(options: String, status: Int32, sentence: String) throws {
    try explain(options).expectError(status, sentence)
  }

  @Test func `a model of another shape than the pictures is refused`() throws {
    let model = "\(try TrainedDigits.shared.get().folder.path)/model.safetensors"
    try folder.program("explain \(model) --data bars").expectError(65, "784", "35")
  }
}
