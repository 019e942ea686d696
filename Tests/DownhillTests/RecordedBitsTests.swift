import Foundation
import Testing

@testable import Downhill

/// Sixty-eight trainings whose bits were recorded: refactoring the engine must not change them.
///
/// `RecordedBits.txt` has the SHA-256 of each, for each kernel table. The reference's are the same on every machine,
/// the others' were recorded on x86-64, one with AVX-512. Where a change is meant to alter the bits, record them again
/// with `DOWNHILL_RECORD_BITS=1 swift test -c release --filter RecordedBitsTests`, which always fails.
@Suite struct RecordedBitsTests {
  /// Every setting is given, so that a change of a default changes none of them.
  struct Case: Sendable, CustomTestStringConvertible {
    let sizes: [Int]
    let hidden: Activation
    let output: OutputActivation
    let cost: Cost
    let initializer: Initializer
    let optimizer: Optimizer
    let rate: Double
    let schedule: LearningRateSchedule
    let batch: TrainingConfiguration.BatchSize
    let l2: Float
    let data: Data
    let epochs: Int

    /// How many examples there are, and of what kind.
    enum Data: Equatable, Sendable {
      /// Bytes, three quarters of them zero, and labels.
      case bytes(Int)
      /// Floats and labels.
      case floats(Int)
      /// Floats, and targets of floats: shares of 1 for a softmax.
      case targets(Int)

      var count: Int {
        switch self {
        case .bytes(let count), .floats(let count), .targets(let count): count
        }
      }
    }

    init(
      _ sizes: [Int], _ hidden: Activation, _ output: OutputActivation, _ cost: Cost, _ initializer: Initializer,
      _ optimizer: Optimizer, rate: Double, _ schedule: LearningRateSchedule, _ batch: TrainingConfiguration.BatchSize,
      _ data: Data, l2: Float = 0, epochs: Int = 2
    ) {
      self.sizes = sizes
      self.hidden = hidden
      self.output = output
      self.cost = cost
      self.initializer = initializer
      self.optimizer = optimizer
      self.rate = rate
      self.schedule = schedule
      self.batch = batch
      self.l2 = l2
      self.data = data
      self.epochs = epochs
    }

    /// The case in words, by which the record knows it.
    var testDescription: String {
      let size =
        switch batch {
        case .count(let count): "\(count)"
        case .all: "all"
        }
      let shape = sizes.map { "\($0)" }.joined(separator: "-")
      return "\(shape) \(hidden.rawValue) \(output.name) \(cost.name) \(initializer.rawValue) \(optimizer.name) "
        + "\(rate) \(schedule.name) \(size) of \(data) l2 \(l2)"
    }

    func configuration() throws -> TrainingConfiguration {
      try TrainingConfiguration(
        architecture: Architecture(sizes: sizes, hiddenActivation: hidden, outputActivation: output), cost: cost,
        initializer: initializer, optimizer: optimizer, learningRate: rate, schedule: schedule, batchSize: batch,
        l2: l2, epochs: epochs, horizon: epochs, seed: 11)
    }

    func examples() throws -> Examples {
      let (inputs, outputs, count) = (sizes[0], sizes[sizes.count - 1], data.count)
      var random = RandomSource(seed: UInt64(count))
      let labels = (0..<count).map { _ in random.nextInteger(below: max(outputs, 2)) }
      guard case .bytes = data else {
        let numbers = (0..<count * inputs).map { _ in Float(random.nextNormal()) }
        guard case .targets = data else {
          return try Examples(inputs: numbers, inputCount: inputs, labels: labels, classCount: outputs)
        }
        var targets = (0..<count * outputs).map { _ in Float(random.nextUniform()) }
        if output == .softmax {
          for first in stride(from: 0, to: targets.count, by: outputs) {
            let sum = targets[first..<first + outputs].reduce(0, +)
            for index in first..<first + outputs { targets[index] /= sum }
          }
        }
        return try Examples(
          inputs: numbers, inputCount: inputs, targets: targets, outputCount: outputs,
          task: cost.suitsClasses ? .classification : .regression)
      }
      let bytes = (0..<count * inputs).map { _ in
        random.nextInteger(below: 4) == 0 ? UInt8(1 + random.nextInteger(below: 255)) : 0
      }
      return try Examples(bytes: bytes, inputCount: inputs, labels: labels.map(UInt8.init), classCount: outputs)
    }
  }

