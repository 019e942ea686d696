import DownhillExplain

/// The page of `compare`: quick inaccurate steps against slow accurate ones.
public struct ComparisonReport: Sendable {
  /// The story.
  public let story: ComparisonStory
  /// How the page was made.
  public let footer: String

  /// The page of a story.
  public init(story: ComparisonStory, footer: String = "") {
    self.story = story
    self.footer = footer
  }

  private var comparison: Comparison { story.comparison }

  /// The page.
  public var page: ReportPage {
    var sections = [timedSection, countedSection, agreementSection]
    if let landscape = comparison.landscape { sections.append(mapSection(landscape)) }
    return ReportPage(
      title: "Quick inaccurate steps against slow accurate ones", subtitle: story.networkName, sections: sections,
      footer: footer)
  }

  // MARK: Races

  private var timedSection: ReportSection {
    ReportSection(id: "time", title: "The same time") {
      Markup.paragraph(story.beginning)
      Markup.paragraph(story.rateRule)
      Markup.paragraph(story.timedOutcome)
      let seconds = LineChart.Measure("seconds of training", isLogarithmic: true)
      costChart(comparison.timed, seconds, story.timedOutcome) { $0.seconds }
        .figure(caption: "Cost over time. Each racer ran alone; the time of measuring it does not count.")
      accuracyChart(comparison.timed, seconds, story.timedOutcome) { $0.seconds }
        .figure(caption: "Accuracy on the test pictures over time.")
      raceTable(comparison.timed).markup
      Markup.note("A race for time is never quite the same twice.")
    }
  }

  private var countedSection: ReportSection {
    ReportSection(id: "examples", title: "The same examples") {
      Markup.paragraph(story.countedOutcome)
      let examples = LineChart.Measure("examples seen", isLogarithmic: true)
      let steps = LineChart.Measure("steps", isLogarithmic: true)
      costChart(comparison.counted, examples, story.countedOutcome) { Double($0.examples) }
        .figure(caption: "Cost over the examples seen.")
      costChart(comparison.counted, steps, story.countedOutcome) { Double($0.steps) }
        .figure(caption: "Cost over steps: a step of many examples goes farther, but costs that much more work.")
      accuracyChart(comparison.counted, examples, story.countedOutcome) { Double($0.examples) }
        .figure(caption: "Accuracy on the test pictures over the examples seen.")
      raceTable(comparison.counted).markup
      Markup.note("This race is the same, bit for bit, with the same seed and kernels.")
    }
  }

  /// The start has no position on a logarithmic axis; the lines begin at each racer's first measurement.
  private func costChart(
    _ racers: [Racer], _ x: LineChart.Measure, _ summary: String, _ position: (RacePoint) -> Double
  ) -> LineChart {
    LineChart(
      title: "Cost over \(x.title)", summary: summary, x: x,
      y: LineChart.Measure("mean cost", including: [0]), series: series(racers, position) { $0.cost })
  }

  private func accuracyChart(
    _ racers: [Racer], _ x: LineChart.Measure, _ summary: String, _ position: (RacePoint) -> Double
  ) -> LineChart {
    LineChart(
      title: "Accuracy over \(x.title)", summary: summary, x: x,
      y: LineChart.Measure("accuracy, in percent", including: [0, 100]),
      series: series(racers, position) { 100 * $0.testAccuracy })
  }

  private func series(
    _ racers: [Racer], _ x: (RacePoint) -> Double, _ y: (RacePoint) -> Double
  ) -> [LineChart.Series] {
    racers.map { racer in
      LineChart.Series(
        name: story.legend(racer), points: racer.points.dropFirst().map { LineChart.Point(x($0), y($0)) })
    }
  }

  private func raceTable(_ racers: [Racer]) -> DataTable {
    DataTable(
      caption: "The racers at the end",
      columns: ["racer", "learning rate", "steps", "examples", "cost", "test cost", "accuracy"],
      rows: racers.map { racer in
        let end = racer.end
        return [
          story.legend(racer) + (racer.hasDiverged ? " (diverged)" : ""),
          RaceSentences.text(rate: racer.entrant.learningRate), NumberText.grouped(end.steps),
          NumberText.grouped(end.examples), NumberText.fixed(end.cost, decimals: 4),
          NumberText.fixed(end.testCost, decimals: 4), NumberText.percent(end.testAccuracy),
        ]
      }, wordColumns: [0])
  }

  // MARK: Gradients

  private var agreementSection: ReportSection {
    ReportSection(id: "agreement", title: "How well a mini-batch agrees with all examples") {
      Markup.paragraph(story.cosineMeaning)
      LineChart(
        title: "Cosine between a mini-batch's gradient and that of all examples", summary: story.moral,
        x: LineChart.Measure("examples of a mini-batch", isLogarithmic: true),
        y: LineChart.Measure("cosine", including: [0, 1]),
        series: [
          agreementSeries("at the start", comparison.startAgreement) { $0.cosine.mean },
          agreementSeries("theory, start", comparison.startAgreement) { $0.expectedCosine },
          agreementSeries("after training", comparison.trainedAgreement) { $0.cosine.mean },
          agreementSeries("theory, trained", comparison.trainedAgreement) { $0.expectedCosine },
        ]
      ).figure(caption: "Means over random mini-batches, and the theory.")
      agreementTable.markup
      Markup.paragraph(story.theory)
      Markup.paragraph(story.moral)
    }
  }

  private func agreementSeries(
    _ name: String, _ agreement: GradientAgreement, _ number: (BatchAgreement) -> Double
  ) -> LineChart.Series {
    LineChart.Series(
      name: name, points: agreement.batches.map { LineChart.Point(Double($0.batchSize), number($0)) })
  }

  private var agreementTable: DataTable {
    func cells(_ batch: BatchAgreement) -> [String] {
      [
        NumberText.fixed(batch.cosine.mean, decimals: 4),
        batch.draws > 1 ? NumberText.fixed(batch.cosine.deviation, decimals: 4) : "–",
        NumberText.fixed(batch.expectedCosine, decimals: 4),
      ]
    }
    return DataTable(
      caption: "The cosine by the size of the mini-batch",
      columns: ["examples", "draws", "at the start", "deviation", "theory", "after training", "deviation", "theory"],
      rows: zip(comparison.startAgreement.batches, comparison.trainedAgreement.batches).map { start, trained in
        [NumberText.grouped(start.batchSize), NumberText.grouped(start.draws)] + cells(start) + cells(trained)
      })
  }

  // MARK: Paths

  private func mapSection(_ landscape: Landscape) -> ReportSection {
    ReportSection(id: "paths", title: "The paths over the real cost") {
      map(landscape).figure(caption: story.mapMeaning(landscape))
      Markup.note("These are the paths of the race over the same examples.")
    }
  }

  private func map(_ landscape: Landscape) -> SurfaceMap {
    let surface = landscape.surface
    let paths = zip(comparison.counted, landscape.paths).map { racer, path in
      LineChart.Series(name: story.legend(racer), points: path.map { LineChart.Point($0.position.x, $0.position.y) })
    }
    return SurfaceMap(
      title: "The paths on one plane", summary: story.countedOutcome, quantity: "mean cost",
      xTitle: "along the direction in which the paths vary most", yTitle: "along the second",
      grid: SurfaceMap.Grid(
        rows: surface.ys.count, columns: surface.xs.count, x: surface.xs[0]...surface.xs[surface.xs.count - 1],
        y: surface.ys[0]...surface.ys[surface.ys.count - 1], values: surface.costs.flatMap { $0 }),
      paths: paths)
  }
}
