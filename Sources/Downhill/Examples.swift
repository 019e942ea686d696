/// Inputs and targets, ready for training: immutable, shared by copies, sliced without copying.
///
/// With labels there are as many outputs as classes, and a target is 1 for its class and 0 elsewhere. A `classCount` of 1
/// means one output that answers a question with yes or no: its labels are 1 and 0, and they are the targets.
///
/// Examples may carry weights, see ``weighted(by:)``: means over them, of costs, gradients and scores, are then weighted.
///
/// Inputs are bytes, read as byte / 255, or floats, which must be finite, as targets must. The nonzero bytes are
/// encoded once, when the value is made: four fifths of MNIST's pixels are zero and contribute nothing.
public struct Examples: Sendable {
  /// Examples in this slice.
  public var count: Int { range.count }
  /// Inputs of each example.
  public var inputCount: Int { storage.inputCount }
  /// Numbers in a target: one for each class, label or quantity; one for a yes-or-no question.
  public var outputCount: Int { storage.outputCount }
  /// What a network learns from them.
  public var task: LearningTask { storage.task }

  let storage: ExampleStorage
  let range: Range<Int>

  /// Examples whose inputs are bytes, consecutive from `offset` on, as in an image file: [example][input].
  public init(
    bytes: [UInt8], offset: Int = 0, inputCount: Int, labels: [UInt8], classCount: Int
  ) throws(EngineError) {
    let count = labels.count
    try Self.check(inputCount: inputCount, count: count)
    // The sparse encoding has 24 bits for the distance from one nonzero byte to the next.
    try require(inputCount < 1 << 24, "the number of inputs", "\(inputCount)", "below \(1 << 24)")
    try require(offset >= 0, "the offset of the inputs", "\(offset)", "0 or more")
    let (byteCount, overflow) = inputCount.multipliedReportingOverflow(by: count)
    guard !overflow, bytes.count - offset == byteCount else {
      throw .count(what: "the inputs", expected: overflow ? Int.max : byteCount, found: bytes.count - offset)
    }
    let checked = try Self.checked(labels: labels.map(Int32.init), classCount: classCount)
    self.init(
      ExampleStorage(
        inputs: .bytes(
          bytes, offset: offset, SparseInputs(bytes, offset: offset, inputCount: inputCount, count: count)),
        targets: .labels(checked), inputCount: inputCount, outputCount: classCount, count: count))
  }

  /// Examples whose inputs are floats, [example][input], each of one class.
  public init(inputs: [Float], inputCount: Int, labels: [Int], classCount: Int) throws(EngineError) {
    try Self.check(inputs: inputs, inputCount: inputCount, count: labels.count)
    var narrow: [Int32] = []
    for (index, label) in labels.enumerated() {
      guard let label = Int32(exactly: label) else {
        throw .label(example: index, label: label, classes: classCount)
      }
      narrow.append(label)
    }
    let checked = try Self.checked(labels: narrow, classCount: classCount)
    self.init(
      ExampleStorage(
        inputs: .floats(inputs), targets: .labels(checked), inputCount: inputCount, outputCount: classCount,
        count: labels.count))
  }

  /// Examples whose inputs and targets are floats, [example][input] and [example][output], for `task`.
  ///
  /// For a classification the label of an example is the index of its largest target; of a single number, 1 if it is above
  /// the middle. In a multi-label task a label is on if its target is above the middle. The middle is 0 if any of the targets
  /// is below 0, and otherwise ½.
  public init(
    inputs: [Float], inputCount: Int, targets: [Float], outputCount: Int, task: LearningTask = .classification
  ) throws(EngineError) {
    try Self.check(outputCount: outputCount, "the number of outputs")
    let count = targets.count / outputCount
    guard count * outputCount == targets.count else {
      throw .count(what: "the targets", expected: count * outputCount, found: targets.count)
    }
    try Self.check(inputs: inputs, inputCount: inputCount, count: count)
    try Self.check(areFinite: targets, each: outputCount, "target")
    self.init(
      ExampleStorage(
        inputs: .floats(inputs), targets: .vectors(targets), task: task, inputCount: inputCount,
        outputCount: outputCount, count: count))
  }

  /// The examples of this slice at `indices`, which must exist.
  public subscript(indices: Range<Int>) -> Examples {
    precondition(indices.lowerBound >= 0 && indices.upperBound <= count, "examples \(indices) of \(count)")
    return Examples(
      storage: storage, range: range.lowerBound + indices.lowerBound..<range.lowerBound + indices.upperBound)
  }

