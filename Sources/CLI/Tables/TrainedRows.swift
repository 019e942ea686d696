import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillTables

/// Which rows of a table a model was trained on: what is measured on these is too good.
struct TrainedRows {
  /// The rows; none if the table has not all of them; nil where that cannot be known: the model's file does not say, or
  /// preparing them would take more memory than there is.
  private let rows: [Int]?

  /// Compares the fingerprint in the model's file with that of the rows which training would learn from in this table.
  init(_ asked: AskedTable, _ table: Table) {
    guard let record = asked.training else {
      rows = nil
      return
    }
    guard record.data.limit <= table.rowCount else {
      rows = []
      return
    }
    // Inputs of 4 bytes, the rows of which are put together, and what is made of them.
    let need = 8 * Double(asked.model.network.architecture.inputCount) * Double(record.data.limit)
    guard AvailableMemory.now.map({ 2 * need < Double($0.bytes) }) ?? true else {
      rows = nil
      return
    }
    rows = (try? Self.found(asked, table, record)) ?? []
  }

  private static func found(_ asked: AskedTable, _ table: Table, _ record: TrainingRecord) throws -> [Int] {
    let preparation = asked.model.preparation
    let (task, targets) = (preparation.target.task, preparation.target.names)
    let known = try table.rows(TableRows(table, Array(0..<record.data.limit)), withValuesOf: targets).known
    let split = try known.split(
      record.data.validationSplit, held: record.data.validation, seed: record.configuration.seed, task, targets)
    let examples = try preparation.dataSet(of: TableRows(table, split.training), isTraining: true).set.examples
    return examples.fingerprint() == record.data.fingerprint ? split.training : []
  }

  /// Says how many of the rows that are measured on the model was trained on.
  func note(_ measured: TableRows, model: String) {
    let trained = Set(rows ?? [])
    let count = measured.indices.count { trained.contains($0) }
    guard count > 0 else { return }
    let share = count == measured.count ? "these rows" : "\(NumberText.grouped(count)) of these rows"
    Console.err("note: \(model) was trained on \(share): what is measured on them says little about others\n")
  }

  /// Whether the table has the rows that the model was trained on.
  var json: JSONValue { rows.map { .bool(!$0.isEmpty) } ?? .null }
}

extension TableRows {
  /// Rows to learn from, and `held` rows for validation: the last, or drawn by the seed, of classes as many as they have in
  /// all; or both as a column says.
  func split(
    _ split: ValidationSplit, held: Int, seed: UInt64, _ task: LearningTask, _ targets: [String]
  ) throws -> Table.Split {
    switch split {
    case .column(let name):
      let parts = try self.split(by: name)
      return Table.Split(training: parts.training, heldOut: parts.validation)
    case .last: return Table.Split(training: indices.dropLast(held), heldOut: indices.suffix(held))
    case .random:
      return try self.split(
        heldOut: Double(held) / Double(count), seed: seed, stratifiedBy: task == .classification ? targets[0] : nil)
    }
  }
}
