/// How a model's inputs and outputs follow from the columns of a table, as its file has it. What it means is the business
/// of `DownhillTables`.
public struct TableRecord: Equatable, Sendable {
  /// Columns, categories and targets: the metadata `downhill.table`.
  public var description: JSONValue
  /// What is subtracted from each input, and what it is divided by.
  public var inputMean, inputScale: [Double]
  /// What is added to each target's outputs, after they were multiplied: the units of a regression's targets; empty for other tasks.
  public var outputMean, outputScale: [Double]

  /// Puts a record together.
  public init(
    description: JSONValue, inputMean: [Double], inputScale: [Double], outputMean: [Double], outputScale: [Double]
  ) {
    self.description = description
    self.inputMean = inputMean
    self.inputScale = inputScale
    self.outputMean = outputMean
    self.outputScale = outputScale
  }

  static let key = "downhill.table"

  var doubles: [DoubleTensor] {
    let all = [
      DoubleTensor(name: "input.mean", values: inputMean), DoubleTensor(name: "input.scale", values: inputScale),
      DoubleTensor(name: "output.mean", values: outputMean), DoubleTensor(name: "output.scale", values: outputScale),
    ]
    return all.filter { !$0.values.isEmpty }
  }

  /// The record of a file for a network with so many inputs and targets; nil if its model is not one of a table.
  init?(_ reader: MetadataReader, inputs: Int, targets: Int) throws(FormatError) {
    guard let text = reader.content.metadata(Self.key) else { return nil }
    func doubles(_ name: String, _ count: Int, arePositive: Bool = false) throws(FormatError) -> [Double] {
      guard let values = reader.content.doubles(name) else {
        throw FormatError(file: reader.file, problem: .model(.missingTensor(name)))
      }
      guard values.count == count else {
        throw FormatError(
          file: reader.file, problem: .model(.shape(tensor: name, expected: [count], found: [values.count])))
      }
      if arePositive, let index = values.firstIndex(where: { $0 <= 0 }) {
        throw FormatError(file: reader.file, problem: .tensor(name: name, .notPositive(index: index)))
      }
      return values
    }
    guard let description = try? JSONValue.parse(Array(text.utf8), file: reader.file) else {
      throw reader.error(Self.key, text)
    }
    let isScaled = reader.content.doubles("output.mean") != nil
    self.init(
      description: description, inputMean: try doubles("input.mean", inputs),
      inputScale: try doubles("input.scale", inputs, arePositive: true),
      outputMean: isScaled ? try doubles("output.mean", targets) : [],
      outputScale: isScaled ? try doubles("output.scale", targets, arePositive: true) : [])
  }
}
