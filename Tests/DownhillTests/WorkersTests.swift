import Foundation
import KernelTable
import Synchronization
import Testing

@testable import Downhill

/// Every task of every job once, whatever the number of threads and however long they rest between jobs.
@Suite(.serialized) struct WorkersTests {
  /// How often each task was called. A class, so that tasks can share it; a lock that the thread sanitizer knows, as it
  /// does not know `Mutex`.
  final class Calls: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [Int]
    init(_ tasks: Int) { counts = [Int](repeating: 0, count: tasks) }
    func count(_ index: Int) { lock.withLock { counts[index] += 1 } }
    var all: [Int] { lock.withLock { counts } }
  }

  @Test(arguments: [1, 2, 5]) func everyCallKnowsItsThread(_ threads: Int) {
    let workers = Workers(count: threads)
    let busy = (0..<threads).map { _ in Shared() }
    for _ in 0..<200 {
      workers.run(16) { _, thread in
        // Two calls at once with one number would see each other here.
        #expect(busy[thread].value.add(1, ordering: .sequentiallyConsistent).oldValue == 0)
        busy[thread].value.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 7]) func callsEachTaskOnce(_ threads: Int) {
    let workers = Workers(count: threads)
    #expect(workers.count == threads)
    for tasks in Array(0...20) + [63, 64, 65, 100, 333, 999, 1_000] {
      let calls = Calls(tasks)
      workers.run(tasks) { calls.count($0) }
      #expect(calls.all == [Int](repeating: 1, count: tasks), "\(tasks) tasks")
    }
  }

  /// Jobs in close succession, each of another size: a helper that comes late to one must not take from the next.
  @Test(arguments: [2, 3, 7]) func jobsBackToBack(_ threads: Int) {
    let workers = Workers(count: threads)
    let sum = Shared()
    var expected = 0
    var random = RandomSource(seed: 12)
    for job in 0..<5_000 {
      let tasks = 1 + random.nextInteger(below: 9)
      workers.run(tasks) { sum.value.add(job &* 10 &+ $0, ordering: .relaxed) }
      expected += (0..<tasks).reduce(0) { $0 + job * 10 + $1 }
      // All calls have returned: nothing is missing, nothing comes later.
      let found = sum.value.load(ordering: .relaxed)
      if found != expected {
        Issue.record("job \(job): \(found) instead of \(expected)")
        return
      }
    }
  }

  /// Hundreds of thousands of tasks that take no time, begun by all threads at once: claims collide all the time, also
  /// where other programs leave little of the processors.
  @Test(arguments: [2, 3]) func claimsCollide(_ threads: Int) {
    let workers = Workers(count: threads)
    let tasks = 500_000
    for job in 0..<8 {
      let (arrived, calls, sum) = (Shared(), Shared(), Shared())
      workers.run(tasks) { index in
        calls.value.add(1, ordering: .relaxed)
        sum.value.add(index, ordering: .relaxed)
        guard index < threads else { return }
        // The first tasks wait for each other: from here on every thread claims.
        arrived.value.add(1, ordering: .sequentiallyConsistent)
        while arrived.value.load(ordering: .sequentiallyConsistent) < threads { sched_yield() }
      }
      #expect(calls.value.load(ordering: .relaxed) == tasks, "job \(job)")
      #expect(sum.value.load(ordering: .relaxed) == tasks * (tasks - 1) / 2, "job \(job)")
    }
  }

  final class Shared: Sendable { let value = Atomic<Int>(0) }

  /// 20 ms between jobs are far more than a helper spins: it sleeps and has to be woken.
  @Test(arguments: [2, 3, 7]) func jobsAfterARest(_ threads: Int) {
    let workers = Workers(count: threads)
    for tasks in [2, 50, 1, 1_000, 7] {
      usleep(20_000)
      let calls = Calls(tasks)
      workers.run(tasks) { calls.count($0) }
      #expect(calls.all == [Int](repeating: 1, count: tasks))
    }
  }

  /// Two tasks that each wait for the other end only if two threads are at work.
  @Test func tasksRunAtTheSameTime() {
    let workers = Workers(count: 2)
    for rest in [0, 20_000] as [UInt32] {
      usleep(rest)
      let arrived = Shared()
      let deadline = Date(timeIntervalSinceNow: 20)
      workers.run(2) { _ in
        arrived.value.add(1, ordering: .sequentiallyConsistent)
        while arrived.value.load(ordering: .sequentiallyConsistent) < 2, Date() < deadline { sched_yield() }
      }
      #expect(Date() < deadline)
    }
  }

  /// The record of phases that two halves go through in lockstep: each writes where the other then reads.
  final class Record: @unchecked Sendable {
    static let phases = 3
    /// For each half and phase how often it was done; cache lines apart, without atomics of its own.
    let counts: UnsafeMutablePointer<Int>
    /// How often a half found the other late, or ahead by more than a phase.
    let outOfStep = Atomic<Int>(0)
    init() {
      counts = .allocate(capacity: 256)
      counts.initialize(repeating: 0, count: 256)
    }
    deinit { counts.deallocate() }
    func count(_ half: Int, _ phase: Int) -> Int { counts[half * 64 + phase] }
    func perform(_ phase: Int, _ halves: Range<Int>) {
      for half in halves {
        // The phase before is over, in both halves: as often done as this one will be.
        let expected = count(half, phase) + (phase > 0 ? 1 : 0)
        let before = phase > 0 ? phase - 1 : Self.phases - 1
        if count(0, before) != expected || count(1, before) != expected {
          outOfStep.add(1, ordering: .relaxed)
        }
      }
      for half in halves { counts[half * 64 + phase] += 1 }
    }
  }

  @Test(arguments: [1, 2, 3]) func halvesRunInLockstep(_ threads: Int) {
    let workers = Workers(count: threads)
    let records = [Record(), Record()]
    // Long enough for some trials; with pauses, after which the helper has to be woken; two kinds of jobs.
    for job in 0..<60_000 {
      if job % 20_000 == 19_999 { usleep(20_000) }
      let record = records[job % 30_000 < 25_000 ? 0 : 1]
      let context = UnsafeRawPointer(Unmanaged.passUnretained(record).toOpaque())
      workers.runInLockstep(phases: Record.phases, context) { context, phase, first, end in
        Unmanaged<Record>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.perform(phase, first..<end) }
      }
    }
    for (record, jobs) in zip(records, [50_000, 10_000]) {
      #expect(record.outOfStep.load(ordering: .relaxed) == 0)
      for half in 0..<2 {
        for phase in 0..<Record.phases { #expect(record.count(half, phase) == jobs, "half \(half), phase \(phase)") }
      }
    }
    // Ordinary jobs in between find the helpers again.
    let calls = Calls(100)
    workers.run(100) { calls.count($0) }
    #expect(calls.all == [Int](repeating: 1, count: 100))
  }

  /// A trial times as many jobs either way, and the faster way does what follows; alone for longer each time.
  @Test func trialsTakeTheFasterWay() {
    var trial = PairTrial()
    func waysUntilVerdict(pair: UInt64, alone: UInt64, interruption: UInt64 = 0) -> (inPair: Int, alone: Int) {
      var (inPair, inAlone) = (0, 0)
      for _ in 0..<Tuning.warmUpJobs { if trial.next() == .pair(timed: false) { inPair += 1 } }
      for _ in 0..<2 * Tuning.timedJobs {
        switch trial.next() {
        case .pair(timed: true):
          inPair += 1
          trial.tookInPair(inPair == Tuning.warmUpJobs + 20 ? pair + interruption : pair)
        case .alone(timed: true):
          inAlone += 1
          trial.tookAlone(alone)
        default: Issue.record("not timed")
        }
      }
      return (inPair, inAlone)
    }
    for round in 0..<3 {
      #expect(waysUntilVerdict(pair: 2, alone: 3) == (Tuning.warmUpJobs + Tuning.timedJobs, Tuning.timedJobs))
      for _ in 0..<Tuning.pairJobs { #expect(trial.next() == .pair(timed: false), "round \(round)") }
    }
    for length in [1, 2, 4].map({ $0 * Tuning.firstAloneJobs }) {
      #expect(waysUntilVerdict(pair: 3, alone: 2) == (Tuning.warmUpJobs + Tuning.timedJobs, Tuning.timedJobs))
      for _ in 0..<length { #expect(trial.next() == .alone(timed: false)) }
    }
    #expect(waysUntilVerdict(pair: 2, alone: 3) == (Tuning.warmUpJobs + Tuning.timedJobs, Tuning.timedJobs))
    #expect(trial.next() == .pair(timed: false))
    // One interruption is not held against the pair.
    for _ in 1..<Tuning.pairJobs { #expect(trial.next() == .pair(timed: false)) }
    _ = waysUntilVerdict(pair: 2, alone: 3, interruption: 1_000_000)
    #expect(trial.next() == .pair(timed: false))
  }

  /// What the tasks wrote is there for the caller, without locks or atomics of theirs.
  @Test func resultsAreVisible() {
    struct Memory: @unchecked Sendable { let values: UnsafeMutablePointer<Int> }
    let memory = Memory(values: .allocate(capacity: 64))
    defer { memory.values.deallocate() }
    let workers = Workers(count: 3)
    for job in 0..<2_000 {
      workers.run(64) { memory.values[$0] = job }
      if !(0..<64).allSatisfy({ memory.values[$0] == job }) {
        Issue.record("job \(job)")
        return
      }
    }
  }

  #if os(Linux)
  /// Threads of this process.
  static var threadCount: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0 }

  /// Other suites have threads too, but not hundreds: 40 rounds of 6 helpers that are not joined would show.
  @Test func deinitEndsTheHelpers() {
    let before = Self.threadCount
    for round in 0..<40 {
      let workers = Workers(count: 7)
      // Some go while their helpers spin, some while they have not yet begun, some while they sleep.
      if round % 2 == 0 { workers.run(10) { _ in } }
      if round % 10 == 0 { usleep(5_000) }
    }
    #expect(Self.threadCount < before + 120)
  }
  #endif

  @Test func atLeastOneThread() {
    #expect(Workers(count: 0).count == 1)
    #expect(Workers(count: -3).count == 1)
    #expect(Workers.availableProcessors >= 1)
  }
}
