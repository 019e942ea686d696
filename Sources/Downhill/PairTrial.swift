/// Whether two threads are faster than one, found out by trying, again and again: neighbours come and go.
struct PairTrial {
  enum Way: Equatable {
    case pair(timed: Bool)
    case alone(timed: Bool)
  }

  /// Jobs in pair before the timed ones, for the helper may have to wake up first.
  static let warmUp = 64
  /// Jobs that are timed either way, a quarter of them at a time.
  static let timed = 64
  /// Jobs from a verdict for the pair to the next trial.
  static let pairJobs = 8_192
  /// The same for a verdict against it, the first time and at most: it doubles as long as the verdict stays.
  static let firstAloneJobs = 256
  static let mostAloneJobs = 131_072

  private var done = 0
  private var verdict: Way?
  private var jobs = 0
  private var aloneJobs = Self.firstAloneJobs
  /// By the quarter.
  private var pairTicks = SIMD4<UInt64>.zero
  private var aloneTicks = SIMD4<UInt64>.zero

  /// How to do the next job.
  mutating func next() -> Way {
    done += 1
    if let verdict {
      if done <= jobs { return verdict }
      self = PairTrial(aloneJobs: aloneJobs)
      done = 1
    }
    if done <= Self.warmUp { return .pair(timed: false) }
    return (done - Self.warmUp - 1) % (Self.timed / 2) < Self.timed / 4 ? .pair(timed: true) : .alone(timed: true)
  }

  init() {}

  private init(aloneJobs: Int) { self.aloneJobs = aloneJobs }

  /// What a timed job took.
  mutating func tookInPair(_ ticks: UInt64) { pairTicks[quarter] &+= ticks }

  /// What a timed job took; the last of them brings the verdict.
  mutating func tookAlone(_ ticks: UInt64) {
    aloneTicks[quarter] &+= ticks
    guard done == Self.warmUp + 2 * Self.timed else { return }
    done = 0
    if withoutWorst(pairTicks) <= withoutWorst(aloneTicks) {
      verdict = .pair(timed: false)
      jobs = Self.pairJobs
      aloneJobs = Self.firstAloneJobs
    } else {
      verdict = .alone(timed: false)
      jobs = aloneJobs
      aloneJobs = min(2 * aloneJobs, Self.mostAloneJobs)
    }
  }
  private var quarter: Int { (done - Self.warmUp - 1) / (Self.timed / 2) }

  /// One interruption lasts longer than a hundred jobs: the worst quarter says nothing.
  private func withoutWorst(_ ticks: SIMD4<UInt64>) -> UInt64 { ticks.wrappedSum() &- ticks.max() }
}
