import DownhillTables
import Testing

@Suite("Errors of tables")
struct TableErrorTests {
  @Test(
    "Sentences",
    arguments: [
      ("".bytes, "f.csv: the file is empty. Copy or write the file again."),
      ("\u{FEFF}".bytes, "f.csv: the file is empty. Copy or write the file again."),
      (" \n\r\n\t\n".bytes, "f.csv: the file is empty. Copy or write the file again."),
      (
        "a,b\n1,2\n\n1,2,3\n".bytes,
        "f.csv, line 4: 3 cells, where the first line has 2. A cell with the delimiter in it"
      ),
      ("a,b\n1\n".bytes, "f.csv, line 2: 1 cell, where the first line has 2. "),
      ("a,b\n\"x\ny\",1\n1\n".bytes, "f.csv, line 4: 1 cell"),
      ("a,b\n1,2\n3,\"x\n4,5\n".bytes, "f.csv, line 3: a quote opens a cell here and is never closed. Close it"),
      ("\"".bytes, "f.csv, line 1: a quote opens a cell here"),
      ("a,b\n1,\"x\"y\n".bytes, "f.csv, line 2: in column 2 something follows the quote that closes a cell. Double"),
      (
        [0xFF, 0xFE, 0x61, 0],
        "f.csv, line 1: the text is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 f.csv > "
      ),
      ([0xFE, 0xFF, 0, 0x61], "f.csv, line 1: the text is UTF-16"),
      (
        "a,b\n1,x\n2,".bytes + [0xFC] + "\n".bytes, "f.csv, line 3: the text in column 2 is not UTF-8. If it is Latin-1"
      ),
      ("a,b".bytes + [0xE9] + "\n".bytes, "f.csv, line 1: the text in column 2 is not UTF-8. If it is Latin-1"),
      ("a,b\n1,x\n1,y".bytes + [0xED, 0xA0, 0x80], "f.csv, line 3: the text in column 2 is not UTF-8"),
      ("a,b\n1,".bytes + [0] + "\n".bytes, "f.csv, line 2: a byte of zero, which no text has. If the text is UTF-16"),
      ("a".bytes + [0] + ",".bytes + [0] + "\n".bytes, "f.csv, line 1: a byte of zero"),
      ("a,b\n1,x\n1,y".bytes + [0], "f.csv, line 3: a byte of zero"),
      ("a\nx\nx".bytes + [0] + "\n".bytes, "f.csv, line 3: a byte of zero"),
    ] as [([UInt8], String)])
  func sentences(bytes: [UInt8], expected: String) {
    #expect(sentence(bytes).hasPrefix(expected), "\(sentence(bytes))")
  }

  @Test func `files are named as a shell takes them`() {
    let error = TableError(file: "it's mine.csv", problem: .utf16)
    #expect(error.description.contains(#"-t UTF-8 'it'\''s mine.csv' > utf8.csv"#))
  }

  @Test func `names are looked for, and shown with what cannot be seen`() throws {
    let read = try table("\u{200B}price,zip\u{A0}code\n1,2\n")
    let error = #expect(throws: TableError.self) { try read.column("Price") }
    #expect(
      error?.description
        == "f.csv: there is no column \"Price\"; the nearest is \"\\u{200b}price\". Names are compared letter by letter."
    )
    let other = #expect(throws: TableError.self) { try read.column("zip code") }
    #expect(other?.description.contains("\"zip\\u{a0}code\"") == true)
    let none = #expect(throws: TableError.self) { try read.column("weight of all") }
    #expect(none?.problem == .noColumn("weight of all", nearest: nil))
    #expect(try read.column("zip\u{A0}code").cells == ["2.0"])
  }
}
