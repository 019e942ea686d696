import Downhill

/// Which of many neurons are drawn: the few largest, in their order.
struct Cut {
  /// The indices of those that are drawn.
  let indices: [Int]
  /// How many there are.
  let count: Int

  /// The `limit` largest of these sizes; NaN counts as smallest.
  init(_ sizes: [Double], limit: Int) {
    count = sizes.count
    if sizes.count <= limit {
      indices = Array(sizes.indices)
    } else {
      let finite = sizes.map { $0.isNaN ? -1 : $0.magnitude }
      indices = sorted(sortedIndices(finite.count) { finite[$0] > finite[$1] }.prefix(limit))
    }
  }

  var isCut: Bool { indices.count < count }

  /// `the 20 most active of 128`; nil if all are drawn.
  package func text(_ quality: String) -> String? {
    isCut ? "the \(indices.count) \(quality) of \(NumberText.grouped(count))" : nil
  }
}
