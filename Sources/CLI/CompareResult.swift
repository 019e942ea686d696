import Downhill
import DownhillExplain
import DownhillReport

/// What `compare` found.
struct CompareResult {
  let track: RaceTrack
  let settings: CompareSettings
  /// The learning rates that each racer had to choose from; nil if one was given to all.
  let rates: [Double]?
  /// The race under the same time.
  let timed: [Racer]
  /// The race over the same examples.
  let counted: [Racer]
  /// The racer of the latter that came to the lowest cost: the trained network of ``agreements``.
  let trained: Racer
  /// How well mini-batches agree with all examples, at the start and after training.
  let agreements: [GradientAgreement]
  /// The paths of ``counted`` on their plane; nil if nothing has moved.
  let landscape: Landscape?

  /// `all`, or the number of examples.
  func name(_ racer: Racer) -> String {
    racer.batchSize == track.training.count ? "all" : NumberText.grouped(racer.batchSize)
  }

  // MARK: For a browser

  var page: ReportPage { ReportPage(title: "Quick against slow", sections: []) }
}
