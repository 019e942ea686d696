import Foundation
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
