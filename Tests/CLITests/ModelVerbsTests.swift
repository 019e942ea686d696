import Foundation
import Testing

/// `evaluate` and `inspect` on what `train` saved.
@Suite struct ModelVerbsTests {
  private let trained: TrainedDigits
  private var program: Program { trained.folder.program }

  init() throws { trained = try TrainedDigits.shared.get() }

  // MARK: evaluate

  @Test func `evaluate finds what train reported`() throws {
    let result: EvaluateResult = try program("evaluate model.safetensors --json").json()
    #expect(result.examples == 10_000)
    #expect(result.accuracy == trained.result.test.accuracy)
    #expect(result.cost == trained.result.test.cost)
    #expect(result.confusion.count == 10 && result.confusion.allSatisfy { $0.count == 10 })
    #expect(result.confusion.joined().reduce(0, +) == 10_000)
    // As many of each digit as MNIST's test set is known to have.
    #expect(result.confusion.map { $0.reduce(0, +) } == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect((0..<10).reduce(0) { $0 + result.confusion[$1][$1] } == Int((result.accuracy * 10_000).rounded()))
    #expect(result.mistakes.count == 10)
    #expect(result.mistakes.allSatisfy { $0.label != $0.prediction && $0.input.hasPrefix("test:") })
    #expect(result.mistakes.map(\.cost) == result.mistakes.map(\.cost).sorted(by: >))
  }

  @Test func `--threads changes nothing`() throws {
    let one = try program("evaluate model.safetensors --json --threads 1")
    for threads in ["2", "3", "7"] {
      #expect(try program("evaluate model.safetensors --json --threads \(threads)").out == one.out)
    }
  }

  @Test func `the split, a range and the number of mistakes are the user's`() throws {
    let result: EvaluateResult = try program.run([
      "evaluate", "model.safetensors", "--split", "train", "--examples", "100-149", "--mistakes", "3", "--json",
    ]).json()
    #expect(result.examples == 50)
    #expect(result.confusion.joined().reduce(0, +) == 50)
    for mistake in result.mistakes {
      let index = try #require(Int(mistake.input.dropFirst("train:".count)))
      #expect((100..<150).contains(index), "indices are those of the whole split")
    }
    let closed: EvaluateResult = try program("evaluate model.safetensors --examples 100...149 --split train --json")
      .json()
    #expect(closed.accuracy == result.accuracy && closed.cost == result.cost)
    let one: EvaluateResult = try program("evaluate model.safetensors --examples 17 --mistakes 0 --json").json()
    #expect(one.examples == 1 && one.mistakes.isEmpty)
    let last: EvaluateResult = try program("evaluate model.safetensors --examples 9999 --json").json()
    #expect(last.examples == 1)
  }

  @Test(arguments: [
    "9990..<10001", "10000", "0-10000", "0...10000", "0:10001", "99999999999999999..<999999999999999999",
  ])
  func `examples that are not there are refused with those that are`(range: String) throws {
    let asked = "evaluate model.safetensors --examples \(range)"
    try program(asked).expectError(64, "--examples \(range)", "they are 0-9999")
    try program("\(asked) --json").expectError(64, "they are 0-9999")
  }

  @Test(arguments: ["5..<5", "7..<3", "-1", "a", "0..", "0..<", "1,2"])
  func `what is no range is refused`(range: String) throws {
    try program("evaluate model.safetensors --examples \(range)").expectError(64, "0-99, 0:100 or 17")
  }

  @Test func `the text has the numbers, the matrix and the worst mistakes`() throws {
    let run = try program("evaluate model.safetensors --mistakes 4")
    #expect(run.status == 0 && run.err == "")
    #expect(run.out.hasPrefix("model.safetensors: 784-16-16-10, sigmoid, sigmoid outputs, quadratic cost\n"))
    #expect(run.out.contains("\nMNIST, test: 10,000 pictures\n"))
    #expect(run.out.contains("\nlabel "))
    #expect(run.out.contains("\nThe 4 worst mistakes, the most costly first\n"))
    #expect(run.out.components(separatedBy: ", taken for a").count == 5)
    #expect(run.out.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(!(try program("evaluate model.safetensors --mistakes 0").out.contains("mistake")))
  }

  @Test func `a model and data that do not fit are refused`() throws {
    let folder = try Folder()
    try Bars().write(in: folder)
    let model = "\(trained.folder.path)/model.safetensors"
    try folder.program("evaluate \(model) --data bars").expectError(65, "784", "35")
    try folder.program("predict \(model) test:0 --data bars").expectError(65, "784", "35")
    try folder.program("evaluate \(model) --classes 20").expectError(64, "--classes")
    try folder.program("predict \(model) test:0 --classes 20").expectError(64, "--classes")
  }

  // MARK: inspect

  @Test func `inspect lists the layers and the settings`() throws {
    let result: InspectResult = try program("inspect model.safetensors --json").json()
    #expect(result.parameters == 13_002)
    #expect(result.layers.map(\.layer) == [1, 2, 3])
    #expect(result.layers.map(\.inputs) == [784, 16, 16] && result.layers.map(\.outputs) == [16, 16, 10])
    #expect(result.layers.map(\.parameters) == [12_560, 272, 170])
    #expect(result.layers.allSatisfy { $0.activation == "sigmoid" })
    #expect(result.metadata["examples"] == "20000" && result.metadata["epochs-done"] == "3")
    let text = try program("inspect model.safetensors")
    #expect(text.status == 0)
    #expect(text.out.contains("13,002 parameters, 53 KB") && text.out.contains("  16×784      12,560"))
    #expect(text.out.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  // MARK: Models that are none

  @Test(arguments: ["evaluate MODEL", "predict MODEL test:0", "inspect MODEL", "train --resume MODEL --epochs 9"])
  func `a model that is damaged, missing or a folder is refused`(command: String) throws {
    let folder = try Folder()
    let whole = try trained.folder.bytes("model.safetensors")
    var flipped = whole
    flipped[20] ^= 0xff
    var notANumber = whole
    notANumber.replaceSubrange(whole.count - 4..<whole.count, with: [0, 0, 0xc0, 0x7f])
    let damaged = [
      "empty": [], "short": Array(whole.prefix(5)), "header": Array(whole.prefix(700)),
      "cut": Array(whole.dropLast()), "long": whole + [0], "flipped": flipped, "nan": notANumber,
      "text": Array("a letter to my aunt".utf8),
    ]
    try folder.makeFolder("folder")
    for (name, bytes) in damaged {
      try folder.write(bytes, to: name)
      for json in ["", " --json"] {
        try folder.program(command.replacing("MODEL", with: name) + json).expectError(65, "error: \(name): ")
      }
      #expect(try folder.bytes(name) == bytes, "nothing was changed")
    }
    try folder.program(command.replacing("MODEL", with: "none")).expectError(66, "there is no file none")
    try folder.program(command.replacing("MODEL", with: "folder")).expectError(
      66, "folder cannot be read: it is a folder")
  }
}
