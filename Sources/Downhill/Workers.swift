import KernelTable

#if !arch(wasm32)
import CProcessor
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Threads that share the tasks of one job after another.
///
/// The caller works too, and takes every task that no other thread has begun: it waits for a helper whose core is busy
/// only if that helper has begun a task. Between jobs the helpers spin for a moment, since the next job usually comes
/// within microseconds, and then sleep. Which thread takes which task is left to chance; tasks are cut so that the
/// result does not depend on it.
///
/// Safe to share: a call made while a job is running, from another thread or from within a task, does its own job
/// alone.
///
/// Sendable, since it is not written to after `init`, and only one caller at a time holds the shared job.
public final class Workers: @unchecked Sendable {
  /// Threads that work on a job, the caller included: fewer than asked for where the system starts no more.
  public let count: Int

  private let shared: SharedJob
  private let threads: [pthread_t]

  /// The most threads.
  public static let limit = 1_024

  /// `count` threads in all, 1 to ``limit``: the caller and `count − 1` helpers.
  public init(count: Int = 1) {
    let wanted = min(max(count, 1), Self.limit)
    let job = SharedJob(helpers: wanted - 1)
    shared = job
    threads = (1..<wanted).compactMap { _ in startThread { job.help() } }
    self.count = threads.count + 1
  }

  deinit {
    shared.stop()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Processors that this process may use: those it is bound to, limited by its container's share of CPU time.
  public static var availableProcessors: Int { max(Int(processor_count()), 1) }

  /// Calls `task` with every number below `tasks`, 0 or more, each once, and returns when all calls have returned.
  ///
  /// `task` also gets the number of its thread, 0 ..< ``count``, so that it can use memory of that thread's own.
  public func run(_ tasks: Int, _ task: @escaping @Sendable (_ task: Int, _ thread: Int) -> Void) {
    precondition(tasks >= 0, "a job of \(tasks) tasks")
    guard count > 1, tasks > 1, shared.take() else {
      for index in 0..<tasks { task(index, 0) }
      return
    }
    defer { shared.release() }
    shared.begin(tasks, task)
    shared.work(thread: 0)
    shared.waitUntilDone(tasks)
  }

  /// The same for tasks that do not need the number of their thread.
  public func run(_ tasks: Int, _ task: @escaping @Sendable (Int) -> Void) {
    run(tasks) { index, _ in task(index) }
  }

  /// Calls `body` with every phase below `phases`, in order, for the two halves of each: `body(context, phase, 0, 1)`
  /// on this thread while the first helper is in `body(context, phase, 1, 2)`. No thread begins a phase before both
  /// have ended the previous one. If no helper is there in time, this thread calls `body(context, phase, 0, 2)`, or
  /// both halves itself.
  ///
  /// For phases of about a microsecond: two threads at most, no reference counting, and each half stays with its thread
  /// from job to job.
  func runInLockstep(
    phases: Int, _ context: UnsafeRawPointer,
    _ body: @convention(c) (_ context: UnsafeRawPointer, _ phase: Int, _ first: Int, _ end: Int) -> Void
  ) {
    guard count > 1, shared.take() else {
      for phase in 0..<phases { body(context, phase, 0, 2) }
      return
    }
    defer { shared.release() }
    shared.pair.run(PairedJob.Job(phases: phases, context: context, body: body), wake: shared.wakeHelpers)
  }
}

/// The current job, from which caller and helpers take tasks.
///
/// Sendable, since all that several threads write are atomic words. The one field that is not, `task`, is written by the
/// caller that has taken the helpers, while no task can be claimed, and read by helpers after they have claimed one.
private final class SharedJob: @unchecked Sendable {
  /// Which job it is, how many tasks it has and which is next, in one word, so that a helper who comes too late finds
  /// it changed and takes nothing.
  private struct Claims {
    var word: UInt64
    var job: UInt64 { word >> 40 }
    var tasks: Int { Int(word >> 20 & 0xF_FFFF) }
    var next: Int { Int(word & 0xF_FFFF) }
    var isClaimed: Bool { next >= tasks }

    init(word: UInt64) { self.word = word }
    init(job: UInt64, tasks: Int) { word = job << 40 | UInt64(tasks) << 20 }
  }

  /// The most tasks a job can have.
  static let taskLimit = 0xF_FFFF