  /// The inputs of example `index`, which must exist, as the network sees them.
  public func inputs(_ index: Int) -> [Float] {
    let first = storageIndex(index) * inputCount
    switch storage.inputs {
    case .bytes(let bytes, let offset, _):
      return bytes[offset + first..<offset + first + inputCount].map { Float($0) / 255 }
    case .floats(let floats):
      return Array(floats[first..<first + inputCount])
    }
  }

  /// The target of example `index`, which must exist: 1 for its label and 0 elsewhere, or the numbers given.
  public func target(_ index: Int) -> [Float] {
    let stored = storageIndex(index)
    switch storage.targets {
    case .labels(let labels):
      guard outputCount > 1 else { return [Float(labels[stored])] }
      var target = [Float](repeating: 0, count: outputCount)
      target[Int(labels[stored])] = 1
      return target
    case .vectors(let targets):
      let first = stored * outputCount
      return Array(targets[first..<first + outputCount])
    }
  }

  /// The class of example `index`, which must exist; meaningless unless the task is classification.
  public func label(_ index: Int) -> Int {
    let stored = storageIndex(index)
    switch storage.targets {
    case .labels(let labels): return Int(labels[stored])
    case .vectors(let targets):
      return targets.withUnsafeBufferPointer {
        namedClass($0.baseAddress! + stored * outputCount, outputCount, middle: storage.middle ?? 0)
      }
    }
  }

  /// The same examples, each counted as often as its weight says: costs, gradients and scores are Σ w·x ÷ Σ w, over a
  /// mini-batch as over all examples. Only ratios matter: weights that are all the same change nothing, to the bit.
  ///
  /// A mini-batch is divided by the sum of its own weights, as in scikit-learn, and not by its number of examples, as in
  /// Keras; so a step is as long as one without weights, whichever examples it falls on.
  ///
  /// - Parameter weights: One for each example of this slice, finite and 0 or more, one of them above 0.
  public func weighted(by weights: [Float]) throws(EngineError) -> Examples {
    guard weights.count == count else { throw .count(what: "the weights", expected: count, found: weights.count) }
    for (index, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .setting(name: "the weight of example \(index)", value: "\(weight)", expected: "a finite number, 0 or more")
    }
    guard count == 0 || weights.contains(where: { $0 > 0 }) else { throw .noWeight }
    var all = storage.weights ?? [Float](repeating: 1, count: storage.count)
    all.replaceSubrange(range, with: weights)
    return Examples(
      storage: ExampleStorage(
        inputs: storage.inputs, targets: storage.targets, task: storage.task, inputCount: storage.inputCount,
        outputCount: storage.outputCount, count: storage.count, weights: all), range: range)
  }

  /// Whether the examples carry weights.
  public var hasWeights: Bool { storage.weights != nil }

  /// The weight of example `index`, which must exist: 1 where they carry none.
  public func weight(_ index: Int) -> Float {
    let stored = storageIndex(index)
    return storage.weights.map { $0[stored] } ?? 1
  }

  /// The sum of the weights: the number of examples where they carry none.
  public var totalWeight: Double {
    guard let weights = storage.weights else { return Double(count) }
    return range.reduce(0) { $0 + Double(weights[$1]) }
  }

  /// The index in the storage of example `index` of this slice.
  func storageIndex(_ index: Int) -> Int {
    precondition(index >= 0 && index < count, "example \(index) of \(count)")
    return range.lowerBound + index
  }

  /// A hash of 64 bits of inputs, targets, weights and their counts: almost surely another for other examples.
  public func fingerprint() -> UInt64 {
    var mixer = Fingerprint()
    mixer.mix(UInt64(count))
    mixer.mix(UInt64(inputCount))
    mixer.mix(UInt64(outputCount))
    let inputs = range.lowerBound * inputCount..<range.upperBound * inputCount
    switch storage.inputs {
    case .bytes(let bytes, let offset, _):
      bytes.withUnsafeBytes { mixer.mix($0[offset + inputs.lowerBound..<offset + inputs.upperBound]) }
    case .floats(let floats): for float in floats[inputs] { mixer.mix(UInt64(float.bitPattern)) }
    }
    switch storage.targets {
    case .labels(let labels): for label in labels[range] { mixer.mix(UInt64(label)) }
    case .vectors(let targets):
      for target in targets[range.lowerBound * outputCount..<range.upperBound * outputCount] {
        mixer.mix(UInt64(target.bitPattern))
      }
    }
    if let weights = storage.weights {
      for weight in weights[range] { mixer.mix(UInt64(weight.bitPattern)) }
    }
    return mixer.value
  }

