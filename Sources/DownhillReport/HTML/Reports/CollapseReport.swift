import DownhillExplain

/// The page of `collapse`: training on one example only.
public struct CollapseReport: Sendable {
  /// The story.
  public let story: CollapseStory
  /// How the page was made.
  public let footer: String

  /// The page of a story.
  public init(story: CollapseStory, footer: String = "") {
    self.story = story
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    ReportPage(
      title: "One example only: \(story.example), \(story.digit)", subtitle: story.networkName,
      sections: [outcomeSection, accuracySection, wishSection], footer: footer)
  }

  private var single: String { "\(story.example) alone" }
  private var miniBatches: String { "mini-batches of \(NumberText.grouped(story.collapse.batchSize))" }

  private var outcomeSection: ReportSection {
    ReportSection(id: "outcome", title: "What happens") {
      Markup.paragraph("\(story.beginning). \(story.training).")
      Markup.paragraph(story.outcome)
      chart(
        title: story.question, measure: "share called \(story.digit), in percent", including: [0, 100]
      ) { 100 * $0.calledLabel }
      .figure(caption: "The share of the test pictures that each network calls \(story.digit), step by step.")
      Markup.paragraph(story.contrast)
    }
  }

  private var accuracySection: ReportSection {
    ReportSection(id: "accuracy", title: "Accuracy") {
      chart(title: "Test accuracy", measure: "test accuracy, in percent", including: [0, 100]) { 100 * $0.testAccuracy }
        .figure(caption: "The share of the test pictures that each network classifies correctly.")
    }
  }

  private var wishSection: ReportSection {
    ReportSection(id: "wish", title: "How the wish fades") {
      Markup.paragraph(story.fading)
      chart(title: "The wish of \(story.example)", measure: "length of the example's gradient", isLogarithmic: true) {
        $0.wish
      }.figure(caption: "Each network's ‖∇C‖ of that one example, on a logarithmic scale.")
      chart(title: "The cost of \(story.example)", measure: "cost of the example", isLogarithmic: true) { $0.cost }
        .figure(caption: "Each network's cost of that one example, on a logarithmic scale.")
    }
  }

  /// Both networks over their steps; step 0 has no position on a logarithmic axis and is drawn at ½.
  private func chart(
    title: String, measure: String, isLogarithmic: Bool = false, including: [Double] = [],
    _ number: (CollapsePoint) -> Double
  ) -> LineChart {
    func series(_ name: String, _ trail: CollapseTrail) -> LineChart.Series {
      LineChart.Series(
        name: name, points: trail.points.map { LineChart.Point(max(Double($0.step), 0.5), number($0)) })
    }
    return LineChart(
      title: title, summary: story.outcome + " " + story.contrast,
      x: LineChart.Measure("steps; the start is drawn at ½", isLogarithmic: true),
      y: LineChart.Measure(measure, isLogarithmic: isLogarithmic, including: including),
      series: [series(single, story.collapse.single), series(miniBatches, story.collapse.miniBatches)])
  }
}
