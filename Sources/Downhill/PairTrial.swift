import KernelTable

/// Decides by timing whether two threads are faster than one, again and again, since other programs come and go.
struct PairTrial {
  enum Way: Equatable {
    case pair(timed: Bool)
    case alone(timed: Bool)
  }

  private var done = 0
  private var verdict: Way?
  private var jobs = 0
  private var aloneJobs = Tuning.firstAloneJobs
  /// For each quarter of the jobs.
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
    if done <= Tuning.warmUpJobs { return .pair(timed: false) }
    return (done - Tuning.warmUpJobs - 1) % (Tuning.timedJobs / 2) < Tuning.timedJobs / 4
      ? .pair(timed: true) : .alone(timed: true)
  }

  init() {}

  private init(aloneJobs: Int) { self.aloneJobs = aloneJobs }

  /// Adds the duration of a job done as a pair.
  mutating func tookInPair(_ ticks: UInt64) { pairTicks[quarter] &+= ticks }

  /// Adds the duration of a job done alone; the last one decides.
  mutating func tookAlone(_ ticks: UInt64) {
    aloneTicks[quarter] &+= ticks
    guard done == Tuning.warmUpJobs + 2 * Tuning.timedJobs else { return }
    done = 0
    if withoutWorst(pairTicks) <= withoutWorst(aloneTicks) {
      verdict = .pair(timed: false)
      jobs = Tuning.pairJobs
      aloneJobs = Tuning.firstAloneJobs
    } else {
      verdict = .alone(timed: false)
      jobs = aloneJobs
      aloneJobs = min(2 * aloneJobs, Tuning.mostAloneJobs)
    }
  }
  private var quarter: Int { (done - Tuning.warmUpJobs - 1) / (Tuning.timedJobs / 2) }

  /// One interruption lasts longer than a hundred jobs, so the worst quarter is left out.
  private func withoutWorst(_ ticks: SIMD4<UInt64>) -> UInt64 { ticks.wrappedSum() &- ticks.max() }
}
