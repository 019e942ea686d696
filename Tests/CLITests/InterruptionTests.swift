import Foundation
import Testing

/// Signals end training early, keep what there is, and lose nothing.
@Suite(.serialized) struct InterruptionTests {
  /// Thousands of mini-batches an epoch, and next to nothing to evaluate: a signal comes in the middle of one, as a rule.
  private static let data = Bars(rows: 14, columns: 10, training: 6_000, test: 6)
  #if DEBUG
  private static let epochs = 3
  #else
  private static let epochs = 60
  #endif

  @Test(arguments: [
    (SIGINT, Int32(130), "--schedule one-cycle"), (SIGTERM, 143, "--optimizer adam"), (SIGHUP, 129, ""),
  ])
  func `a signal in mid-epoch saves, and training resumes to the same bytes`(
    signal: Int32, status: Int32, options: String
  ) throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    let train = "train --data bars --classes 3 --hidden 128,32 --batch-size 2 --epochs \(Self.epochs) \(options)"
    #expect(try folder.program("\(train) --save whole -q").status == 0)
    let words = "\(train) --save part".split(separator: " ").map(String.init)
    // An epoch takes milliseconds, so on a busy computer the signal may also come between two, or after all of them.
    var stopped = try folder.program.run(words, signal: (signal, once: "\n      1 "))
    for _ in 1...30 where !stopped.out.contains(" mini-batches, trained in ") {
      stopped = try folder.program.run(words, signal: (signal, once: "\n      1 "))
    }
    #expect(stopped.status == status, "\(stopped.err)")
    #expect(stopped.out.hasPrefix("Stopped before the end; go on with: downhill train --resume part"))
    #expect(stopped.out.contains("mini-batches, trained in "))
    #expect(try folder.names == ["bars", "part", "whole"])

    let found: InspectResult = try folder.program("inspect part --json").json()
    let done = try #require(found.metadata["epochs-done"].flatMap { Int($0) })
    let miniBatches = try #require(found.metadata["mini-batches-done"].flatMap { Int($0) })
    #expect((1..<Self.epochs).contains(done) && (1..<3_000).contains(miniBatches), "it stopped in mid-epoch")

    let resumed: TrainResult = try folder.program("train --resume part --data bars --quiet --json").json()
    #expect(resumed.epochs.map(\.epoch) == Array(done + 1...Self.epochs))
    #expect(try folder.bytes("part") == folder.bytes("whole"))
  }

  @Test func `an interrupted run says so in JSON, and the log has the epochs that were finished`() throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    let words = "train --data bars --classes 3 --hidden 128,32 --batch-size 2 --epochs 1000 --json --log log.jsonl"
    let stopped = try folder.program.run(
      words.split(separator: " ").map(String.init), signal: (SIGINT, once: "\n      1 "))
    #expect(stopped.status == 130)
    let result = try JSONDecoder().decode(TrainResult.self, from: Data(stopped.out.utf8))
    #expect(!result.finished)
    #expect(result.model == "model.safetensors")
    let log = try folder.text("log.jsonl").split(separator: "\n")
    #expect(try log.map { try JSONDecoder().decode(TrainResult.Epoch.self, from: Data($0.utf8)) } == result.epochs)
    #expect(try folder.names == ["bars", "log.jsonl", "model.safetensors"])
  }

  @Test func `an interrupted run replaces the old model as a finished one does`() throws {
    let folder = try Folder()
    try Self.data.write(in: folder)
    #expect(try folder.program("train --data bars --classes 3 --epochs 1 --quiet").status == 0)
    let before = try folder.bytes("model.safetensors")
    let run = try folder.program.run(
      "train --data bars --classes 3 --hidden 128,32 --batch-size all --epochs 1000000 --seed 9".split(separator: " ")
        .map(String.init), signal: (SIGINT, once: "\n      1 "))
    #expect(run.status == 130)
    #expect(try folder.bytes("model.safetensors") != before)
    #expect(run.out.contains(", which replaced a network 140-16-16-3 after 1 epoch ("))
    #expect(try folder.names == ["bars", "model.safetensors"])
  }
}