  private init(_ storage: ExampleStorage) {
    self.init(storage: storage, range: 0..<storage.count)
  }

  init(storage: ExampleStorage, range: Range<Int>) {
    self.storage = storage
    self.range = range
  }

  private static func check(inputs: [Float], inputCount: Int, count: Int) throws(EngineError) {
    try check(inputCount: inputCount, count: count)
    let (expected, overflow) = inputCount.multipliedReportingOverflow(by: count)
    guard !overflow, inputs.count == expected else {
      throw .count(what: "the inputs", expected: overflow ? Int.max : expected, found: inputs.count)
    }
    try check(areFinite: inputs, each: inputCount, "input")
  }

  private static func check(inputCount: Int, count: Int) throws(EngineError) {
    try require(inputCount >= 1, "the number of inputs", "\(inputCount)", "1 or more")
    // The order of the examples is kept in 32 bits each.
    try require(count < Int(Int32.max), "the number of examples", "\(count)", "below \(Int32.max)")
  }

  private static func check(outputCount: Int, _ name: String) throws(EngineError) {
    try require(outputCount >= 1, name, "\(outputCount)", "1 or more")
    let limit = Architecture.parameterLimit
    try require(outputCount <= limit, name, "\(outputCount)", "at most \(limit)")
  }

  /// A single NaN would soon make all of the network's numbers NaN.
  private static func check(areFinite numbers: [Float], each count: Int, _ name: String) throws(EngineError) {
    guard let index = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(what: "\(name) \(index % count) of example \(index / count)", value: numbers[index])
  }

  private static func checked(labels: [Int32], classCount: Int) throws(EngineError) -> [Int32] {
    try check(outputCount: classCount, "the number of classes")
    for (index, label) in labels.enumerated() where label < 0 || label >= max(classCount, 2) {
      throw .label(example: index, label: Int(label), classes: classCount)
    }
    return labels
  }
}

extension Examples {
  /// Throws unless inputs and targets fit the architecture and the objective.
  func check(against architecture: Architecture, _ objective: Objective) throws(EngineError) {
    guard inputCount == architecture.inputCount else {
      throw .inputs(network: architecture.inputCount, examples: inputCount)
    }
    let (outputs, overflow) = outputCount.multipliedReportingOverflow(by: objective.cost.outputsPerTarget)
    guard !overflow, outputs == architecture.outputCount else {
      throw .outputs(network: architecture.outputCount, examples: overflow ? Int.max : outputs)
    }
    guard task == .regression || objective.cost.suitsClasses else { throw .costOfQuantities(objective.cost) }
    if case .poisson = objective, storage.leastTarget < 0 {
      for index in 0..<count {
        guard let least = target(index).first(where: { $0 < 0 }) else { continue }
        throw .setting(
          name: "the target of example \(index)", value: "\(least)", expected: "0 or more for poisson cost")
      }
    }
    guard case .categoricalCrossEntropy = objective else { return }
    try require(
      outputCount > 1, "the output activation of one output", "softmax",
      "sigmoid: a softmax over one number is always 1")
    // A softmax's cost and derivative agree only for targets that are shares of one whole. That is known for the whole
    // storage; if it does not hold there, this slice is checked.
    if storage.hasShares { return }
    for index in 0..<count {
      let target = target(index)
      let sum = target.reduce(0, +)
      guard target.areShares else {
        throw .setting(
          name: "the target of example \(index)", value: "numbers that add up to \(sum)",
          expected: "shares of 1, one for each softmax output")
      }
    }
  }
}

/// 64 bits mixed from a stream of words (the finalizer of MurmurHash3 over a running state).
private struct Fingerprint {
  private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func mix(_ word: UInt64) {
    value = (value ^ word) &* 0xFF51_AFD7_ED55_8CCD
    value ^= value &>> 33
  }

  mutating func mix(_ bytes: Slice<UnsafeRawBufferPointer>) {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes)
    var offset = 0
    while offset &+ 8 <= bytes.count {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset &+= 8
    }
    while offset < bytes.count {
      mix(UInt64(bytes[offset]))
      offset &+= 1
    }
  }
}
