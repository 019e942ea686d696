import Downhill

/// A network as it is kept in a file: with its cost, the shape of its pictures, and what is needed to train on.
public struct Model: Equatable, Sendable {
  /// Architecture and parameters.
  public var network: Network
  /// The cost it was trained for.
  public var cost: Cost
  /// The shape of the pictures that its inputs are the pixels of; nil if they are no pictures.
  public var pictureShape: PictureShape?
  /// How it was trained; nil for a network that was made elsewhere.
  public var training: TrainingRecord?

  /// Puts a model together.
  public init(network: Network, cost: Cost, pictureShape: PictureShape? = nil, training: TrainingRecord? = nil) {
    self.network = network
    self.cost = cost
    self.pictureShape = pictureShape
    self.training = training
  }
}

/// Rows and columns of a picture.
public struct PictureShape: Equatable, Sendable {
  /// Pixels from top to bottom.
  public var rows: Int
  /// Pixels from left to right.
  public var columns: Int

  /// A shape of so many pixels.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }
}

/// How a network was trained, and where training stands: all that it takes to go on to the same bits.
public struct TrainingRecord: Equatable, Sendable {
  /// The settings; `epochs` are those that were asked for.
  public var configuration: TrainingConfiguration
  /// Where training stands.
  public var checkpoint: Trainer.Checkpoint
  /// The examples it was trained on.
  public var data: DataRecord
  /// The kernel table that did it.
  public var kernels: String

  /// Puts a record together.
  public init(
    configuration: TrainingConfiguration, checkpoint: Trainer.Checkpoint, data: DataRecord, kernels: String
  ) {
    self.configuration = configuration
    self.checkpoint = checkpoint
    self.data = data
    self.kernels = kernels
  }
}

/// Which examples were trained on.
public struct DataRecord: Equatable, Sendable {
  /// `Examples.fingerprint()` of them.
  public var fingerprint: UInt64
  /// How many examples were taken from the beginning of the training set, held-back ones included.
  public var limit: Int
  /// How many of those, from their end, were held back for validation.
  public var validation: Int

  /// Puts a record together.
  public init(fingerprint: UInt64, limit: Int, validation: Int) {
    self.fingerprint = fingerprint
    self.limit = limit
    self.validation = validation
  }
}

/// The model file: safetensors that PyTorch, NumPy and Netron read, with everything else in the metadata as text.
///
/// Tensors are `layers.N.weight` `[outputs, inputs]` and `layers.N.bias` `[outputs]`, N counted from 0, then
/// `optimizer.NAME.N.weight` and `optimizer.NAME.N.bias` for what the optimizer remembers. The file holds no time, path,
/// host or thread count: the same training gives the same bytes.
public enum ModelFile {
  /// The version of the layout that is written, and the only one that is read.
  public static let version = "1"

  /// The bytes of a model's file.
  public static func encode(_ model: Model) -> [UInt8] {
    var writer = MetadataWriter()
    writer.add("format-version", version)
    writer.add("architecture", model.network.architecture.description)
    writer.add("activation", model.network.architecture.hiddenActivation.rawValue)
    writer.add("output-activation", model.network.architecture.outputActivation.name)
    writer.add("cost", model.cost.rawValue)
    if let shape = model.pictureShape { writer.add("picture", "\(shape.rows)x\(shape.columns)") }
    var tensors = tensors(of: model.network.parameters, prefix: "layers")
    if let training = model.training {
      training.write(to: &writer)
      let names = training.configuration.optimizer.stateNames
      for (name, state) in zip(names, training.checkpoint.optimizerState) {
        tensors += self.tensors(of: state, prefix: "optimizer.\(name)")
      }
    }
    return SafeTensors.encode(TensorFile(metadata: writer.metadata, tensors: tensors))
  }

