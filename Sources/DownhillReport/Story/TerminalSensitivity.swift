import Downhill
import DownhillExplain

/// How sensitive the cost is to each weight and bias, in a terminal of 80 columns.
public struct TerminalSensitivity: Sendable {
  /// What is not in the story.
  public struct Setting: Sendable {
    /// The network in one line.
    public var network: String
    /// The examples in one line.
    public var data: String
    /// How many of the largest are listed.
    public var limit: Int
    /// What the inputs are; nil for numbers without names.
    public var inputs: DataSet.Inputs?
    /// What the outputs answer.
    public var outputs: OutputNames

    /// Everything named.
    public init(network: String, data: String, limit: Int, inputs: DataSet.Inputs?, outputs: OutputNames) {
      self.network = network
      self.data = data
      self.limit = limit
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  private let story: SensitivityStory
  private let setting: Setting
  private let sentences: SensitivitySentences

  /// The story of these sensitivities; the network has `layerCount` layers with weights.
  public init(_ story: SensitivityStory, layerCount: Int, _ setting: Setting) {
    self.story = story
    self.setting = setting
    sentences = SensitivitySentences(
      story, names: NeuronNames(layerCount: layerCount, inputs: setting.inputs, outputs: setting.outputs))
  }

  /// All of it, ready to print.
  public var text: String {
    let lines = [setting.network, setting.data, ""] + ranking + [""] + ratio + [""] + wiggle
    return lines.map { $0.trimmingTrailingBlanks() }.joined(separator: "\n") + "\n"
  }

  private var ranking: [String] {
    let shown = story.ranking.entries.prefix(setting.limit)
    let limit = shown.first.map { abs($0.sensitivity) } ?? 0
    var lines =
      heading("What the cost is most sensitive to")
      + TextLines.wrapped(sentences.meaning, width: 80) + [""]
    // Long names leave shorter bars.
    let names = shown.map { TextLines.cut(sentences.indexed($0.parameter), to: 34) }
    let width = names.reduce(14) { max($0, $1.count) }
    lines.append("rank  \(filled("weight or bias", to: width))   is now    sensitivity")
    for (rank, entry) in shown.enumerated() {
      lines.append(
        padded("\(rank + 1)", to: 4) + "  " + filled(names[rank], to: width)
          + padded(NumberText.signed(entry.value, decimals: 3), to: 9)
          + padded(NumberText.significant(entry.sensitivity, digits: 3, signed: true), to: 15) + "  "
          + SignedBar.text(entry.sensitivity, limit: limit, halfWidth: 15 - (width - 13) / 2))
    }
    return lines + [""] + TextLines.wrapped(sentences.reading, width: 80)
      + TextLines.wrapped(sentences.distribution, width: 80)
  }

  private var ratio: [String] {
    heading("One against another") + TextLines.wrapped(sentences.ratio, width: 80)
  }

  private var wiggle: [String] {
    let wiggle = story.wiggle
    var lines =
      heading("Wiggle it: \(sentences.name(story.chosen.parameter))")
      + TextLines.wrapped(sentences.line, width: 80)
    lines += ["", "   changed by      cost should change by     it changes by    the line is off by"]
    for trial in wiggle.trials {
      lines.append(
        padded(NumberText.significant(trial.change, digits: 1, signed: true), to: 11)
          + padded(NumberText.significant(trial.predicted, digits: 3, signed: true), to: 24)
          + padded(NumberText.significant(trial.measured, digits: 3, signed: true), to: 21)
          + padded(trial.deviation.map(SensitivitySentences.deviation) ?? "–", to: 16))
    }
    return lines + [""] + TextLines.wrapped(sentences.reach, width: 80)
  }

  private func heading(_ title: String) -> [String] { [title, String(repeating: "─", count: 80)] }
}
