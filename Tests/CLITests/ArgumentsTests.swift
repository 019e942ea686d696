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
    #expect(try arguments.integer("epochs") == nil && arguments.number("l2") == nil && arguments.seed("seed") == nil)
  }

  @Test func `every kind of value, after a space or an equals sign`() throws {
    let arguments = try parse(
      "train --epochs 3 --cost=cross-entropy --save=a=b -q --hidden 16,8 --l2 1e-4 --batch-size all"
        + " --seed 18446744073709551615 --learning-rate=.5")
    #expect(try arguments.integer("epochs") == 3)
    #expect(arguments.choice("cost") == "cross-entropy")
    #expect(arguments.string("save") == "a=b")
    #expect(arguments.isSet("quiet") && !arguments.isSet("json"))
    #expect(try arguments.integerList("hidden") == [16, 8])
    #expect(try arguments.number("l2") == 1e-4)
    #expect(try arguments.number("learning-rate") == 0.5)
    #expect(try arguments.integerOrWord("batch-size") == .word("all"))
    #expect(try arguments.seed("seed") == UInt64.max)
    #expect(try parse("train --batch-size 5").integerOrWord("batch-size") == .integer(5))
    #expect(try parse("train --hidden none").integerList("hidden") == [])
  }

  @Test func `options after operands, and none after two dashes`() throws {
    let arguments = try parse("predict m.safetensors test:17 --json a.png -- --no-preview -5")
    #expect(arguments.operands == ["m.safetensors", "test:17", "a.png", "--no-preview", "-5"])
    #expect(arguments.givenOptions == ["json"])
    #expect(try parse("evaluate -").operands == ["-"])
  }

  @Test(arguments: [
    ("0-99", 0..<100), ("0...99", 0..<100), ("0:100", 0..<100), ("0..<100", 0..<100), ("17", 17..<18), ("5...5", 5..<6),
    ("5-5", 5..<6), ("5:6", 5..<6), ("0-9223372036854775806", 0..<Int.max),
  ])
  func `a range of examples`(_ text: String, _ expected: Range<Int>) throws {
    #expect(try parse("evaluate m --examples \(text)").range("examples") == expected)
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
    let arguments = try parse("train --validation 60000 --l2 0.5")
    #expect(throws: UsageError.self) { try arguments.integer("validation", in: 0...59_999) }
    #expect(throws: UsageError.self) { try arguments.number("l2", in: 0...0.1) }
    #expect(try arguments.integer("validation", in: 0...60_000) == 60_000)
  }

  @Test func `a repeatable option keeps all its values`() throws {
    var tool = ToolSpecification.downhill
    tool.commands = [
      CommandSpecification(
        verb: "add", abstract: "", discussion: "",
        options: [OptionSpecification("file", .file("PATH"), group: "", isRepeatable: true, help: "")],
        run: { _ in .success })
    ]
    let invocation = try CommandLineParser.parse(["add", "--file", "a", "--file=b"], tool: tool)
    guard case .run(_, let arguments) = invocation else { return #expect(Bool(false)) }
    #expect(arguments.strings("file") == ["a", "b"])
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
