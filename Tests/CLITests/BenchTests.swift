import Downhill
import DownhillFormats
import DownhillReport
import Foundation
import Testing

@testable import CLI
@testable import DownhillBench

/// `downhill bench`: what it is asked for and what it says. Nothing here depends on how fast anything is.
@Suite struct BenchTests {
  private let folder: Folder
  private var program: Program { folder.program }

  init() throws { folder = try Folder() }

  // MARK: What is asked for

  @Test func `names stand for workloads, in their own order`() throws {
    #expect(try BenchCommand.workloads(nil) == Workload.all)
    #expect(try BenchCommand.workloads("W6,W1").map(\.name) == ["W1", "W6"])
    #expect(try BenchCommand.workloads("W2").map(\.name) == ["W2-32", "W2-100", "W2-1000"])
    #expect(try BenchCommand.workloads("W2-100,W2").map(\.name) == ["W2-32", "W2-100", "W2-1000"])
    #expect(try BenchCommand.workloads("W7").count == 4)
  }

  private static let names = "W1, W2-32, W2-100, W2-1000, W3, W4, W5-100, W5-256, W6, W7 or W8"

  @Test(arguments: [
    ("bench --only W9", "--only takes \(names), not \"W9\""),
    ("bench --only W1,,W2", "--only takes \(names), not \"\""),
    ("bench --only W", "not \"W\""),
    ("bench --repetitions 0", "--repetitions takes a whole number from 1 to 10000, not \"0\""),
    ("bench --threads 0", "--threads takes a whole number from 1 to 1024, not \"0\""),
    ("bench --kernels none", "--kernels takes auto, reference"),
    ("bench --cold-run x", "--cold-run takes a whole number from 0 to 18446744073709551615, not \"x\""),
    ("bench --only W1 --growth", "--only and --growth exclude each other"),
    ("bench --growth --cold-run 1", "--growth and --cold-run exclude each other"),
    ("bench --growth --repetitions 3", "--growth and --repetitions exclude each other"),
    ("bench W1", "bench has no use for the operand \"W1\""),
  ])
  func `a wrong command line gets a sentence`(_ command: String, _ sentence: String) throws {
    try program(command).expectError(64, sentence)
  }

  // MARK: What it says

  @Test func `a document has a result for each number of threads`() throws {
    let run = try program("bench --only W2-1000,W7,W8 --repetitions 2 --threads 2 --json --quiet")
    #expect(run.status == 0 && run.err == "", "\(run.err)")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "bench")
    guard case .array(let results) = document["results"], case .array(let limits) = document["machine"]?["limits"]
    else {
      Issue.record("no results")
      return
    }
    let names = results.map { $0["work"]?.stringValue }
    #expect(names == ["W2-1000", "W7", "W7", "W7", "W7", "W8"])
    // One picture is answered by one thread.
    #expect(results.map { $0["threads"]?.integerValue } == [2, 1, 2, 1, 2, 2])
    #expect(limits.map { $0["threads"]?.integerValue } == [1, 2])
    for limit in limits {
      #expect(limit["peakGigaflops"]?.numberValue ?? 0 > 0 && limit["readGigabytesPerSecond"]?.numberValue ?? 0 > 0)
    }
    for result in results {
      guard case .array(let seconds) = result["seconds"] else { continue }
      #expect(seconds.count == 2 && seconds.allSatisfy { $0.numberValue ?? 0 > 0 })
    }
    // Three epochs, and five tenths of one in a process of its own.
    #expect(results[0]["testAccuracy"]?.numberValue ?? 0 > 0.5)
    #expect(results[5]["testAccuracy"]?.numberValue ?? 0 >= 0.95)
    #expect(results[5]["peakResidentBytes"]?.integerValue ?? 0 > 50_000_000)
  }

  @Test func `a cold run reaches its goal, the same way every time and for any number of threads`() throws {
    let run = try program("bench --cold-run 2 --json")
    let document = try JSONValue.parse(Array(run.out.utf8), file: "bench")
    #expect(document["testAccuracy"]?.numberValue ?? 0 >= 0.95)
    let steps = try #require(document["steps"]?.integerValue)
    #expect(steps >= 700 && steps <= 1_500 && steps % 100 == 0)
    let text = try program("bench --cold-run 2 --threads 2").out
    #expect(text.hasSuffix(" % of the test digits after \(NumberText.counted(steps, "step"))\n"), "\(text)")
  }

  @Test func `the report fits a terminal and tells what was disturbed`() {
    let lines = BenchReport.example.lines
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.joined(separator: "\n"))")
    let text = lines.joined(separator: "\n")
    #expect(text.contains("arithmetic         100.0       200.0  GFLOP/s in registers"))
    #expect(
      text.contains("  W1      epoch, batch 10           1    100 ms   80.0 ms     3    31.6     32 %"), "\(text)")
    #expect(text.contains("  W8      process to 95 %           2    1.20 s    1.20 s     1\n"), "\(text)")
    #expect(text.contains("Other programs were running during W1: arithmetic"))
    #expect(text.contains("Test accuracy at the end: W1 94.2 %, W8 95.0 %."))
    #expect(text.contains("It grows\nwith the power 1.00 of the epochs."))
  }

  @Test(arguments: [
    (1.234, "1.23 s"), (123.4, "123 s"), (0.9996, "1.00 s"), (0.9994, "999 ms"), (0.012_34, "12.3 ms"),
    (9.876e-7, "988 ns"), (1.2e-6, "1.20 µs"), (3e-10, "0.300 ns"), (0, "0 ns"),
  ])
  func `times have a suitable unit`(_ seconds: Double, _ text: String) {
    #expect(timeText(seconds) == text)
  }
}

extension BenchReport {
  /// Made up: W1 in its own time, an image, a process, and growth in proportion.
  static var example: BenchReport {
    func workload(_ name: String, _ unit: String) -> Workload {
      Workload.all.first { $0.name == name && $0.unit == unit }!
    }
    let epoch = workload("W1", "epoch, batch 10")
    let image = workload("W7", "1 image")
    return BenchReport(
      processor: "A processor", processors: 2, kernels: .reference,
      limits: MachineLimits(limits: [
        .init(threads: 1, operationsPerSecond: 100e9, bytesPerSecond: 10e9),
        .init(threads: 2, operationsPerSecond: 200e9, bytesPerSecond: 15e9),
      ]),
      results: [
        Measurement(
          workload: epoch, threads: 1, seconds: [0.1, 0.12, 0.08], work: epoch.work(trainingExamples: 60_000),
          testAccuracy: 0.942, peakMeanwhile: 50e9),
        Measurement(
          workload: image, threads: 1, seconds: [1e-6], percentile99: 2e-6, work: image.work(trainingExamples: 60_000),
          peakMeanwhile: 99e9),
        Measurement(
          workload: workload("W8", "process to 95 %"), threads: 2, seconds: [1.2], testAccuracy: 0.9504,
          peakMeanwhile: 190e9, peakResidentBytes: 130_000_000),
      ],
      growth: [
        Growth(
          quantity: .epochs,
          points: [1, 10, 100].map { Growth.Point(count: $0, seconds: [Double($0) * 0.001]) })
      ],
      peakResidentBytes: 150_000_000)
  }
}
