// Metrics of the order in which probabilities put the examples.
extension ClassificationAnswers {
  /// The examples in the order of the probability of one class, which must exist, against all others.
  public func ranking(ofClass index: Int) -> Ranking {
    precondition(index >= 0 && index < classCount, "class \(index) of \(classCount)")
    return Ranking(weights, score: { probability($0, ofClass: index) }, isPositive: { labels[$0] == index })
  }

  /// The area under the ROC curve: of two classes that of class 1, otherwise the mean of each class against all others.
  /// Nil where a class has no example.
  public var areaUnderROC: Double? { ofRankings { $0.areaUnderROC } }

  /// The average precision: of two classes that of class 1, otherwise the mean of each class against all others. Nil where a
  /// class has no example, or none of class 1 is there.
  public var averagePrecision: Double? { ofRankings { $0.averagePrecision } }

  private func ofRankings(_ metric: (Ranking) -> Double?) -> Double? {
    if classCount == 2 { return metric(ranking(ofClass: 1)) }
    var values: [Double] = []
    for index in 0..<classCount {
      guard let value = metric(ranking(ofClass: index)) else { return nil }
      values.append(value)
    }
    return mean(values)
  }
}
