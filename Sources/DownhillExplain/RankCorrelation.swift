import Downhill

/// Whether two sequences of numbers rise and fall together, by their ranks alone.
public enum RankCorrelation {
  /// Spearman's ρ: 1 if both rise together, −1 if one falls as the other rises, about 0 if neither. It is the
  /// correlation of the ranks, equal numbers sharing the mean of their ranks (Spearman 1904; Kendall and Gibbons, Rank
  /// Correlation Methods, 1990, chapter 3).
  ///
  /// Nil where it is undefined: fewer than two numbers, equal numbers only, or NaN.
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) numbers and \(y.count)")
    guard x.count >= 2, !x.contains(where: { $0.isNaN }), !y.contains(where: { $0.isNaN }) else { return nil }
    let (ranksX, ranksY) = (ranks(x), ranks(y))
    // The mean of the ranks 1 … n, with ties or without.
    let mean = Double(x.count + 1) / 2
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (rankX, rankY) in zip(ranksX, ranksY) {
      xx += (rankX - mean) * (rankX - mean)
      yy += (rankY - mean) * (rankY - mean)
      xy += (rankX - mean) * (rankY - mean)
    }
    guard xx > 0, yy > 0 else { return nil }
    return xy / (xx * yy).squareRoot()
  }

  /// The rank of each number in ascending order, from 1; equal numbers share the mean of their ranks.
  static func ranks(_ numbers: [Double]) -> [Double] {
    let order = sortedIndices(numbers.count) { numbers[$0] < numbers[$1] }
    var ranks = [Double](repeating: 0, count: numbers.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, numbers[order[end]] == numbers[order[first]] { end += 1 }
      let shared = Double(first + 1 + end) / 2
      for index in first..<end { ranks[order[index]] = shared }
      first = end
    }
    return ranks
  }
}
