import Downhill
import DownhillExplain

/// Training on one example only, in words and in the lines of a terminal.
public struct CollapseStory: Sendable {
  /// The measurements.
  public let collapse: Collapse
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  public let networkName: String
  /// The one example: `train:5`.
  public let example: String
  /// The number of test examples.
  public let testExamples: Int
  /// The share of them that belong to the example's class, 0 … 1.
  public let labelShare: Double
  /// The model that both networks began as; nil for a fresh network.
  public let model: String?
  /// The seed of a fresh network and of the order of the mini-batches.
  public let seed: UInt64
  /// The label that output 0 stands for.
  public var firstLabel = 0
  /// The name of the example's class, if it is a word.
  public var className: String?

  /// A story about at least one test example.
  public init(
    _ collapse: Collapse, networkName: String, example: String, test: Examples, model: String?, seed: UInt64
  ) {
    self.collapse = collapse
    self.networkName = networkName
    self.example = example
    testExamples = test.count
    var count = 0
    for index in 0..<test.count where test.label(index) == collapse.label { count += 1 }
    labelShare = Double(count) / Double(test.count)
    self.model = model
    self.seed = seed
  }

  /// `Both networks begin fresh, with seed 0`
  public var beginning: String {
    model.map { "Both networks begin as \($0)" } ?? "Both networks begin fresh, with seed \(seed)"
  }

  /// How the two were trained.
  public var training: String {
    "\(NumberText.grouped(collapse.steps)) steps each, learning rate "
      + NumberText.significant(collapse.learningRate, digits: 2)
  }

  /// The question that the table answers.
  public var question: String {
    "How many of the \(NumberText.grouped(testExamples)) test pictures are called \(digit)?"
  }

  /// The lines of a terminal of 80 columns.
  public var lines: [String] {
    let head = ["One example only: \(example), \(digit)", networkName, beginning, training, "", question, ""]
    return head + table + [""] + conclusions.flatMap { TextLines.wrapped($0, width: 78) }
  }

  /// `a 2`
  public var digit: String { className ?? NumberText.article(collapse.label + firstLabel) }

  /// A line for about twenty of the steps: what both networks call the test pictures.
  private var table: [String] {
    var lines = [
      padded("", to: 8) + "  " + filled("\(example) alone", to: 34) + "  "
        + "mini-batches of \(NumberText.grouped(collapse.batchSize))",
      padded("step", to: 8) + "  " + filled("called \(digit)", to: 25) + padded("its wish", to: 9) + "  "
        + filled("called \(digit)", to: 23) + padded("correct", to: 9),
    ]
    for index in shownPoints {
      let single = collapse.single.points[index]
      let mini = collapse.miniBatches.points[index]
      lines.append(
        padded(NumberText.grouped(single.step), to: 8) + "  " + Self.share(single.calledLabel, bar: 16)
          + padded(NumberText.significant(single.wish, digits: 2), to: 9) + "  " + Self.share(mini.calledLabel, bar: 14)
          + padded(NumberText.percent(mini.testAccuracy, decimals: 1), to: 9))
    }
    return lines
  }

  private static func share(_ share: Double, bar width: Int) -> String {
    Bar.text(share, width: width) + " " + padded(NumberText.percent(share, decimals: 1), to: 8)
  }

  /// The indices of the points to show: about a dozen up to the collapse, and as many after it.
  private var shownPoints: [Int] {
    let points = collapse.single.points
    let collapsed = points.firstIndex { $0.step == collapse.single.collapsedAt } ?? 0
    let before = max(1, collapsed / 12)
    let after = max(1, (points.count - collapsed) / 12)
    return points.indices.filter { index in
      if index == collapsed || index + 1 == points.count { return true }
      return index < collapsed ? index % before == 0 : (index - collapsed) % after == 0
    }
  }

  /// The conclusions, in sentences.
  public var conclusions: [String] { [outcome, contrast, fading] }

  /// What mini-batches have done.
  public var contrast: String {
    let end = collapse.miniBatches.points[collapse.miniBatches.points.count - 1]
    return
      "As many steps on mini-batches end with \(NumberText.percent(end.calledLabel, decimals: 1)) called \(digit), "
      + "which \(NumberText.percent(labelShare, decimals: 1)) are, and "
      + "\(NumberText.percent(end.testAccuracy, decimals: 1)) of all classified correctly."
  }

  /// What the one example has done.
  public var outcome: String {
    let end = collapse.single.points[collapse.single.points.count - 1]
    switch collapse.single.collapsedAt {
    case 0:
      return
        "This network calls every picture \(digit) even before its first step, as a fresh network may, "
        + "and \(example) keeps it so. Another --seed or --example shows how it gets there."
    case .some(let step):
      return
        "From step \(NumberText.grouped(step)) on every picture is called \(digit), whatever it shows: a network that "
        + "is trained on only one example learns its answer, not how to tell it from others."
    case nil:
      let reached =
        "100 % is not reached: after \(NumberText.grouped(collapse.steps)) steps "
        + "\(NumberText.percent(end.calledLabel, decimals: 1)) are called \(digit)."
      if model != nil {
        return
          "\(reached) A trained network need not collapse: it tells pictures apart, and the wish of \(example) fades "
          + "before the others follow."
      }
      return end.wish < collapse.single.points[0].wish / 20
        ? "\(reached) The wish of \(example) was granted before the other pictures followed."
        : "\(reached) More --steps or a larger --learning-rate may get there."
    }
  }

  /// How the wish changed.
  public var fading: String {
    let first = collapse.single.points[0].wish
    let last = collapse.single.points[collapse.single.points.count - 1].wish
    let change =
      "The wish of the example, the length of its gradient, goes from \(NumberText.significant(first, digits: 2)) to "
      + NumberText.significant(last, digits: 2)
    return last < first
      ? "\(change): it fades as it is granted, and the steps with it." : "\(change): it has not been granted yet."
  }
}
