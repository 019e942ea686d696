import Downhill
import DownhillReport

/// The course of training on standard error: a line for each epoch and, on a terminal, a bar that shows how far it is.
/// Its clock is that of the terminal and of the log.
struct Progress {
  private let isQuiet: Bool
  private let redraws: Bool
  private let start = ContinuousClock.now
  private var epochStart = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  /// Epochs that were done before this run.
  private let firstEpoch: Int
  private var firstCost: Double?

  init(isQuiet: Bool, firstEpoch: Int) {
    self.isQuiet = isQuiet
    self.firstEpoch = firstEpoch
    redraws = !isQuiet && Console.canRedraw
  }

  /// Seconds since training began.
  var seconds: Double { start.duration(to: .now).seconds }

  /// A line of text above everything that follows.
  func say(_ line: String) {
    if !isQuiet { Console.err("\(line)\n") }
  }

  /// Redraws the bar, ten times a second at the most.
  mutating func show(_ progress: EpochProgress) {
    guard redraws else { return }
    let now = ContinuousClock.now
    if let lastDrawn, lastDrawn.duration(to: now) < .milliseconds(100) { return }
    lastDrawn = now
    let done = Double(progress.epoch - 1 - firstEpoch) + Double(progress.miniBatch) / Double(progress.miniBatches)
    let share = done / Double(max(progress.epochs - firstEpoch, 1))
    let left = share > 0 ? seconds / share * (1 - share) : .infinity
    let text = [
      "epoch \(progress.epoch)/\(progress.epochs)",
      "cost \(NumberText.fixed(progress.cost, decimals: 4))",
      "\(progress.score.measure.rawValue) \(NumberText.score(progress.score))",
      left.isFinite ? "\(NumberText.duration(left)) left" : "",
    ].joined(separator: "  ")
    let room = min(30, Console.width - text.count - 4)
    let bar = room >= 5 ? Bar.text(share, width: room) + "  " : ""
    Console.err(.redrawn(String((bar + text).prefix(Console.width - 1))))
  }

  /// Ends the line of an epoch.
  ///
  /// - Returns: the seconds it took, its evaluation included.
  mutating func show(_ report: EpochReport, heldOut names: [String]) -> Double {
    let now = ContinuousClock.now
    let seconds = epochStart.duration(to: now).seconds
    epochStart = now
    guard !isQuiet else { return seconds }
    let head = firstCost == nil ? [head(names)] : []
    firstCost = firstCost ?? report.training.cost
    let start: ConsoleText = redraws ? .redrawn("") : ""
    Console.err(start + ConsoleText.lines(head + [line(report, seconds)]))
    return seconds
  }

  /// Leaves the bar behind, and a blank line below the epochs.
  func end() {
    if redraws { Console.err(.redrawn("")) }
    if firstCost != nil { say("") }
  }

  private func head(_ names: [String]) -> String {
    padded("epoch", to: 7) + padded("cost", to: 9) + padded("training", to: 11)
      + names.map { padded($0, to: 11) }.joined() + padded("time", to: 9)
  }

  private func line(_ report: EpochReport, _ seconds: Double) -> String {
    let training = report.training
    var line = padded("\(training.epoch)", to: 7)
    line += padded(NumberText.fixed(training.cost, decimals: 4), to: 9)
    line += padded(NumberText.score(training.score), to: 11)
    for set in report.heldOut { line += padded(NumberText.score(set.score), to: 11) }
    line += padded(NumberText.duration(seconds), to: 9)
    // Downhill: the training cost beside that of the first epoch.
    let room = min(24, Console.width - line.count - 3)
    if let firstCost, firstCost > 0, room >= 8 { line += "  " + Bar.text(training.cost / firstCost, width: room) }
    return line.trimmingTrailingBlanks()
  }
}

extension Duration {
  /// This time in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
