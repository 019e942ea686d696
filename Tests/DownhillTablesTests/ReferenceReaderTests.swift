import DownhillTables
import Testing

/// The reader against one that is slow and plain, on texts by chance.
@Suite("CSV by chance")
struct ReferenceReaderTests {
  private static func outcome(_ text: String, _ delimiter: Character, pieces: [Int]) -> ReferenceReader.Outcome? {
    var options = CSVOptions()
    options.delimiter = delimiter.asciiValue
    do throws(TableError) {
      let read = try table(text.bytes, options, pieces: pieces)
      return .table(names: read.columns.map { $0.givenName ?? $0.name }, cells: read.columns.map(\.cells))
    } catch {
      switch error.problem {
      case .ragged(let found, _): return .ragged(line: error.line ?? 0, found: found)
      case .openQuote: return .openQuote(line: error.line ?? 0)
      case .behindQuote: return .behindQuote(line: error.line ?? 0)
      case .empty: return .empty
      default: return nil
      }
    }
  }

  private static func compare(_ text: String, _ delimiter: Character, pieces: [[Int]]) {
    let expected = ReferenceReader.read(text, delimiter: delimiter)
    for pieces in pieces {
      let found = outcome(text, delimiter, pieces: pieces)
      if found != expected {
        Issue.record("\(text.debugDescription) in \(pieces): \(String(describing: found)), not \(expected)")
      }
    }
  }

  /// Tables as programs write them.
  @Test func `sound tables`() {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<120 {
      let delimiter: Character = generator.pick([",", ";", "\t", "|"])
      let ending = generator.pick(["\n", "\r", "\r\n"])
      let (columns, rows) = (1 + generator.below(6), generator.below(30))
      let isText = (0..<columns).map { _ in generator.below(4) == 0 }
      var lines: [String] = []
      for row in 0...rows {
        let cells = (0..<columns).map { column in
          if row == 0 { return "n\(column)" }
          let number = generator.pick([
            "", "NA", "0", "-1", "12.5", "3.25e-2", "1234567", "-0.000123", "1.0053644023660764",
          ])
          let text = generator.pick([
            "a", "bb\"b", "\"x\(delimiter)\"", "\"\"\"\"", "\"1\(ending)2\"", "é", "NA", number,
          ])
          let cell = isText[column] ? text : number
          return generator.pick(["", "", "", " "]) + cell + generator.pick(["", "", "", " "])
        }
        lines.append(cells.joined(separator: String(delimiter)))
      }
      let text = lines.joined(separator: ending) + generator.pick(["", ending, ending + ending])
      Self.compare(
        text, delimiter, pieces: [[], [1], [1 + generator.below(80)], [generator.below(text.utf8.count + 1), 64]])
    }
  }

  /// The letters that mean something, in any order: most of it is no table.
  @Test func `any letters`() {
    var generator = SeededGenerator(state: 2)
    let letters = ["\"", "\"", ",", ",", "\n", "\r", "\r\n", " ", "1", "2", "a", ".", "-", "\"\"", "e", "NA"]
    for _ in 0..<1_500 {
      let text = (0..<generator.below(40)).map { _ in generator.pick(letters) }.joined()
      Self.compare(text, ",", pieces: [[], [1 + generator.below(9)]])
    }
    // Long enough for blocks of 64, which may begin anywhere.
    for _ in 0..<80 {
      let plain = (0..<generator.below(200)).map { _ in generator.pick(["1", "22", "x", ","]) }.joined()
      let text = "a,b\n" + plain + (0..<generator.below(30)).map { _ in generator.pick(letters) }.joined() + plain
      Self.compare(text, ",", pieces: [[], [1 + generator.below(90)]])
    }
  }

  /// One table in two pieces, cut at every place.
  @Test func `cut at every place`() {
    let text =
      "name, \"a \"\"b\"\"\" ,c\r\n" + "\"x\r\n,\"\"\", 1.5 , \r\n" + "é\" , -2e5,NA\r\n\r\n" + "\"\",\"3\",nan\r"
      + String(repeating: "y,0.1,\"\n\"\n", count: 4)
    Self.compare(text, ",", pieces: (0...text.utf8.count).map { [$0, 1 << 20] })
  }
}
