import DownhillFormats

/// The columns of an array of one or two dimensions, each row of which is one of a table.
package struct ArrayColumns {
  /// What its columns are called: all but that of a single target by this and their number from 1.
  package enum Role: Sendable {
    /// `c1`, `c2`, …
    case inputs
    /// `y`, or `y1`, `y2`, …
    case targets
  }

  private let role: Role
  private let header: NPYHeader
  private let elements: UnsafeRawBufferPointer

  /// The columns of an array of this header; `elements` are all of its bytes behind it.
  package init(_ role: Role, _ header: NPYHeader, elements: UnsafeRawBufferPointer) {
    precondition((1...2).contains(header.shape.count), "an array of \(header.shape.count) dimensions")
    precondition(elements.count == header.byteCount - header.headerByteCount, "elements of another array")
    (self.role, self.header, self.elements) = (role, header, elements)
  }

  package var rowCount: Int { header.shape[0] }
  package var columnCount: Int { header.shape.count == 1 ? 1 : header.shape[1] }

  fileprivate var names: [String] {
    switch role {
    case .inputs: (0..<columnCount).map { "c\($0 + 1)" }
    case .targets: columnCount == 1 ? ["y"] : (0..<columnCount).map { "y\($0 + 1)" }
    }
  }
  fileprivate var areTargets: Bool { role == .targets }

  /// All columns.
  fileprivate func columns(file: String, options: CSVOptions) throws(TableError) -> [TableColumn] {
    if header.element.isText { return try textColumns(file: file, options: options) }
    return zip(names, numberColumns).map { name, numbers in
      TableColumn(
        name: name, numbers, areCategories: options.textColumns.contains(bytesOf: name))
    }
  }

  private var numberColumns: [NumberColumn] {
    // In C's order a row's elements lie together, in Fortran's a column's.
    let (toRow, toColumn) = header.isFortran ? (1, rowCount) : (columnCount, 1)
    return NumberColumn.columns(columnCount, rowCount: rowCount, rowByteCount: toRow * header.element.byteCount) {
      column, rows, place in
      header.element.read(
        elements, first: rows.lowerBound * toRow + column * toColumn, stride: toRow, to: place)
    }
  }

  /// Texts are read as CSV's cells are: without the blanks round them, as numbers if all of a column are, as missing if they
  /// are the words for that.
  private func textColumns(file: String, options: CSVOptions) throws(TableError) -> [TableColumn] {
    guard columnCount > 0 else { return [] }
    do throws(TableError) {
      return try readTexts(file: file, options: options).columns.prefix(columnCount).map { $0.withoutLines }
    } catch {
      // Its lines are not those of a file that anybody has.
      var problem = error.problem
      if case .notUTF8(let column) = problem { problem = .notUnicode(column: column) }
      throw TableError(file: file, row: error.row ?? error.line.map { row(ofLine: $0) }, problem: problem)
    }
  }

  private func readTexts(file: String, options: CSVOptions) throws(TableError) -> Table {
    var options = options
    (options.delimiter, options.hasHeader) = (Letter.comma, true)
    var reader = try CSVReader(file: file, options: options)
    // A line with an empty cell and nothing else would be passed over: there is one more column.
    var block = Array((names.joined(separator: ",") + ",0").utf8)
    var text: [UInt8] = []
    for row in 0..<rowCount {
      block.append(Letter.lineFeed)
      for column in 0..<columnCount {
        guard header.element.read(elements, index(row, column), into: &text) else {
          throw TableError(file: file, row: row, problem: .notUnicode(column: column + 1))
        }
        block.appendCell(text)
        block.append(Letter.comma)
      }
      block.append(Letter.zero)
      if block.count >= 1 << 16 {
        try reader.append(block)
        block.removeAll(keepingCapacity: true)
      }
    }
    try reader.append(block)
    return try reader.finish()
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    header.isFortran ? row + column * rowCount : row * columnCount + column
  }

  /// The row that a line of the text belongs to, which has a line for the names first: texts may have several lines.
  private func row(ofLine line: Int) -> Int {
    var (last, text): (Int, [UInt8]) = (1, [])
    for row in 0..<rowCount {
      last += 1
      for column in 0..<columnCount where header.element.read(elements, index(row, column), into: &text) {
        for (place, byte) in text.enumerated() where byte == Letter.lineFeed || byte == Letter.carriageReturn {
          // Both together are one end of a line.
          if byte == Letter.lineFeed, place > 0, text[place - 1] == Letter.carriageReturn { continue }
          last += 1
        }
      }
      if line <= last { return row }
    }
    return max(rowCount - 1, 0)
  }
}

extension Table {
  /// A table of arrays with the same number of rows, side by side. A NaN is a missing value.
  ///
  /// - Parameter file: The name of their file, for errors' sentences only.
  /// - Parameter options: Of numbers only those columns count that are to have categories, of texts the words for missing
  ///   values and the decimal sign as well.
  package init(
    _ arrays: [ArrayColumns], file: String, options: CSVOptions = CSVOptions()
  ) throws(TableError) {
    let rowCount = arrays.first?.rowCount ?? 0
    precondition(arrays.allSatisfy { $0.rowCount == rowCount }, "arrays with different numbers of rows")
    guard rowCount > 0, arrays.contains(where: { $0.columnCount > 0 }) else {
      throw TableError(file: file, problem: .emptyArray)
    }
    var names = TextDictionary()
    var columns: [TableColumn] = []
    for array in arrays {
      for name in array.names { _ = Array(name.utf8).withUnsafeBufferPointer { names.append($0) } }
      columns += try array.columns(file: file, options: options)
    }
    self.init(
      columns: columns, rowCount: rowCount,
      format: .arrays(targets: arrays.filter { $0.areTargets }.flatMap { $0.names }), file: file, names: names,
      lines: RowLines())
  }
}

extension TableColumn {
  /// The same of a file that has no lines.
  fileprivate var withoutLines: TableColumn {
    TableColumn(
      name: name, givenName: nil, values: values, missingCount: missingCount, decimal: decimal,
      firstText: firstText.map { TextCell(row: $0.row, line: nil, text: $0.text, reason: $0.reason) },
      textCount: textCount)
  }
}

extension [UInt8] {
  /// Appends a cell, in quotes where it needs them.
  fileprivate mutating func appendCell(_ text: [UInt8]) {
    let needsQuotes = text.contains {
      $0 == Letter.comma || $0 == Letter.quote || $0 == Letter.lineFeed || $0 == Letter.carriageReturn
    }
    guard needsQuotes else {
      append(contentsOf: text)
      return
    }
    append(Letter.quote)
    for byte in text {
      append(byte)
      if byte == Letter.quote { append(byte) }
    }
    append(Letter.quote)
  }
}
