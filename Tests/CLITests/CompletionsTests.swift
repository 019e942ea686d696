import Foundation
import Testing

@testable import CLI

@Suite struct CompletionsTests {
  @Test(arguments: Shell.allCases)
  func `a script`(_ shell: Shell) throws {
    try Golden.expect(Completions.script(for: shell), equals: "completions.\(shell.rawValue)")
  }

  @Test(
    .enabled(if: hasBash),
    arguments: [
      ("downhill|tr", "train"),
      ("downhill|train|--cos", "--cost"),
      ("downhill|train|--cost|", "quadratic absolute huber quantile poisson cross-entropy"),
      ("downhill|train|--cost|=|c", "cross-entropy"),
      ("downhill|train|--cost|=", "quadratic absolute huber quantile poisson cross-entropy"),
      ("downhill|train|--cost=c", "--cost=cross-entropy"),
      ("downhill|train|--epochs|", ""),
      ("downhill|train|--data|mn", "mnist"),
      ("downhill|train|--quiet|--js", "--json"),
      ("downhill|completions|", "bash zsh fish"),
      ("downhill|evaluate|--|--j", ""),
      ("downhill|nonsense|", ""),
    ])
  func `bash completes`(_ line: String, _ expected: String) throws {
    #expect(try bash(line) == expected)
  }

  @Test(.enabled(if: hasBash), arguments: ["evaluate|", "predict|m|", "train|--save|", "train|--resume|=|"])
  func `bash completes paths`(_ line: String) throws {
    let file = #filePath
    #expect(try bash("downhill|\(line)\(file.dropLast(3))") == file)
  }

  /// What bash offers for the last of the words, which `|` separates as COMP_WORDS has them.
  private func bash(_ line: String) throws -> String {
    let script = """
      set -e
      \(Completions.script(for: .bash))
      IFS='|' read -r -a COMP_WORDS <<< "$1"
      if [[ $1 == *'|' ]]; then COMP_WORDS+=(''); fi
      COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
      _downhill || true
      for reply in "${COMPREPLY[@]}"; do echo "$reply"; done
      """
    let output = try run("/bin/bash", ["--norc", "-c", script, "bash", line])
    return output.split(separator: "\n").joined(separator: " ")
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/fish")),
    arguments: [
      ("downhill tr", "train"),
      ("downhill train --cos", "--cost"),
      ("downhill train --cost c", "cross-entropy"),
      ("downhill completions z", "zsh"),
    ])
  func `fish completes`(_ line: String, _ expected: String) throws {
    let script = "\(Completions.script(for: .fish))\ncomplete -C '\(line)'"
    let output = try run("/usr/bin/fish", ["--no-config", "-c", script])
    #expect(output.split(separator: "\n").map { $0.prefix { $0 != "\t" } } == [expected[...]])
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zsh")))
  func `zsh reads the script`() throws {
    #expect(try run("/usr/bin/zsh", ["-f", "-n", "-c", Completions.script(for: .zsh)]) == "")
  }

  private static let hasBash = FileManager.default.isExecutableFile(atPath: "/bin/bash")

  /// What the program prints; it must succeed.
  private func run(_ path: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(output)")
    return output
  }
}
