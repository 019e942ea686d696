/// Inputs and what they are examples of, ready for training: immutable, shared by copies, cut without copying.
///
/// With labels there are as many outputs as classes, and a target is 1 for its class and 0 elsewhere. A `classCount` of 1
/// means one output that answers a question with yes or no: its labels are 1 and 0, and they are the targets.
///
/// Inputs are bytes, read as byte / 255, or floats, which must be finite, as targets must. Of bytes the nonzero ones are listed once, when the value is made:
/// four fifths of MNIST's pixels are zero, and a zero input moves nothing.
public struct Examples: Sendable {
  /// Examples in this cut.
  public var count: Int { range.count }
  /// Inputs of each example.
  public var inputCount: Int { storage.inputCount }
  /// Numbers in a target: one for each class, label or quantity, or one for a question of yes and no.
  public var outputCount: Int { storage.outputCount }
  /// What a network is to learn from them.
  public var task: LearningTask { storage.task }

  let storage: ExampleStorage
  let range: Range<Int>

  /// Examples whose inputs are bytes, one example behind the other from `offset` on, as an image file holds them.
  public init(
    bytes: [UInt8], offset: Int = 0, inputCount: Int, labels: [UInt8], classCount: Int
  ) throws(EngineError) {
    let count = labels.count
    try Self.check(inputCount: inputCount, count: count)
    // An entry of the list of nonzero bytes says how far it is from the one before in 24 bits.
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

  /// Examples whose inputs are floats, one example behind the other, each of one class.
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

  /// Examples whose inputs and targets are floats, one example behind the other, to learn `task` from.
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

  /// The examples at these places of this cut, which must hold them.
  public subscript(places: Range<Int>) -> Examples {
    precondition(places.lowerBound >= 0 && places.upperBound <= count, "examples \(places) of \(count)")
    return Examples(
      storage: storage, range: range.lowerBound + places.lowerBound..<range.lowerBound + places.upperBound)
  }

  /// The inputs of example `index`, which must be one of this cut, as the network sees them.
  public func inputs(_ index: Int) -> [Float] {
    let first = place(index) * inputCount
    switch storage.inputs {
    case .bytes(let bytes, let offset, _):
      return bytes[offset + first..<offset + first + inputCount].map { Float($0) / 255 }
    case .floats(let floats):
      return Array(floats[first..<first + inputCount])
    }
  }

  /// The target of example `index`, which must be one of this cut: 1 for its label and 0 elsewhere, or the numbers given.
  public func target(_ index: Int) -> [Float] {
    let place = place(index)
    switch storage.targets {
    case .labels(let labels):
      guard outputCount > 1 else { return [Float(labels[place])] }
      var target = [Float](repeating: 0, count: outputCount)
      target[Int(labels[place])] = 1
      return target
    case .vectors(let targets):
      let first = place * outputCount
      return Array(targets[first..<first + outputCount])
    }
  }

  /// The class of example `index`, which must be one of this cut; of no meaning where the task is another than
  /// classification.
  public func label(_ index: Int) -> Int {
    let place = place(index)
    switch storage.targets {
    case .labels(let labels): return Int(labels[place])
    case .vectors(let targets):
      return targets.withUnsafeBufferPointer {
        namedClass($0.baseAddress! + place * outputCount, outputCount, middle: storage.middle ?? 0)
      }
    }
  }

  /// Where example `index` of this cut lies among those of all cuts.
  private func place(_ index: Int) -> Int {
    precondition(index >= 0 && index < count, "example \(index) of \(count)")
    return range.lowerBound + index
  }

  /// A number that almost surely differs for other examples: 64 bits mixed from inputs, targets and their counts.
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
    return mixer.value
  }

  private init(_ storage: ExampleStorage) {
    self.init(storage: storage, range: 0..<storage.count)
  }

  private init(storage: ExampleStorage, range: Range<Int>) {
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

  /// One number that is none, and soon none of the network's is one.
  private static func check(areFinite numbers: [Float], each count: Int, _ name: String) throws(EngineError) {
    guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(what: "\(name) \(place % count) of example \(place / count)", value: numbers[place])
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
  /// Throws unless a network of this architecture can read and answer them, and their targets suit the objective.
  func check(against architecture: Architecture, _ objective: Objective) throws(EngineError) {
    guard inputCount == architecture.inputCount else {
      throw .inputs(network: architecture.inputCount, examples: inputCount)
    }
    guard outputCount == architecture.outputCount else {
      throw .outputs(network: architecture.outputCount, examples: outputCount)
    }
    guard case .categoricalCrossEntropy = objective else { return }
    try require(
      outputCount > 1, "the output activation of one output", "softmax",
      "sigmoid: a softmax over one number is always 1")
    // The cost of a softmax and its derivative agree for targets that are shares of one whole. Of all the examples of which
    // these are a cut that is known; only where some are not must these be looked at.
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