  // MARK: The bits

  /// The bits of all tensors and random numbers that a training leaves, and of what the trained network answers: costs,
  /// outputs, the gradient.
  static func bits(_ test: Case, _ examples: Examples, kernels: Kernels, threads: Int) throws -> [UInt32] {
    let workers = Workers(count: threads)
    let some = examples[0..<min(9, examples.count)]
    let configuration = try test.configuration()
    let trainer = try Trainer(configuration, examples: examples, heldOut: [some], kernels: kernels, workers: workers)
    var bits: [UInt32] = []
    try trainer.run { event in
      switch event {
      case .miniBatchEnded(let progress): bits.add(progress.cost.bitPattern)
      case .epochEnded(let report): bits.add(report.heldOut[0].cost.bitPattern)
      }
      return .proceed
    }
    for tensors in [trainer.network.parameters] + trainer.checkpoint.optimizerState { bits.add(tensors) }
    let random = trainer.checkpoint.random.state
    for word in [random.0, random.1, random.2, random.3] { bits.add(word) }
    let evaluator = try Evaluator(
      configuration.architecture, cost: test.cost, kernels: kernels, workers: workers, capacity: 5)
    for outputs in try evaluator.outputs(trainer.network, some) { bits += outputs.map { $0.bitPattern } }
    let (cost, gradient) = try trainer.network.gradient(of: some, cost: test.cost, kernels: kernels, workers: workers)
    bits.add(cost.bitPattern)
    bits.add(gradient)
    return bits
  }

  static func digest(_ bits: [UInt32]) -> String {
    var hash = SHA256()
    hash.add(bits)
    return hash.digest
  }

  // MARK: The record

