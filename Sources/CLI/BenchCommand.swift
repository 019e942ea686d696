import Downhill
import DownhillBench
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill bench`: this machine's numbers.
enum BenchCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let ways: [any DeclaredOption] = [only, growth, coldRun]
    let modes = ways.filter(arguments.isGiven).map(\.specification.flag)
    if modes.count > 1 { throw UsageError.conflictingOptions(modes[0], modes[1]) }
    if let mode = modes.first, !arguments.isGiven(only), arguments.isGiven(repetitions) {
      throw UsageError.conflictingOptions(mode, repetitions.specification.flag)
    }
    let workloads = try workloads(arguments[only])
    let kernels = try arguments.kernels()
    if let seed = arguments[coldRun] { return try runCold(arguments, seed: seed, kernels: kernels) }

    try arguments.checkMemory(.benchmark(workloads))
    let progress = BenchProgress(isQuiet: arguments[Shared.quiet])
    let (training, test) = try digits()
    let benchmark = Benchmark(
      training: training, test: test, kernels: kernels,
      repetitions: Repetitions(count: arguments[repetitions]),
      coldStart: { try coldStart(seed: $0, threads: $1, kernels: kernels) })
    let asked = arguments.threads()
    var results: [Measurement] = []
    var grown: [Growth] = []
    if arguments[growth] {
      let growing = GrowthBenchmark(training: training, kernels: kernels, threads: asked ?? 1)
      grown = try Growth.Quantity.allCases.map { quantity in
        try growing.measure(quantity) { progress.tell(NumberText.counted($0, quantity.singular)) }
      }
    } else {
      results = try measure(workloads, benchmark, threadCounts: asked.map { [$0] } ?? usualThreadCounts, progress)
    }
    // The measurement of the limits takes much memory itself.
    let memory = ThisProcess.peakResidentBytes
    progress.tell("The limits of the machine")
    let limits = benchmark.limits(threadCounts: results.isEmpty ? [asked ?? 1] : Set(results.map(\.threads)).sorted())
    progress.end()

    let report = BenchReport(
      kernels: kernels, limits: limits, results: results, growth: grown, peakResidentBytes: memory)
    Console.out(arguments[Shared.json] ? .json(benchJSON(report)) : .lines(report.lines))
    return .success
  }

  /// The workloads of these names, in their own order; all of them for `nil`.
  static func workloads(_ text: String?) throws(UsageError) -> [Workload] {
    guard let text else { return Workload.all }
    var wanted: Set<String> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let names = Workload.names.filter { $0 == word || $0.hasPrefix("\(word)-") }
      guard !names.isEmpty else {
        throw .badChoice(
          argument: "--only", value: String(word), choices: Workload.names,
          suggestion: Suggestion.nearest(to: String(word), in: Workload.names))
      }
      wanted.formUnion(names)
    }
    return Workload.all.filter { wanted.contains($0.name) }
  }

  private static func measure(
    _ workloads: [Workload], _ benchmark: Benchmark, threadCounts: [Int], _ progress: BenchProgress
  ) throws -> [Measurement] {
    var results: [Measurement] = []
    for workload in workloads {
      for threads in workload.task == .oneImage ? [1] : threadCounts {
        progress.tell(
          "\(workload.name): \(workload.unit), \(workload.title), \(NumberText.counted(threads, "thread"))")
        results.append(try benchmark.measure(workload, threads: threads))
      }
    }
    return results
  }

  private static var usualThreadCounts: [Int] {
    Workers.availableProcessors > 1 ? [1, Workers.availableProcessors] : [1]
  }

  private static func digits(_ workers: Workers = Workers()) throws -> (training: Examples, test: Examples) {
    let (training, test) = try DataSource.mnist.loadBoth(workers: workers)
    return (training.examples, test.examples)
  }

  // MARK: W8

  /// What W8 times.
  private static func runCold(_ arguments: ParsedArguments, seed: UInt64, kernels: Kernels) throws -> ExitStatus {
    let workers = Workers(count: arguments.threads() ?? 1)
    let (training, test) = try digits(workers)
    let outcome = try ColdRun.run(training: training, test: test, seed: seed, kernels: kernels, workers: workers)
    let accuracy = NumberText.percent(outcome.testAccuracy)
    Console.out(
      arguments[Shared.json]
        ? .json(coldRunJSON(outcome, seed: seed, peakResidentBytes: ThisProcess.peakResidentBytes))
        : "\(accuracy) of the test digits after \(NumberText.counted(outcome.steps, "step"))\n")
    return .success
  }

  /// Starts this program again as a cold run.
  private static func coldStart(seed: UInt64, threads: Int, kernels: Kernels) throws -> Benchmark.ColdReport {
    let process = try ColdProcess.run([
      CommandSpecification.bench.verb, coldRun.specification.flag, "\(seed)", Self.threads.specification.flag,
      "\(threads)",
      Shared.kernels.specification.flag, kernels.name, Shared.json.specification.flag,
    ])
    let document = try JSONValue.parse(process.output, file: "the cold run")
    guard let accuracy = document["testAccuracy"]?.numberValue else {
      throw Failure(.internalError, "the cold run does not report its accuracy")
    }
    return Benchmark.ColdReport(
      seconds: process.seconds, testAccuracy: accuracy,
      peakResidentBytes: document["peakResidentBytes"]?.integerValue)
  }
}

/// Progress on standard error: one line that is redrawn, or separate lines where that is not possible.
struct BenchProgress {
  let isQuiet: Bool

  func tell(_ text: String) {
    guard !isQuiet else { return }
    Console.err(Console.canRedraw ? .redrawn(String("\(text) …".prefix(Console.width - 1))) : "\(text) …\n")
  }

  func end() {
    guard !isQuiet else { return }
    Console.err(Console.canRedraw ? .redrawn("") : "\n")
  }
}

extension Workload {
  /// The network in a few words: `784-16-16-10, sigmoid`.
  var title: String {
    "\(sizes.map { "\($0)" }.joined(separator: "-")), \(hiddenActivation.rawValue)"
  }
}

extension Growth.Quantity {
  /// One of them.
  var singular: String { String(rawValue.dropLast()) }
}
