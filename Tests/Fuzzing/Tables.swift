import DownhillTables

/// However a table's bytes are cut, the same table is found, or refused with the same words.
func readCSV(_ bytes: [UInt8]) {
  checkIsReadAlike(bytes) { pieces throws(TableError) in
    var reader = try CSVReader(file: "f")
    for piece in pieces { try reader.append(piece) }
    return try reader.finish()
  }
}

/// The same of LIBSVM's text.
func readLIBSVM(_ bytes: [UInt8]) {
  checkIsReadAlike(bytes) { pieces throws(TableError) in
    var reader = LIBSVMReader(file: "f")
    for piece in pieces { try reader.append(piece) }
    return try reader.finish()
  }
  _ = LIBSVMReader.recognizes(bytes)
}

private func checkIsReadAlike(_ bytes: [UInt8], _ read: (_ pieces: [[UInt8]]) throws(TableError) -> Table) {
  func found(inPiecesOf size: Int) -> (table: Table?, refusal: TableError?) {
    do throws(TableError) {
      let starts = stride(from: 0, to: bytes.count, by: size)
      return (try read(starts.map { Array(bytes[$0..<min($0 + size, bytes.count)]) }), nil)
    } catch {
      let sentence = error.description
      expect(sentence.utf8.count <= 1_000, "an error's sentence is short")
      expect(
        sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
        "an error holds no control character")
      return (nil, error)
    }
  }
  let whole = found(inPiecesOf: max(bytes.count, 1))
  for size in [1, 61] {
    let cut = found(inPiecesOf: size)
    expect(cut.refusal == whole.refusal, "pieces are refused alike")
    if let one = cut.table, let other = whole.table { expect(isSame(one, other), "pieces are the same table") }
  }
  guard let table = whole.table else { return }
  expect(table.summaries().count == table.columns.count, "each column has a summary")
  for column in table.columns { expect(table[column.name]?.name == column.name, "a column is found by its name") }
  for row in 1..<max(table.rowCount, 1) {
    expect(table.line(ofRow: row) ?? 0 > table.line(ofRow: row - 1) ?? 0, "lines rise")
  }
}

private func isSame(_ one: Table, _ other: Table) -> Bool {
  guard one.rowCount == other.rowCount, one.columns.map(\.name) == other.columns.map(\.name) else { return false }
  return zip(one.columns, other.columns).allSatisfy { one, other in
    switch (one.values, other.values) {
    case (.numbers(let one), .numbers(let other)):
      (0..<one.count).allSatisfy { one[$0] == other[$0] || one[$0].isNaN && other[$0].isNaN }
    case (.categories(let one), .categories(let other)):
      (0..<one.count).allSatisfy { one[$0] == other[$0] }
    default: false
    }
  }
}
