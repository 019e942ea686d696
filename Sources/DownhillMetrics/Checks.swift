import Downhill

func checkCount(_ count: Int, is expected: Int, _ what: String) throws(EngineError) {
  if count != expected { throw .count(what: what, expected: expected, found: count) }
}

/// That there are so many numbers for each of so many rows.
func checkShape(_ count: Int, rows: Int, columns: Int, _ what: String) throws(EngineError) {
  guard columns > 0 else { throw .setting(name: "the columns of \(what)", value: "\(columns)", expected: "1 or more") }
  let (expected, overflow) = rows.multipliedReportingOverflow(by: columns)
  try checkCount(count, is: overflow ? .max : expected, what)
}

func checkFinite(_ value: Double, _ what: String) throws(EngineError) {
  if !value.isFinite { throw .notFinite(what: what, value: Float(value)) }
}

/// The same numbers in `Double`, each of which must be from 0 to 1.
func checkedProbabilities<Scalar: RealScalar>(_ values: [Scalar]) throws(EngineError) -> [Double] {
  for value in values where !(value >= 0 && value <= 1) { throw .outside(Double(value), "a probability") }
  return values.map { Double($0) }
}

func checkThreshold(_ threshold: Double) throws(EngineError) {
  if !(threshold >= 0 && threshold <= 1) { throw .outside(threshold, "the threshold") }
}

/// The same numbers in `Double`, each of which must be finite.
func checkedNumbers<Scalar: RealScalar>(_ values: [Scalar], _ what: String) throws(EngineError) -> [Double] {
  for value in values { try checkFinite(Double(value), what) }
  return values.map { Double($0) }
}

/// That each label is a class that `outputCount` outputs can name: a single one knows 0 and 1.
func checkLabels(_ labels: [Int], outputCount: Int) throws(EngineError) {
  let classCount = max(outputCount, 2)
  for (row, label) in labels.enumerated() where label < 0 || label >= classCount {
    throw .label(example: row, label: label, classes: outputCount)
  }
}

extension EngineError {
  fileprivate static func outside(_ value: Double, _ what: String) -> EngineError {
    value.isNaN
      ? .notFinite(what: what, value: .nan) : .setting(name: what, value: "\(value)", expected: "from 0 to 1")
  }
}
