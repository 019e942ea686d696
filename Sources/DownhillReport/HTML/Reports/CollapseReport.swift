import DownhillExplain

/// The page of `collapse`: what comes of listening to one example only.
public struct CollapseReport: Sendable {
  /// What is told.
  public let story: CollapseStory
  /// How the page came to be.
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
    ReportSection(id: "outcome", title: "What comes of it") {
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
    ReportSection(id: "accuracy", title: "What is answered rightly") {
      chart(title: "Test accuracy", measure: "right, in percent", including: [0, 100]) { 100 * $0.testAccuracy }
        .figure(caption: "The share of the test pictures that each network calls by their own label.")
    }
  }

  private var wishSection: ReportSection {
    ReportSection(id: "wish", title: "How the wish fades") {
      Markup.paragraph(story.fading)
      chart(title: "The wish of \(story.example)", measure: "length of the example's gradient", isLogarithmic: true) {
        $0.wish
      }.figure(caption: "Each network's ‖∇C‖ of that one example, on a logarithmic scale.")
      chart(title: "The cost of \(story.example)", measure: "cost of the example", isLogarithmic: true) { $0.cost }
        .figure(caption: "What the example still lacks.")
    }
  }

  /// Both networks over their steps; step 0 has no position on a logarithmic axis and stands at a half.
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
      x: LineChart.Measure("steps; the start stands at a half", isLogarithmic: true),
      y: LineChart.Measure(measure, isLogarithmic: isLogarithmic, including: including),
      series: [series(single, story.collapse.single), series(miniBatches, story.collapse.miniBatches)])
  }
}
