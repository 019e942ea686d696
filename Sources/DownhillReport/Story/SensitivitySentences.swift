import DownhillExplain

/// The sentences about sensitivities, for terminal and page alike.
struct SensitivitySentences {
  private let story: SensitivityStory
  private let names: NeuronNames

  init(_ story: SensitivityStory, names: NeuronNames) {
    self.story = story
    self.names = names
  }

  func name(_ parameter: ParameterIndex) -> String { names.name(parameter) }

  /// A parameter in a list.
  func indexed(_ parameter: ParameterIndex) -> String { names.indexed(parameter) }

  /// What a sensitivity is.
  var meaning: String {
    "A sensitivity says how much the mean cost, now \(number(story.cost)), would rise per unit of a weight or bias, if "
      + "the slope stayed the same. Where it is negative, the cost would fall."
  }

  /// How the names of parameters are read.
  var reading: String {
    let entries = story.ranking.entries
    let bias = entries.first { $0.parameter.input == nil }
    let weight = entries.first { $0.parameter.input != nil }
    return [bias, weight].compactMap { $0 }.map { "\($0.parameter) is \(names.name($0.parameter))" }.joined(
      separator: ", ")
      + "."
  }

  /// How unequal they are.
  var distribution: String {
    let count = story.ranking.entries.count
    guard story.ranking.squaredNorm > 0 else { return "The cost is sensitive to none of them." }
    let few = max(1, count / 100)
    var text =
      "Of all \(NumberText.grouped(count)), the first \(NumberText.grouped(few)) hold "
      + "\(NumberText.percent(story.ranking.share(ofFirst: few), decimals: 0)) of the gradient's squared length."
    let idle = story.ranking.indifferentCount
    if idle > 0 {
      text +=
        " \(NumberText.grouped(idle)) do not matter at all: they come from inputs that are 0 in all these examples, or lead "
        + "to neurons that are never active."
    }
    return text
  }

  /// "This weight matters 32 times as much as that one."
  var ratio: String {
    let (chosen, other) = (story.chosen, story.other)
    let pair = "\(signed(chosen.sensitivity)) against \(signed(other.sensitivity))"
    let first = capitalized(names.name(chosen.parameter))
    let second = names.name(other.parameter)
    guard chosen.parameter != other.parameter else { return "\(first) is the only one chosen." }
    guard let ratio = story.ratio else {
      return chosen.sensitivity == 0
        ? "Neither \(names.name(chosen.parameter)) nor \(second) matters at all."
        : "\(first) matters, \(signed(chosen.sensitivity)); \(second) does not matter at all."
    }
    return "\(first) matters \(times(ratio)) as much as \(second): \(pair)."
  }

  /// What the straight line is.
  var line: String {
    let sensitivity = story.wiggle.sensitivity
    return
      "For a small change the cost should change by \(signed(sensitivity)) times as much, along a straight line. But the cost "
      + "is not a straight line: the larger the change, the worse the prediction."
  }

  /// How far the straight line holds.
  var reach: String {
    let (down, up) = (story.wiggle.straightDown, story.wiggle.straightUp)
    if down == .none || up == .none {
      return "Its sensitivity is 0: the straight line is flat, and says nothing about larger changes."
    }
    let percent = NumberText.percent(Wiggle.tolerance, decimals: 0)
    return "The straight line is off by less than \(percent) \(distance(up)) upwards, and \(distance(down)) downwards."
  }

  private func distance(_ reach: Wiggle.Reach) -> String {
    switch reach {
    case .below(let size): "up to less than \(NumberText.shortest(size))"
    case .about(let size): "up to a change of about \(NumberText.significant(size, digits: 2))"
    case .beyond(let size): "even for a change of \(NumberText.shortest(size))"
    case .none: "nowhere"
    }
  }

  /// `0.084 %`, `23 %`, `820 %`, `55 times`.
  static func deviation(_ share: Double) -> String {
    guard share.isFinite, share < 10 else { return "\(NumberText.significant(share, digits: 2)) times" }
    return share < 1 ? "\(NumberText.significant(100 * share, digits: 2)) %" : NumberText.percent(share, decimals: 0)
  }

  private func times(_ ratio: Double) -> String {
    if ratio >= 10, ratio < 1e6 { return "\(NumberText.grouped(Int(ratio.rounded()))) times" }
    return "\(NumberText.significant(ratio, digits: 2)) times"
  }

  private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
  private func signed(_ value: Double) -> String { NumberText.significant(value, digits: 3, signed: true) }
}
