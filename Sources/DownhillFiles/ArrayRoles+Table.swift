import DownhillFormats
import DownhillTables

extension ArrayRoles {
  /// A part as a table, with the columns of inputs and targets.
  func table(
    _ part: TableFile.Part, _ options: CSVOptions, _ check: (TableFile.Extent) throws -> Void
  ) throws -> Table {
    let part = part == .test ? test ?? training : training
    let inputs = part.inputs
    guard inputs.isTabular else {
      guard part.pictureShape != nil else {
        throw ArrayError(file, .inputs(inputs.text, isByte: inputs.isByte))
      }
      throw ArrayError(file, part.targets == nil ? .noLabels(inputs.text) : .picturesForTable(inputs.text))
    }
    if let targets = part.targets, !targets.isTabular { throw ArrayError(file, .targets(targets.text)) }
    let arrays = [inputs] + (part.targets.map { [$0] } ?? [])
    try check(
      TableFile.Extent(
        rows: inputs.rowCount, columns: arrays.reduce(0) { $0 + $1.columnCount },
        unpackedByteCount: arrays.reduce(0) { $0 + ($1.isPacked ? $1.header.byteCount : 0) }))
    return try inputs.withElements { elements in
      let columns = ArrayColumns(.inputs, inputs.header, elements: elements)
      guard let targets = part.targets else { return try Table([columns], file: file, options: options) }
      return try targets.withElements { elements in
        try Table(
          [columns, ArrayColumns(.targets, targets.header, elements: elements)], file: file, options: options)
      }
    }
  }
}

extension StoredArray {
  /// Whether it has the dimensions of a table, or of one column.
  fileprivate var isTabular: Bool { (1...2).contains(header.shape.count) }
  fileprivate var columnCount: Int { header.shape.count == 1 ? 1 : header.shape[1] }
}
