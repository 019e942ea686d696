import Downhill
import DownhillBench
import DownhillReport

/// The results of `bench`, and their lines in a terminal.
struct BenchReport {
  var processor = ThisProcess.processorName
  var processors = Workers.availableProcessors
  var kernels: Kernels
  var limits: MachineLimits
  var results: [Measurement]
  var growth: [Growth]
  var peakResidentBytes: Int?

  /// The lines of the report, none wider than 80 characters.
  var lines: [String] {
    machineLines + (results.isEmpty ? [] : resultLines + notes) + growth.flatMap(growthLines) + memoryLines
  }

  // MARK: The machine

  private var machineLines: [String] {
    func row(_ name: String, _ unit: String, _ value: (MachineLimits.Limit) -> Double) -> String {
      filled(name, to: 12) + limits.limits.map { padded(rate(value($0)), to: 12) }.joined() + "  " + unit
    }
    let name = [
      processor, NumberText.counted(processors, "processor"), "\(kernels.name) kernels",
    ].compactMap { $0 }.joined(separator: ", ")
    let head =
      filled("", to: 12) + limits.limits.map { padded(NumberText.counted($0.threads, "thread"), to: 12) }.joined()
    return TextLines.wrapped(name, width: 80) + [
      "", head, row("arithmetic", "GFLOP/s in registers") { $0.operationsPerSecond },
      row("reading", "GB/s from memory") { $0.bytesPerSecond },
    ]
  }

  // MARK: Times

  private var resultLines: [String] {
    var lines = ["", head]
    var title = ""
    for result in results {
      if result.workload.title != title { lines.append(result.workload.title) }
      title = result.workload.title
      lines.append(line(result))
    }
    return lines
  }

  private var head: String {
    row(["", "", "threads", "median", "minimum", "times", "GFLOP/s", "of limit"])
  }

  private func line(_ result: Measurement) -> String {
    let share = limits.limit(threads: result.threads).flatMap(result.shareOfLimit)
    return row([
      "  " + result.workload.name, result.workload.unit, "\(result.threads)", timeText(result.median),
      timeText(result.minimum), "\(result.seconds.count)", result.operationsPerSecond.map(rate) ?? "",
      share.map { NumberText.percent($0, decimals: 0) } ?? "",
    ])
  }

  private func row(_ cells: [String]) -> String {
    let texts = zip(cells.prefix(2), [10, 19]).map { filled($0, to: $1) }
    let numbers = zip(cells.dropFirst(2), [8, 10, 10, 6, 8, 9]).map { padded($0, to: $1) }
    return (texts + numbers).joined().trimmingTrailingBlanks()
  }

  private var notes: [String] {
    var sentences = [
      "Of limit: the least time that arithmetic or reading takes a dense network, over the median; above 100 % "
        + "where inputs of zero are skipped."
    ]
    let latencies = results.compactMap { result in
      result.percentile99.map { "\(timeText($0)) (\(result.workload.title))" }
    }
    if !latencies.isEmpty {
      sentences.append("One picture: 99 % of the calls took less than \(latencies.joined(separator: ", ")).")
    }
    let accuracies = names(where: { $0.testAccuracy != nil }).map { name in
      let lowest = results.filter { $0.workload.name == name }.compactMap(\.testAccuracy).min() ?? 0
      return "\(name) \(NumberText.percent(lowest, decimals: 1))"
    }
    if !accuracies.isEmpty {
      sentences.append("Test accuracy at the end: \(accuracies.joined(separator: ", ")).")
    }
    let disturbed = names(where: { limits.limit(threads: $0.threads).map($0.wasDisturbed) ?? false })
    if !disturbed.isEmpty {
      sentences.append(
        "Other programs were running during \(disturbed.joined(separator: ", ")): arithmetic alone was slower there by a "
          + "fifth or more.")
    }
    if results.contains(where: { $0.seconds.count < 5 && $0.seconds.reduce(0, +) >= 4 }) {
      sentences.append("Slow workloads were timed fewer than five times; --repetitions 5 times all five times.")
    }
    return sentences.flatMap { [""] + TextLines.wrapped($0, width: 80) }
  }

  /// The names of the workloads with such a result, each once.
  private func names(where isSuch: (Measurement) -> Bool) -> [String] {
    results.filter(isSuch).map(\.workload.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  // MARK: Growth

  private func growthLines(_ growth: Growth) -> [String] {
    let head =
      padded(growth.quantity.rawValue, to: 12) + padded("median", to: 12) + padded("minimum", to: 12)
      + padded("for each", to: 12)
    let rows = growth.points.map { point in
      padded(NumberText.grouped(point.count), to: 12) + padded(timeText(point.median), to: 12)
        + padded(timeText(point.minimum), to: 12) + padded(timeText(point.median / Double(point.count)), to: 12)
    }
    let exponent = NumberText.fixed(growth.exponent, decimals: 2)
    let sentence = "\(growth.quantity.meaning) It grows with the power \(exponent) of the \(growth.quantity.rawValue)."
    return [""] + TextLines.wrapped(sentence, width: 80) + ["", head] + rows
  }

  private var memoryLines: [String] {
    peakResidentBytes.map { ["", "Peak memory of this process: \(NumberText.bytes($0))."] } ?? []
  }
}

extension Growth.Quantity {
  /// What is timed, as a sentence.
  fileprivate var meaning: String {
    switch self {
    case .examples: "The time of an epoch of 784-16-16-10, mini-batches of 10."
    case .parameters: "The time of one example in networks of two hidden layers, mini-batches of 100."
    case .epochs: "The time of training 784-16-16-10 on 600 examples, mini-batches of 10."
    }
  }
}

/// Billions a second.
private func rate(_ value: Double) -> String { NumberText.fixed(value / 1e9, decimals: 1) }

/// A time with three digits, in the unit that suits it: `0.87 µs`, `12.3 ms`, `1.23 s`.
func timeText(_ seconds: Double) -> String {
  guard seconds.isFinite else { return NumberText.fixed(seconds, decimals: 0) }
  let units: [(name: String, seconds: Double)] = [("s", 1), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)]
  // The bound is where rounding leads to the next unit: never 1000 ms.
  let unit = units.first { seconds >= 0.9995 * $0.seconds } ?? units[3]
  return "\(NumberText.significant(seconds / unit.seconds, digits: 3)) \(unit.name)"
}
