import Downhill
import DownhillExplain
import DownhillFormats

/// The tab Quick or slow: quick inaccurate steps against slow accurate ones.
final class RaceTab {
  /// The most racers.
  static let racerLimit = 6
  /// How long each racer may train, in seconds, as the page offers it; a call takes others, too.
  static let offeredSeconds = [1, usualSeconds, 5, 10]
  /// That of `downhill compare`.
  static let usualSeconds = Int(Race.Limit.usualSeconds)

  private var isLaidOut = false

  /// `race`: begins a job; with `preview` it only shows who would run, unless a race has begun already.
  func begin(_ call: Call, _ session: Session) throws(CallError) -> Reply {
    let isPreview = try call.isOn("preview")
    if isPreview, isLaidOut { return Reply() }
    let training = try session.data.loaded(.train)
    let test = try session.data.loaded(.test)
    let batchSizes = try batchSizes(call, examples: training.examples.count)
    let seed = UInt64(try call.integer("seed", in: 0...Int.max) ?? 0)
    let seconds = try call.number("seconds") ?? Race.Limit.usualSeconds
    let rate = try call.number("learning-rate")
    let model = session.model
    let racing = try engine { () throws(EngineError) in
      let architecture: Architecture
      if let model {
        architecture = model.network.architecture
      } else {
        architecture = try Architecture("784-16-16-10")
      }
      let cost = model?.cost ?? .quadratic
      var random = RandomSource(seed: seed, stream: 0)
      let suited = TrainingConfiguration.Defaults(architecture, cost: cost, optimizer: .sgd)
      let start = Network(architecture, initializer: suited.initializer, random: &random)
      let track = RaceTrack(
        start: start, cost: cost, training: training.examples, measured: Racing.measured,
        test: test.examples[0..<min(test.examples.count, Racing.measured)], seed: seed)
      return try Racing(
        track, batchSizes: batchSizes, rates: rate.map { [$0] } ?? RateSearch.rates(around: suited.learningRate),
        seconds: seconds)
    }
    if !isPreview { session.job = racing }
    isLaidOut = true
    return Reply(html: racing.view.all)
  }

  /// `batchSizes`: whole numbers and `"all"`; the smallest first, and each once.
  private func batchSizes(_ call: Call, examples: Int) throws(CallError) -> [TrainingConfiguration.BatchSize] {
    let wrong = CallError(
      "batchSizes takes up to \(Self.racerLimit) whole numbers from 1 on, or \"all\"")
    var counts: [Int] = []
    guard let given = call.members["batchSizes"] else { return sizes([10, 100, 1_000, examples], examples) }
    for value in given.arrayValue ?? [] {
      let count: Int
      if let number = value.integerValue, number >= 1 {
        count = number
      } else if value.stringValue == "all" {
        count = examples
      } else {
        throw wrong
      }
      counts.append(count)
    }
    guard (1...Self.racerLimit).contains(counts.count) else { throw wrong }
    return sizes(counts, examples)
  }

  private func sizes(_ counts: [Int], _ examples: Int) -> [TrainingConfiguration.BatchSize] {
    var distinct: [Int] = []
    for count in counts.map({ min($0, examples) }).sorted() where count != distinct.last { distinct.append(count) }
    return distinct.map { $0 == examples ? .all : .count($0) }
  }
}
