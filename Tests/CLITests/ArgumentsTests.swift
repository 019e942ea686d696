import DownhillFormats
import DownhillSettings
import Testing

@testable import CLI

@Suite struct ArgumentsTests {
  private func parse(_ line: String) throws -> ParsedArguments {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard case .run(_, let arguments) = try CommandLineParser.parse(words) else {
      Issue.record("\(line) runs nothing")
      throw UsageError.missingVerb(verbs: [])
    }
    return arguments
  }

  @Test func `no option at all`() throws {
    let arguments = try parse("train")
    #expect(arguments.command == .train)
    #expect(arguments.operands.isEmpty && arguments.givenOptions.isEmpty)
    #expect(arguments[Shared.limit] == nil && arguments[TrainCommand.validation] == nil && !arguments[Shared.json])
    #expect(arguments[TrainCommand.preset] == nil && arguments[TrainCommand.save] == nil)
  }

  @Test func `every kind of value, after a space or an equals sign`() throws {
    let arguments = try parse("train --limit 3 --preset=accurate --save=a=b -q --transposed yes --hidden 16,8 --l2=.5")
    #expect(arguments[Shared.limit] == 3)
    #expect(arguments[TrainCommand.preset] == .accurate)
    #expect(arguments[TrainCommand.save] == "a=b")
    #expect(arguments[Shared.quiet] && !arguments[Shared.json])
    #expect(arguments[Shared.transposed] == true)
    #expect(arguments.givenOptions.map(\.name) == ["transposed", "limit", "hidden", "preset", "l2", "save", "quiet"])
    #expect(try parse("compare --seconds=1e-1")[CompareCommand.seconds] == 0.1)
    #expect(try parse("collapse --learning-rate .5")[CollapseCommand.learningRate] == 0.5)
    #expect(try parse("average m --seed 18446744073709551615")[AverageCommand.seed] == UInt64.max)
    #expect(try parse("evaluate m --split train")[Shared.testSplit] == .train)
  }

  /// A text that the parser lets pass is read, and no other.
  @Test func `what is accepted is what is read`() {
    let texts = [
      "", "0", "1", "-1", "7", "9", "10", "+2", "1e3", ".5", "0.5", "1.", "nan", "0-9", "3:5", "5:3", "yes", "no",
      "bash",
      "28x28", "1x4096", "0x5", "x", "28x", "28x28x1", "4096x4096", "-1x3", "auto", "mnist", "none",
      "18446744073709551615", "18446744073709551616",
    ]
    func expect<Value>(_ kind: ValueKind<Value>) {
      for text in texts {
        #expect((kind.value(text) != nil) == kind.specification.accepts(text), "\(kind.specification.phrase): \(text)")
      }
    }
    expect(.integer(0...9))
    expect(.number(0...9))
    expect(.seed("N"))
    expect(.indexRange)
    expect(.pictureSize)
    expect(ValueKind<Shell>.choice("SHELL"))
    expect(ValueKind<PicturePreparation>.choice("WAY"))
  }

  @Test func `options after operands, and none after two dashes`() throws {
    let arguments = try parse("predict m.safetensors test:17 --json a.png -- --no-preview -5")
    #expect(arguments.operands == ["m.safetensors", "test:17", "a.png", "--no-preview", "-5"])
    #expect(arguments.givenOptions.map(\.name) == ["json"])
    #expect(try parse("evaluate -").operands == ["-"])
  }

  @Test(arguments: [
    ("0-99", 0..<100), ("0...99", 0..<100), ("0:100", 0..<100), ("0..<100", 0..<100), ("17", 17..<18), ("5...5", 5..<6),
    ("5-5", 5..<6), ("5:6", 5..<6), ("0-9223372036854775806", 0..<Int.max),
  ])
  func `a range of examples`(_ text: String, _ expected: Range<Int>) throws {
    #expect(try parse("evaluate m --examples \(text)")[Shared.examples] == expected)
  }

  @Test(arguments: [
    ("0", 0), ("-0.5", -0.5), ("+2", 2), ("1e3", 1000), ("2.5E-1", 0.25), (".25", 0.25), ("007", 7),
  ])
  func `a number`(_ text: String, _ expected: Double) { #expect(ValueParsing.number(text) == expected) }

  @Test(arguments: [
    "", "nan", "inf", "-infinity", "0x1p3", "1e999", "1.", ".", "-", "e5", "1e", "1e+", "1 ", " 1", "1,5", "1_0", "1f",
    "--1", "٣", "1e5.0", "1\u{0}",
  ])
  func `no number`(_ text: String) { #expect(ValueParsing.number(text) == nil) }

  @Test(arguments: [
    "", "5..<5", "5...4", "-1...3", "0..3", "0..<", "..<3", "1...2...3", "+1", "9223372036854775807", "a",
    "5-4", "5:5", "6:5", "-1", "-1-3", "1-", "1:", ":5", ":", "-", "1-2-3", "1:2:3", "1-2:3", "1:-2", "1 - 2",
    "0-9223372036854775807", "1..2", "...", "..<", "1...-2",
  ])
  func `no range`(_ text: String) { #expect(ValueParsing.indexRange(text) == nil) }

  @Test(arguments: ["", ",", "16,", ",16", "16,,16", "16, 16", "0", "16,-1", "16;16", "99999999999999999999"])
  func `no list`(_ text: String) { #expect(ValueParsing.integerList(text, in: 1...100) == nil) }

  @Test(arguments: ["", "-1", "+1", "18446744073709551616", "1.0", "0x1"])
  func `no seed`(_ text: String) { #expect(ValueParsing.seed(text) == nil) }

  @Test func `a narrower range than the declared one`() throws {
    let arguments = try parse("explain m --layer 3")
    #expect(throws: UsageError.self) { try arguments.value(of: ExplainCommand.layer, in: 1...2) }
    #expect(try arguments.value(of: ExplainCommand.layer, in: 1...3) == 3)
  }

  @Test func `a repeatable option keeps all its values`() throws {
    var tool = ToolSpecification.downhill
    let file = OptionSpecification("file", .file("PATH"), group: "", isRepeatable: true, help: "")
    tool.commands = [
      CommandSpecification(
        verb: "add", abstract: "", discussion: "", options: [file],
        run: { _ in .success })
    ]
    let invocation = try CommandLineParser.parse(["add", "--file", "a", "--file=b"], tool: tool)
    guard case .run(_, let arguments) = invocation else { return #expect(Bool(false)) }
    #expect(arguments.typedTexts(of: file) == ["a", "b"])
  }

  @Test func version() throws { #expect(try CommandLineParser.parse(["--version"]) == .version) }

  @Test(arguments: [
    ("epcohs", "epochs", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("same", "same", 0), ("ca", "abc", 3),
  ])
  func `edit distance`(_ a: String, _ b: String, _ expected: Int) {
    #expect(Suggestion.editDistance(Array(a), Array(b)) == expected)
    #expect(Suggestion.editDistance(Array(b), Array(a)) == expected)
  }
}
