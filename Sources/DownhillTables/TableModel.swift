import Downhill
import DownhillFormats

/// A network with the preparation of its table: it answers about rows by the names of their columns.
public struct TableModel: Sendable {
  /// The network.
  public let network: Network
  /// How rows become its inputs, and its outputs answers.
  public let preparation: Preparation
  /// The cost it was trained for.
  public let cost: Cost

  /// The model of a file.
  ///
  /// - Throws: ``TableError`` if it is not one of a table.
  public init(_ model: Model, file: String) throws(TableError) {
    guard let preparation = try Preparation(model, file: file) else {
      throw TableError(file: file, problem: .noTableModel)
    }
    self.init(network: model.network, preparation: preparation, cost: model.cost)
  }

  /// A network and the preparation of the examples that it was trained on.
  public init(network: Network, preparation: Preparation, cost: Cost) {
    precondition(
      network.architecture.inputCount == preparation.inputCount
        && network.architecture.outputCount == preparation.target.outputCount * cost.outputsPerTarget,
      "a network for other columns")
    self.network = network
    self.preparation = preparation
    self.cost = cost
  }

  /// As a model's file has it; without a record of its training.
  public var model: Model {
    var model = Model(network: network, cost: cost)
    model.table = preparation.record
    return model
  }

  /// The answers about rows, and what no training row had.
  ///
  /// - Throws: ``TableError``, as `Preparation.inputs(of:)` does, or if an output is not finite.
  public func answers(
    _ rows: TableRows, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(TableError) -> (answers: TableAnswers, surprises: [Preparation.Surprise]) {
    let prepared = try preparation.inputs(of: rows)
    let outputs = try outputs(
      prepared.values, count: rows.count, file: rows.table.file, kernels: kernels, workers: workers)
    return (TableAnswers(outputs, preparation.target, cost), prepared.surprises)
  }

  /// The answer about one row, given by the names of its columns; a column that is not given is missing.
  ///
  /// - Throws: ``TableError`` if a value is no number where one is needed.
  public func predict(_ values: [String: TableValue]) throws(TableError) -> TableAnswer {
    let inputs = try preparation.inputs(of: values)
    let outputs = try outputs(inputs, count: 1, file: "the row", kernels: .best, workers: Workers())
    return TableAnswers(outputs, preparation.target, cost)[0]
  }

  private func outputs(
    _ inputs: [Float], count: Int, file: String, kernels: Kernels, workers: Workers
  ) throws(TableError) -> [Float] {
    guard count > 0 else { return [] }
    do throws(EngineError) {
      let architecture = network.architecture
      // The targets do not matter, but must be some that the cost can have.
      let examples: Examples
      if case .classes = preparation.target {
        examples = try Examples(
          inputs: inputs, inputCount: architecture.inputCount, labels: [Int](repeating: 0, count: count),
          classCount: architecture.outputCount)
      } else {
        let width = preparation.target.outputCount
        examples = try Examples(
          inputs: inputs, inputCount: architecture.inputCount, targets: [Float](repeating: 0, count: count * width),
          outputCount: width, task: preparation.target.task)
      }
      let evaluator = try Evaluator(
        architecture, cost: cost, kernels: kernels, workers: workers, capacity: count)
      var outputs: [Float] = []
      outputs.reserveCapacity(count * architecture.outputCount)
      for row in try evaluator.outputs(network, examples) { outputs += row }
      return outputs
    } catch {
      throw TableError(file: file, problem: .engine(error))
    }
  }
}

/// A value of a row.
public enum TableValue: Equatable, Sendable {
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// None.
  case missing
}

extension TableValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByNilLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A text.
  public init(stringLiteral value: StaticString) { self = .text("\(value)") }
  /// None.
  public init(nilLiteral: ()) { self = .missing }
}
