import DownhillFormats
import Foundation
import Testing

/// `average`, `sensitivity` and `gradient`: the same numbers on every machine, and a clear sentence for what cannot be done.
@Suite struct AverageVerbsTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    _ = try folder.program("train --data bars --classes 3 --hidden 6,4 --epochs 2 --kernels reference --quiet")
  }

  private func run(_ verb: String, _ options: String = "") throws -> Program.Outcome {
    try folder.program("\(verb) model.safetensors --data bars \(options)")
  }

  private func document(_ run: Program.Outcome) throws -> JSONValue {
    #expect(run.status == 0 && run.err == "", "\(run.err)")
    return try JSONValue.parse(Array(run.out.utf8), file: "output")
  }

  // MARK: average

  @Test func `the wishes of all examples`() throws {
    let run = try run("average", "--kernels reference")
    #expect(run.status == 0 && run.err == "")
    try Golden.expect(run.out, equals: "average.txt")
  }

  @Test func `the same as JSON`() throws {
    let run = try run("average", "--kernels reference --json")
    try Golden.expect(document(run).text(pretty: true), equals: "average.json")
  }

  @Test func `how many are shown is the user's choice`() throws {
    let document = try document(
      run("average", "--examples 10..<30 --singles 2 --batch-size 7 --directions 1 --seed 3 --json"))
    #expect(document["first"] == .integer(10) && document["examples"] == .integer(20))
    #expect(document["miniBatch"]?["examples"] == .integer(7))
    guard case .array(let singles) = document["singles"], case .array(let slopes) = document["slopes"] else {
      Issue.record("no lists")
      return
    }
    #expect(singles.map { $0["input"] } == [.string("train:10"), .string("train:11")])
    #expect(slopes.count == 1)
    let one = try run("average", "--examples 4 --directions 0")
    #expect(one.status == 0 && !one.out.contains("random direction"))
  }

  // MARK: sensitivity

  @Test func `what matters most`() throws {
    let run = try run("sensitivity")
    #expect(run.status == 0 && run.err == "")
    try Golden.expect(run.out, equals: "sensitivity.txt")
  }

  @Test func `one weight against another`() throws {
    let document = try document(run("sensitivity", "--parameter 2:3:bias --against 1:0:17 --top 3 --json"))
    #expect(document["parameter"]?["place"] == .string("2:3:bias"))
    #expect(document["against"]?["place"] == .string("1:0:17"))
    guard case .array(let ranking) = document["ranking"], case .number(let ratio) = document["ratio"],
      case .number(let first) = document["parameter"]?["sensitivity"],
      case .number(let second) = document["against"]?["sensitivity"]
    else {
      Issue.record("no numbers")
      return
    }
    #expect(ranking.count == 3)
    #expect(ratio == abs(first / second))
  }

  @Test(arguments: ["average", "sensitivity"])
  func `every line fits a terminal of 80 columns`(verb: String) throws {
    for line in try run(verb).out.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  // MARK: gradient

  @Test func `the file holds what sensitivity says, with the names of the parameters`() throws {
    let document = try document(run("gradient", "--examples 0..<9 --out nine.safetensors --json"))
    #expect(document["examples"] == .integer(9) && document["file"] == .string("nine.safetensors"))
    let file = try SafeTensors.decode(folder.bytes("nine.safetensors"), file: "nine.safetensors")
    #expect(file.tensors.map(\.name) == (0..<3).flatMap { ["layers.\($0).weight", "layers.\($0).bias"] })
    #expect(file.tensors.map(\.shape) == [[6, 35], [6], [4, 6], [4], [3, 4], [3]])
    #expect(file.metadata("content") == "gradient" && file.metadata("examples") == "9")
    let ranking = try self.document(run("sensitivity", "--examples 0..<9 --parameter 1:2:17 --against 3:1:bias --json"))
    guard case .number(let weight) = ranking["parameter"]?["sensitivity"],
      case .number(let bias) = ranking["against"]?["sensitivity"], case .number(let norm) = document["norm"],
      case .number(let square) = ranking["squaredGradientNorm"]
    else {
      Issue.record("no numbers")
      return
    }
    #expect(file.tensor("layers.0.weight")?.values[2 * 35 + 17] == Float(weight))
    #expect(file.tensor("layers.2.bias")?.values[1] == Float(bias))
    #expect(abs(norm * norm - square) <= 1e-12 * square)
  }

  @Test func `the same gradient is the same file`() throws {
    _ = try run("gradient", "--out one.safetensors")
    _ = try run("gradient", "--out two.safetensors")
    #expect(try folder.bytes("one.safetensors") == folder.bytes("two.safetensors"))
  }

  @Test func `without --out it is gradient.safetensors, and it is said how long it is`() throws {
    let run = try run("gradient")
    #expect(run.status == 0 && run.out.contains("gradient.safetensors") && run.out.contains("259 sensitivities"))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/gradient.safetensors"))
  }

  // MARK: Bad input

  @Test(arguments: [
    ("average", "--examples 0..<100000", 64, "--examples 0..<100000"),
    ("average", "--singles 7", 64, "--singles takes"),
    ("average", "--batch-size 0", 64, "--batch-size takes"),
    ("average", "--kernels steam", 64, "steam"),
    ("average", "--html nowhere/page.html", 73, "nowhere/page.html"),
    ("sensitivity", "--parameter 1:2", 64, "--parameter \"1:2\" names no weight and no bias"),
    ("sensitivity", "--parameter 0:2:1", 64, "the layers with weights are 1 to 3"),
    ("sensitivity", "--against 4:2:1", 64, "--against \"4:2:1\": the layers with weights are 1 to 3"),
    ("sensitivity", "--parameter 2:4:bias", 64, "the neurons of layer 2 are 0 to 3"),
    ("sensitivity", "--parameter 1:0:35", 64, "the inputs are 0 to 34"),
    ("sensitivity", "--parameter 2:0:6", 64, "the neurons of layer 1, whose weights lead to layer 2, are 0 to 5"),
    ("sensitivity", "--html model.safetensors", 64, "would replace what the page is made from"),
    ("gradient", "--out nowhere/g.safetensors", 73, "nowhere/g.safetensors"),
    ("gradient", "--out model.safetensors", 64, "would replace the model"),
    ("gradient", "--examples 2..<2", 64, "--examples"),
  ])
  func `what cannot be done is said in one sentence`(
    verb: String, options: String, status: Int32, sentence: String
  ) throws {
    try run(verb, options).expectError(status, sentence)
  }

  @Test(arguments: ["average", "sensitivity", "gradient"])
  func `a model of another shape than the pictures is refused`(verb: String) throws {
    let model = "\(try TrainedDigits.shared.get().folder.path)/model.safetensors"
    try folder.program("\(verb) \(model) --data bars").expectError(65, "784", "35")
  }
}
