import Testing

@testable import CLI

/// What every verb's declaration must satisfy.
@Suite struct SpecificationTests {
  private static let tool = ToolSpecification.downhill

  @Test func `verbs are unique`() {
    #expect(Set(Self.tool.commands.map(\.verb)).count == Self.tool.commands.count)
  }

  @Test(arguments: tool.commands.map(\.verb))
  func `a verb is declared well`(_ verb: String) throws {
    let command = try #require(Self.tool.command(named: verb))
    let flags = command.allOptions.flatMap(\.flags)
    #expect(Set(flags).count == flags.count, "an option is declared twice")
    #expect(command.operands.dropLast().allSatisfy { !$0.isRepeating && !$0.isOptional })
    #expect(!command.examples.isEmpty)
    #expect(command.abstract.first?.isLowercase == true && !command.abstract.hasSuffix("."))
    let helps = command.options.map(\.help) + command.operands.map(\.help)
    for help in helps + [command.discussion] { #expect(help.hasSuffix("."), "\(help)") }
    for option in command.options where option.value?.kind == .choice {
      #expect(option.value?.words.isEmpty == false)
    }
  }

  @Test(arguments: tool.examples + tool.commands.flatMap(\.examples))
  func `an example parses`(_ example: ExampleSpecification) throws {
    // The part that the shell hands to the tool.
    let start = try #require(example.command.firstRange(of: "downhill ")).upperBound
    let end = example.command[start...].firstIndex { "|>)".contains($0) } ?? example.command.endIndex
    let words = example.command[start..<end].split(separator: " ").map { String($0.filter { $0 != "'" }) }
    guard case .run = try CommandLineParser.parse(words) else {
      Issue.record("\(example.command) runs nothing")
      return
    }
  }
}
