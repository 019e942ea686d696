#if !arch(wasm32)
import CProcessor
import KernelTable
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A job of several phases that two threads, the caller and one helper, go through in lockstep: see
/// `Workers.runInLockstep`.
///
/// The caller waits for the helper only once it has begun: a job that it has not claimed when the caller is done with
/// its own half of the first phase is withdrawn. Even so the helper may lose its processor to another program, or
/// synchronizing may cost more than the help is worth: so from time to time some jobs are done as a pair and some
/// alone, both are timed, and the next jobs are done the faster way.
///
/// Sendable, since the words that both write are atomic, and `own`, and `job` while none is offered, are the caller's
/// alone: only one caller at a time holds the helpers, see `SharedJob`, and only one helper reads.
final class PairedJob: @unchecked Sendable {
  struct Job {
    var phases: Int
    var context: UnsafeRawPointer
    var body: @convention(c) (UnsafeRawPointer, Int, Int, Int) -> Void

    static func != (left: Job, right: Job) -> Bool {
      left.phases != right.phases || left.context != right.context
        || unsafeBitCast(left.body, to: Int.self) != unsafeBitCast(right.body, to: Int.self)
    }
  }

  /// Twice the job's number, plus 1 once it is claimed or withdrawn.
  private var offer: UnsafeMutablePointer<Atomic<UInt64>> { words }
  /// The progress of caller and helper: the job's number · 256 + the number of phases done.
  private var callerProgress: UnsafeMutablePointer<Atomic<UInt64>> { words + Self.apart }
  private var helperProgress: UnsafeMutablePointer<Atomic<UInt64>> { words + 2 * Self.apart }
  private var isResting: UnsafeMutablePointer<Atomic<UInt64>> { words + 3 * Self.apart }
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  /// Distance in words between those that different threads write: two cache lines, since processors fetch them in
  /// pairs.
  private static let apart = 16

  /// Written by the caller while no job is offered, read by the helper after it has claimed one. Usually unchanged, and
  /// then not written.
  private let job: UnsafeMutablePointer<Job?>

  /// The caller's alone.
  private let own: UnsafeMutablePointer<CallerState>

  private struct CallerState {
    /// The number of the last job offered.
    var number: UInt64 = 0
    var trial = PairTrial()
  }

  init() {
    words = UnsafeMutableRawPointer.allocate(byteCount: 4 * Self.apart * 8, alignment: Self.apart * 8)
      .bindMemory(to: Atomic<UInt64>.self, capacity: 4 * Self.apart)
    for index in 0..<4 { (words + index * Self.apart).initialize(to: Atomic(1)) }
    job = Self.allocateApart(nil)
    own = Self.allocateApart(CallerState())
  }

  deinit {
    for index in 0..<4 { (words + index * Self.apart).deinitialize(count: 1) }
    UnsafeMutableRawPointer(words).deallocate()
    UnsafeMutableRawPointer(job).deallocate()
    UnsafeMutableRawPointer(own).deallocate()
  }

  private static func allocateApart<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: apart * 8, alignment: apart * 8)
      .bindMemory(to: Value.self, capacity: 1)
    memory.initialize(to: value)
    return memory
  }

  // MARK: The caller

  func run(_ next: Job, wake: () -> Void) {
    if job.pointee.map({ $0 != next }) ?? true {
      job.pointee = next
      own.pointee.trial = PairTrial()
    }
    switch own.pointee.trial.next() {
    case .pair(timed: false): performInPair(next, wake)
    case .alone(timed: false): perform(next, 0..<next.phases, 0, 2)
    case .pair(timed: true):
      let start = processor_ticks()
      performInPair(next, wake)
      own.pointee.trial.tookInPair(processor_ticks() &- start)
    case .alone(timed: true):
      let start = processor_ticks()
      perform(next, 0..<next.phases, 0, 2)
      own.pointee.trial.tookAlone(processor_ticks() &- start)
    }
  }

  private func performInPair(_ next: Job, _ wake: () -> Void) {
    let number = own.pointee.number &+ 1
    own.pointee.number = number
    offer.pointee.store(number << 1, ordering: .releasing)
    if isResting.pointee.load(ordering: .relaxed) == 1 {
      // In time for the next job, if not for this one.
      isResting.pointee.store(0, ordering: .relaxed)
      wake()
    }
    perform(next, 0..<1, 0, 1)
    guard helperHasBegun(number) else {
      perform(next, 0..<1, 1, 2)
      return perform(next, 1..<next.phases, 0, 2)
    }
    for phase in 1..<next.phases {
      callerProgress.pointee.store(number << 8 | UInt64(phase), ordering: .releasing)
      wait(for: helperProgress, number << 8 | UInt64(phase))
      next.body(next.context, phase, 0, 1)
    }
    wait(for: helperProgress, number << 8 | UInt64(next.phases))
  }

  private func perform(_ job: Job, _ phases: Range<Int>, _ first: Int, _ end: Int) {
    for phase in phases { job.body(job.context, phase, first, end) }
  }

  /// Whether the helper has claimed the job; if not, it is withdrawn.
  private func helperHasBegun(_ number: UInt64) -> Bool {
    for _ in 0..<Tuning.grace {
      if helperProgress.pointee.load(ordering: .acquiring) >= number << 8 { return true }
      processor_pause()
    }
    return !claim(number << 1)
  }

  // MARK: The helper

  /// Whether there is a job to claim.
  var isOffered: Bool { offer.pointee.load(ordering: .relaxed) & 1 == 0 }

  /// Does the helper's halves of the job offered; `false` if there is none.
  func help() -> Bool {
    let offered = offer.pointee.load(ordering: .acquiring)
    guard offered & 1 == 0, claim(offered), let job = job.pointee else { return false }
    let progress = offered << 7
    job.body(job.context, 0, 1, 2)
    for phase in 1..<job.phases {
      helperProgress.pointee.store(progress | UInt64(phase), ordering: .releasing)
      wait(for: callerProgress, progress | UInt64(phase))
      job.body(job.context, phase, 1, 2)
    }
    helperProgress.pointee.store(progress | UInt64(job.phases), ordering: .releasing)
    return true
  }

  /// Announces that the helper is about to sleep, unless a job is offered. It may miss a job offered meanwhile: the
  /// caller then does it alone, and wakes the helper with the next.
  func mayRest() -> Bool {
    isResting.pointee.store(1, ordering: .sequentiallyConsistent)
    return offer.pointee.load(ordering: .sequentiallyConsistent) & 1 == 1
  }

  // MARK: Both

  /// Claims, or withdraws, the job offered.
  private func claim(_ offered: UInt64) -> Bool {
    offer.pointee.compareExchange(expected: offered, desired: offered | 1, ordering: .acquiringAndReleasing).exchanged
  }

  /// Waits until the other thread has reached `progress`.
  private func wait(for other: UnsafeMutablePointer<Atomic<UInt64>>, _ progress: UInt64) {
    var looks = 0
    while other.pointee.load(ordering: .acquiring) < progress {
      looks += 1
      if looks < Tuning.patience { processor_pause() } else { sched_yield() }
    }
  }
}
#endif
