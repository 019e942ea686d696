import Downhill
import DownhillFiles
import DownhillReport
import DownhillTables

extension TableFile {
  /// The table in a file, if there is enough memory for it; see `read`.
  static func load(_ path: String, _ options: CSVOptions, part: Part = .test) throws -> Table {
    try read(path, options, part: part) { try $0.checkMemory(path) }
  }

  /// The tables for training and test in a file, if there is enough memory for each.
  static func loadParts(_ path: String, _ options: CSVOptions) throws -> (training: Table, test: Table?) {
    try readParts(path, options) { try $0.checkMemory(path) }
  }
}

extension TableFile.Extent {
  /// Before the columns are made.
  fileprivate func checkMemory(_ path: String) throws(Failure) {
    let what = "\(NumberText.counted(rows, "row")) and \(NumberText.counted(columns, "column"))"
    try MemoryNeed.table(rows: rows - readRows, columns: columns, beside: unpackedByteCount)
      .check(
        "\(TableFile.name(of: path)): \(readRows > 0 ? "the rest of a table of some" : "a table of") \(what)",
        advice: "give it fewer rows or columns")
  }
}

extension MemoryNeed {
  /// The columns of a table, at least as Float, and of each its name and where its numbers are, beside bytes that they are
  /// made of.
  static func table(rows: Int, columns: Int, beside unpackedByteCount: Int = 0) -> MemoryNeed {
    var need = MemoryNeed()
    need.keep(Double(unpackedByteCount))
    need.keep(Double(columns) * (Double(rows) * Double(MemoryLayout<Float>.size) + 150))
    return need
  }

  /// What a network takes of the rows of a table: an input each, as Float.
  static func inputs(of rows: Int, _ preparation: Preparation) -> MemoryNeed {
    var need = MemoryNeed()
    need.keep(Double(rows) * Double(preparation.inputCount) * Double(MemoryLayout<Float>.size))
    return need
  }
}
