import Downhill
import DownhillFormats
import Foundation
import Testing

/// What the verbs say where there is one output, and where there is no answer.
@Suite struct AnswerTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Pictures of 4 by 1 pixels; those of label 1 are bright on the left. One of ten is labelled wrongly.
  private func writeQuestions() throws {
    try folder.makeFolder("questions")
    for (name, count) in [("train", 200), ("t10k", 50)] {
      let labels = (0..<count).map { $0 % 3 == 0 ? 1 : 0 }
      let pixels = labels.flatMap { $0 == 1 ? [250, 200, 10, 0] : [5, 30, 240, 190] }
      let told = labels.enumerated().map { UInt8($0 % 10 == 9 ? 1 - $1 : $1) }
      try folder.write(
        Bars.header(0x803, count, 1, 4) + pixels.map { UInt8($0) }, to: "questions/\(name)-images-idx3-ubyte")
      try folder.write(Bars.header(0x801, count) + told, to: "questions/\(name)-labels-idx1-ubyte")
    }
  }

  @Test func `one output answers yes or no, and is judged by it`() throws {
    try writeQuestions()
    let data = "--data questions --classes 1"
    let untaught: TrainResult = try folder.program(
      "train \(data) --hidden 3 --epochs 1 --learning-rate 1e-9 --schedule constant --json -q --save untaught"
    ).json()
    #expect(untaught.network.sizes == [4, 3, 1])
    let trained: TrainResult = try folder.program(
      "train \(data) --hidden 3 --epochs 60 --learning-rate 3 --schedule constant --json -q --save m"
    ).json()
    // Every tenth label is wrong, and no network can know.
    #expect(trained.test.accuracy == 0.9)
    #expect(untaught.test.accuracy < 0.8)
    let evaluated: EvaluateResult = try folder.program("evaluate m --data questions --json").json()
    #expect(evaluated.accuracy == 0.9 && evaluated.confusion.count == 2)
    #expect(
      evaluated.confusion.flatMap { $0 }.reduce(0, +) == 50
        && evaluated.confusion[0][1] + evaluated.confusion[1][0] == 5)
    #expect(evaluated.mistakes.count == 5 && evaluated.mistakes.allSatisfy { $0.label != $0.prediction })
    let asked: [PredictResult] = try folder.program("predict m --data questions test:0 test:1 test:9 --json").json()
    #expect(asked.map(\.prediction) == [1, 0, 1] && asked.map(\.label) == [1, 0, 0])
    #expect(asked.allSatisfy { $0.activations.count == 1 && ($0.activations[0] > 0.5) == ($0.prediction == 1) })
    let told = try folder.program("predict m --data questions test:0 test:1 test:9 --no-preview")
    for part in ["test:0: a 1, which is correct", "test:1: a 0, which is correct", "test:9: a 1, but it is a 0"] {
      #expect(told.out.contains(part), "\(told.out)")
    }
    let story = try folder.program("explain m --data questions --example test:0 --html e.html")
    #expect(story.status == 0 && story.out.contains("it is a 1"), "\(story.err)\(story.out)")
    for verb in ["average", "sensitivity", "gradient", "report"] {
      let run = try folder.program("\(verb) m --data questions --examples 0..<20")
      #expect(run.status == 0, "\(verb): \(run.err)")
    }
    #expect(try folder.program("evaluate untaught --data questions").out.contains("wrong)"))
  }

  @Test func `a third label does not go with yes and no`() throws {
    try Bars().write(in: folder)
    try folder.program("train --data bars --classes 1")
      .expectError(65, "bars/train-labels-idx1-ubyte: example 2 has the label 2", "only 0 and 1")
    try writeQuestions()
    try folder.program("train --data questions --classes 1 --output-activation softmax --cost cross-entropy")
      .expectError(64, "softmax")
    #expect(try folder.names == ["bars", "questions"])
  }

  /// A model whose weights are finite, but no sum of them is.
  private func writeOverflowing() throws {
    let architecture = try Architecture("784-2-10", hiddenActivation: .identity)
    var network = try Network(architecture, parameters: Parameters(architecture))
    try network.setWeights([Float](repeating: 3e38, count: 2 * 784), layer: 0)
    try network.setWeights((0..<20).map { $0 % 2 == 0 ? 1 : -1 }, layer: 1)
    let model = Model(network: network, cost: .quadratic, pictureShape: PictureShape(rows: 28, columns: 28))
    try folder.write(ModelFile.encode(model), to: "huge")
  }

  @Test(arguments: [
    "predict huge test:0", "predict huge test:0 --json", "evaluate huge", "evaluate huge --json --examples 0..<3",
    "report huge --html page.html", "report huge --json", "explain huge --example test:0 --html page.html",
    "explain huge --example test:0 --json", "average huge --examples 0..<3 --html page.html",
    "average huge --examples 0..<3 --json",
  ]) func `a network without numbers has no answer`(_ command: String) throws {
    try writeOverflowing()
    try folder.program(command).expectError(65, "the network has no answer", "so large")
    #expect(try folder.names == ["huge"], "nothing was written")
  }

  @Test(arguments: ["predict huge test:0", "predict huge test:0 --json", "evaluate huge", "report huge"])
  func `infinite outputs are no answer`(_ command: String) throws {
    let architecture = try Architecture(
      "784-2-10", hiddenActivation: .sigmoid, outputActivation: .elementwise(.identity))
    var network = try Network(architecture, parameters: Parameters(architecture))
    try network.setWeights([Float](repeating: 3e38, count: 2 * 10), layer: 1)
    try network.setBiases([Float](repeating: 30, count: 2), layer: 0)
    let model = Model(network: network, cost: .quadratic, pictureShape: PictureShape(rows: 28, columns: 28))
    try folder.write(ModelFile.encode(model), to: "huge")
    try folder.program(command).expectError(65, "the network has no answer")
    #expect(try folder.names == ["huge"])
  }

  @Test func `a gradient of infinities is not written`() throws {
    // Each layer multiplies by 1e13, and what the gradient carries back is beyond 32 bits, though not beyond 64.
    let architecture = try Architecture(
      "784-1-1-1-10", hiddenActivation: .identity, outputActivation: .elementwise(.identity))
    var network = try Network(architecture, parameters: Parameters(architecture))
    try network.setWeights([Float](repeating: 1e13, count: 784), layer: 0)
    for layer in 1...2 { try network.setWeights([1e13], layer: layer) }
    try network.setWeights([Float](repeating: 1e13, count: 10), layer: 3)
    try folder.write(
      ModelFile.encode(Model(network: network, cost: .quadratic, pictureShape: PictureShape(rows: 28, columns: 28))),
      to: "steep")
    for json in ["", " --json"] {
      try folder.program("gradient steep --examples 0..<2 --out g --html g.html\(json)")
        .expectError(65, "the gradient does not fit into numbers of 32 bits", "steep")
    }
    #expect(try folder.names == ["steep"], "nothing was written")
  }
}
