import KernelTable
import Testing

@testable import Downhill

/// Inputs and targets: what is valid, slices, and equality.
@Suite struct ExamplesTests {
  static let bytes: [UInt8] = [0, 255, 51, 0, 0, 1, 0, 0, 0, 9, 8, 7]

  static func examples(_ bytes: [UInt8] = bytes, labels: [UInt8] = [2, 0, 1, 2], offset: Int = 0) throws -> Examples {
    try Examples(bytes: bytes, offset: offset, inputCount: 3, labels: labels, classCount: 3)
  }

  @Test func bytesAreReadAsShares() throws {
    let examples = try Self.examples()
    #expect(examples.count == 4 && examples.inputCount == 3 && examples.outputCount == 3)
    #expect(examples.inputs(0) == [0, 1, 0.2] && examples.inputs(2) == [0, 0, 0])
    #expect(examples.target(0) == [0, 0, 1] && examples.target(1) == [1, 0, 0])
    #expect((0..<4).map { examples.label($0) } == [2, 0, 1, 2])
    let behindAHeader = try Self.examples([9, 9, 9, 9, 9] + Self.bytes, offset: 5)
    #expect((0..<4).allSatisfy { behindAHeader.inputs($0) == examples.inputs($0) })
    #expect(behindAHeader.fingerprint() == examples.fingerprint())
  }

