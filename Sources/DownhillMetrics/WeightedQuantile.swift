import Downhill

/// Numbers in order, with the sums of their weights.
///
/// Sums are taken by plain addition, in the order of the numbers: whether a quantile lies between two of them hangs on
/// the last digit, and scikit-learn adds up like that.
struct WeightedQuantiles {
  private let values: [Double]
  private let sums: [Double]

  init(_ weights: RowWeights, _ value: (_ row: Int) -> Double) {
    let rows = (0..<weights.count).filter { weights[$0] > 0 }
    let unsorted = rows.map { value($0) }
    let order = sortedIndices(rows.count) { unsorted[$0] < unsorted[$1] }
    values = order.map { unsorted[$0] }
    var sum = 0.0
    sums = order.map {
      sum += weights[rows[$0]]
      return sum
    }
  }

  /// The first number up to which a share of `level`, 0…1, of the weight lies; the mean of it and the next where that is
  /// just this share (Hyndman and Fan 1996, definition 2, and so the usual median).
  func value(_ level: Double) -> Double {
    let rank = level * sums[sums.count - 1]
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] < rank { low = middle + 1 } else { high = middle }
    }
    if sums[low] - rank > .ulpOfOne || low == values.count - 1 { return values[low] }
    return (values[low] + values[low + 1]) / 2
  }
}
