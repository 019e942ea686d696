/// For each class the weight of its examples, of the answers that name it, and of what is in both: all that metrics of
/// answers need of the confusion matrix, in memory that grows with the classes and not with their square.
struct ClassTotals: Equatable, Sendable {
  /// Of examples of the class that are answered with it.
  let correct: [Double]
  /// Of examples of the class.
  let labelled: [Double]
  /// Of examples that are answered with the class.
  let answered: [Double]
  /// Of all examples.
  let total: Double
  /// Whether an example, even one of weight 0, has the class for its label or its answer.
  let occurs: [Bool]

  init(labels: [Int], answers: [Int], classCount: Int, weights: RowWeights) {
    let none = [CompensatedSum](repeating: CompensatedSum(), count: classCount)
    var (correct, labelled, answered) = (none, none, none)
    var occurs = [Bool](repeating: false, count: classCount)
    for (row, label) in labels.enumerated() {
      let (answer, weight) = (answers[row], weights[row])
      labelled[label].add(weight)
      answered[answer].add(weight)
      if label == answer { correct[label].add(weight) }
      occurs[label] = true
      occurs[answer] = true
    }
    self.correct = correct.map { $0.value }
    self.labelled = labelled.map { $0.value }
    self.answered = answered.map { $0.value }
    self.occurs = occurs
    total = weights.total
  }

  var accuracy: Double {
    var sum = CompensatedSum()
    for weight in correct { sum.add(weight) }
    return sum.value / total
  }

  var balancedAccuracy: Double {
    mean(labelled.indices.filter { labelled[$0] > 0 }.map { correct[$0] / labelled[$0] })
  }

  /// The covariance of two one-hot vectors is summed class by class, without a difference of large squares:
  ///
  ///     n Σ c − Σ l a = Σ (c (n − l − a + c) − (l − c)(a − c))
  var matthewsCorrelation: Double {
    var (both, labels, answers) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for index in correct.indices {
      let (c, l, a) = (correct[index], labelled[index], answered[index])
      both.add(c * (total - l - a + c))
      both.add(-(l - c) * (a - c))
      labels.add(l * (total - l))
      answers.add(a * (total - a))
    }
    let variances = labels.value * answers.value
    return variances > 0 ? both.value / variances.squareRoot() : 0
  }

  func score(_ index: Int) -> ClassScore {
    let (c, l, a) = (correct[index], labelled[index], answered[index])
    return ClassScore(
      precision: a > 0 ? c / a : nil, recall: l > 0 ? c / l : nil, f1: l + a > 0 ? 2 * c / (l + a) : nil, weight: l)
  }
}
