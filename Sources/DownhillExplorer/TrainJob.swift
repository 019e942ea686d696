import Downhill
import DownhillDocuments
import DownhillFormats

/// Training in slices: steps, then the test pictures, then the figures.
final class TrainJob: Job {
  /// Where it stops.
  enum Until: String, CaseIterable {
    case step, epoch, end

    init?(name: String) {
      guard let until = Until.allCases.first(where: { $0.rawValue == name }) else { return nil }
      self = until
    }
  }

  private enum Phase {
    case training
    /// The test pictures, after an epoch if one has ended.
    case testing(EpochProgress?)
    case drawing(isLast: Bool, JSONValue?)
  }

  private let run: TrainingRun
  private let until: Until
  private var phase: Phase
  private var testing: Pace
  private var lastDrawn = -Double.infinity
  /// When the present epoch began, as far as this job knows.
  private var epochStart: Double?
  private var stepsLeft: Int
  /// Whether the evaluation on the test pictures has begun.
  private var hasBegun = false

  /// Milliseconds between two updates of the figures.
  private static let interval = 160.0
  /// Steps on one example until its label is predicted for everything, and between two evaluations.
  private static let alone = (steps: 200, look: 4)

  init(_ run: TrainingRun, until: Until) {
    self.run = run
    self.until = until
    testing = Pace(first: 1_000)
    stepsLeft = until == .end ? Self.alone.steps : 1
    phase = run.untested != nil || run.tested.isEmpty ? .testing(run.untested) : .training
    super.init()
  }

  override func advance(now: Double, _ session: Session) throws(CallError) -> Progress {
    if epochStart == nil { epochStart = now }
    switch phase {
    case .training: return try train(now)
    case .testing(let epoch): return try test(epoch, now)
    case .drawing(let isLast, let document):
      run.rest(now: now)
      lastDrawn = now
      phase = .training
      session.use(run.model)
      let reply = session.train.picture(of: run, document: document)
      return isLast ? .ended(reply) : .event(reply)
    }
  }

  private func train(_ now: Double) throws(CallError) -> Progress {
    let steps = min(Self.alone.look, stepsLeft)
    let ended = try engine { () throws(EngineError) in
      try run.advance(now: now, until: until, steps: steps)
    }
    if run.only != nil {
      stepsLeft -= steps
      phase = .testing(nil)
    } else if let ended {
      phase = .testing(ended)
    } else if until == .step, !run.trainer.isWithinStep {
      phase = .drawing(isLast: true, nil)
    } else if now - lastDrawn > Self.interval {
      phase = .drawing(isLast: false, nil)
    }
    return .working
  }

  private func test(_ epoch: EpochProgress?, _ now: Double) throws(CallError) -> Progress {
    run.rest(now: now)
    if !hasBegun {
      try engine { () throws(EngineError) in
        try run.evaluator.begin(run.trainer.network, run.test.examples)
      }
    }
    hasBegun = true
    let count = testing.begin(now: now)
    try engine { () throws(EngineError) in try run.evaluator.advance(examples: count) }
    guard run.evaluator.isComplete else { return .working }
    hasBegun = false
    testing.abandon()
    let summary = run.evaluator.result
    let isFirst = run.tested.isEmpty
    run.note(summary, calledLabel: try calledLabel())
    var document: JSONValue?
    if let epoch {
      document = epochJSON(
        epoch, heldOut: [(name: "test", summary: summary)], seconds: (now - (epochStart ?? now)) / 1000)
      epochStart = now
    }
    let isLast = run.only != nil ? stepsLeft <= 0 : epoch != nil && (until != .end || run.isDone)
    phase =
      isLast || isFirst || document != nil || now - lastDrawn > Self.interval
      ? .drawing(isLast: isLast, document) : .training
    return .working
  }

  /// The share of a thousand test pictures for which the one example's label is predicted.
  private func calledLabel() throws(CallError) -> Double {
    guard let label = run.only?.label else { return 0 }
    let test = run.test.examples
    let some = test[0..<min(1_000, test.count)]
    let answers = try engine { () throws(EngineError) in
      try run.evaluator.predictions(run.trainer.network, some)
    }
    return Double(answers.count { $0 == label }) / Double(some.count)
  }
}
