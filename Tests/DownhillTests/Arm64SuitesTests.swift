import Foundation
import Testing

/// `Tests/Arm64/suites.txt` says of every suite of the core whether it runs on arm64, or why it does not.
@Suite struct Arm64SuitesTests {
  static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// What the list says: names, and `runs` or a reason.
  static func list() throws -> [(name: String, word: String)] {
    try String(contentsOf: tests.appending(path: "Arm64/suites.txt"), encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { line in
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
  }

  /// The suites of the core's test targets, and the functions of each file by the names the list may use.
  static func sources() throws -> (suites: Set<String>, functions: Set<String>) {
    var suites: Set<String> = []
    var functions: Set<String> = []
    for target in [
      "DownhillTests", "DownhillExplainTests", "DownhillFormatsTests", "DownhillMetricsTests", "DownhillReportTests",
    ] {
      let folder = tests.appending(path: target)
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      while let file = files?.nextObject() as? URL {
        guard file.pathExtension == "swift" else { continue }
        let text = try String(contentsOf: file, encoding: .utf8)
        let declared = try matches(
          #"@Suite(?:\([\s\S]*?\))?\s+(?:private )?(?:struct|enum|final class) (\w+)"#, in: text)
        suites.formUnion(declared)
        functions.insert(file.lastPathComponent)
        for name in try matches(#"func `?([^`(<]+)"#, in: text) {
          for owner in declared + [file.deletingPathExtension().lastPathComponent] {
            functions.insert("\(owner).\(name)")
          }
        }
      }
    }
    return (suites, functions)
  }

  /// What the pattern's group holds, wherever it stands.
  static func matches(_ pattern: String, in text: String) throws -> [String] {
    text.matches(of: try Regex(pattern)).compactMap { $0.output[1].substring.map(String.init) }
  }

  @Test func everySuiteOfTheCoreIsListed() throws {
    let (suites, functions) = try Self.sources()
    let list = try Self.list()
    #expect(suites.count >= 50)
    let listed = Set(list.map(\.name))
    #expect(suites.subtracting(listed).sorted() == [], "say in Tests/Arm64/suites.txt whether they run on arm64")
    #expect(listed.subtracting(suites).subtracting(functions).sorted() == [], "these are not there any more")
    #expect(listed.count == list.count, "each stands once")
  }

  @Test func whatIsLeftOutHasAReason() throws {
    let list = try Self.list()
    for (name, word) in list where word != "runs" { #expect(word.count >= 15, "\(name)") }
    let runs = list.filter { $0.word == "runs" }.map(\.name)
    for name in [
      "KernelTests", "ProductTests", "LayerKernelTests", "NumericalDerivativeTests", "SameBitsTests",
      "ReferenceBitsTests",
    ] {
      #expect(runs.contains(name))
    }
  }
}
