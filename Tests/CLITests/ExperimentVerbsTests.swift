import DownhillFormats
import Foundation
import Testing

/// `collapse` and `compare`, as they are started.
@Suite struct ExperimentVerbsTests {
  private let folder: Folder
  private var program: Program { folder.program }

  private static let small = "--data bars --classes 3 --hidden 5 --kernels reference --quiet"
  private static let race = "--batch-sizes all,10 --seconds 0.01 --epochs 2 --draws 3 --grid 3"

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
  }

  // MARK: collapse

  @Test func `the digits of the defaults collapse, and the story says so`() throws {
    let run = try program("collapse --steps 300 --quiet")
    #expect(run.status == 0 && run.err == "")
    #expect(
      run.out.hasPrefix("One example only: train:5, a 2\n784-16-16-10, sigmoid, sigmoid outputs, quadratic cost\n"))
    #expect(run.sentences.contains("on every picture is called a 2, whatever it shows: a network that"))
    #expect(run.sentences.contains("As many steps on mini-batches end with"))
    #expect(run.out.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(run.out)")
  }

  @Test func `the document has both trails, and the same bits on any number of threads`() throws {
    let run = try program("collapse --steps 50 --example test:4 --json \(Self.small)")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "collapse")
    #expect(document["schema"]?.stringValue == "downhill.collapse/1")
    #expect(document["example"]?.stringValue == "test:4" && document["model"] == .null)
    // Picture 4 of the test set is number 11 of the bars.
    #expect(document["label"] == .integer(2) && document["batchSize"] == .integer(10))
    guard case .array(let trail) = document["single"]?["trail"] else {
      Issue.record("no trail")
      return
    }
    #expect(trail.first?["step"] == .integer(0) && trail.last?["step"] == .integer(50))
    #expect(try program("collapse --steps 50 --example test:4 --json --threads 3 \(Self.small)").out == run.out)
  }

  @Test func `a trained network begins as it is, with its own cost and classes`() throws {
    _ = try program(
      "train --data bars --classes 3 --hidden 7 --output-activation softmax --cost cross-entropy --epochs 40 --quiet")
    let run = try program("collapse model.safetensors --data bars --steps 20 --learning-rate 0.001 --json --quiet")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "collapse")
    #expect(document["model"]?.stringValue == "model.safetensors")
    #expect(document["network"]?["architecture"]?.stringValue == "35-7-3")
    #expect(document["network"]?["cost"]?.stringValue == "cross-entropy")
    #expect(document["single"]?["collapsedAt"] == .null)
    let text = try program("collapse model.safetensors --data bars --steps 20 --learning-rate 0.001 --quiet").sentences
    #expect(text.contains("Both networks begin as model.safetensors"))
    #expect(text.contains("A trained network need not collapse"))
  }

  // MARK: compare

  @Test func `all but the race against time has the same bits on any number of threads`() throws {
    func document(_ threads: Int) throws -> [JSONObject.Member] {
      let run = try program("compare \(Self.race) --json --threads \(threads) \(Self.small)")
      #expect(run.status == 0, "\(run.err)")
      guard case .object(let object) = try JSONValue.parse(Array(run.out.utf8), file: "compare") else { return [] }
      #expect(object["timeRace"]?["deterministic"] == .bool(false))
      #expect(object["exampleRace"]?["deterministic"] == .bool(true))
      return object.members.filter { $0.key != "timeRace" }
    }
    let one = try document(1)
    #expect(one.count > 10)
    #expect(try document(3) == one)
  }

  @Test func `the story has its four parts and fits a terminal`() throws {
    let run = try program("compare \(Self.race) \(Self.small)")
    #expect(run.status == 0 && run.err == "")
    for part in ["1  The same time", "2  The same examples", "3  How well", "4  The paths of race 2", "@ start"] {
      #expect(run.out.contains(part))
    }
    #expect(run.sentences.contains("the best of 6 learning rates"))
    #expect(run.out.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(run.out)")
    let given = try program("compare \(Self.race) --learning-rate 0.5 \(Self.small)")
    #expect(given.sentences.contains("All have the learning rate 0.50"))
  }

  @Test func `sizes beyond the examples are the full batch, once`() throws {
    let run = try program(
      "compare --batch-sizes 1000,all,120,7 --seconds 0.01 --epochs 1 --draws 2 --grid 2 --json \(Self.small)")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "compare")
    guard case .array(let racers) = document["exampleRace"]?["racers"] else {
      Issue.record("no racers")
      return
    }
    #expect(racers.map { $0["batchSize"] } == [.integer(120), .integer(7)])
  }

  // MARK: Pages

  @Test(arguments: ["collapse --steps 20", "compare \(race)"])
  func `a page is one file that loads nothing`(_ command: String) throws {
    let run = try program("\(command) --html page.html \(Self.small)")
    #expect(run.status == 0, "\(run.err)")
    #expect(run.err.contains("Wrote page.html"))
    let page = try folder.text("page.html")
    #expect(page.hasPrefix("<!DOCTYPE html>") || page.hasPrefix("<!doctype html>"))
    #expect(page.contains("<svg") && !page.contains("<script") && !page.contains(" src="))
    #expect(!page.contains("href=\"http"))
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("collapse --example picture.png", "--example takes an example with a label, such as train:5 or test:17"),
    ("collapse --example train:60000", "train:60000 does not exist: MNIST has 60,000 train examples, counted from 0"),
    ("collapse --example train:x", "train:x is no example and no file: write train:17, counted from 0"),
    ("collapse --steps 0", "--steps takes a whole number from 1 to 1000000, not \"0\""),
    ("collapse --output-activation softmax", "--cost quadratic does not go with --output-activation softmax"),
    (
      "compare --batch-sizes 10,,1", "--batch-sizes takes up to 10 whole numbers from 1 on, or all, separated by commas"
    ),
    ("compare --batch-sizes 0", "not \"0\""),
    ("compare --batch-sizes 1,2,3,4,5,6,7,8,9,10,11", "--batch-sizes takes up to 10"),
    ("compare --seconds 0", "--seconds takes a number from 0.01 to 3600, not \"0\""),
    ("compare --limit 60001", "--limit takes a whole number from 1 to 60000, not \"60001\""),
    ("compare --grid 1", "--grid takes a whole number from 2 to 201"),
  ])
  func `a wrong command line gets a sentence`(_ command: String, _ sentence: String) throws {
    try program(command).expectError(64, sentence)
  }

  @Test func `a model brings its own network`() throws {
    _ = try program("train --data bars --classes 3 --hidden 4 --epochs 1 --quiet")
    try program("collapse model.safetensors --hidden 5").expectError(
      64, "--hidden and a model to begin with exclude each other")
    try program("collapse model.safetensors --classes 4 --data bars").expectError(64, "--classes 4 does not agree with")
    try program("collapse model.safetensors").expectError(65, "but there are 3 classes")
    try program("collapse none.safetensors").expectError(66, "there is no file none.safetensors")
    try program("collapse model.safetensors --html model.safetensors").expectError(64, "would replace")
    try program("collapse --html no/such/page.html").expectError(73, "no/such")
  }

  @Test(arguments: ["collapse --steps 1000000", "compare --seconds 60"])
  func `Ctrl-C ends it`(_ command: String) throws {
    let once = command.hasPrefix("collapse") ? "alone" : "Racing"
    let run = try program.run(command.split(separator: " ").map(String.init), signal: (SIGINT, once: once))
    #expect(run.status == 130 && run.out == "")
  }
}

extension Program.Outcome {
  /// Standard output in one line: sentences are wherever their lines were broken.
  fileprivate var sentences: String { out.split(separator: "\n").joined(separator: " ") }
}