  @Test func someAreSelectedInAnyOrder() throws {
    let examples = try Self.examples()
    let selected = examples[1..<4].selecting([2, 0])
    #expect(selected.count == 2 && selected.inputs(0) == examples.inputs(3) && selected.inputs(1) == examples.inputs(1))
    #expect(selected.label(0) == 2 && selected.label(1) == 0)
    #expect(try selected.fingerprint() == Self.examples([9, 8, 7, 0, 0, 1], labels: [2, 0]).fingerprint())
    let floats = try Examples(
      inputs: [1, 2, 3, 4], inputCount: 2, targets: [0.1, 0.9, 0.5, 0.4], outputCount: 2
    ).weighted(by: [1, 3]).selecting([1, 1, 0])
    #expect(
      floats.inputs(1) == [3, 4] && floats.target(1) == [0.5, 0.4] && floats.weight(0) == 3 && floats.weight(2) == 1)
    let wide = try Examples(bytes: [1, 2], inputCount: 1, wideLabels: [299, 0], classCount: 300)
    #expect(wide.label(0) == 299 && wide.inputs(1) == [2 / 255])
    #expect(throws: EngineError.label(example: 1, label: 300, classes: 300)) {
      try Examples(bytes: [1, 2], inputCount: 1, wideLabels: [0, 300], classCount: 300)
    }
  }

  @Test func floatsAreTakenAsTheyAre() throws {
    let examples = try Examples(inputs: [1, 2, 3, 4], inputCount: 2, targets: [0.1, 0.9, 0.5, 0.5], outputCount: 2)
    #expect(examples.count == 2 && examples.inputs(1) == [3, 4] && examples.target(0) == [0.1, 0.9])
    // The largest target; the first of equals.
    #expect(examples.label(0) == 1 && examples.label(1) == 0)
    let labelled = try Examples(inputs: [1, 2, 3, 4], inputCount: 2, labels: [1, 0], classCount: 2)
    #expect(labelled.target(0) == [0, 1] && labelled.label(1) == 0)
  }

  /// The sparse encoding does not depend on neighbouring bytes: every width, so that words of eight are cut anywhere,
  /// and widths whose gaps are longer than a step.
  @Test(arguments: Array(1...40) + [784, 1_500, 5_003]) func sparseInputsListWhatIsThere(width: Int) throws {
    var random = RandomSource(seed: 40)
    for offset in [0, 1, 16] {
      for density in [0.1, 0.001, 0] {
        let count = 9
        let bytes =
          (0..<offset).map { _ in UInt8(3) }
          + (0..<width * count).map { _ in
            random.nextUniform() < density ? UInt8(1 + random.nextInteger(below: 255)) : 0
          }
        let sparse = SparseInputs(bytes, offset: offset, inputCount: width, count: count)
        defer { withExtendedLifetime(sparse) {} }
        let memory = sparse.memory
        #expect(memory.middle == width / 2)
        for example in 0..<count {
          let inputs = bytes[(offset + example * width)..<(offset + (example + 1) * width)]
          var encoded: [Int] = []
          var squares = 0.0
          for half in 0..<2 {
            let (first, end) = (memory.offsets[2 * example + half], memory.offsets[2 * example + half + 1])
            #expect((end - first) % SparseRows.quad == 0)
            var input = half == 0 ? 0 : width / 2
            for entry in (first..<end).map({ memory.entries[$0] }) {
              input += Int(entry & 255)
              #expect(input < (half == 0 ? max(width / 2, 1) : width))
              if entry >> 8 != 0 { encoded.append(input << 8 | Int(entry >> 8)) }
              squares += Double(Float(entry >> 8) / 255) * Double(Float(entry >> 8) / 255)
            }
          }
          let expected = inputs.enumerated().compactMap { $1 == 0 ? nil : $0 << 8 | Int($1) }
          #expect(encoded == expected, "width \(width)")
          let entries = memory.offsets[2 * example + 2] - memory.offsets[2 * example]
          #expect(entries <= expected.count + SparseRows.mostFillers(width) && entries <= memory.longest)
          #expect(memory.squaredNorm(ofExample: example) == squares)
        }
      }
    }
  }

  @Test func cutsAreViews() throws {
    let examples = try Self.examples()
    let cut = examples[1..<4][1..<3]
    #expect(cut.count == 2 && cut.inputs(0) == examples.inputs(2) && cut.label(1) == 2)
    #expect(cut.target(1) == examples.target(3))
    #expect(examples[2..<2].count == 0)
    let copied = try Examples(bytes: Array(Self.bytes[6..<12]), inputCount: 3, labels: [1, 2], classCount: 3)
    #expect(cut.fingerprint() == copied.fingerprint())
    // A network sees the same in a cut and in a copy of it.
    let network = try Trainer(TrainingConfiguration(architecture: Architecture("3-4-3")), examples: examples).network
    let evaluator = try Evaluator(network.architecture, cost: .quadratic)
    #expect(try evaluator.evaluate(network, cut) == evaluator.evaluate(network, copied))
    let ofCut = try network.gradient(of: cut, cost: .quadratic)
    let ofCopy = try network.gradient(of: copied, cost: .quadratic)
    #expect(ofCut.gradient == ofCopy.gradient && ofCut.cost == ofCopy.cost)
    #expect(throws: EngineError.noExamples) { try evaluator.summary(network, examples[0..<0]) }
    #expect(throws: EngineError.noExamples) { try network.gradient(of: examples[0..<0], cost: .quadratic) }
  }

  @Test func fingerprintsTellExamplesApart() throws {
    let print = try Self.examples().fingerprint()
    #expect(try Self.examples().fingerprint() == print)
    for index in Self.bytes.indices {
      var bytes = Self.bytes
      bytes[index] ^= 1
      #expect(try Self.examples(bytes).fingerprint() != print, "byte \(index)")
    }
    for index in 0..<4 {
      var labels: [UInt8] = [2, 0, 1, 2]
      labels[index] = (labels[index] + 1) % 3
      #expect(try Self.examples(labels: labels).fingerprint() != print, "label \(index)")
    }
    #expect(try Self.examples()[0..<3].fingerprint() != print)
    let classes = try Examples(bytes: Self.bytes, inputCount: 3, labels: [2, 0, 1, 2], classCount: 4)
    #expect(classes.fingerprint() != print)
    let wide = try Examples(bytes: [0, 0, 0, 0], inputCount: 4, labels: [0], classCount: 2)
    let narrow = try Examples(bytes: [0, 0, 0, 0], inputCount: 2, labels: [0, 0], classCount: 2)
    #expect(wide.fingerprint() != narrow.fingerprint())
    let floats = try Examples(inputs: [1, 2], inputCount: 1, targets: [1, 2], outputCount: 1)
    let nextInput = try Examples(inputs: [1, Float(2).nextUp], inputCount: 1, targets: [1, 2], outputCount: 1)
    let nextTarget = try Examples(inputs: [1, 2], inputCount: 1, targets: [1, Float(2).nextUp], outputCount: 1)
    #expect(Set([floats, nextInput, nextTarget].map { $0.fingerprint() }).count == 3)
  }

  @Test func countsMustFit() throws {
    #expect(throws: EngineError.count(what: "the inputs", expected: 12, found: 11)) {
      try Self.examples(Array(Self.bytes.dropLast()))
    }
    #expect(throws: EngineError.count(what: "the inputs", expected: 12, found: 13)) {
      try Self.examples(Self.bytes + [0])
    }
    #expect(throws: EngineError.self) { try Self.examples(offset: 1) }
    for offset in [-1, .min] {
      #expect(throws: EngineError.setting(name: "the offset of the inputs", value: "\(offset)", expected: "0 or more"))
      {
        try Self.examples(offset: offset)
      }
    }
    #expect(throws: EngineError.self) { try Self.examples(offset: .max) }
    #expect(throws: EngineError.self) {
      try Examples(bytes: [], inputCount: .max, labels: [0, 0, 0], classCount: 2)
    }
    #expect(throws: EngineError.setting(name: "the number of inputs", value: "0", expected: "1 or more")) {
      try Examples(bytes: [], inputCount: 0, labels: [0], classCount: 2)
    }
    #expect(throws: EngineError.setting(name: "the number of inputs", value: "0", expected: "1 or more")) {
      try Examples(inputs: [], inputCount: 0, labels: [], classCount: 2)
    }
    #expect(throws: EngineError.setting(name: "the number of inputs", value: "16777216", expected: "below 16777216")) {
      try Examples(bytes: [], inputCount: 1 << 24, labels: [], classCount: 2)
    }
    #expect(throws: EngineError.setting(name: "the number of classes", value: "0", expected: "1 or more")) {
      try Examples(bytes: [], inputCount: 1, labels: [], classCount: 0)
    }
    #expect(throws: EngineError.setting(name: "the number of outputs", value: "0", expected: "1 or more")) {
      try Examples(inputs: [], inputCount: 1, targets: [], outputCount: 0)
    }
    for count in [(1 << 30) + 1, Int.max] {
      #expect(
        throws: EngineError.setting(name: "the number of classes", value: "\(count)", expected: "at most 1073741824")
      ) {
        try Examples(bytes: [], inputCount: 1, labels: [], classCount: count)
      }
      #expect(
        throws: EngineError.setting(name: "the number of outputs", value: "\(count)", expected: "at most 1073741824")
      ) {
        try Examples(inputs: [], inputCount: 1, targets: [], outputCount: count)
      }
    }
    #expect(throws: EngineError.count(what: "the inputs", expected: 4, found: 3)) {
      try Examples(inputs: [1, 2, 3], inputCount: 2, labels: [0, 1], classCount: 2)
    }
    #expect(throws: EngineError.count(what: "the targets", expected: 2, found: 3)) {
      try Examples(inputs: [1], inputCount: 1, targets: [1, 2, 3], outputCount: 2)
    }
  }

  @Test func labelsMustBeClasses() {
    #expect(throws: EngineError.label(example: 2, label: 3, classes: 3)) { try Self.examples(labels: [2, 0, 3, 9]) }
    for label in [-1, 2, 1 << 40, .max, .min] {
      #expect(throws: EngineError.label(example: 1, label: label, classes: 2)) {
        try Examples(inputs: [1, 2], inputCount: 1, labels: [0, label], classCount: 2)
      }
    }
  }

  // MARK: Shares

  /// Targets of a softmax are shares of one whole. Whether all are is known of the examples that a cut is made of; where some
  /// are not, it is the cut's that count.
  @Test func softmaxOutputsWantShares() throws {
    let architecture = try Architecture("1-2", outputActivation: .softmax)
    let objective = Objective.categoricalCrossEntropy
    let shares: [Float] = [0.25, 0.75, 1, 0, 0.5, 0.500_05]
    func examples(_ targets: [Float]) throws -> Examples {
      try Examples(
        inputs: [Float](repeating: 1, count: targets.count / 2), inputCount: 1, targets: targets, outputCount: 2)
    }
    let good = try examples(shares)
    #expect(good.storage.hasShares)
    try good.check(against: architecture, objective)
    for wrong in [[0.5, 0.6], [1.5, -0.5], [0, 0]] as [[Float]] {
      let some = try examples(shares + wrong + shares)
      #expect(!some.storage.hasShares)
      try some[0..<3].check(against: architecture, objective)
      try some[4..<7].check(against: architecture, objective)
      #expect(
        throws: EngineError.setting(
          name: "the target of example 1", value: "numbers that add up to \(wrong[0] + wrong[1])",
          expected: "shares of 1, one for each softmax output")
      ) { try some[2..<5].check(against: architecture, objective) }
      // Other outputs take them as they are.
      try some.check(against: Architecture("1-2"), .quadratic(through: .sigmoid))
    }
  }
}
