import Foundation
import Testing

@testable import CLI

@Suite struct HelpTests {
  private static let tool = ToolSpecification.downhill

  @Test func `the tool`() throws {
    try Golden.expect(Help.text(for: Self.tool), equals: "help.txt")
  }

  @Test(arguments: tool.commands.map(\.verb))
  func `a verb`(_ verb: String) throws {
    let command = try #require(Self.tool.command(named: verb))
    try Golden.expect(Help.text(for: command, of: Self.tool), equals: "help-\(verb).txt")
  }

  @Test(arguments: [40, 60, 80, 120])
  func `only words that are too long leave the page`(_ width: Int) {
    let texts =
      [Help.text(for: Self.tool, width: width)]
      + Self.tool.commands.map { Help.text(for: $0, of: Self.tool, width: width) }
    // Commands to copy are never broken; at 80 columns they fit.
    let examples = Self.tool.commands.flatMap(\.examples) + Self.tool.examples
    for line in texts.flatMap({ $0.split(separator: "\n") }) where line.count > width {
      let words = line.split(separator: " ")
      let isExample = examples.contains { line.hasSuffix($0.command) || line.hasSuffix($0.comment) }
      #expect(width < 80 && (isExample || words.count <= 2 || line.hasPrefix("Usage:")), "\(line)")
    }
  }

  @Test func `a shell takes every example as it stands`() throws {
    // Those of completions and manual pipe and redirect on purpose.
    let commands = Self.tool.commands.filter { !["completions", "manual"].contains($0.verb) }
    for command in (commands.flatMap(\.examples) + Self.tool.examples).map(\.command) {
      let words = command.split(separator: " ").map(String.init)
      // Where there is nothing to expand, redirect or quote, a shell's words are those between the blanks.
      let shell = Process()
      let output = Pipe()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "printf '%s\\n' \(command)"]
      shell.standardOutput = output
      try shell.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      shell.waitUntilExit()
      #expect(text == words.map { "\($0)\n" }.joined(), "\(command)")
    }
  }

  @Test func `--help works on every level and beats every error`() throws {
    for arguments in [["--help"], ["-h"]] {
      #expect(try CommandLineParser.parse(arguments) == .help(Help.text(for: Self.tool)))
    }
    let train = Help.text(for: .train, of: Self.tool)
    for arguments in [
      ["--help"], ["-h"], ["--epochs", "ten", "--help"], ["x", "--nonsense", "-h"], ["--save", "-h"],
    ] {
      #expect(try CommandLineParser.parse(["train"] + arguments) == .help(train))
    }
  }

  @Test func `the manual page`() throws {
    try Golden.expect(ManualPage.text(), equals: "downhill.1")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")))
  func `groff reads the manual page without a warning`() throws {
    let page = FileManager.default.temporaryDirectory.appending(path: "downhill-\(UUID().uuidString).1")
    try Data(ManualPage.text().utf8).write(to: page)
    defer { try? FileManager.default.removeItem(at: page) }
    let groff = Process()
    let warnings = Pipe()
    groff.executableURL = URL(fileURLWithPath: "/usr/bin/groff")
    groff.arguments = ["-man", "-Tutf8", "-ww", "-z", page.path]
    groff.standardError = warnings
    try groff.run()
    let text = String(decoding: warnings.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    groff.waitUntilExit()
    #expect(groff.terminationStatus == 0 && text.isEmpty, "\(text)")
  }

  @Test func `roff keeps backslashes, dashes, quotes and letters outside ASCII`() {
    #expect(ManualPage.roff(#".a\b-'"~^` é𝄞"#) == #"\&.a\eb\-\(aq\(dq\(ti\(ha\(ga \[u00E9]\[u1D11E]"#)
  }
}