  /// The model in a file's bytes.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> Model {
    let content = try SafeTensors.decode(bytes, file: file)
    let reader = MetadataReader(content: content, file: file)
    let version = try reader.text("format-version")
    guard version == Self.version else { throw reader.error("format-version", version) }
    let architecture = try reader.architecture()
    let cost = try reader.value("cost") { Cost(rawValue: $0) }
    guard cost.follows(architecture.outputActivation) else { throw reader.error("cost", cost.rawValue) }
    let parameters = try parameters(architecture, content, prefix: "layers", file: file)
    let network: Network
    do { network = try Network(architecture, parameters: parameters) } catch {
      throw FormatError(file: file, problem: .model(.settings(error)))
    }
    return Model(
      network: network, cost: cost, pictureShape: try reader.pictureShape(inputs: architecture.inputCount),
      training: try TrainingRecord(reader, architecture: architecture, cost: cost, content: content))
  }

  private static func tensors(of parameters: Parameters, prefix: String) -> [Tensor] {
    parameters.layers.enumerated().flatMap { index, layer in
      [
        Tensor(
          name: "\(prefix).\(index).weight", shape: [layer.outputs, layer.inputs],
          values: parameters.weights(layer: index)),
        Tensor(name: "\(prefix).\(index).bias", shape: [layer.outputs], values: parameters.biases(layer: index)),
      ]
    }
  }

  fileprivate static func parameters(
    _ architecture: Architecture, _ content: TensorFile, prefix: String, file: String
  ) throws(FormatError) -> Parameters {
    // The tensors are looked up before anything is allocated for them.
    var found: [(weight: Tensor, bias: Tensor)] = []
    for index in 0..<architecture.layerCount {
      let inputs = architecture.sizes[index]
      let outputs = architecture.sizes[index + 1]
      found.append(
        (
          try tensor("\(prefix).\(index).weight", shape: [outputs, inputs], content, file),
          try tensor("\(prefix).\(index).bias", shape: [outputs], content, file)
        ))
    }
    var parameters = Parameters(architecture)
    for (index, layer) in found.enumerated() {
      do throws(EngineError) {
        try parameters.setWeights(layer.weight.values, layer: index)
        try parameters.setBiases(layer.bias.values, layer: index)
      } catch {
        throw FormatError(file: file, problem: .model(.settings(error)))
      }
    }
    return parameters
  }

  private static func tensor(
    _ name: String, shape: [Int], _ content: TensorFile, _ file: String
  ) throws(FormatError) -> Tensor {
    guard let tensor = content.tensor(name) else {
      throw FormatError(file: file, problem: .model(.missingTensor(name)))
    }
    guard tensor.shape == shape else {
      throw FormatError(file: file, problem: .model(.shape(tensor: name, expected: shape, found: tensor.shape)))
    }
    return tensor
  }
}

// MARK: The training record as text

extension TrainingRecord {
  fileprivate func write(to writer: inout MetadataWriter) {
    writer.add("initializer", configuration.initializer.rawValue)
    writer.add("optimizer", configuration.optimizer.name)
    switch configuration.optimizer {
    case .sgd: break
    case .momentum(let coefficient), .nesterov(let coefficient): writer.add("momentum", "\(coefficient)")
    case .adam(let settings): writer.add(settings)
    case .adamW(let settings, let weightDecay):
      writer.add(settings)
      writer.add("weight-decay", "\(weightDecay)")
    }
    writer.add("learning-rate", "\(configuration.learningRate)")
    writer.add("schedule", configuration.schedule.name)
    switch configuration.schedule {
    case .constant, .cosine: break
    case .exponential(let factor): writer.add("decay", "\(factor)")
    case .step(let factor, let epochs):
      writer.add("decay", "\(factor)")
      writer.add("step-epochs", "\(epochs)")
    case .oneCycle(let warmUp): writer.add("warm-up", "\(warmUp)")
    }
    if configuration.schedule.hasHorizon { writer.add("horizon", "\(configuration.horizon)") }
    switch configuration.batchSize {
    case .count(let count): writer.add("batch-size", "\(count)")
    case .all: writer.add("batch-size", "all")
    }
    writer.add("l2", "\(configuration.l2)")
    writer.add("epochs", "\(configuration.epochs)")
    writer.add("seed", "\(configuration.seed)")
    writer.add("kernels", kernels)
    writer.add("examples", "\(data.limit)")
    writer.add("validation", "\(data.validation)")
    writer.add("examples-fingerprint", hexadecimal(data.fingerprint))
    writer.add("epochs-done", "\(checkpoint.epochs)")
    writer.add("mini-batches-done", "\(checkpoint.miniBatches)")
    writer.add("cost-sum", hexadecimal(checkpoint.costSum.bitPattern))
    writer.add("hits", "\(checkpoint.hits)")
    let state = checkpoint.random.state
    writer.add("random-state", [state.0, state.1, state.2, state.3].map(hexadecimal).joined(separator: "-"))
  }

  /// The record, or nil if the file was not made by training.
  fileprivate init?(
    _ reader: MetadataReader, architecture: Architecture, cost: Cost, content: TensorFile
  ) throws(FormatError) {
    guard reader.content.metadata("optimizer") != nil else { return nil }
    let optimizer = try reader.optimizer()
    let schedule = try reader.schedule()
    let initializer = try reader.value("initializer") { Initializer(rawValue: $0) }
    let learningRate = try reader.number("learning-rate")
    let batchSize = try reader.batchSize()
    let l2 = Float(try reader.number("l2"))
    let epochs = try reader.integer("epochs")
    let horizon = schedule.hasHorizon ? try reader.integer("horizon") : nil
    let seed = try reader.value("seed") { UInt64($0) }
    let configuration: TrainingConfiguration
    do throws(EngineError) {
      configuration = try TrainingConfiguration(
        architecture: architecture, cost: cost, initializer: initializer, optimizer: optimizer,
        learningRate: learningRate, schedule: schedule, batchSize: batchSize, l2: l2, epochs: epochs, horizon: horizon,
        seed: seed)
    } catch {
      throw FormatError(file: reader.file, problem: .model(.settings(error)))
    }
    var checkpoint = Trainer.Checkpoint(random: try reader.random(), optimizerState: [])
    checkpoint.epochs = try reader.integer("epochs-done")
    checkpoint.miniBatches = try reader.integer("mini-batches-done")
    checkpoint.costSum = Double(bitPattern: try reader.value("cost-sum") { word(hexadecimal: $0) })
    checkpoint.hits = try reader.integer("hits")
    for name in optimizer.stateNames {
      checkpoint.optimizerState.append(
        try ModelFile.parameters(architecture, content, prefix: "optimizer.\(name)", file: reader.file))
    }
    self.init(
      configuration: configuration, checkpoint: checkpoint,
      data: DataRecord(
        fingerprint: try reader.value("examples-fingerprint") { word(hexadecimal: $0) },
        limit: try reader.integer("examples"), validation: try reader.integer("validation")),
      kernels: try reader.text("kernels"))
  }
}

