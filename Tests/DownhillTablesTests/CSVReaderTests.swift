import Testing

@testable import DownhillTables

@Suite("CSV")
struct CSVReaderTests {
  @Test(
    "What is between cells, round them and behind rows",
    arguments: [
      ("a,b\n1,2\n3,4\n", ["a": ["1.0", "3.0"], "b": ["2.0", "4.0"]]),
      // No final newline; CR, LF and CRLF, mixed; blank lines before, within and behind.
      ("a,b\n1,2", ["a": ["1.0"], "b": ["2.0"]]),
      ("a,b\r1,2\r3,4\r", ["a": ["1.0", "3.0"], "b": ["2.0", "4.0"]]),
      ("a,b\r\n1,2\r\n3,4", ["a": ["1.0", "3.0"], "b": ["2.0", "4.0"]]),
      ("a,b\r1,2\n3,4\r\n5,6\n\r\n\r", ["a": ["1.0", "3.0", "5.0"], "b": ["2.0", "4.0", "6.0"]]),
      ("\n \r\n\ta,b\n\n1,2\n  \n3,4\n\n\n", ["a": ["1.0", "3.0"], "b": ["2.0", "4.0"]]),
      // The byte-order mark.
      ("\u{FEFF}a,b\n1,2\n", ["a": ["1.0"], "b": ["2.0"]]),
      ("\u{FEFF}\"a\",b\n1,2\n", ["a": ["1.0"], "b": ["2.0"]]),
      // Blanks round names and cells, but not within quotes.
      (" a , b\t\n 1 ,\t2 \n", ["a": ["1.0"], "b": ["2.0"]]),
      ("\" a \",b\n x y , \" z \" \n", ["a": ["'x y'"], "b": ["' z '"]]),
      // Quotes.
      ("a,b\n\"x,y\",\"1\"\n", ["a": ["'x,y'"], "b": ["1.0"]]),
      ("a,b\n\"x\"\"y\",\"\"\"\"\n", ["a": ["'x\"y'"], "b": ["'\"'"]]),
      ("a,b\n\"x\ny\",\"\r\n\"\n", ["a": ["'x\ny'"], "b": ["'\r\n'"]]),
      ("a,b\n5\" pipe,x\"\n", ["a": ["'5\" pipe'"], "b": ["'x\"'"]]),
      ("\"a\nb\",c\n1,2\n", ["a\nb": ["1.0"], "c": ["2.0"]]),
      ("a\n\"\"\n\"x\"", ["a": ["''", "'x'"]]),
      // A single column; one row; the header only.
      ("a\n1\n2\n", ["a": ["1.0", "2.0"]]),
      ("a\nx", ["a": ["'x'"]]),
      ("a,b\n", ["a": [], "b": []]),
      ("a,b", ["a": [], "b": []]),
      // A delimiter at the end is one more column, without a name.
      ("a,b,\n1,2,\n", ["a": ["1.0"], "b": ["2.0"], "c3": ["-"]]),
      // Texts that were there before, in the same column and in others, quoted and not, and what is missing only without quotes.
      (
        "a,b\nx,NA\n\"x\",\"NA\"\nx,NA\nxx,\"NA\"\n x,x\ny,\"x\"\n",
        ["a": ["'x'", "'x'", "'x'", "'xx'", "'x'", "'y'"], "b": ["-", "'NA'", "-", "'NA'", "'x'", "'x'"]]
      ),
      (
        "a\n12345678x\nabcdefgh\nabcdefg\nabcdefgh\nabcdefghi\n",
        ["a": ["'12345678x'", "'abcdefgh'", "'abcdefg'", "'abcdefgh'", "'abcdefghi'"]]
      ),
      ("é,b\nü,日本\n", ["é": ["'ü'"], "b": ["'日本'"]]),
    ] as [(String, [String: [String]])])
  func cells(text: String, expected: [String: [String]]) throws {
    #expect(try table(text).content == expected)
    // Nor does it matter in which pieces it comes.
    for size in 1...9 { #expect(try table(text, pieces: [size]).content == expected) }
    for first in 0...text.utf8.count { #expect(try table(text, pieces: [first, 1 << 20]).content == expected) }
  }

  @Test(
    "Delimiters",
    arguments: [
      ("a,b\n1,2\n", ","), ("a;b\n1;2\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"),
      // What is most often; within quotes it does not count.
      ("a;b;c,d\n1;2;3\n", ";"), ("\"a;b;c\",d\n1,2\n", ","), ("\"a\"\";b;c\",d\n1,2\n", ","),
      // A line of numbers with decimal commas.
      ("1,5;2,5;3\n4;5;6,5\n", ";"), ("1,5\t2,5\t3,5\n", "\t"),
      // A single column.
      ("a\n1\n", ","),
    ] as [(String, String)])
  func delimiters(text: String, expected: String) throws {
    #expect(try table(text).delimiter == expected.utf8.first)
  }

  @Test func `a delimiter can be given`() throws {
    var options = CSVOptions()
    options.delimiter = UInt8(ascii: ":")
    #expect(try table("a,b:c\n1:2\n", options).content == ["a,b": ["1.0"], "c": ["2.0"]])
    options.delimiter = UInt8(ascii: " ")
    #expect(try table("a b\n1 \"2 3\"\n", options).content == ["a": ["1.0"], "b": ["'2 3'"]])
    options.delimiter = UInt8(ascii: "\t")
    #expect(try table("a\t b\n1\t\n", options).content == ["a": ["1.0"], "b": ["-"]])
    options.delimiter = UInt8(ascii: "\"")
    #expect(sentence("a", options).contains("the byte 34 cannot be a delimiter"))
  }

  @Test func `a first line of numbers is data`() throws {
    let data = try table("1,-2.5e3\n3,4\n")
    #expect(data.content == ["c1": ["1.0", "3.0"], "c2": ["-2500.0", "4.0"]])
    #expect(!data.hasHeader)
    #expect(data.lines == [1, 2])
    #expect(try table("1,x\n3,4\n").names == ["1", "x"])
    // The header of a file with an index, and quoted years.
    #expect(try table(",0,1\n0,5,6\n").names == ["c1", "0", "1"])
    #expect(try table("\"2019\",\"2020\"\n5,6\n").names == ["2019", "2020"])
    var options = CSVOptions()
    options.hasHeader = true
    #expect(try table("1,2\n3,4\n", options).content == ["1": ["3.0"], "2": ["4.0"]])
    options.hasHeader = false
    #expect(try table("a,\"2\"\n3,4\n", options).content == ["c1": ["'a'", "'3'"], "c2": ["2.0", "4.0"]])
  }

  @Test func `names that are empty or there already`() throws {
    let twice = try table("a,a,,a.2,a,c3\n1,2,3,4,5,6\n")
    #expect(twice.names == ["a", "a.2", "c3", "a.2.2", "a.3", "c3.2"])
    #expect(twice.columns.map(\.givenName) == [nil, "a", "", "a.2", "a", "c3"])
    #expect(twice["a.3"]?.cells == ["5.0"])
    #expect(twice["A"] == nil)
  }

  @Test func `rows know their lines`() throws {
    #expect(try table("a,b\n1,2\n\n3,\"x\r\ny\n\"\n4,5\r\n\r\n\r6,7").lines == [2, 4, 7, 10])
    #expect(try table("\n\n1,2\n3,4\n").lines == [3, 4])
    #expect(try table("\"a\nb\"\n1\n").lines == [3])
  }

  @Test(
    "Numbers",
    arguments: [
      ("1", 1), ("-0", -0.0), ("+3", 3), (".5", 0.5), ("5.", 5), ("1e5", 1e5), ("1E-5", 1e-5), ("-1.5e+3", -1500),
      ("007", 7), ("inf", .infinity), ("-Infinity", -.infinity), ("0.1", 0.1),
      ("1.7976931348623157e308", 1.7976931348623157e308),
      ("4.9e-324", .leastNonzeroMagnitude), ("9007199254740993", 9007199254740992),
      ("9007199254740993.00000000000000000001", 9007199254740994),
      (String(repeating: "9", count: 400), .infinity), ("0." + String(repeating: "0", count: 400) + "1", 0),
      (String(repeating: "1", count: 400) + "e-399", 1.1111111111111112), ("1e99999999999999999999", .infinity),
      ("1.0053644023660764", 1.0053644023660764), ("0.30776027338776374", 0.30776027338776374),
      ("123456789012345678", 123456789012345680), ("18446744073709551615", 0x1p64),
    ] as [(String, Double)])
  func numbers(text: String, expected: Double) throws {
    let column = try table("a,b\n\(text),x\n\"\(text)\",x\n")[0]
    guard case .numbers(let numbers) = column.values else {
      Issue.record("\(text) is no number")
      return
    }
    #expect(numbers[0].bitPattern == expected.bitPattern)
    #expect(numbers[1].bitPattern == expected.bitPattern)
  }

  @Test(arguments: [
    "0x10", "1e", "e5", "1.2.3", "--1", "1-", ".", "-", "+", "1 2", "infi", "1_000", "٣", "1e5.5", "1d5",
  ])
  func `no numbers`(text: String) throws {
    #expect(try table("a,b\n1,x\n\(text),x\n")[0].cells == ["'1'", "'\(text)'"])
  }

  @Test func `what is missing`() throws {
    let words = "a,b,c\nNA,x,1\nN/A,\"NA\",\nNaN,NA,NaN\nnull,,2\nNULL,null,nan\n"
    #expect(
      try table(words).content == [
        "a": ["-", "-", "-", "-", "-"], "b": ["'x'", "'NA'", "-", "-", "-"], "c": ["1.0", "-", "-", "2.0", "-"],
      ])
    #expect(try table(words).columns.map(\.missingCount) == [5, 3, 3])
    // Quoted nothing is a text, unless there are only numbers beside it.
    #expect(try table("a,b\n1,x\n\"\",\"\"\n").content == ["a": ["1.0", "-"], "b": ["'x'", "''"]])
    #expect(try table("a\n1\n\"\"\nnan\nx\n")[0].cells == ["'1'", "''", "-", "'x'"])
    var options = CSVOptions()
    options.missingWords = ["-999", "?"]
    #expect(
      try table("a,b\n-999,?\n5,NA\n", options).content == ["a": ["-", "5.0"], "b": ["-", "'NA'"]])
  }

