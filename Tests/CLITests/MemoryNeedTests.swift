#if os(Linux)
import Downhill
import DownhillFiles
import Foundation
import Testing

@testable import CLI

/// What the check of each verb expects against what the verb is measured to take.
@Suite struct MemoryNeedTests {
  private let folder: Folder
  private let bars: DataSource

  init() throws {
    folder = try Folder()
    try Bars(rows: 28, columns: 28).write(in: folder)
    bars = try DataSource(path: "\(folder.path)/bars")
  }

  private static let peak = SystemCallShim.built("peak.c", as: "peak", with: [])

  /// The most memory that a run has at a time. The system's own account of a child would begin with what these tests have.
  private func peakBytes(_ command: String) throws -> Int {
    var program = folder.program
    program.executable = try #require(Self.peak)
    let words = command.split(separator: " ").map(String.init)
    let run = try program.run(["\(folder.path)/peak", Program.path] + words)
    try #require(run.status == 0, "\(command): \(run.err)")
    return try #require(Int(folder.text("peak").dropLast()))
  }

  /// Expects the estimate to be no more than what is taken beyond a process that does nothing, and little less.
  private func expect(
    _ need: MemoryNeed, of command: String, atLeast share: Double = 0.5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    guard Self.peak != nil else { return print("no C compiler: what \(command) takes is not measured") }
    let taken = Double(try peakBytes(command) - peakBytes("--version"))
    let ratio = need.peak / taken
    #expect(
      ratio <= 1.05 && ratio >= share, "\(command) takes \(Int(taken / 1e6)) MB, expected \(Int(need.peak / 1e6)) MB",
      sourceLocation: sourceLocation)
  }

  private func training(_ sizes: [Int], _ optimizer: Optimizer, batch: TrainingConfiguration.BatchSize)
    throws -> TrainingConfiguration
  {
    try TrainingConfiguration(
      architecture: Architecture(sizes: sizes), optimizer: optimizer, learningRate: 0.01, batchSize: batch, epochs: 1)
  }

  @Test func `training, over shapes`() throws {
    let digits = DataSource.mnist
    try expect(
      .training(training([784, 16, 16, 10], .sgd, batch: .count(10)), digits, examples: 60_000), of: "train --epochs 1")
    let shapes: [(hidden: [Int], optimizer: Optimizer, name: String, batch: Int)] = [
      ([1_500, 1_500], .adam(Optimizer.AdamSettings()), "adam", 32), ([4_000], .sgd, "sgd", 10),
      ([2_000, 700, 700], .momentum(0.9), "momentum", 100),
    ]
    for (hidden, optimizer, name, batch) in shapes {
      let sizes = [784] + hidden + [10]
      let need = try MemoryNeed.training(training(sizes, optimizer, batch: .count(batch)), bars, examples: 120)
      let list = hidden.map { "\($0)" }.joined(separator: ",")
      // Each into a file of its own: what is replaced is read, to say what it was.
      try expect(
        need,
        of: "train --data bars --hidden \(list) --optimizer \(name) --batch-size \(batch) --epochs 1 --threads 1 "
          + "--save \(name).safetensors")
    }
  }

  @Test func `what is done with a model`() throws {
    let sizes = [784, 600, 600, 10]
    let architecture = try Architecture(sizes: sizes)
    let train = "train --data bars --hidden 600,600 --epochs 1 --quiet"
    try #require(try folder.program(train).status == 0)
    let size = try #require(Files.byteCount(of: "\(folder.path)/model.safetensors"))
    func beside(_ need: MemoryNeed) -> MemoryNeed {
      var sum = MemoryNeed()
      sum.keep(Double(architecture.parameterByteCount))
      sum.keep(need.peak)
      return sum.peak > MemoryNeed.reading(fileByteCount: size).peak ? sum : .reading(fileByteCount: size)
    }
    try expect(.reading(fileByteCount: size), of: "inspect model.safetensors")
    for (work, document, command) in [
      (MemoryNeed.Work.evaluation, false, "evaluate model.safetensors --data bars --threads 1"),
      (.story, false, "explain model.safetensors --data bars --no-pause"),
      (.story, true, "explain model.safetensors --data bars --json"),
      (.average, false, "average model.safetensors --data bars --examples 0..<3"),
      (.gradient, false, "gradient model.safetensors --data bars --examples 0..<3"),
      (.sensitivity, false, "sensitivity model.safetensors --data bars --examples 0..<3"),
    ] {
      let need = MemoryNeed.work(work, architecture, bars, [.test], isDocument: document)
      try expect(beside(need), of: command, atLeast: 0.4)
    }
    try expect(
      .collapse(architecture, bars), of: "collapse model.safetensors --data bars --steps 5 --threads 1", atLeast: 0.4)
  }
}
#endif
