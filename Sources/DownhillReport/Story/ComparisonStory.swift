import Downhill
import DownhillExplain

/// Quick inaccurate steps against slow accurate ones, in words: the sentences that terminal and page share.
public struct ComparisonStory: Sendable {
  /// What was measured.
  public let comparison: Comparison
  /// The network in a line: `784-16-16-10, sigmoid, sigmoid outputs, quadratic cost`.
  public let networkName: String
  /// The seed of the network and of every order and draw.
  public let seed: UInt64

  /// More racers than this have no letter of their own.
  public static let racerLimit = 10

  private let sentences: RaceSentences

  /// A story about these measurements.
  public init(_ comparison: Comparison, networkName: String, seed: UInt64) {
    self.comparison = comparison
    self.networkName = networkName
    self.seed = seed
    sentences = RaceSentences(
      trainingExamples: comparison.trainingExamples, measuredExamples: comparison.measuredExamples,
      testExamples: comparison.testExamples, rates: comparison.rates, trialExamples: comparison.trialExamples,
      seed: seed)
  }

  /// `all`, or the number of examples of each step.
  public func name(_ racer: Racer) -> String { sentences.name(racer) }

  /// How a legend calls a racer: `all examples`, `batch 10`.
  package func legend(_ racer: Racer) -> String { sentences.legend(racer) }

  // MARK: Sentences

  /// What they have in common.
  public var beginning: String { sentences.beginning }

  /// How their learning rates were chosen.
  public var rateRule: String { sentences.rateRule }

  /// The outcome of the race for time.
  public var timedOutcome: String {
    sentences.outcome(comparison.timed, after: "After \(NumberText.duration(comparison.seconds))")
  }

  /// The outcome of the race over the same examples.
  public var countedOutcome: String {
    sentences.outcome(
      comparison.counted, after: "After \(NumberText.counted(comparison.epochs, "time")) through the examples")
  }

  /// What the cosine is.
  public var cosineMeaning: String { sentences.cosineMeaning }

  /// The theory, with its numbers.
  public var theory: String {
    sentences.theory(start: comparison.startAgreement, trained: comparison.trainedAgreement)
  }

  /// What follows from it.
  public var moral: String { sentences.moral }

  /// What the map shows and what it cannot.
  public func mapMeaning(_ landscape: Landscape) -> String { sentences.mapMeaning(landscape) }
}