private struct MetadataWriter {
  var metadata: [TensorFile.Metadatum] = []

  mutating func add(_ key: String, _ value: String) {
    metadata.append(TensorFile.Metadatum(key: key, value: value))
  }

  mutating func add(_ settings: Optimizer.AdamSettings) {
    add("beta1", "\(settings.beta1)")
    add("beta2", "\(settings.beta2)")
    add("epsilon", "\(settings.epsilon)")
  }
}

private struct MetadataReader {
  let content: TensorFile
  let file: String

  func error(_ key: String, _ value: String) -> FormatError {
    FormatError(file: file, problem: .model(.metadata(key: key, value: value)))
  }

  func text(_ key: String) throws(FormatError) -> String {
    guard let text = content.metadata(key) else {
      throw FormatError(file: file, problem: .model(.missingMetadata(key)))
    }
    return text
  }

  func value<Value>(_ key: String, _ parse: (String) -> Value?) throws(FormatError) -> Value {
    let text = try text(key)
    guard let value = parse(text) else { throw error(key, text) }
    return value
  }

  /// A whole number, 0 or more.
  func integer(_ key: String) throws(FormatError) -> Int {
    try value(key) { text in Int(text).flatMap { $0 >= 0 ? $0 : nil } }
  }

  func number(_ key: String) throws(FormatError) -> Double {
    try value(key) { text in decimal(text) }
  }

  func architecture() throws(FormatError) -> Architecture {
    let text = try text("architecture")
    let hidden = try value("activation") { Activation(rawValue: $0) }
    let output = try value("output-activation") { OutputActivation(name: $0) }
    do { return try Architecture(text, hiddenActivation: hidden, outputActivation: output) } catch {
      throw FormatError(file: file, problem: .model(.settings(error)))
    }
  }

  func pictureShape(inputs: Int) throws(FormatError) -> PictureShape? {
    guard content.metadata("picture") != nil else { return nil }
    return try value("picture") { text in
      let parts = split(text, at: "x")
      guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows >= 1, columns >= 1,
        rows.multipliedReportingOverflow(by: columns) == (inputs, false)
      else { return nil }
      return PictureShape(rows: rows, columns: columns)
    }
  }

  func optimizer() throws(FormatError) -> Optimizer {
    let name = try text("optimizer")
    switch name {
    case "sgd": return .sgd
    case "momentum": return .momentum(Float(try number("momentum")))
    case "nesterov": return .nesterov(Float(try number("momentum")))
    case "adam": return .adam(try adamSettings())
    case "adamw": return .adamW(try adamSettings(), weightDecay: Float(try number("weight-decay")))
    default: throw error("optimizer", name)
    }
  }

  private func adamSettings() throws(FormatError) -> Optimizer.AdamSettings {
    Optimizer.AdamSettings(
      beta1: Float(try number("beta1")), beta2: Float(try number("beta2")), epsilon: Float(try number("epsilon")))
  }

  func schedule() throws(FormatError) -> LearningRateSchedule {
    let name = try text("schedule")
    switch name {
    case "constant": return .constant
    case "exponential": return .exponential(factor: try number("decay"))
    case "step": return .step(factor: try number("decay"), epochs: try integer("step-epochs"))
    case "cosine": return .cosine
    case "one-cycle": return .oneCycle(warmUp: try number("warm-up"))
    default: throw error("schedule", name)
    }
  }

  func batchSize() throws(FormatError) -> TrainingConfiguration.BatchSize {
    try text("batch-size") == "all" ? .all : .count(try integer("batch-size"))
  }

  func random() throws(FormatError) -> RandomSource {
    try value("random-state") { text in
      let words = split(text, at: "-").map { word(hexadecimal: $0) }
      guard words.count == 4, let a = words[0], let b = words[1], let c = words[2], let d = words[3] else { return nil }
      return RandomSource(state: (a, b, c, d))
    }
  }
}

private func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
  text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
    .map { String(decoding: Array($0), as: UTF8.self) }
}

/// Sixteen hexadecimal digits.
private func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

private func word(hexadecimal text: String) -> UInt64? {
  text.utf8.count == 16 ? UInt64(text, radix: 16) : nil
}

/// A finite decimal number and nothing else.
private func decimal(_ text: String) -> Double? {
  guard let value = try? JSONValue.parse(ArraySlice(Array(text.utf8)), file: "") else { return nil }
  return value.numberValue
}
