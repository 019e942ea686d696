import AllocationCounter
import Synchronization
import Testing

@testable import Downhill

/// Nothing is allocated in the training loop after the first mini-batch, on any of its threads.
///
/// Only threads that are being watched are counted: other suites may run at the same time, but not the tests of this one.
@Suite(
  .serialized,
  .enabled(if: allocation_counter_is_available(), "allocations are counted with glibc, and without sanitizers")
)
struct AllocationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let optimizer: Optimizer
    let floats: Bool
    let batch: TrainingConfiguration.BatchSize
    let threads: Int
    var shards = 1
    var testDescription: String {
      "\(optimizer.name), \(floats ? "floats" : "bytes"), \(batch), \(threads) threads, \(shards) shards"
    }
  }

  static let cases: [Case] = [Optimizer.sgd, .adam(.init())].flatMap { optimizer in
    [false, true].flatMap { floats in
      [TrainingConfiguration.BatchSize.count(10), .count(70)].flatMap { batch in
        [1, 2].map { Case(optimizer: optimizer, floats: floats, batch: batch, threads: $0) }
          + [Case(optimizer: optimizer, floats: floats, batch: batch, threads: 2, shards: 5)]
      }
    }
  }

  /// Has every thread of `workers` watched, or no more: each task waits until all threads have one.
  static func watch(_ workers: Workers, _ watch: Bool) {
    let arrived = Arrived()
    workers.run(workers.count) { [count = workers.count] _ in
      allocation_counter_watch_this_thread(watch)
      arrived.count.add(1, ordering: .sequentiallyConsistent)
      while arrived.count.load(ordering: .sequentiallyConsistent) < count {}
    }
  }

  final class Arrived: Sendable { let count = Atomic<Int>(0) }

  @Test(arguments: [Activation.sigmoid, .relu], cases)
  func nothingIsAllocatedBetweenMiniBatches(_ activation: Activation, _ test: Case) throws {
    let architecture = try Architecture(
      sizes: [100, 40, 24, 10], hiddenActivation: activation, outputActivation: .softmax)
    let examples = try SameBitsTests.examples(700, inputs: 100, classes: 10, floats: test.floats)
    let configuration = try TrainingConfiguration(
      architecture: architecture, cost: .crossEntropy, optimizer: test.optimizer, schedule: .cosine,
      batchSize: test.batch, shards: test.shards, l2: 0.001, epochs: 1)
    let workers = Workers(count: test.threads)
    let trainer = try Trainer(configuration, examples: examples, workers: workers)
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 100)
    defer { counts.deallocate() }
    counts.initialize(repeating: 0, count: 100)
    var events = 0
    Self.watch(workers, true)
    try trainer.run { event in
      guard case .miniBatchEnded = event else { return .proceed }
      counts[events] = allocation_counter_count()
      events += 1
      return .proceed
    }
    Self.watch(workers, false)
    #expect(events == configuration.miniBatches(examples: 700))
    for event in 1..<events { #expect(counts[event] == counts[0], "after mini-batch \(event)") }
  }

  /// Parameters are changed in place as long as nobody else holds them.
  @Test func aNetworkThatWasEvaluatedIsTrainedFurtherWithoutACopy() throws {
    let architecture = try Architecture(sizes: [2_000, 16])
    let examples = try SameBitsTests.examples(20, inputs: 2_000, classes: 16, floats: false)
    let configuration = try TrainingConfiguration(architecture: architecture, batchSize: .count(10), epochs: 4)
    let trainer = try Trainer(configuration, examples: examples, heldOut: [examples], workers: Workers())
    let evaluator = try Evaluator(architecture, cost: .quadratic)
    let gradients = try GradientEvaluator(architecture, cost: .quadratic)
    var evaluations = 0
    try trainer.run { event in
      guard case .epochEnded = event else { return .proceed }
      _ = try? evaluator.summary(trainer.network, examples)
      _ = try? gradients.gradientNorm(trainer.network, of: examples)
      evaluations += 1
      // Buffers are there from now on.
      if evaluations == 2 { allocation_counter_begin_weighing() }
      return .proceed
    }
    let held = allocation_counter_end_weighing()
    #expect(evaluations == 4)
    #expect(held < architecture.parameterByteCount / 2, "\(held) of \(architecture.parameterByteCount)")
  }

  /// A counter that does not count would find nothing.
  @Test(arguments: [1, 2]) func allocationsAreCountedOnEveryThread(_ threads: Int) {
    let workers = Workers(count: threads)
    Self.watch(workers, true)
    let before = allocation_counter_count()
    let arrived = Arrived()
    workers.run(threads) { _ in
      arrived.count.add(1, ordering: .sequentiallyConsistent)
      while arrived.count.load(ordering: .sequentiallyConsistent) < threads {}
      for size in 1...50 { Self.allocate(size) }
    }
    let after = allocation_counter_count()
    Self.watch(workers, false)
    #expect(after - before >= 100 * threads)
  }

  @inline(never)
  private static func allocate(_ size: Int) {
    // Aligned beyond what malloc promises, and not.
    UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64).deallocate()
    UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8).deallocate()
  }
}
