import DownhillMetrics

private func answers() throws -> ClassificationAnswers {
  try ClassificationAnswers(probabilities: [0.5, 0.25, 0.25, 1, 0, 0], outputCount: 3, labels: [0, 2])
}

/// The functions of `DownhillMetrics`.
let functionsOfDownhillMetrics: [BoundedFunction] = [
  BoundedFunction(
    "ClassificationAnswers+Probabilities.swift: public func expectedCalibrationError(binCount: Int = 15) -> Double",
    safe: [1, 65_536], trapping: extremes + [0]
  ) { _ = try answers().expectedCalibrationError(binCount: $0) },
  BoundedFunction(
    "ClassificationAnswers+Probabilities.swift: public func reliability(binCount: Int = 15) -> [ReliabilityBin]",
    safe: [1, 65_536], trapping: extremes + [0]
  ) { _ = try answers().reliability(binCount: $0) },
  BoundedFunction(
    "ClassificationAnswers+Ranking.swift: public func ranking(ofClass index: Int) -> Ranking", safe: [0, 2],
    trapping: extremes + [3]
  ) { _ = try answers().ranking(ofClass: $0) },
  BoundedFunction(
    "ClassificationAnswers.swift: public init<Scalar: RealScalar>( probabilities: [Scalar], outputCount: Int, labels: "
      + "[Int], weights: [Double]? = nil, threshold: Double? = nil ) throws(EngineError)", safe: extremes + [0, 1, 3]
  ) {
    let (outputs, label) = ($0, $0)
    _ = try? ClassificationAnswers(probabilities: [0.5, 0.5], outputCount: 2, labels: [label])
    _ = try ClassificationAnswers(probabilities: [0.5, 0.5], outputCount: outputs, labels: [0, 1])
  },
  BoundedFunction(
    "MultiLabelAnswers.swift: public init<Scalar: RealScalar>( probabilities: [Scalar], isOn: [Bool], labelCount: Int, "
      + "weights: [Double]? = nil, threshold: Double = 0.5 ) throws(EngineError)", safe: extremes + [0, 1, 3]
  ) { _ = try MultiLabelAnswers(probabilities: [0.5, 0.5], isOn: [true, false], labelCount: $0) },
  BoundedFunction(
    "GroupedErrors.swift: public init( errors: [Double], groupOfRow: [Int], weights: [Double]? = nil ) throws(EngineError)",
    safe: [0, 1], trapping: extremes + [2]
  ) { _ = try GroupedErrors(errors: [0.5, 1], groupOfRow: [0, $0]) },
  BoundedFunction(
    "GroupedErrors.swift: public func isBeyondChance(among comparisons: Int = 1) -> Bool", safe: [1, 2, .max],
    trapping: [0, -1, .min]
  ) { _ = try GroupedErrors(errors: [0.5, 1], groupOfRow: [0, 1]).isBeyondChance(among: $0) },
  BoundedFunction(
    "PermutationImportance.swift: public static func importances<Failure: Error>( columnCount: Int, rowCount: Int, "
      + "repetitions: Int, seed: UInt64, score: (_ column: Int?, _ rows: [Int32]?) throws(Failure) -> Double ) "
      + "throws(Failure) -> [PermutationImportance]", safe: [1, 2], trapping: [-1, 0, .min]
  ) { number in
    _ = PermutationImportance.importances(columnCount: 2, rowCount: number, repetitions: number, seed: 1) { _, rows in
      Double(rows?.count ?? 0)
    }
  },
  BoundedFunction(
    "PermutationImportance.swift: public static func permutation(ofRows rowCount: Int, column: Int, repetition: Int, "
      + "seed: UInt64) -> [Int32]", safe: [0, 1, 9], trapping: extremes
  ) { _ = PermutationImportance.permutation(ofRows: $0, column: $0, repetition: $0, seed: 1) },
  BoundedFunction(
    "RegressionAnswers.swift: public init<Scalar: RealScalar>( predictions: [Scalar], targets: [Scalar], targetCount: Int "
      + "= 1, weights: [Double]? = nil ) throws(EngineError)", safe: extremes + [0, 1, 3]
  ) { _ = try RegressionAnswers(predictions: [0.5, 0.5], targets: [1, 2], targetCount: $0) },
  BoundedFunction(
    "RegressionAnswers.swift: public func residualQuantiles(_ levels: [Double], target: Int = 0) -> [Double]",
    safe: [0, 1], trapping: extremes + [2]
  ) {
    let answers = try RegressionAnswers(predictions: [0.5, 0.5], targets: [1, 2], targetCount: 2)
    _ = answers.residualQuantiles([0.5], target: $0)
  },
  BoundedFunction(
    "TemperatureScaling.swift: public static func fit<Scalar: RealScalar>( logits: [Scalar], outputCount: Int, labels: "
      + "[Int], weights: [Double]? = nil ) throws(EngineError) -> Fit", safe: extremes + [0, 1, 3]
  ) {
    let (outputs, label) = ($0, $0)
    _ = try? TemperatureScaling.fit(logits: [0.5, 0.25], outputCount: 2, labels: [label])
    _ = try TemperatureScaling.fit(logits: [0.5, 0.25], outputCount: outputs, labels: [0, 1])
  },
  BoundedFunction(
    "TemperatureScaling.swift: public func probabilities<Scalar: RealScalar>(logits: [Scalar], outputCount: Int) -> "
      + "[Double]", safe: [1, 2, 3, .max], trapping: [-1, 0, .min]
  ) { _ = TemperatureScaling(temperature: 2).probabilities(logits: [0.5, 0.25, 1], outputCount: $0) },
]
