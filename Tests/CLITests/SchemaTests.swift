import DownhillFormats
import Foundation
import Testing

/// The tables of `Docs/JSON.md` against what the verbs print.
@Suite struct SchemaTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    _ = try folder.program("train --data bars --classes 3 --hidden 6,4 --epochs 2 --kernels reference --quiet")
  }

  @Test(arguments: [
    ("explain", "explain model.safetensors --data bars --kernels reference --example test:1"),
    ("report", "report model.safetensors --data bars --kernels reference"),
    ("collapse", "collapse --data bars --classes 3 --hidden 6,4 --kernels reference --steps 20 --quiet"),
    (
      "compare",
      "compare --data bars --classes 3 --hidden 6,4 --kernels reference --batch-sizes all,10 --seconds 0.01 --epochs 1 --draws 3 --grid 3 --quiet"
    ),
  ])
  func `the members of a document are those of its table`(verb: String, command: String) throws {
    let run = try folder.program(command + " --json")
    #expect(run.status == 0, "\(run.err)")
    let document = try JSONValue.parse(Array(run.out.utf8), file: verb)
    let table = try SchemaTable(verb: verb)
    let found = Set(paths(document))
    #expect(document["schema"] == .string("downhill.\(verb)/1"))
    #expect(table.paths.subtracting(found).sorted() == [], "documented, but not printed")
    #expect(found.subtracting(table.paths).sorted() == [], "printed, but not documented")
  }

  /// Every path that leads to a value that holds no others; an empty array counts as such a value of its elements.
  private func paths(_ value: JSONValue, at path: String = "") -> [String] {
    switch value {
    case .object(let object):
      return object.members.flatMap { paths($0.value, at: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .array(let elements):
      return elements.flatMap { paths($0, at: path + "[]") }
    default: return [path]
    }
  }
}

/// The rows of one section of `Docs/JSON.md`. A row `a.*` stands for the rows that begin with `*.`, once for each.
private struct SchemaTable {
  let paths: Set<String>

  init(verb: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Docs/JSON.md")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { $0 != "## `\(verb)`" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    let rows = section.filter { $0.hasPrefix("| `") }.map { String($0.split(separator: "`")[1]) }
    let shared = rows.filter { $0.hasPrefix("*.") }.map { $0.dropFirst(2) }
    paths = Set(
      rows.filter { !$0.hasPrefix("*.") }.flatMap { row in
        row.hasSuffix(".*") ? shared.map { "\(row.dropLast())\($0)" } : [row]
      })
  }
}
