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

    /// Everything named.
    public init(network: String, data: String, limit: Int) {
      self.network = network
      self.data = data
      self.limit = limit
    }
  }

  private let story: SensitivityStory
  private let setting: Setting
  private let sentences: SensitivitySentences

  /// The story of these sensitivities; the network has `layerCount` layers with weights.
  public init(_ story: SensitivityStory, layerCount: Int, _ setting: Setting) {
    self.story = story
    self.setting = setting
    sentences = SensitivitySentences(story, layerCount: layerCount)
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
    lines.append("rank  weight or bias   is now    sensitivity")
    for (rank, entry) in shown.enumerated() {
      lines.append(
        padded("\(rank + 1)", to: 4) + "  " + filled("\(entry.parameter)", to: 14)
          + padded(NumberText.signed(entry.value, decimals: 3), to: 9)
          + padded(NumberText.significant(entry.sensitivity, digits: 3, signed: true), to: 15) + "  "
          + SignedBar.text(entry.sensitivity, limit: limit, halfWidth: 15))
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
