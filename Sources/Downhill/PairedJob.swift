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

/// A job of some phases that two threads go through in step, the caller and one helper: see `Workers.runInStep`.
///
/// The helper is never waited for unless it has begun: a job that it has not claimed by the time the caller is through with
/// its own half of the first phase is withdrawn. Who has begun may still lose its processor to a neighbour, and what the
/// two have to tell each other may cost more than the help is worth: so every now and then some jobs are done in pair and
/// some alone, both are timed, and the jobs after them are done in the way that was faster.
///
/// Sendable, since the words that both write are atomic, `own` is the caller's alone, and so is `job` while no job is on offer:
/// whoever calls has taken the helpers, see `SharedJob`, and there is one helper who reads.
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

  /// The number of the job, doubled, and 1 more once it is claimed or withdrawn.
  private var offer: UnsafeMutablePointer<Atomic<UInt64>> { words }
  /// Where caller and helper are: the number of the job · 256 + the phase whose predecessors are done.
  private var callerPlace: UnsafeMutablePointer<Atomic<UInt64>> { words + Self.apart }
  private var helperPlace: UnsafeMutablePointer<Atomic<UInt64>> { words + 2 * Self.apart }
  private var isResting: UnsafeMutablePointer<Atomic<UInt64>> { words + 3 * Self.apart }
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  /// Words between two that different threads write: two cache lines, as processors fetch them in pairs.
  private static let apart = 16

  /// Written by the caller while no job is offered, read by the helper after it has claimed one. Usually it is the same as
  /// before and is not written at all.
  private let job: UnsafeMutablePointer<Job?>

  /// Nobody's but the caller's.
  private let own: UnsafeMutablePointer<CallerState>

  private struct CallerState {
    /// Of the job last offered.
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
      // Awake in good time for the next job, if not for this one.
      isResting.pointee.store(0, ordering: .relaxed)
      wake()
    }
    perform(next, 0..<1, 0, 1)
    guard helperHasBegun(number) else {
      perform(next, 0..<1, 1, 2)
      return perform(next, 1..<next.phases, 0, 2)
    }
    for phase in 1..<next.phases {
      callerPlace.pointee.store(number << 8 | UInt64(phase), ordering: .releasing)
      wait(for: helperPlace, number << 8 | UInt64(phase))
      next.body(next.context, phase, 0, 1)
    }
    wait(for: helperPlace, number << 8 | UInt64(next.phases))
  }

  private func perform(_ job: Job, _ phases: Range<Int>, _ first: Int, _ end: Int) {
    for phase in phases { job.body(job.context, phase, first, end) }
  }

  /// Whether the helper has claimed the job; if not, it is withdrawn.
  private func helperHasBegun(_ number: UInt64) -> Bool {
    for _ in 0..<Tuning.grace {
      if helperPlace.pointee.load(ordering: .acquiring) >= number << 8 { return true }
      processor_pause()
    }
    return !claim(number << 1)
  }

  // MARK: The helper

  /// Whether there is a job to claim.
  var isOffered: Bool { offer.pointee.load(ordering: .relaxed) & 1 == 0 }

  /// Does its halves of the job on offer; `false` if there is none.
  func help() -> Bool {
    let offered = offer.pointee.load(ordering: .acquiring)
    guard offered & 1 == 0, claim(offered), let job = job.pointee else { return false }
    let place = offered << 7
    job.body(job.context, 0, 1, 2)
    for phase in 1..<job.phases {
      helperPlace.pointee.store(place | UInt64(phase), ordering: .releasing)
      wait(for: callerPlace, place | UInt64(phase))
      job.body(job.context, phase, 1, 2)
    }
    helperPlace.pointee.store(place | UInt64(job.phases), ordering: .releasing)
    return true
  }

  /// Says that the helper is about to sleep, unless a job is on offer. An offer that is made meanwhile may be missed: the
  /// caller then does the job by itself, and wakes the helper with the next.
  func mayRest() -> Bool {
    isResting.pointee.store(1, ordering: .sequentiallyConsistent)
    return offer.pointee.load(ordering: .sequentiallyConsistent) & 1 == 1
  }

  // MARK: Both

  /// Claims, or withdraws, what is offered.
  private func claim(_ offered: UInt64) -> Bool {
    offer.pointee.compareExchange(expected: offered, desired: offered | 1, ordering: .acquiringAndReleasing).exchanged
  }

  /// Waits until the other thread is at `place`.
  private func wait(for other: UnsafeMutablePointer<Atomic<UInt64>>, _ place: UInt64) {
    var looks = 0
    while other.pointee.load(ordering: .acquiring) < place {
      looks += 1
      if looks < Tuning.patience { processor_pause() } else { sched_yield() }
    }
  }
}
#endif
