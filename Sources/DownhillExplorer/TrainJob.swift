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

  private let course: Course
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

  init(_ course: Course, until: Until) {
    self.course = course
    self.until = until
    testing = Pace(first: 1_000)
    stepsLeft = until == .end ? Self.alone.steps : 1
    phase = course.untested != nil || course.tested.isEmpty ? .testing(course.untested) : .training
    super.init()
  }

  override func advance(now: Double, _ session: Session) throws(AskError) -> Progress {
    if epochStart == nil { epochStart = now }
    switch phase {
    case .training: return try train(now)
    case .testing(let epoch): return try test(epoch, now)
    case .drawing(let isLast, let document):
      course.rest(now: now)
      lastDrawn = now
      phase = .training
      session.use(course.model)
      let answer = session.train.picture(of: course, document: document)
      return isLast ? .ended(answer) : .told(answer)
    }
  }

  private func train(_ now: Double) throws(AskError) -> Progress {
    let steps = min(Self.alone.look, stepsLeft)
    let ended = try engine { () throws(EngineError) in
      try course.advance(now: now, until: until, steps: steps)
    }
    if course.only != nil {
      stepsLeft -= steps
      phase = .testing(nil)
    } else if let ended {
      phase = .testing(ended)
    } else if until == .step, !course.trainer.isWithinStep {
      phase = .drawing(isLast: true, nil)
    } else if now - lastDrawn > Self.interval {
      phase = .drawing(isLast: false, nil)
    }
    return .working
  }

  private func test(_ epoch: EpochProgress?, _ now: Double) throws(AskError) -> Progress {
    course.rest(now: now)
    if !hasBegun {
      try engine { () throws(EngineError) in
        try course.evaluator.begin(course.trainer.network, course.test.examples)
      }
    }
    hasBegun = true
    let count = testing.begin(now: now)
    try engine { () throws(EngineError) in try course.evaluator.advance(examples: count) }
    guard course.evaluator.isComplete else { return .working }
    hasBegun = false
    testing.abandon()
    let summary = course.evaluator.result
    let isFirst = course.tested.isEmpty
    course.note(summary, calledLabel: try calledLabel())
    var document: JSONValue?
    if let epoch {
      document = epochJSON(
        epoch, heldOut: [(name: "test", summary: summary)], seconds: (now - (epochStart ?? now)) / 1000)
      epochStart = now
    }
    let isLast = course.only != nil ? stepsLeft <= 0 : epoch != nil && (until != .end || course.isDone)
    phase =
      isLast || isFirst || document != nil || now - lastDrawn > Self.interval
      ? .drawing(isLast: isLast, document) : .training
    return .working
  }

  /// The share of a thousand test pictures for which the one example's label is predicted.
  private func calledLabel() throws(AskError) -> Double {
    guard let label = course.only?.label else { return 0 }
    let test = course.test.examples
    let some = test[0..<min(1_000, test.count)]
    let answers = try engine { () throws(EngineError) in
      try course.evaluator.predictions(course.trainer.network, some)
    }
    return Double(answers.count { $0 == label }) / Double(some.count)
  }
}
