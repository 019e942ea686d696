import DownhillFormats
import Foundation
import Testing

@testable import CLI

/// The tables of `Docs/JSON.md` against what the verbs print.
@Suite struct SchemaTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try Bars().write(in: folder)
    try folder.write(Array("P5 2 2 255\n".utf8) + [0, 255, 255, 0], to: "dot.pgm")
    _ = try folder.program("train --data bars --classes 3 --hidden 6,4 --epochs 2 --kernels reference --quiet")
    try TableTests.write("table.csv", rows: 0..<60, in: folder)
    _ = try folder.program("train --data table.csv --target bought --hidden 4 --epochs 2 --quiet --save table")
  }

  @Test(arguments: [
    // A picture file has all of its members.
    ("explain", "explain model.safetensors --kernels reference --image dot.pgm --prepare none"),
    ("average", "average model.safetensors --data bars --kernels reference"),
    ("sensitivity", "sensitivity model.safetensors --data bars"),
    ("gradient", "gradient model.safetensors --data bars"),
    ("report", "report model.safetensors --data bars --kernels reference"),
    ("collapse", "collapse --data bars --classes 3 --hidden 6,4 --kernels reference --steps 20 --quiet"),
    (
      "compare",
      "compare --data bars --classes 3 --hidden 6,4 --kernels reference --batch-sizes all,10 --seconds 0.01 --epochs 1 --draws 3 --grid 3 --quiet"
    ),
  ])
  func `the members of a document are those of its table`(verb: String, command: String) throws {
    // Those of models of tables are members of the same documents.
    let ofTables = ["explain", "average", "sensitivity", "gradient"].contains(verb)
    let documents = try ([command] + (ofTables ? ["\(verb) table --data table.csv"] : [])).map { command in
      let run = try folder.program(command + " --json")
      #expect(run.status == 0, "\(run.err)")
      return try JSONValue.parse(Array(run.out.utf8), file: verb)
    }
    try expectTable(of: verb, for: documents, schema: "downhill.\(verb)/1")
  }

  @Test(arguments: [
    ("describe", "describe train.csv", "describe"),
    ("importance", "importance m --data train.csv", "importance"),
    ("calibrate", "calibrate m --data train.csv --save c", "calibrate"),
    ("evaluate` of a table", "evaluate m --data train.csv", "evaluate.table"),
    ("predict` of a table", "predict m --data train.csv --columns id", "predict.table"),
  ])
  func `the members of a table's document are those of its table`(
    section: String, command: String, schema: String
  ) throws {
    try TableTests.write("train.csv", rows: 0..<40, in: folder)
    #expect(try folder.program("train --data train.csv --target bought --epochs 1 --quiet --save m").status == 0)
    let run = try folder.program(command + " --json")
    #expect(run.status == 0, "\(run.err)")
    try expectTable(
      of: section, for: [JSONValue.parse(Array(run.out.utf8), file: section)], schema: "downhill.\(schema)/1")
  }

  @Test func `the report of a table has the document of its evaluation`() throws {
    let run = try folder.program("report table --data table.csv --mistakes 3 --json")
    #expect(run.status == 0, "\(run.err)")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "report")
    #expect(document["schema"] == .string("downhill.report.table/1"))
    let evaluated = try folder.program("evaluate table --data table.csv --mistakes 3 --json").out
    #expect(try document["evaluation"] == JSONValue.parse(Array(evaluated.utf8), file: "evaluate"))
    #expect(document["dataMatches"] == .bool(true))
    // The other members are those of any report; a table's mistakes are in the evaluation.
    func others(_ paths: Set<String>) -> Set<String> {
      paths.filter { !$0.hasPrefix("evaluation.") && !$0.hasPrefix("mistakes") }
    }
    #expect(others(Set(paths(document))) == others(try SchemaTable(verb: "report").paths))
  }

  @Test func `the members of a benchmark's document are those of its table`() throws {
    try expectTable(of: "bench", for: [benchJSON(.example)], schema: "downhill.bench/1")
  }

  @Test func `the members of a cold run's document are those of its table`() throws {
    let document = coldRunJSON(.init(steps: 900, testAccuracy: 0.9504), seed: 1, peakResidentBytes: 1)
    try expectTable(of: "bench --cold-run", for: [document], schema: "downhill.bench.cold-run/1")
  }

  private func expectTable(of verb: String, for documents: [JSONValue], schema: String) throws {
    let table = try SchemaTable(verb: verb)
    let found = Set(documents.flatMap { paths($0) })
    for document in documents { #expect(document["schema"] == .string(schema)) }
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

/// The rows of one section of `Docs/JSON.md`. A row `a.*` stands for the rows that begin with the word in its second
/// column, `lever.` or `wish.`, or else with `*.`, once for each.
private struct SchemaTable {
  let paths: Set<String>

  init(verb: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Docs/JSON.md")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { $0 != "## `\(verb)`" && $0 != "## `\(verb)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    let rows = section.filter { $0.hasPrefix("| `") }.map { line in
      let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      return (path: columns[0], type: columns[1])
    }
    let kinds = Set(rows.filter { $0.path.hasSuffix(".*") }.map(\.type) + ["*"])
    func kind(_ path: String) -> String? { kinds.first { path.hasPrefix($0 + ".") } }
    func members(_ word: String) -> [Substring] {
      rows.filter { kind($0.path) == word }.map { $0.path.dropFirst(word.count + 1) }
    }
    paths = Set(
      rows.filter { kind($0.path) == nil }.flatMap { row in
        guard row.path.hasSuffix(".*") else { return [row.path] }
        let named = members(row.type)
        return (named.isEmpty ? members("*") : named).map { "\(row.path.dropLast())\($0)" }
      })
  }
}
