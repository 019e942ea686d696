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
  fileprivate var columns: [NumberColumn] {
    // In C's order a row's elements lie together, in Fortran's a column's.
    let (toRow, toColumn) = header.isFortran ? (1, rowCount) : (columnCount, 1)
    return NumberColumn.columns(columnCount, rowCount: rowCount, rowByteCount: toRow * header.element.byteCount) {
      column, rows, place in
      header.element.read(
        elements, first: rows.lowerBound * toRow + column * toColumn, stride: toRow, to: place)
    }
  }
}

extension Table {
  /// A table of arrays with the same number of rows, side by side. A NaN is a missing value.
  ///
  /// - Parameter file: The name of their file, for errors' sentences only.
  /// - Parameter options: Of them only those columns count that are to have categories.
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
      for (name, numbers) in zip(array.names, array.columns) {
        _ = Array(name.utf8).withUnsafeBufferPointer { names.append($0) }
        columns.append(
          TableColumn(
            name: name, numbers,
            areCategories: options.textColumns.contains { $0.utf8.elementsEqual(name.utf8) }))
      }
    }
    self.init(
      columns: columns, rowCount: rowCount,
      format: .arrays(targets: arrays.filter { $0.areTargets }.flatMap { $0.names }), file: file, names: names,
      lines: RowLines())
  }
}
