import Downhill

/// A network's answers about rows.
public struct TableAnswers: Equatable, Sendable {
  /// What they answer.
  public let target: TargetColumns
  /// The outputs, [row][output].
  public let outputs: [Float]
  /// Of two classes, the probability above which the second is answered; of labels, that above which one is on.
  public var threshold = 0.5

  /// The quantiles that the outputs of each target are; empty if it has a single one, which is no quantile.
  public let quantiles: [Double]

  init(_ outputs: [Float], _ target: TargetColumns, _ cost: Cost) {
    self.outputs = outputs
    self.target = target
    if case .quantile(let quantiles) = cost {
      self.quantiles = quantiles.map { asWritten($0) }
    } else {
      quantiles = []
    }
  }

  /// How many numbers a quantity is answered with.
  private var valuesPerTarget: Int { max(quantiles.count, 1) }

  /// How many rows.
  public var count: Int { outputs.count / (target.outputCount * valuesPerTarget) }

  /// The answer about a row, from 0.
  public subscript(row: Int) -> TableAnswer {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    switch target {
    case .classes(let classes):
      let probabilities = probabilities(row: row)
      return .classification(classes.classes[label(row: row)], probabilities: probabilities)
    case .labels:
      return .labels(probabilities(row: row).map { $0 > threshold }, probabilities: probabilities(row: row))
    case .quantities: return .quantities(values(row: row))
    }
  }

  /// The class that is answered, from 0: the most probable, the first of equals; of two the second, if its probability
  /// is above the threshold.
  public func label(row: Int) -> Int {
    let probabilities = probabilities(row: row)
    if probabilities.count == 2 { return probabilities[1] > threshold ? 1 : 0 }
    var best = 0
    for index in probabilities.indices where probabilities[index] > probabilities[best] { best = index }
    return best
  }

  /// For each class, or label, the output that stands for it: its probability where the cost was the cross-entropy.
  public func probabilities(row: Int) -> [Double] {
    let width = target.outputCount
    let outputs = (0..<width).map { asWritten(self.outputs[row * width + $0]) }
    guard case .classes(let classes) = target, classes.classes.count == 2 else { return outputs }
    return [1 - outputs[0], outputs[0]]
  }

  /// For each quantity its value, or those of its quantiles, in its own unit.
  public func values(row: Int) -> [Double] {
    guard case .quantities(let quantities) = target else { return [] }
    let width = quantities.count * valuesPerTarget
    return (0..<width).map { index in
      let quantity = quantities[index / valuesPerTarget]
      return asWritten(Float(Double(outputs[row * width + index]) * quantity.scale + quantity.mean))
    }
  }
}

/// The answer about one row.
public enum TableAnswer: Equatable, Sendable {
  /// The class, and the probability of each, in the order of the target's classes.
  case classification(String, probabilities: [Double])
  /// For each label whether it is on, and its probability.
  case labels([Bool], probabilities: [Double])
  /// For each quantity its value, or those of its quantiles.
  case quantities([Double])
}

/// The number that the shortest decimal text of a float says, as which answers are written: whoever reads them has the
/// same number, in 64 bits, that they are measured by.
private func asWritten(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
