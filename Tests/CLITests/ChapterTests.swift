import Foundation
import Testing

/// The chapter *What backpropagation is doing*: each command in it is run, and must print what the chapter says.
@Suite struct ChapterTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "Sources/DownhillExplain/DownhillExplain.docc/WhatBackpropagationIsDoing.md")

  @Test func `every command prints what the chapter says`() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let folder = try Folder()
    var printed: [String] = []
    var isConsole = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line == "```console" { isConsole = true } else if line == "```" { isConsole = false }
      if isConsole && !line.hasPrefix("$ ") && line != "```console" { continue }
      printed.append(line)
      if isConsole, line.hasPrefix("$ ") { printed += try output(of: String(line.dropFirst(2)), in: folder) }
    }
    let now = printed.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["DOWNHILL_RECORD_GOLDEN"] != nil {
      try now.write(to: Self.file, atomically: true, encoding: .utf8)
      Issue.record("recorded the chapter: look at the difference, then run again")
      return
    }
    let (old, new) = (text.split(separator: "\n"), now.split(separator: "\n"))
    let same = zip(old, new).prefix { $0 == $1 }.count
    #expect(
      now == text,
      """
      expected: \(same < old.count ? old[same] : "(the end)")
      now:      \(same < new.count ? new[same] : "(the end)")
      """)
  }

  /// What a shell prints for the command, `downhill` being the one just built.
  private func output(of command: String, in folder: Folder) throws -> [String] {
    let run = try folder.program.shell("downhill() { \"\(Program.path)\" \"$@\"; }; \(command)")
    #expect(run.status == 0 && run.err == "", "\(command): \(run.err)")
    return run.out.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
