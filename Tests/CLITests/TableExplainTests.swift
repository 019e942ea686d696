import DownhillFormats
import Foundation
import Testing

/// `explain`, `average`, `sensitivity` and `gradient` of a model of a table.
@Suite struct TableExplainTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try TableTests.write("train.csv", rows: 0..<60, in: folder)
    try train("--target bought --drop id")
  }

  private func train(_ options: String) throws {
    let run = try folder.program(
      "train --data train.csv --hidden 4 --activation tanh --epochs 20 --validation 0 --kernels reference --quiet --save model \(options)"
    )
    #expect(run.status == 0, "\(run.err)")
  }

  private func document(_ words: String) throws -> JSONValue {
    let run = try folder.program("\(words) --json")
    #expect(run.status == 0, "\(run.err)")
    return try JSONValue.parse(Array(run.out.utf8), file: "output")
  }

  @Test(arguments: [
    ("explain-table.txt", "explain model --data train.csv --example 17 --kernels reference"),
    ("average-table.txt", "average model --data train.csv --kernels reference"),
    ("sensitivity-table.txt", "sensitivity model --data train.csv --parameter 1:2:0"),
  ])
  func `the story of a table`(file: String, words: String) throws {
    let run = try folder.program(words)
    #expect(run.status == 0 && run.err == "", "\(run.err)")
    for line in run.out.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for word in ["pixel", "picture", "digit ", "bright"] { #expect(!run.out.contains(word), "\(word)") }
    try Golden.expect(run.out, equals: file)
  }

  @Test func `a number is told in its own unit, and by how far it is from the mean`() throws {
    // The ages of the rows that were trained on, as they were written, and their deviation over n.
    let ages = (0..<60).map { Double(20 + $0 * 7 % 50) }
    let mean = ages.reduce(0, +) / 60
    let deviation = (ages.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 60).squareRoot()
    let input = (ages[17] - mean) / deviation
    let document = try document("explain model --data train.csv --example 17")
    #expect(document["columns"]?.arrayValue?[0] == ["name": "age", "value": .string("\(Int(ages[17]))"), "input": 0])
    let found = try #require(document["inputs"]?.arrayValue?[0].numberValue)
    // The model computes with 24 binary digits.
    #expect(abs(found - input) < 1e-6)
    let told = try folder.program("explain model --data train.csv --example 17 --screen 1").out
    let size = String(format: "%.2g", abs(input))
    #expect(
      told.contains("age, \(Int(ages[17])), is \(size) standard deviations \(input > 0 ? "above" : "below") the mean"))
  }

  @Test func `a row is named by its index and its line, and its class by its name`() throws {
    // Row 1 ends on another line than it begins on.
    try folder.write(
      Array("town;age;income;bought\nUlm;30;1,5;ja\n\"Bonn\nBeuel\";;2,5;nein\nBonn;44;;ja\n".utf8), to: "lines.csv")
    let document = try document("explain model --data lines.csv --example 2")
    #expect(document["example"] == "2" && document["line"] == 5)
    let answer = document["answers"]?.arrayValue?[0]
    #expect(answer?["name"] == "bought" && answer?["target"] == "ja")
    #expect(document["outputNames"] == ["nein"] && document["label"] == 0)
    let told = try folder.program("explain model --data lines.csv --example 2").out
    #expect(told.contains("Row 2 of lines.csv, line 5 of the file"))
    #expect(told.contains("income is missing\n") || told.contains("income is missing  "))
    let unknown = try folder.program("explain model --data lines.csv --example 1")
    #expect(unknown.out.contains("age is missing: the mean stands for it"))
    #expect(unknown.err.contains("\"town\" has categories in 1 row that no training row had"))
  }

  @Test func `without its class a row is explained by the answer`() throws {
    try folder.write(Array("age;town;income\n30;Ulm;1,5\n".utf8), to: "new.csv")
    let run = try folder.program("explain model --data new.csv --screen 1")
    #expect(run.status == 0)
    // Where a line ends depends on the answer.
    let told = run.out.split(separator: "\n").joined(separator: " ")
    #expect(told.contains("There is no label, so that answer is taken as the target."))
    let answered = try folder.program("predict model --data new.csv")
    let answer = answered.out.split(separator: "\n")[1].split(separator: ",")[0]
    #expect(told.contains("The network says bought is \(answer)."))
    try folder.program("average model --data new.csv").expectError(65, "bought")
  }

  @Test func `a quantity is told in its own unit`() throws {
    try train("--target income --drop id")
    let answers = try folder.program("predict model --data train.csv").out.split(separator: "\n").dropFirst()
    let answer = try #require(Double(answers[answers.startIndex + 17]))
    let document = try document("explain model --data train.csv --example 17")
    #expect(document["answers"] == [["name": "income", "answer": .number(answer), "target": 1629.7]])
    #expect(document["label"] == .null && document["prediction"] == .null)
    let told = try folder.program("explain model --data train.csv --example 17").out
    #expect(told.contains("The network says income is "))
    #expect(told.contains("; the target is 1629.7."))
    try folder.program("explain model --data train.csv --example 3")
      .expectError(65, "row 3 of train.csv (line 5) has no value of \"income\"")
  }

  @Test func `rows without a target are no examples, and the others keep their numbers`() throws {
    try train("--target income --drop id")
    let run = try folder.program("average model --data train.csv --examples 2-13 --json")
    #expect(run.err.contains("note: 1 row without a value of the target is left out"))
    let document = try JSONValue.parse(Array(run.out.utf8), file: "output")
    #expect(document["first"] == 2 && document["examples"] == 11 && document["split"] == .null)
    // Row 3 has no income.
    #expect(document["singles"]?.arrayValue?[1]["input"] == "4")
  }

  @Test(arguments: [
    ("bought", ["confusion", "reliability", "roc", "weights", "ranges", "training"]),
    ("income", ["residuals", "mistakes", "weights", "ranges", "training"]),
  ])
  func `report draws what fits the task, with the metrics of evaluate`(target: String, sections: [String]) throws {
    try train("--target \(target) --drop id")
    let report = try document("report model --data train.csv --examples 0-49")
    let evaluated = try document("evaluate model --data train.csv --examples 0-49 --mistakes 30")
    #expect(report["evaluation"] == evaluated && report["schema"] == "downhill.report.table/1")
    let page = try folder.text("report.html")
    for section in sections { #expect(page.contains("id=\"\(section)\""), "\(section)") }
    #expect(page.contains("id=\"residuals\"") == (target == "income"))
    #expect(page.contains("town = Köln; Deutz") && !page.contains("pixel"))
    let metric = try #require(evaluated[target == "income" ? "rSquared" : "logLoss"]?.numberValue)
    #expect(page.contains(String(format: "%.4f", metric)))
  }

  @Test func `the pages name the columns`() throws {
    for verb in ["explain", "average", "sensitivity", "gradient"] {
      let run = try folder.program("\(verb) model --data train.csv --html page.html")
      #expect(run.status == 0, "\(run.err)")
      let page = try folder.text("page.html")
      #expect(page.contains("town = Köln; Deutz") || verb == "sensitivity")
      #expect(page.contains("age"))
      for word in ["pixel", "picture of", "digit "] { #expect(!page.contains(word), "\(verb): \(word)") }
    }
  }
}
