import Downhill
import DownhillExplain
import DownhillReport

/// What `compare` prints for people.
extension CompareResult {
  func text(page: String?) -> String {
    var lines = [
      "Quick inaccurate steps against slow accurate ones",
      "\(track.start.title), \(track.cost.rawValue) cost",
      "All start from the same fresh network, seed \(track.seed), by plain gradient descent.",
      "",
    ]
    lines += rateLines
    lines += section(
      "1  The same time: \(NumberText.duration(settings.seconds)) of training for each (never quite the same twice)",
      timedLines)
    lines += section("2  The same examples: each \(NumberText.counted(settings.epochs, "time")) over", countedLines)
    lines += section("3  How well does a mini-batch point the way that all examples point?", agreementLines)
    lines += section("4  The paths of race 2 on one plane, over the real cost", mapLines)
    if let page { lines += ["", "The pictures are in \(page)."] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ title: String, _ lines: [String]) -> [String] { ["", title, ""] + lines }

  private var rateLines: [String] {
    guard let rates else {
      return TextLines.wrapped(
        "All have the learning rate \(shortest(settings.learningRate ?? 0)), which may suit some better than others.",
        width: 78)
    }
    let trial = min(RateSearch.examples, track.training.count)
    return TextLines.wrapped(
      "Each has the best of \(rates.count) learning rates from \(rateText(rates[0])) to "
        + "\(rateText(rates[rates.count - 1])), found on \(NumberText.grouped(trial)) examples before the race, outside "
        + "its time: one rate for all would suit some and lame others.", width: 78)
  }

  // MARK: Races

  private var timedLines: [String] {
    let start = settings.seconds / 500
    return raceTable(timed) + [""]
      + TextLines.wrapped(
        "Cost over time, from \(NumberText.significant(start, digits: 1)) s on the left to "
          + "\(NumberText.duration(settings.seconds)) on the right, each column later by the same factor:", width: 78)
      + courses(timed, from: start, to: settings.seconds, \.seconds)
  }

  private var countedLines: [String] {
    let last = Double(settings.epochs * track.training.count)
    let start = max(1, last / 5_000)
    return raceTable(counted) + [""]
      + TextLines.wrapped(
        "Cost over examples seen, from \(NumberText.grouped(Int(start))) to \(NumberText.grouped(Int(last))):",
        width: 78)
      + courses(counted, from: start, to: last) { Double($0.examples) }
  }

  private func raceTable(_ racers: [Racer]) -> [String] {
    var lines = [
      padded("batch", to: 9) + padded("rate", to: 8) + padded("steps", to: 11) + padded("examples", to: 13)
        + padded("cost", to: 9) + padded("right", to: 9)
    ]
    for racer in racers {
      let end = racer.end
      lines.append(
        padded(name(racer), to: 9) + padded(rateText(racer.entrant.learningRate), to: 8)
          + padded(NumberText.grouped(end.steps), to: 11) + padded(NumberText.grouped(end.examples), to: 13)
          + padded(NumberText.fixed(end.cost, places: 4), to: 9)
          + padded(NumberText.percent(end.testAccuracy, places: 1), to: 9) + "  "
          + (racer.hasDiverged ? "gave up: its cost is no number" : Bar.text(end.testAccuracy, width: 17)))
    }
    return lines.map { $0.trimmingTrailingBlanks() }
  }

  /// The cost of each racer in 48 columns over a logarithmic axis.
  private func courses(
    _ racers: [Racer], from first: Double, to last: Double, _ place: (RacePoint) -> Double
  ) -> [String] {
    let columns = 48
    let high = racers[0].points[0].cost
    return racers.map { racer in
      let costs = (0..<columns).map { column in
        let share = Double(column) / Double(columns - 1)
        let reached = first * Elementary.exp(share * Elementary.log(last / first)) * 1.000_001
        return racer.points.last { place($0) <= reached }?.cost ?? high
      }
      return padded(name(racer), to: 9) + "  " + Sparkline.text(costs, low: 0, high: high) + "  "
        + NumberText.fixed(racer.end.cost, places: 4)
    }
  }

  // MARK: Gradients

  private var agreementLines: [String] {
    let n = NumberText.grouped(track.training.count)
    var lines = TextLines.wrapped(
      "The cosine of the angle between the gradient of a mini-batch and that of all \(n) examples: 1 is the same "
        + "direction, 0 a right angle, no help at all. Mean and spread over random mini-batches, beside theory.",
      width: 78)
    lines += [
      "",
      padded("", to: 11) + filled("at the start", to: 34) + "trained by batch \(name(trained))",
      padded("examples", to: 9) + "  " + filled("measured", to: 17) + filled("theory", to: 17)
        + filled("measured", to: 17) + "theory",
    ]
    for (index, start) in agreements[0].batches.enumerated() {
      lines.append(
        padded(NumberText.grouped(start.batchSize), to: 9) + "  "
          + Self.cells(start) + Self.cells(agreements[1].batches[index]))
    }
    lines.append("")
    lines += TextLines.wrapped(
      "Theory: 1/√(1 + s/(B·‖∇C‖²)), where s, the scatter of the gradients of single examples, is "
        + "\(NumberText.significant(agreements[0].covarianceTrace, digits: 3)) at the start and "
        + "\(NumberText.significant(agreements[1].covarianceTrace, digits: 3)) after training, and ‖∇C‖ "
        + "\(NumberText.significant(agreements[0].gradientNorm, digits: 3)) and "
        + "\(NumberText.significant(agreements[1].gradientNorm, digits: 3)). Mini-batches are drawn without "
        + "putting back, which multiplies s by (N − B)/(N − 1).", width: 78)
    lines += TextLines.wrapped(
      "Ten times the examples cost ten times the work, but make the error only √10 ≈ 3.2 times smaller: that is why "
        + "quick inaccurate steps win. Near the bottom the gradient is small beside the scatter, and larger mini-batches "
        + "begin to pay.",
      width: 78)
    return lines.map { $0.trimmingTrailingBlanks() }
  }

  private static func cells(_ batch: BatchAgreement) -> String {
    let mean = NumberText.fixed(batch.cosine.mean, places: 3)
    let spread = batch.draws > 1 ? " ± " + NumberText.fixed(batch.cosine.deviation, places: 3) : ""
    return filled(mean + spread, to: 17) + filled(NumberText.fixed(batch.expectedCosine, places: 3), to: 7)
      + Bar.text(batch.expectedCosine, width: 8) + "  "
  }

  // MARK: Paths

  private var mapLines: [String] {
    guard let landscape else { return ["No racer has moved."] }
    let surface = landscape.surface
    var map = TerminalMap(heights: surface.costs)
    let marks = Array("abcdefghij")
    for (racer, path) in landscape.paths.enumerated() {
      map.draw(path.map { surface.place($0.place) }, as: marks[racer])
    }
    for (racer, path) in landscape.paths.enumerated() {
      if let end = path.last { map.mark(surface.place(end.place), as: marks[racer].uppercased().first ?? "?") }
    }
    if let start = landscape.paths.first?.first { map.mark(surface.place(start.place), as: "@") }
    let costs = surface.costs.flatMap { $0 }
    let shares = landscape.varianceShares.map { NumberText.percent($0, places: 0) }
    var lines = settings.grid <= 39 ? map.lines.map { "  \($0)" } : []
    lines += [""]
    lines.append(
      "  @ start   "
        + counted.enumerated().map { "\(marks[$0]) \(name($1))" }.joined(separator: "   ") + "   (capital: end)")
    lines += TextLines.wrapped(
      "Height: the mean cost of \(NumberText.grouped(landscape.examples)) examples, from "
        + "\(NumberText.significant(costs.min() ?? 0, digits: 2)) (blank) to "
        + "\(NumberText.significant(costs.max() ?? 0, digits: 2)) (█). The plane lies where the paths vary most: it holds "
        + "\(shares[0]) and \(shares[1]) of their variance along its two sides; what is off the plane does not show.",
      width: 78)
    return lines
  }

  private func rateText(_ rate: Double) -> String { NumberText.significant(rate, digits: 2) }
}

extension CostSurface {
  /// A place of the plane in units of the grid.
  fileprivate func place(_ point: PlanePoint) -> (x: Double, y: Double) {
    ((point.x - xs[0]) / (xs[1] - xs[0]), (point.y - ys[0]) / (ys[1] - ys[0]))
  }
}
