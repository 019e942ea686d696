import Downhill
import DownhillExplain
import DownhillReport

/// The markup of a ``Racing``.
struct RaceView {
  private let racing: Racing
  private var sentences: RaceSentences { racing.sentences }

  typealias Parts = [(part: String, markup: Markup)]

  init(_ racing: Racing) { self.racing = racing }

  // MARK: Which parts when

  /// Every part, in the order of the page; empty where nothing is known yet.
  var all: Parts {
    [
      ("standing", standing), ("curves", curves), ("racers", racers), ("gradients", gradients), ("paths", paths),
    ]
  }
  /// While learning rates are searched.
  func searching(_ batchSize: Int) -> Parts { [("standing", line(sentences.searching(batchSize)))] }
  /// While they run.
  var whileRacing: Parts { [("standing", standing), ("curves", curves), ("racers", racers)] }
  /// When they have come to their ends.
  var atEndOfRace: Parts { [("standing", line(outcome)), ("curves", curves), ("racers", racers)] }
  /// Gradients, as far as they are compared.
  var ofGradients: Parts { [("gradients", gradients)] }
  /// The surface, as far as it is measured.
  var ofPaths: Parts { [("paths", paths)] }
  /// When all is done.
  var atEnd: Parts { [("standing", line(outcome)), ("gradients", gradients), ("paths", paths)] }

  // MARK: The race

  private func line(_ sentence: String) -> Markup {
    .element("p", [.class("standing")], text: NumberText.typographic(sentence))
  }

  private var standing: Markup {
    let racers = racing.racers
    guard !racers.isEmpty else { return line(sentences.lineUp(racing.batchCounts)) }
    return line(sentences.standing(racers, seconds: racers.reduce(0) { max($0, $1.end.seconds) }))
  }

  /// How it has ended.
  var outcome: String {
    sentences.outcome(racing.racers, after: "After \(NumberText.duration(racing.seconds))")
  }

  private var curves: Markup {
    let racers = racing.racers
    guard !racers.isEmpty else { return .empty }
    return LineChart(
      title: "Cost over seconds of training", summary: sentences.standing(racers, seconds: racing.seconds),
      x: LineChart.Measure("seconds of training", including: [0, racing.seconds]),
      y: LineChart.Measure("mean cost", isLogarithmic: true),
      series: racers.map { racer in
        LineChart.Series(
          name: sentences.legend(racer), points: racer.points.map { LineChart.Point($0.seconds, $0.cost) },
          formulas: racer.points.map { sentences.formula(racer, $0) })
      }
    ).adaptive.figure(caption: sentences.curves)
  }

  private var racers: Markup {
    let racers = racing.racers
    guard !racers.isEmpty else { return lineUp }
    return .joined([
      DataTable(
        caption: "How far they have come",
        columns: ["each step", "steps", "examples seen", "cost", "accuracy", "learning rate"],
        rows: racers.map { racer in
          let end = racer.end
          return [
            sentences.legend(racer) + (racer.hasDiverged ? " (diverged)" : ""), NumberText.grouped(end.steps),
            NumberText.grouped(end.examples), NumberText.fixed(end.cost, decimals: 4),
            NumberText.percent(end.testAccuracy, decimals: 1),
            NumberText.shortest(racer.entrant.learningRate),
          ]
        }, wordColumns: [0]
      ).markup,
      .note(sentences.beginning + " " + sentences.rateRule),
    ])
  }

  /// Who is going to run.
  private var lineUp: Markup {
    .joined([
      DataTable(
        caption: "Who is going to run",
        columns: ["each step", "examples a step", "steps in a pass through all"],
        rows: racing.batchCounts.map {
          [sentences.legend(batchSize: $0), NumberText.grouped($0), NumberText.grouped(sentences.steps($0))]
        }, wordColumns: [0]
      ).markup,
      .note(sentences.beginning + " " + sentences.rateRule),
    ])
  }

  // MARK: Gradients

  private var gradients: Markup {
    guard let start = racing.startAgreement else { return .empty }
    var fans = [(title: "At the start", agreement: start)]
    if let trained = racing.trainedAgreement { fans.append((title: "After training", agreement: trained)) }
    return section("How well a quick step points the way") {
      Markup.paragraph(
        sentences.quickAndSlow(racing.racers, start: start, trained: racing.trainedAgreement, winner: racing.winner))
      Markup.element("figure") {
        Markup.element("div", [.class("fans")]) {
          for (title, agreement) in fans { fan(title, agreement).picture }
        }
        Markup.element("figcaption", text: sentences.fan(parameterCount: racing.parameterCount))
        agreementTable(fans).details
      }
      if let trained = racing.trainedAgreement {
        Markup.paragraph(sentences.theory(start: start, trained: trained))
        Markup.paragraph(sentences.moral)
      }
    }
  }

  private func fan(_ title: String, _ agreement: GradientAgreement) -> AngleFan {
    AngleFan(
      title: title, summary: sentences.cosineMeaning,
      arrows: agreement.batches.map { batch in
        AngleFan.Arrow(
          name: "batch \(NumberText.grouped(batch.batchSize))", cosine: batch.cosine.mean,
          formula: sentences.formula(agreement, batch))
      } + [AngleFan.Arrow(name: "all", cosine: 1)])
  }

  private func agreementTable(_ fans: [(title: String, agreement: GradientAgreement)]) -> DataTable {
    DataTable(
      caption: sentences.cosineMeaning,
      columns: ["examples", "mini-batches"] + fans.flatMap { [$0.title, "deviation", "theory"] },
      rows: fans[0].agreement.batches.indices.map { row in
        let first = fans[0].agreement.batches[row]
        return [NumberText.grouped(first.batchSize), NumberText.grouped(first.draws)]
          + fans.flatMap { fan in
            let batch = fan.agreement.batches[row]
            return [batch.cosine.mean, batch.cosine.deviation, batch.expectedCosine].map {
              NumberText.typographic(NumberText.fixed($0, decimals: 4))
            }
          }
      })
  }

  // MARK: Paths

  private var paths: Markup {
    guard let landscape = racing.landscape else { return .empty }
    let surface = landscape.surface
    return section("Their paths over one cost surface") {
      SurfaceMap(
        title: "The paths on one plane", summary: outcome, quantity: "mean cost",
        xTitle: "the direction in which the paths vary most", yTitle: "the second",
        grid: SurfaceMap.Grid(
          rows: surface.ys.count, columns: surface.xs.count, x: surface.xs[0]...surface.xs[surface.xs.count - 1],
          y: surface.ys[0]...surface.ys[surface.ys.count - 1], values: surface.costs.flatMap { $0 }),
        paths: zip(racing.racers, landscape.paths).map { racer, path in
          LineChart.Series(
            name: sentences.legend(racer), points: path.map { LineChart.Point($0.position.x, $0.position.y) })
        }
      ).adaptive.figure(caption: sentences.mapMeaning(landscape))
    }
  }

  private func section(_ title: String, @MarkupBuilder _ content: () -> Markup) -> Markup {
    .element("section") {
      Markup.element("h2", text: title)
      content()
    }
  }
}
