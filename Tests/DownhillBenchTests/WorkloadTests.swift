import Downhill
import Testing

@testable import DownhillBench

@Suite struct WorkloadTests {
  private static func workload(_ name: String) throws -> Workload {
    try #require(Workload.all.first { $0.name == name })
  }

  @Test func `the table`() throws {
    #expect(
      Workload.names == ["W1", "W2-32", "W2-100", "W2-1000", "W3", "W4", "W5-100", "W5-256", "W6", "W7", "W8"])
    #expect(Set(Workload.all.map { "\($0.name) \($0.sizes) \($0.unit)" }).count == Workload.all.count)
    for workload in Workload.all { _ = try workload.architecture() }

    let plain = Workload.Recipe(cost: .quadratic, optimizer: .sgd, learningRate: 3, batchSize: 10)
    #expect(try Self.workload("W1").task == .epoch(plain))
    #expect(try Self.workload("W1").architecture() == Architecture("784-16-16-10"))
    let adam = Workload.Recipe(
      cost: .crossEntropy, optimizer: .adam(.init()), learningRate: 0.001, batchSize: 128)
    #expect(try Self.workload("W4").task == .epoch(adam))
    #expect(
      try Self.workload("W4").architecture()
        == Architecture("784-512-512-10", hiddenActivation: .relu, outputActivation: .softmax))
    let deep = Workload.Recipe(cost: .crossEntropy, optimizer: .sgd, learningRate: 0.05, batchSize: 256)
    #expect(try Self.workload("W5-256").task == .steps(50, deep))
    #expect(try Self.workload("W5-256").hiddenActivation == .tanh)
    #expect(try Self.workload("W8").hiddenActivation == .silu)
  }

  /// 1,500 steps of 100 examples are two and a half epochs of 60,000.
  @Test func `the recipe of a cold run`() {
    #expect(ColdRun.recipe.schedule == .linear(epochs: 2.5))
    #expect(ColdRun.recipe.learningRate == 0.01 && ColdRun.recipe.batchSize == 100)
    #expect(ColdRun.recipe.optimizer == .adam(.init()) && ColdRun.recipe.cost == .crossEntropy)
  }

  /// W = 784·16 + 16·16 + 16·10 = 12,960, so that an example takes 6·12,960 − 2·784·16 = 52,672 operations; and the same
  /// for 784-128-10 and the wide ones.
  @Test(arguments: [
    ("W1", 12_960, 52_672), ("W3", 101_632, 409_088), ("W4", 668_672, 3_209_216), ("W5-100", 11_965_000, 67_870_000),
  ])
  func `operations of an example, by hand`(_ name: String, _ weights: Int, _ operations: Int) throws {
    let workload = try Self.workload(name)
    #expect(workload.weightCount == weights)
    #expect(workload.operationsOfTrainingExample == operations)
  }

  @Test func `work of a repetition, by hand`() throws {
    // An epoch reads 60,000 examples of 784 floats; the weights stay in the cache.
    let epoch = Workload.Work(operations: 60_000 * 52_672, bytes: 60_000 * 3_136)
    #expect(try Self.workload("W1").work(trainingExamples: 60_000) == epoch)
    #expect(try Self.workload("W2-1000").work(trainingExamples: 60_000) == epoch)
    #expect(try Self.workload("W6").work(trainingExamples: 60_000) == epoch)
    // 469 mini-batches, the last of 96; 668,672 weights of four bytes, six times each.
    #expect(
      try Self.workload("W4").work(trainingExamples: 60_000)
        == Workload.Work(operations: 60_000 * 3_209_216, bytes: 60_000 * 3_136 + 469 * 6 * 4 * 668_672))
    #expect(
      try Self.workload("W5-256").work(trainingExamples: 60_000)
        == Workload.Work(operations: 12_800 * 67_870_000, bytes: 12_800 * 3_136 + 50 * 6 * 4 * 11_965_000))
    let answers = Workload.all.filter { $0.name == "W7" }.map { $0.work(trainingExamples: 60_000) }
    #expect(answers[0] == Workload.Work(operations: 2 * 12_960, bytes: 784))
    #expect(answers[3] == Workload.Work(operations: 20_000 * 101_632, bytes: 7_840_000))
    #expect(try Self.workload("W8").work(trainingExamples: 60_000) == nil)
  }

  @Test func `the share of the limit, by hand`() {
    let limit = MachineLimits.Limit(threads: 1, operationsPerSecond: 40e9, bytesPerSecond: 10e9)
    var result = Measurement(workload: Workload.all[0], threads: 1, seconds: [0.4, 0.1, 0.2])
    #expect(result.shareOfLimit(limit) == nil && result.operationsPerSecond == nil)
    // Arithmetic takes 0.1 s of 0.2 s.
    result.work = Workload.Work(operations: 4e9, bytes: 0.2e9)
    #expect(result.shareOfLimit(limit) == 0.5 && result.operationsPerSecond == 20e9)
    // Reading takes 0.15 s.
    result.work = Workload.Work(operations: 4e9, bytes: 1.5e9)
    #expect((result.shareOfLimit(limit)! - 0.75).magnitude < 1e-12)
    #expect(!result.wasDisturbed(limit))
    result.peakMeanwhile = 31e9
    #expect(result.wasDisturbed(limit))
  }
}