  private let claims = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  /// Whether a caller holds the helpers.
  private let busy = Atomic<Bool>(false)
  /// Helpers that have begun: each takes the next number as its own.
  private let begun = Atomic<Int>(0)
  private var task: (@Sendable (Int, Int) -> Void)?
  private let helpers: Int
  let pair = PairedJob()
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(helpers: Int) {
    self.helpers = helpers
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  deinit {
    pthread_cond_destroy(wake)
    pthread_mutex_destroy(mutex)
    wake.deallocate()
    mutex.deallocate()
  }

  /// Takes the helpers for a job, unless another caller has them.
  func take() -> Bool { !busy.exchange(true, ordering: .acquiring) }
  func release() { busy.store(false, ordering: .releasing) }

  func begin(_ tasks: Int, _ task: @escaping @Sendable (Int, Int) -> Void) {
    precondition(tasks <= Self.taskLimit, "a job of \(tasks) tasks")
    assert(busy.load(ordering: .relaxed), "only the owner of the helpers may run a job")
    assert(Claims(word: claims.load(ordering: .relaxed)).isClaimed, "a job while another has tasks to claim")
    // All tasks of the job before are claimed and done, so no thread reads these fields now.
    self.task = task
    finished.store(0, ordering: .relaxed)
    let job = Claims(word: claims.load(ordering: .relaxed)).job &+ 1
    claims.store(Claims(job: job, tasks: tasks).word, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeHelpers() }
  }

  func wakeHelpers() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(mutex)
  }

  /// Takes tasks of the current job until all have begun.
  func work(thread: Int) {
    var claim = Claims(word: claims.load(ordering: .acquiring))
    while claim.next < claim.tasks {
      let (exchanged, current) = claims.weakCompareExchange(
        expected: claim.word, desired: claim.word + 1, ordering: .acquiringAndReleasing)
      if exchanged {
        perform(claim.next, thread)
        finished.add(1, ordering: .releasing)
        claim = Claims(word: claims.load(ordering: .acquiring))
      } else {
        claim = Claims(word: current)
      }
    }
  }

  func waitUntilDone(_ tasks: Int) {
    var looks = 0
    while finished.load(ordering: .acquiring) < tasks {
      looks += 1
      if looks < Tuning.patience { processor_pause() } else { sched_yield() }
    }
  }

  func help() {
    let thread = begun.add(1, ordering: .relaxed).newValue
    var last: UInt64 = 0
    while !stopping.load(ordering: .acquiring) {
      let job = Claims(word: claims.load(ordering: .acquiring)).job
      if job != last {
        last = job
        work(thread: thread)
      } else if thread != 1 || !pair.help() {
        waitForJob(after: last, isPaired: thread == 1)
      }
    }
  }

  func stop() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    wakeHelpers()
  }

  @inline(never)
  private func perform(_ index: Int, _ thread: Int) { task?(index, thread) }

  private func waitForJob(after last: UInt64, isPaired: Bool) {
    for _ in 0..<Tuning.patience {
      if Claims(word: claims.load(ordering: .relaxed)).job != last || stopping.load(ordering: .relaxed) { return }
      if isPaired, pair.isOffered { return }
      processor_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while Claims(word: claims.load(ordering: .sequentiallyConsistent)).job == last,
      !stopping.load(ordering: .relaxed)
    {
      if isPaired, !pair.mayRest() { break }
      pthread_cond_wait(wake, mutex)
      // The job it was woken for may be withdrawn by now: it stays awake for the next.
      if isPaired { break }
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }
}
#else
/// On WebAssembly there is one thread, the caller's.
public final class Workers: Sendable {
  /// Always 1.
  public let count = 1

  /// `count` is ignored.
  public init(count: Int = 1) {}

  /// Always 1.
  public static var availableProcessors: Int { 1 }

  /// Calls `body(context, phase, 0, 2)` with every phase below `phases`, in order.
  func runInLockstep(
    phases: Int, _ context: UnsafeRawPointer, _ body: (UnsafeRawPointer, _ phase: Int, _ first: Int, _ end: Int) -> Void
  ) {
    for phase in 0..<phases { body(context, phase, 0, 2) }
  }

  /// Calls `task` with every number below `tasks`, in order, and with 0, the only thread.
  public func run(_ tasks: Int, _ task: @escaping @Sendable (_ task: Int, _ thread: Int) -> Void) {
    for index in 0..<tasks { task(index, 0) }
  }

  /// Calls `task` with every number below `tasks`, in order.
  public func run(_ tasks: Int, _ task: @escaping @Sendable (Int) -> Void) {
    for index in 0..<tasks { task(index) }
  }
}
#endif

extension Workers {
  /// The number of threads worth using for jobs of `work` multiplications: one, unless synchronizing costs far less
  /// than it gains.
  public static func suitableCount(work: Int) -> Int {
    work < Tuning.leastSharedWork ? 1 : availableProcessors
  }
}
