import Downhill
import DownhillExplain

/// The page of how sensitive the cost is to each weight and bias, and how far that can be trusted.
public struct SensitivityReport: Sendable {
  /// The sensitivities.
  public var story: SensitivityStory
  /// The network in a line.
  public var networkName: String
  /// The examples in a line.
  public var dataName: String
  /// How many of the largest are listed.
  public var limit: Int
  /// How the page was made.
  public var footer: String
  private let sentences: SensitivitySentences

  /// The page of these sensitivities; the network has `layerCount` layers with weights.
  public init(
    _ story: SensitivityStory, layerCount: Int, networkName: String, dataName: String, limit: Int,
    inputs: DataSet.Inputs? = nil, outputs: OutputNames = .numbers(first: 0), footer: String = ""
  ) {
    self.story = story
    self.networkName = networkName
    self.dataName = dataName
    self.limit = limit
    self.footer = footer
    sentences = SensitivitySentences(
      story, names: NeuronNames(layerCount: layerCount, inputs: inputs, outputs: outputs))
  }

  /// The page.
  public var page: ReportPage {
    ReportPage(
      title: "What the cost is sensitive to", subtitle: "\(networkName). \(dataName).",
      sections: [ranking, ratio, wiggle], footer: footer)
  }

  private var ranking: ReportSection {
    ReportSection(id: "ranking", title: "What matters most") {
      Markup.paragraph(sentences.meaning)
      SignedBars(
        title: "The most sensitive weights and biases", quantity: "sensitivity, ∂C/∂x",
        bars: story.ranking.entries.prefix(limit).map { entry in
          SignedBars.Bar(
            label: sentences.indexed(entry.parameter), value: entry.sensitivity,
            note: "is \(signedText(entry.value, digits: 3))")
        }
      ).figure()
      Markup.paragraph(sentences.reading)
      Markup.paragraph(sentences.distribution)
    }
  }

  private var ratio: ReportSection {
    ReportSection(id: "ratio", title: "One against another") { Markup.paragraph(sentences.ratio) }
  }

  private var wiggle: ReportSection {
    ReportSection(id: "wiggle", title: "Wiggle it: \(sentences.name(story.chosen.parameter))") {
      Markup.paragraph(sentences.line)
      chart.figure()
      DataTable(
        caption: "Predicted and measured",
        columns: ["changed by", "cost should change by", "it changes by", "the line is off by"],
        rows: story.wiggle.trials.map { trial in
          [
            signedText(trial.change, digits: 1), signedText(trial.predicted, digits: 3),
            signedText(trial.measured, digits: 3), trial.deviation.map(SensitivitySentences.deviation) ?? "–",
          ]
        }
      ).markup
      Markup.paragraph(sentences.reach)
    }
  }

  /// The straight line and the cost itself, as far as both fit one drawing.
  private var chart: LineChart {
    let trials = story.wiggle.trials.filter { abs($0.change) <= 1 }
    func line(_ name: String, _ value: (Wiggle.Trial) -> Double) -> LineChart.Series {
      let points = trials.map { LineChart.Point($0.change, value($0)) } + [LineChart.Point(0, 0)]
      return LineChart.Series(
        name: name, points: sortedIndices(points.count) { points[$0].x < points[$1].x }.map { points[$0] })
    }
    return LineChart(
      title: "The straight line and the cost", x: LineChart.Measure("change of the weight or bias"),
      y: LineChart.Measure("change of the mean cost"),
      series: [line("the straight line", { $0.predicted }), line("the cost", { $0.measured })])
  }
}
