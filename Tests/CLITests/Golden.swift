import Foundation
import Testing

/// Texts checked in under `Golden/`: a change of wording shows up in review as a change of these files.
enum Golden {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  /// Expects `text` to equal the checked-in file. With DOWNHILL_RECORD_GOLDEN set, writes the file and fails.
  static func expect(
    _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["DOWNHILL_RECORD_GOLDEN"] != nil {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name): look at the difference, then run again", sourceLocation: sourceLocation)
      return
    }
    let expected = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    if text != expected { Issue.record(difference(expected, text, name), sourceLocation: sourceLocation) }
  }

  /// The first line that differs, and how to record the new text.
  private static func difference(_ expected: String, _ text: String, _ name: String) -> Comment {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    return """
      Golden/\(name) differs from line \(line + 1) on.
      expected: \(line < old.count ? old[line] : "(the end)")
      now:      \(line < new.count ? new[line] : "(the end)")
      If the new text is meant: DOWNHILL_RECORD_GOLDEN=1 swift test --filter CLITests
      """
  }
}
