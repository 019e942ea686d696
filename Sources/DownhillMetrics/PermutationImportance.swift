import Downhill

/// How much a score depends on one column: how far it drops where the column's values are dealt out to other rows
/// (Breiman 2001; the model-agnostic form is of Fisher, Rudin and Dominici 2019).
public struct PermutationImportance: Equatable, Sendable {
  /// Score minus score with the column permuted, for each repetition.
  public let drops: [Double]

  /// What the score was, and what it is with the column permuted, once for each repetition.
  public init(score: Double, permutedScores: [Double]) {
    precondition(!permutedScores.isEmpty, "a column must be permuted at least once")
    drops = permutedScores.map { score - $0 }
  }

  /// The mean drop: above 0 where the column helps a score of which more is better.
  public var mean: Double { DownhillMetrics.mean(drops) }

  /// The standard deviation of the drops, over their number, as scikit-learn's `permutation_importance` has it.
  public var standardDeviation: Double {
    let middle = mean
    return DownhillMetrics.mean(drops.map { ($0 - middle) * ($0 - middle) }).squareRoot()
  }

  /// The importance of each column, by a closure that scores all rows, where row i has the value of row `rows[i]` in
  /// `column`; first it is asked for the score as it is, where both are nil.
  ///
  /// Whoever scores on several threads takes ``permutation(ofRows:column:repetition:seed:)`` instead, in any order.
  ///
  /// - Throws: What `score` throws.
  public static func importances<Failure: Error>(
    columnCount: Int, rowCount: Int, repetitions: Int, seed: UInt64,
    score: (_ column: Int?, _ rows: [Int32]?) throws(Failure) -> Double
  ) throws(Failure) -> [PermutationImportance] {
    precondition(columnCount >= 0 && repetitions > 0, "\(columnCount) columns, \(repetitions) repetitions")
    let asItIs = try score(nil, nil)
    var importances: [PermutationImportance] = []
    for column in 0..<columnCount {
      var permuted: [Double] = []
      for repetition in 0..<repetitions {
        let rows = permutation(ofRows: rowCount, column: column, repetition: repetition, seed: seed)
        permuted.append(try score(column, rows))
      }
      importances.append(PermutationImportance(score: asItIs, permutedScores: permuted))
    }
    return importances
  }

  /// From which row each row takes its value. It depends on these numbers alone, not on what was drawn before: the same for
  /// every number of threads, columns and repetitions.
  public static func permutation(ofRows rowCount: Int, column: Int, repetition: Int, seed: UInt64) -> [Int32] {
    precondition(rowCount >= 0 && rowCount <= Int(Int32.max), "\(rowCount) rows")
    precondition(column >= 0 && column <= Int(Int32.max), "column \(column)")
    precondition(repetition >= 0 && repetition <= Int(Int32.max), "repetition \(repetition)")
    var random = RandomSource(seed: seed, stream: UInt64(column) << 32 | UInt64(repetition))
    var rows = Array(0..<Int32(rowCount))
    rows.withUnsafeMutableBufferPointer { random.shuffle($0) }
    return rows
  }
}