  @Test func `decimal commas`() throws {
    let european = try table("a;b;c\n1,5;x;1.5\n-2;1,5;2\n,25;y;3\n")
    #expect(
      european.content == ["a": ["1.5", "-2.0", "0.25"], "b": ["'x'", "'1,5'", "'y'"], "c": ["1.5", "2.0", "3.0"]])
    #expect(european.columns.map(\.decimal) == [.comma, nil, .point])
    #expect(try table("a,b\n\"1,5\",2\n\"3\",4\n")[0].cells == ["1.5", "3.0"])
    #expect(try table("a;b\n1,234;5\n", CSVOptions())[0].cells == ["1.234"])
    // Both signs in a column.
    let mixed = try table("a;b\n1,5;1\n2.5;1\n")[0]
    #expect(mixed.cells == ["'1,5'", "'2.5'"])
    #expect(mixed.firstText == .init(row: 1, line: 3, text: "2.5", reason: .decimalSign))
    var options = CSVOptions()
    options.decimal = .comma
    #expect(try table("a;b\n1,5;1.5\n", options).content == ["a": ["1.5"], "b": ["'1.5'"]])
    #expect(try table("a,b\n\"1,234\",1\n", options)[0].cells == ["1.234"])
    options.decimal = .point
    #expect(try table("a;b\n1,5;1.5\n", options).content == ["a": ["'1,5'"], "b": ["1.5"]])
  }

  @Test func `thousands`() throws {
    #expect(
      sentence("a,b\n1,5\n\"1,234\",2\n\"12,345\",1\n")
        == "f.csv, line 3: \"1,234\" in column \"a\" may be a fraction or a number in groups of three digits. "
        + "Say which sign is the decimal one.")
    // One cell that is clear makes the others clear.
    #expect(try table("a,b\n\"1,234\",2\n\"1,5\",1\n")[0].cells == ["1.234", "1.5"])
    for text in ["1,234,567", "1.234,5", "1.234.567,89", "12,345.67"] {
      let column = try table("a;b\n\(text);1\n")[0]
      #expect(column.firstText?.reason == .grouped, "\(text)")
    }
    let error = #expect(throws: TableError.self) { try table("a;b\n1,234,567;1\n").numbers("a") }
    #expect(error?.description.hasSuffix("Write numbers without separators between the thousands.") == true)
  }

  @Test func `one cell in many makes a column one of texts, and is named`() throws {
    // Every way of writing a number comes back as it was.
    let ways = [
      "1", "-2.50", "007", "+3", "1e5", ".5", "5.", "NA", "", "-0", "-0.0", "0.1", "inf", "NaN", "1234567890123456",
      "1.0053644023660764", "-0.30776027338776374", "12345678901234567890123", "0.000000000000000000001",
      "99999999999999999.9",
      "9999999999999999999", "0.10000000000000000000", "-1.10",
    ]
    for count in [1, 7, 40_000] {
      var text = "id,a\n"
      for row in 0..<count { text += "\(row),\(ways[row % ways.count])\n" }
      let numbers = try table(text)[1]
      #expect(numbers.kind == .numbers && numbers.firstText == nil)
      text += "x,n/a\n0,9\n"
      let all = try table(text)
      let column = all[1]
      #expect(column.kind == .categories)
      let expected = (0..<count).map { row in
        let way = ways[row % ways.count]
        return ["NA", "", "NaN"].contains(way) ? "-" : "'\(way)'"
      }
      #expect(column.cells == expected + ["'n/a'", "'9'"])
      #expect(column.firstText == .init(row: count, line: count + 2, text: "n/a", reason: .text))
      #expect(column.textCount == 1)
      let error = #expect(throws: TableError.self) { try all.numbers("a") }
      #expect(
        error?.description == "f.csv, line \(count + 2): \"n/a\" in column \"a\" is no number. "
          + "Correct it, name it as a word for missing values, or use the column as categories.")
    }
  }

  @Test func `numbers are kept as floats where they are floats`() throws {
    let rows = 40_000
    var text = "a,b,c\n"
    for row in 0..<rows { text += "\(row),\(row).1,\(row < 20_000 ? "\(row)" : "0.1")\n" }
    let read = try table(text)
    for row in stride(from: 0, to: rows, by: 17) {
      guard case .numbers(let a) = read[0].values, case .numbers(let b) = read[1].values,
        case .numbers(let c) = read[2].values
      else { return }
      #expect(a[row] == Double(row))
      #expect(b[row] == Double("\(row).1"))
      #expect(c[row] == (row < 20_000 ? Double(row) : 0.1))
    }
  }
}
