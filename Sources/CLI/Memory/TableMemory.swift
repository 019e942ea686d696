import Downhill
import DownhillFiles
import DownhillReport
import DownhillTables

extension TableFile {
  /// The table in a file, if there is enough memory for it.
  static func load(_ path: String, _ options: CSVOptions) throws -> Table {
    try read(path, options) { try $0.checkMemory(path) }
  }
}

extension TableFile.Extent {
  /// Before the columns are made.
  fileprivate func checkMemory(_ path: String) throws(Failure) {
    let what = "\(NumberText.counted(rows, "row")) and \(NumberText.counted(columns, "column"))"
    try MemoryNeed.table(rows: rows, columns: columns)
      .check("\(TableFile.name(of: path)): a table of \(what)", advice: "give it fewer rows or columns")
  }
}

extension MemoryNeed {
  /// The columns of a table, at least as Float.
  static func table(rows: Int, columns: Int) -> MemoryNeed {
    var need = MemoryNeed()
    need.keep(Double(rows) * Double(columns) * Double(MemoryLayout<Float>.size))
    return need
  }

  /// What a network takes of the rows of a table: an input each, as Float.
  static func inputs(of rows: Int, _ preparation: Preparation) -> MemoryNeed {
    table(rows: rows, columns: preparation.inputCount)
  }
}
