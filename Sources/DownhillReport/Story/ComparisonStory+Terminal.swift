import Downhill
import DownhillExplain

/// The story for a terminal of 80 columns.
extension ComparisonStory {
  private static let width = 78

  /// All of it.
  public var lines: [String] {
    let time = NumberText.duration(comparison.seconds)
    let times = NumberText.counted(comparison.epochs, "time")
    var lines = ["Quick inaccurate steps against slow accurate ones", networkName, ""]
    lines += wrapped(beginning) + wrapped(rateRule)
    lines += section("1  The same time: \(time) of training for each (never quite the same twice)", timedLines)
    lines += section("2  The same examples: each racer sees all of them \(times)", countedLines)
    lines += section("3  How well does a mini-batch agree with all examples?", agreementLines)
    lines += section("4  The paths of race 2 on one plane, over the real cost", mapLines)
    return lines
  }

  private func section(_ title: String, _ lines: [String]) -> [String] { ["", title, ""] + lines }

  private func wrapped(_ text: String) -> [String] { TextLines.wrapped(text, width: Self.width) }

  // MARK: Races

  private var timedLines: [String] {
    // The time of Race's first measurement.
    let first = comparison.seconds / 500
    let axis =
      "Cost over time, from \(NumberText.significant(first, digits: 1)) s on the left to "
      + "\(NumberText.duration(comparison.seconds)) on the right, each column later by the same factor:"
    return raceTable(comparison.timed) + [""] + wrapped(timedOutcome) + [""] + wrapped(axis)
      + courses(comparison.timed, from: first, to: comparison.seconds) { $0.seconds }
  }

  private var countedLines: [String] {
    let last = Double(comparison.epochs * comparison.trainingExamples)
    let first = max(1, last / 5_000)
    let axis =
      "Cost over examples seen, from \(NumberText.grouped(Int(first))) to \(NumberText.grouped(Int(last))):"
    return raceTable(comparison.counted) + [""] + wrapped(countedOutcome) + [""] + wrapped(axis)
      + courses(comparison.counted, from: first, to: last) { Double($0.examples) }
  }

  private func raceTable(_ racers: [Racer]) -> [String] {
    let heads = [("batch", 9), ("rate", 8), ("steps", 11), ("examples", 13), ("cost", 9), ("accuracy", 10)]
    return [heads.map { padded($0.0, to: $0.1) }.joined()]
      + racers.map { racer in
        let end = racer.end
        let cells = [
          name(racer), RaceSentences.text(rate: racer.entrant.learningRate), NumberText.grouped(end.steps),
          NumberText.grouped(end.examples), NumberText.fixed(end.cost, decimals: 4),
          NumberText.percent(end.testAccuracy, decimals: 1),
        ]
        let tail = racer.hasDiverged ? "diverged" : Bar.text(end.testAccuracy, width: 17)
        let row = zip(cells, heads).map { padded($0, to: $1.1) }.joined()
        return (row + "  " + tail).trimmingTrailingBlanks()
      }
  }

  /// The cost of each racer in 48 columns over a logarithmic axis.
  private func courses(
    _ racers: [Racer], from first: Double, to last: Double, _ position: (RacePoint) -> Double
  ) -> [String] {
    let columns = 48
    let high = racers[0].points[0].cost
    let ratio = Elementary.log(last / first)
    return racers.map { racer in
      let costs = (0..<columns).map { column in
        // Slightly more, because both ends come from logarithms.
        let reached = first * Elementary.exp(ratio * Double(column) / Double(columns - 1)) * 1.000_001
        return racer.points.last { position($0) <= reached }?.cost ?? high
      }
      let line = Sparkline.text(costs, low: 0, high: high)
      return padded(name(racer), to: 9) + "  " + line + "  " + NumberText.fixed(racer.end.cost, decimals: 4)
    }
  }

  // MARK: Gradients

  private var agreementLines: [String] {
    let winner = comparison.counted[comparison.winner]
    let head = padded("", to: 11) + filled("at the start", to: 34) + "after training by batch \(name(winner))"
    let columns = filled("measured", to: 17) + filled("theory", to: 17)
    var lines = wrapped(cosineMeaning) + ["", head, padded("examples", to: 9) + "  " + columns + columns]
    for (start, trained) in zip(comparison.startAgreement.batches, comparison.trainedAgreement.batches) {
      lines.append(padded(NumberText.grouped(start.batchSize), to: 9) + "  " + cells(start) + cells(trained))
    }
    return lines.map { $0.trimmingTrailingBlanks() } + [""] + wrapped(theory) + wrapped(moral)
  }

  private func cells(_ batch: BatchAgreement) -> String {
    let mean = NumberText.fixed(batch.cosine.mean, decimals: 3)
    let spread = batch.draws > 1 ? " ± " + NumberText.fixed(batch.cosine.deviation, decimals: 3) : ""
    let expected = filled(NumberText.fixed(batch.expectedCosine, decimals: 3), to: 7)
    return filled(mean + spread, to: 17) + expected + Bar.text(batch.expectedCosine, width: 8) + "  "
  }

  // MARK: Paths

  /// The widest grid that fits, two characters to a position.
  private static let gridLimit = 39

  private var mapLines: [String] {
    guard let landscape = comparison.landscape else { return ["No racer has moved."] }
    let letters: [Character] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    let capitals: [Character] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"]
    let legend =
      ["@ start"] + comparison.counted.enumerated().map { "\(letters[$0]) \(name($1))" } + ["(capital: the end)"]
    let key = stride(from: 0, to: legend.count, by: 7).map { first in
      "  " + legend[first..<min(first + 7, legend.count)].joined(separator: "   ")
    }
    let costs = landscape.surface.costs.flatMap { $0 }
    let heights =
      "Heights go from \(NumberText.significant(costs.min() ?? 0, digits: 2)) (blank) to "
      + "\(NumberText.significant(costs.max() ?? 0, digits: 2)) (█)."
    let texts = wrapped(mapMeaning(landscape)) + wrapped(heights)
    guard landscape.surface.xs.count <= Self.gridLimit else {
      return wrapped("The grid is too fine for a terminal; --html draws it.") + texts
    }
    var map = TerminalMap(heights: landscape.surface.costs)
    for (racer, path) in landscape.paths.enumerated() {
      map.draw(path.map { landscape.surface.gridPosition($0.position) }, as: letters[racer])
    }
    for (racer, path) in landscape.paths.enumerated() {
      if let end = path.last { map.mark(landscape.surface.gridPosition(end.position), as: capitals[racer]) }
    }
    if let start = landscape.paths.first?.first { map.mark(landscape.surface.gridPosition(start.position), as: "@") }
    return map.lines.map { "  \($0)" } + [""] + key + texts
  }
}

extension CostSurface {
  /// A position of the plane in units of the grid.
  fileprivate func gridPosition(_ point: PlanePoint) -> (x: Double, y: Double) {
    ((point.x - xs[0]) / (xs[1] - xs[0]), (point.y - ys[0]) / (ys[1] - ys[0]))
  }
}
