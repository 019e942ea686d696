import Downhill
import DownhillBench
import DownhillFiles
import DownhillFormats
import DownhillReport

// The memory that each verb will need. Factors that do not follow from our own allocations were measured;
// `MemoryNeedTests` measures them again.

extension MemoryNeed {
  /// Splits of the data.
  static func examples(_ source: DataSource, _ splits: [DataSet.Split]) -> MemoryNeed {
    var need = MemoryNeed()
    for split in splits { need.readExamples(source.extent(of: split)) }
    return need
  }

  /// `train`, fresh or resumed: the data, the trainer, and at the end the model's file besides; before that the file of
  /// `replaced` bytes that it replaces is examined.
  static func training(
    _ configuration: TrainingConfiguration, _ source: DataSource, examples: Int, replaced: Int = 0
  ) -> MemoryNeed {
    var need = MemoryNeed.examples(source, DataSet.Split.allCases)
    need.keep(Double(Trainer.byteCount(configuration, examples: examples, threads: 1)))
    let copies = 1 + configuration.optimizer.stateNames.count
    let saved = configuration.architecture.parameterCount * copies * MemoryLayout<Float>.size
    need.pass(MemoryNeed.reading(fileByteCount: replaced).peak)
    // The numbers layer by layer, and the bytes.
    need.pass(2 * Double(saved))
    return need
  }

  /// Reading a model's file, before any of it is read.
  static func reading(fileByteCount: Int) -> MemoryNeed {
    var need = MemoryNeed()
    // The bytes, the numbers in them, and the layers that they go into.
    need.keep(3 * Double(fileByteCount))
    return need
  }

  /// What is done with a model once it has been read.
  enum Work: Equatable {
    /// Predictions of examples, in `Float`.
    case evaluation
    /// Textbook and engine, of one example.
    case story
    /// Textbook and engine, of many: the gradient, the mean wish, what matters most.
    case gradient, average, sensitivity
  }

  /// `work` on some splits of the data, or on a table, which is read as it comes, beside a model that has been read.
  static func work(
    _ work: Work, _ architecture: Architecture, _ source: DataSource?, _ splits: [DataSet.Split],
    isDocument: Bool
  ) -> MemoryNeed {
    var need = source.map { MemoryNeed.examples($0, splits) } ?? MemoryNeed()
    let parameters = Double(architecture.parameterCount)
    switch work {
    case .evaluation:
      need.keep(Double(Evaluator.byteCount(architecture)))
    case .story:
      need.keep(parameters * (isDocument ? Factor.storyDocument : Factor.story))
    case .gradient:
      need.keep(parameters * Factor.gradient)
    case .average:
      // The engine's gradient comes first, and its buffers are freed.
      need.pass(Double(GradientEvaluator.byteCount(architecture)))
      need.keep(parameters * Factor.average)
    case .sensitivity:
      need.keep(parameters * Factor.sensitivity)
    }
    return need
  }

  /// `collapse`: both splits, the network that both begin as, the one that is trained, and the sum of its gradient.
  static func collapse(_ architecture: Architecture, _ source: DataSource) -> MemoryNeed {
    var need = MemoryNeed.examples(source, DataSet.Split.allCases)
    need.keep(Double(3 * architecture.parameterByteCount))
    return need
  }

  /// `compare`: both splits, and a few networks trained in turn.
  static func comparison(_ architecture: Architecture, _ source: DataSource) -> MemoryNeed {
    var need = MemoryNeed.examples(source, DataSet.Split.allCases)
    need.keep(Double(2 * architecture.parameterByteCount + GradientEvaluator.byteCount(architecture)))
    return need
  }

  /// `serve` and `export-site`: the data's files, each split of which is checked first.
  static func site(_ source: DataSource) -> MemoryNeed {
    var need = MemoryNeed()
    let extents = DataSet.Split.allCases.compactMap { source.extent(of: $0) }
    for extent in extents where !extent.isResident {
      var split = MemoryNeed()
      split.readExamples(extent)
      need.pass(split.peak)
    }
    for extent in extents { need.keep(Double(extent.fileByteCount)) }
    return need
  }

  /// `bench`: the digits, and the largest network timed.
  static func benchmark(_ workloads: [Workload]) -> MemoryNeed {
    var need = MemoryNeed.examples(.mnist, DataSet.Split.allCases)
    for workload in workloads {
      guard let architecture = try? Architecture(sizes: workload.sizes) else { continue }
      need.pass(Double(2 * architecture.parameterByteCount))
    }
    return need
  }

  /// Bytes for each weight and bias that the explaining verbs need, the least over several shapes.
  private enum Factor {
    static let story = 55.0
    static let storyDocument = 80.0
    static let gradient = 32.0
    static let average = 110.0
    static let sensitivity = 125.0
  }
}

/// The one check of each verb, before its work begins.
extension ParsedArguments {
  func checkMemory(_ need: MemoryNeed, _ architecture: Architecture) throws(Failure) {
    if need.isMostlyData {
      let count = NumberText.counted(Int(min(need.examples, 1e18)), "example")
      try need.check("\(command.verb) with \(count)", advice: "give it data with fewer examples")
    } else {
      let isChosen = declares(Setting.hidden)
      try need.check(
        "\(command.verb) with a network \(architecture)",
        advice: isChosen ? "give it smaller layers with --hidden" : nil)
    }
  }

  func checkMemory(_ need: MemoryNeed) throws(Failure) {
    try need.check(command.verb, advice: need.isMostlyData ? "give it data with fewer examples" : nil)
  }

  /// Before a model is read. Reading refuses what is not one.
  func checkMemory(ofModel path: String) throws(Failure) {
    guard let file = Files.beginning(of: path),
      case .atMost(let announced)? = try? FileExtent.model(file.bytes, file: path, size: file.fileByteCount)
    else { return }
    let size = min(announced, file.fileByteCount)
    try MemoryNeed.reading(fileByteCount: size).check("reading \(path)", advice: nil)
  }
}
