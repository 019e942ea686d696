import Downhill
import DownhillExplain

/// What many examples wish for, in a terminal of 80 columns.
public struct TerminalAverage: Sendable {
  /// What is not in the story.
  public struct Setting: Sendable {
    /// The network in one line.
    public var network: String
    /// The examples in one line.
    public var data: String
    /// The user's number of each single example, for the head of its column.
    public var examples: [Int]
    /// What each of them is: `a 5`, `Adelie`.
    public var targets: [String]
    /// What the inputs are; nil for numbers without names.
    public var inputs: DataSet.Inputs?
    /// What the outputs answer.
    public var outputs: OutputNames

    /// Everything named.
    public init(
      network: String, data: String, examples: [Int], targets: [String], inputs: DataSet.Inputs?, outputs: OutputNames
    ) {
      self.network = network
      self.data = data
      self.examples = examples
      self.targets = targets
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  private let story: AverageStory
  private let setting: Setting
  private let sentences: AverageSentences

  /// The story of these averages.
  public init(_ story: AverageStory, _ setting: Setting) {
    self.story = story
    self.setting = setting
    sentences = AverageSentences(story, inputs: setting.inputs, outputs: setting.outputs)
  }

  /// All of it, ready to print.
  public var text: String {
    let lines =
      [setting.network, setting.data, ""] + wishes + [""] + proof + [""] + slopes + [""] + fireTogether
    return lines.map { $0.trimmingTrailingBlanks() }.joined(separator: "\n") + "\n"
  }

  // MARK: Side by side

  /// The power of ten in which the wishes of single examples have one to three digits before the point.
  private var unit: Double {
    let largest = story.singles.reduce(0) { $1.wishes.reduce($0) { max($0, abs($1)) } }
    guard largest > 0, largest.isFinite else { return 1 }
    var unit = 1.0
    while largest / unit >= 999.5 { unit *= 10 }
    while largest / unit < 99.95 { unit /= 10 }
    return unit
  }

  private var wishes: [String] {
    let unit = unit
    let power = NumberText.significant(unit, digits: 1)
    let unitText = power.hasPrefix("1×") ? String(power.dropFirst(2)) : power
    var lines =
      heading("What each example wishes for, and what all of them agree on")
      + TextLines.wrapped(
        sentences.wishes
          + " Here are some of them\(unit == 1 ? "" : ", in units of \(unitText)"); a dot is less than 0.05.",
        width: 80) + [""]
    func row(_ head: String, _ single: (Int) -> String, _ batch: String, _ all: String) -> String {
      filled(head, to: 10) + story.singles.indices.map { padded(single($0), to: 9) }.joined() + padded(batch, to: 8)
        + padded(all, to: 8)
    }
    func number(_ value: Double) -> String {
      let text = NumberText.signed(value / unit, decimals: 1)
      return text == "0.0" ? "·" : text
    }
    func fine(_ value: Double) -> String { NumberText.signed(value / unit, decimals: 2) }
    lines.append(
      row("example", { "\(setting.examples[$0])" }, "mean of", "mean of"))
    lines.append(
      row(
        "which is", { TextLines.cut(setting.targets[$0], to: 8) }, NumberText.grouped(story.miniBatch.count),
        story.all.count == story.miniBatch.count ? "all" : NumberText.grouped(story.all.count)))
    lines.append(rule)
    for (index, parameter) in story.parameters.enumerated() {
      lines.append(
        row(
          "\(parameter)", { number(story.singles[$0].wishes[index]) }, fine(story.miniBatch.wishes[index]),
          fine(story.all.wishes[index])))
    }
    lines.append(rule)
    func short(_ value: Double) -> String { NumberText.significant(value, digits: 2) }
    lines.append(
      row("cost", { short(story.singles[$0].cost) }, short(story.miniBatch.cost), short(story.all.cost)))
    lines.append(
      row("‖wish‖", { short(story.singles[$0].norm) }, short(story.miniBatch.norm), short(story.all.norm)))
    func cosine(_ value: Double) -> String { NumberText.signed(value, decimals: 2) }
    lines.append(
      row("cosine", { cosine(story.singles[$0].cosine) }, cosine(story.miniBatch.cosine), cosine(story.all.cosine)))
    return lines + [""] + TextLines.wrapped(sentences.reading, width: 80)
      + TextLines.wrapped(sentences.measures, width: 80)
  }

  // MARK: The proof

  private var proof: [String] {
    heading("The mean of all wishes is −∇C") + TextLines.wrapped(sentences.proof, width: 80) + [""] + engineRows + [""]
      + TextLines.wrapped(sentences.difference, width: 80)
  }

  private var engineRows: [String] {
    let order = story.parameters.indices.sorted {
      (abs(story.all.wishes[$0]), -$0) > (abs(story.all.wishes[$1]), -$1)
    }.prefix(5)
    let limit = order.first.map { abs(story.all.wishes[$0]) } ?? 0
    return ["              mean of all wishes    −∇C by the engine"]
      + order.map { index in
        filled("\(story.parameters[index])", to: 10)
          + padded(NumberText.significant(story.all.wishes[index], digits: 7, signed: true), to: 22)
          + padded(NumberText.significant(story.engineWishes[index], digits: 7, signed: true), to: 21) + "  "
          + SignedBar.text(story.all.wishes[index], limit: limit, halfWidth: 11)
      }
  }

  private var slopes: [String] {
    guard !story.slopes.isEmpty else { return [] }
    var lines = heading("And it is how the cost really changes") + TextLines.wrapped(sentences.slopes, width: 80)
    lines += ["", "direction   slope by the wishes     slope of the cost   difference may be off by"]
    for (index, slope) in story.slopes.enumerated() {
      let difference = abs(slope.analytic - slope.numerical.value)
      lines.append(
        padded("\(index + 1)", to: 5)
          + padded(NumberText.significant(slope.analytic, digits: 10, signed: true), to: 24)
          + padded(NumberText.significant(slope.numerical.value, digits: 10, signed: true), to: 22)
          + padded(NumberText.significant(difference, digits: 2), to: 13)
          + padded(NumberText.significant(slope.numerical.error, digits: 2), to: 14)
          + (slope.numerical.kinks > 0 ? "*" : ""))
    }
    if let kinks = sentences.kinks { lines += TextLines.wrapped("* \(kinks)", width: 80) }
    return lines
  }

  // MARK: Fire together, wire together

  private var fireTogether: [String] {
    var lines =
      heading("Do neurons that fire together wire together?") + TextLines.wrapped(sentences.fireTogether, width: 80)
    lines += ["", "        both ends are active            one end is active, the other wanted"]
    for layer in story.fireTogether {
      lines.append(
        filled("layer \(layer.layer)", to: 8) + correlation(layer.firing) + "     " + correlation(layer.wanted))
    }
    return lines + [""] + TextLines.wrapped(sentences.correlation, width: 80)
  }

  private func correlation(_ value: Double?) -> String {
    guard let value else { return filled("  none", to: 28) }
    return padded(NumberText.signed(value, decimals: 2), to: 6) + " " + SignedBar.text(value, limit: 1, halfWidth: 10)
  }

  // MARK: Parts

  private var rule: String { String(repeating: "─", count: 10 + 9 * story.singles.count + 16) }

  private func heading(_ title: String) -> [String] { [title, String(repeating: "─", count: 80)] }
}