  static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "RecordedBits.txt")
  static let isRecording = ProcessInfo.processInfo.environment["DOWNHILL_RECORD_BITS"] != nil

  /// Case and table, and what was recorded of them: `case: table digest`.
  static let record: [String: String] = {
    let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
    return Dictionary(
      lines.filter { !$0.hasPrefix("#") }.compactMap { line in
        line.lastIndex(of: " ").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }, uniquingKeysWith: { _, last in last })
  }()

  /// Tables whose bits are known on this machine.
  static let tables: [Kernels] = {
    #if arch(x86_64)
    return Kernels.available
    #else
    return [.reference]
    #endif
  }()

  @Test(.enabled(if: !isRecording), arguments: cases) func trainingHasTheRecordedBits(_ test: Case) throws {
    let examples = try test.examples()
    for kernels in Self.tables {
      let alone = try Self.bits(test, examples, kernels: kernels, threads: 1)
      let recorded = Self.record["\(test.testDescription): \(kernels.name)"]
      #expect(Self.digest(alone) == recorded, "\(kernels.name)")
      for threads in [2, 3] {
        let isEqual = try Self.bits(test, examples, kernels: kernels, threads: threads) == alone
        #expect(isEqual, "\(kernels.name), \(threads) threads")
      }
    }
  }

  @Test(.enabled(if: isRecording)) func recording() throws {
    var lines = ["# The SHA-256 of what each training of RecordedBitsTests.swift leaves, see there."]
    for test in Self.cases {
      for kernels in Self.tables {
        let digest = Self.digest(try Self.bits(test, test.examples(), kernels: kernels, threads: 1))
        lines.append("\(test.testDescription): \(kernels.name) \(digest)")
      }
    }
    try (lines.joined(separator: "\n") + "\n").write(to: Self.file, atomically: true, encoding: .utf8)
    Issue.record("recorded \(Self.file.lastPathComponent): look at the difference, then run again")
  }

  // MARK: What it holds

  @Test func everySettingIsThere() throws {
    let cases = Self.cases
    #expect(cases.count == 68 && Set(cases.map(\.testDescription)).count == 68)
    for activation in Activation.allCases { #expect(cases.contains { $0.hidden == activation && $0.sizes.count > 2 }) }
    for output in OutputActivation.all {
      for cost in [Cost.quadratic, .crossEntropy] where cost.follows(output) {
        #expect(cases.contains { $0.output == output && $0.cost == cost }, "\(output.name), \(cost)")
      }
    }
    for kind in Cost.Kind.allCases { #expect(cases.contains { $0.cost.kind == kind }) }
    for initializer in Initializer.allCases { #expect(cases.contains { $0.initializer == initializer }) }
    for optimizer in ["sgd", "momentum", "nesterov", "adam", "adamw"] {
      for l2 in [false, true] { #expect(cases.contains { $0.optimizer.name == optimizer && ($0.l2 > 0) == l2 }) }
    }
    for schedule in ["constant", "exponential", "step", "cosine", "one-cycle", "linear"] {
      #expect(cases.contains { $0.schedule.name == schedule })
    }
    for depth in 0...4 { #expect(cases.contains { $0.sizes.count == depth + 2 }) }
    #expect(cases.contains { $0.sizes.contains(1) && $0.batch == .all })
    let architectures = try cases.map { try $0.configuration().architecture }
    let inChunks = zip(cases, architectures).filter { $0.batch == .all && $0.data.count > chunkCapacity($1) }
    // Chunks that continue the sums of the chunk before, in small networks and in others.
    #expect(Set(inChunks.map { $1.isSmall }) == [false, true])
    // Weights that are copied for the way back, and those that are not.
    let layersBehindTheFirst = architectures.flatMap { layers(of: $0).dropFirst() }
    #expect(Set(layersBehindTheFirst.map(\.isWide)) == [false, true])
  }

  @Test func everyCaseOfTheRecordIsThere() {
    let names = Set(Self.cases.map(\.testDescription))
    for table in ["reference", "baseline", "avx2", "avx512"] {
      let recorded = Self.record.keys.filter { $0.hasSuffix(": " + table) }.map { String($0.dropLast(2 + table.count)) }
      #expect(Set(recorded) == names)
    }
    #expect(Self.record.count == 4 * names.count && Self.record.values.allSatisfy { $0.count == 64 })
    // Trainings differ from each other; two tables may have the same bits.
    #expect(Set(Self.record.values).count > 2 * names.count)
  }

  /// One unit in the last place of one weight is another digest.
  @Test func oneBitIsSeen() throws {
    var parameters = Parameters(try Architecture("3-2"))
    try parameters.setWeights([1, 2, 3, 4, 5, 6], layer: 0)
    var (before, after): ([UInt32], [UInt32]) = ([], [])
    before.add(parameters)
    try parameters.setWeights([1, 2, 3, 4, 5, (6 as Float).nextUp], layer: 0)
    after.add(parameters)
    #expect(before.count == 8 && Self.digest(before) != Self.digest(after))
  }

  /// The examples of FIPS 180-4, a million times a, and lengths about those of a block.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ("a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    ("a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
    ("a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    ("a", 119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
  ])
  func digestsAreThoseOfTheStandard(_ text: String, _ times: Int, _ digest: String) {
    var hash = SHA256()
    for _ in 0..<times { hash.add(Array(text.utf8)) }
    #expect(hash.digest == digest)
  }
}

extension [UInt32] {
  fileprivate mutating func add(_ word: UInt64) {
    append(UInt32(truncatingIfNeeded: word))
    append(UInt32(truncatingIfNeeded: word >> 32))
  }

  /// Weights and biases of every layer, as a model file has them.
  fileprivate mutating func add(_ parameters: Parameters) {
    for layer in parameters.layers.indices {
      self += parameters.weights(layer: layer).map { $0.bitPattern }
      self += parameters.biases(layer: layer).map { $0.bitPattern }
    }
  }
}
