import DownhillTables
import Foundation
import Testing

@Suite("LIBSVM's text")
struct LIBSVMReaderTests {
  /// The table of a text that comes in pieces of this length.
  private func read(
    _ bytes: [UInt8], pieces: Int = .max, _ options: CSVOptions = CSVOptions()
  ) throws(TableError) -> Table {
    var reader = LIBSVMReader(file: "f.svm", options: options)
    var rest = bytes[...]
    while !rest.isEmpty {
      try reader.append(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    return try reader.finish()
  }

  private func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(TableError) -> Table {
    try read(Array(text.utf8), options)
  }

  private func sentence(_ text: String) -> String {
    do throws(TableError) {
      _ = try read(text)
      return ""
    } catch {
      return error.description
    }
  }

  /// What scikit-learn read of its own files.
  private struct Oracle: Decodable {
    struct Text: Decodable {
      let name: String
      let first: Int
      let labels: [Double]
      let rows: [[Double]]
    }
    let texts: [Text]
  }

  /// A file of Tests/Oracles.
  private func oracle(_ name: String) throws -> [UInt8] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "Oracles/\(name)")))
  }

  @Test(arguments: [1, 7, Int.max]) func `scikit-learn's files are read as scikit-learn reads them`(pieces: Int) throws
  {
    let all = try JSONDecoder().decode(Oracle.self, from: Data(oracle("libsvm.json")))
    #expect(all.texts.count == 3)
    for text in all.texts {
      let bytes = try oracle("libsvm/\(text.name).svm")
      #expect(LIBSVMReader.recognizes(bytes))
      let table = try read(bytes, pieces: pieces)
      #expect(table.rowCount == 9)
      // Column 4 from 0 has no value in any row, and no column of its own.
      #expect(table.names == ["label"] + (0..<6).filter { $0 != 4 }.map { "\($0 + text.first)" })
      let labels = try table.numbers("label")
      #expect((0..<9).map { labels[$0] } == text.labels)
      for column in 0..<6 {
        let numbers = try table.numbers("\(column + text.first)")
        #expect((0..<9).map { numbers[$0] } == text.rows.map { $0[column] }, "\(text.name), column \(column)")
      }
    }
  }

  @Test func `lines, blanks and comments`() throws {
    let table = try read("\u{FEFF}# made by hand\n\n  +1 2:0.5\t10:1e2  # a row\r\n-1\n\n0 3:-2 007:.25")
    #expect(
      table.content == [
        "label": ["1.0", "-1.0", "0.0"], "2": ["0.5", "0.0", "0.0"], "3": ["0.0", "0.0", "-2.0"],
        "7": ["0.0", "0.0", "0.25"], "10": ["100.0", "0.0", "0.0"],
      ])
    #expect(table.names == ["label", "2", "3", "7", "10"])
    #expect(table.lines == [3, 4, 6])
    #expect(table.format == .libsvm(textColumns: []) && table.usualTargets == ["label"])
    #expect(try read("nan 1:nan").content == ["label": ["-"], "1": ["-"]])
  }

  @Test func `an index that no line has is a column of zeros`() throws {
    let table = try read("1 1:5\n2 2:6\n")
    #expect(table["999999999"]?.cells == ["0.0", "0.0"] && table["0"]?.cells == ["0.0", "0.0"])
    for name in ["01", "", "-1", "x", "1234567890", "1.0"] { #expect(table[name] == nil, "\(name)") }
    // More rows than a piece has.
    let long = try read(String(repeating: "1 1:5\n", count: 20_000))
    let zeros = try long.numbers("7")
    #expect(zeros.count == 20_000 && (0..<20_000).allSatisfy { zeros[$0] == 0 })
  }

  @Test func `columns with and without values in each piece of rows`() throws {
    // 40,000 rows are three pieces; column 2 has values in the second of them only, 3 at their edges.
    var text = ""
    for row in 0..<40_000 {
      text += "\(row % 2) 1:\(row + 1)"
      if row / 16_384 == 1, row % 5 == 0 { text += " 2:\(row)" }
      if [0, 16_383, 16_384, 32_768, 39_999].contains(row) { text += " 3:-\(row).5" }
      text += "\n"
    }
    let table = try read(text)
    let (one, two, three) = (try table.numbers("1"), try table.numbers("2"), try table.numbers("3"))
    #expect(
      (0..<40_000).allSatisfy { row in
        one[row] == Double(row + 1) && two[row] == (row / 16_384 == 1 && row % 5 == 0 ? Double(row) : 0)
          && three[row] == ([0, 16_383, 16_384, 32_768, 39_999].contains(row) ? -Double(row) - 0.5 : 0)
      })
    #expect(try table.numbers("label")[39_999] == 1)
  }

  @Test func `columns may have categories`() throws {
    var options = CSVOptions()
    options.textColumns = ["1", "5"]
    let table = try read("1 1:3 2:0.5\n0 1:-4.5\n2\n", options)
    #expect(table["1"]?.cells == ["'3'", "'-4.5'", "'0'"])
    #expect(table["5"]?.cells == ["'0'", "'0'", "'0'"])
    #expect(table["2"]?.kind == .numbers)
  }

  @Test(
    arguments: [
      ("", "f.svm: the file is empty."), ("# nothing\n\n", "f.svm: the file is empty."),
      ("1 1:2\nx 1:3\n", "f.svm, line 2: the line begins with \"x\", which is no number, in the place of its label. A"),
      ("1:2 3:4", "f.svm, line 1: the line begins with \"1:2\", which is no number"),
      ("1,3 1:2", "f.svm, line 1: the line begins with \"1,3\", several labels. Write one label"),
      ("1 1:2 0.5", "f.svm, line 1: \"0.5\" is not index:value. A line is label index:value"),
      ("1 a:2", "f.svm, line 1: \"a:2\" is not index:value"), ("1 -1:2", "f.svm, line 1: \"-1:2\" is not index:value"),
      ("1 :2", "f.svm, line 1: \":2\" is not index:value"),
      ("1 1234567890:2", "f.svm, line 1: \"1234567890:2\" is not index:value"),
      ("1 1:2\n\n0 1:2 5:x\n", "f.svm, line 3: \"x\" in column \"5\" is no number. A line"),
      ("1 5:", "f.svm, line 1: \"\" in column \"5\" is no number"),
      ("1 5:.", "f.svm, line 1: \".\" in column \"5\" is no number"),
      ("1 5:1,5", "f.svm, line 1: \"1,5\" in column \"5\" is no number"),
      ("1 5:1:2", "f.svm, line 1: \"1:2\" in column \"5\" is no number"),
      ("1 5:1 3:2", "f.svm, line 1: index 3 follows index 5. Indices rise"),
      ("1 5:1 5:2", "f.svm, line 1: index 5 follows index 5"),
      (
        "1 qid:3 1:2",
        "f.svm, line 1: the row belongs to a query (qid). Rankings are not learnt. To learn from the rows by themselves: "
          + "sed 's/ qid:[0-9]*//' f.svm > rows.txt"
      ),
      ("1 1:\u{1B}[31m", "f.svm, line 1: \"\\u{1b}[31m\" in column"),
    ])
  func `what is wrong is named by line, column and content`(text: String, expected: String) {
    #expect(sentence(text).hasPrefix(expected), "\(sentence(text))")
  }

  @Test(
    arguments: [
      ("1 1:2\n", true), ("+1 1:2 3:4", true), ("-0.5 0:1", true), ("1\n1\n0 3:2\n", true), ("1,2 1:3\n", true),
      ("# a\n\n1 1:2", true), ("1 qid:4 1:2\n", true), ("\u{FEFF}1 1:2", true), ("1 1:2 3:x\n", true),
      ("1 1:2 3", true),
      ("1 1:2\r\n", true), ("a b\n1 1:2\n", false), ("1 2 3\n", false), ("1 1:2 3\n", false), ("time 12:30\n", false),
      ("1\n2\n3\n", false), ("", false), ("\n", false), ("x,y\n1,2\n", false), ("1;2:3\n", false), ("1 a:2\n", false),
    ])
  func `it is recognized by its first line with pairs`(text: String, isRecognized: Bool) {
    #expect(LIBSVMReader.recognizes(Array(text.utf8)) == isRecognized)
  }
}
