import Downhill

/// A network as kept in a file, with its cost, the shape of its pictures, and what is needed to resume training.
public struct Model: Equatable, Sendable {
  /// Architecture and parameters.
  public var network: Network
  /// The cost it was trained for.
  public var cost: Cost
  /// The shape of the pictures that its inputs are the pixels of; nil if they are no pictures.
  public var pictureShape: PictureShape?
  /// The manner of the pictures that it was trained on; MNIST's where the file does not say.
  public var pictureManner = PictureManner.mnist
  /// How it was trained; nil for a network of another program.
  public var training: TrainingRecord?
  /// How its inputs and outputs follow from the columns of a table; nil if it is not a model of one.
  public var table: TableRecord?
  /// The label of its first output, 1 where the data count from 1; the second output has the next label.
  public var firstLabel = 0
  /// The names of its classes in the order of the outputs, if they are words; of a single output those of no and yes.
  public var classNames: [String]?

  /// A model of these parts.
  public init(network: Network, cost: Cost, pictureShape: PictureShape? = nil, training: TrainingRecord? = nil) {
    self.network = network
    self.cost = cost
    self.pictureShape = pictureShape
    self.training = training
  }
}

/// How a network was trained, and the state of its training: all that is needed to resume it with the same bits.
public struct TrainingRecord: Equatable, Sendable {
  /// The settings; `epochs` are those asked for.
  public var configuration: TrainingConfiguration
  /// The state of the training.
  public var checkpoint: Trainer.Checkpoint
  /// The weights from which training continues; nil if they are the model's, as they are unless an earlier epoch was the
  /// best.
  public var last: Parameters?
  /// The examples it was trained on.
  public var data: DataRecord
  /// The name of the kernel table.
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

extension Model {
  /// What its classes are called, if its outputs are classes.
  public var classes: ClassNames {
    classNames.map { .words($0) } ?? .numbers(first: firstLabel, count: max(network.architecture.outputCount, 2))
  }

  /// Whether it has something that files of the first version do not.
  var isNew: Bool {
    table != nil || training?.checkpoint.best != nil || training?.configuration.patience != nil
      || training?.last != nil || training?.configuration.keep == .last
      || (training?.data.validationSplit ?? .last) != .last
  }
}

extension TrainingRecord {
  /// Its value of a setting; nil where the setting does not apply.
  public func value(of setting: Setting) -> SettingValue? {
    switch setting {
    case .kernels: .word(kernels)
    case .limit: .whole(data.limit)
    case .validation: .whole(data.validation)
    case .classes, .hidden, .activation, .outputActivation, .cost, .huberDelta, .quantile, .initializer,
      .biasDeviation, .optimizer, .momentum, .beta1, .beta2, .epsilon, .weightDecay, .learningRate, .schedule, .decay,
      .stepEpochs, .fallEpochs, .warmUp, .horizon, .batchSize, .shards, .l2, .epochs, .patience, .keep, .seed:
      configuration.value(of: setting)
    }
  }
}

/// Which examples were trained on.
public struct DataRecord: Equatable, Sendable {
  /// `Examples.fingerprint()` of them.
  public var fingerprint: UInt64
  /// How many examples from the beginning of the training set were used, held-out ones included.
  public var limit: Int
  /// How many of those were held out for validation.
  public var validation: Int
  /// Which were held out.
  public var validationSplit: ValidationSplit

  /// Puts a record together.
  public init(fingerprint: UInt64, limit: Int, validation: Int, validationSplit: ValidationSplit = .last) {
    self.fingerprint = fingerprint
    self.limit = limit
    self.validation = validation
    self.validationSplit = validationSplit
  }

  static let splitKey = "validation-split"
}

/// Which examples are held out for validation.
public enum ValidationSplit: Equatable, Sendable {
  /// Drawn by the seed; of classes, as many as they have in all.
  case random
  /// The last ones, as for time series.
  case last
  /// Those that a column of the table marks.
  case column(String)

  private static let columnPrefix = "column:"

  /// `random`, `last` or `column:NAME`: the only texts that ``init(_:)`` reads.
  public var text: String {
    switch self {
    case .random: "random"
    case .last: "last"
    case .column(let name): Self.columnPrefix + name
    }
  }

  /// The split that a text says; nil for others.
  public init?(_ text: String) {
    if sameBytes(text, "random") {
      self = .random
    } else if sameBytes(text, "last") {
      self = .last
    } else if text.utf8.starts(with: Self.columnPrefix.utf8) {
      self = .column(String(decoding: text.utf8.dropFirst(Self.columnPrefix.utf8.count), as: UTF8.self))
    } else {
      return nil
    }
  }

  /// Whether both say the same, byte for byte.
  public static func == (one: ValidationSplit, other: ValidationSplit) -> Bool { sameBytes(one.text, other.text) }
}

/// The model file: safetensors that PyTorch, NumPy and Netron read, with everything else in the metadata as text.
///
/// Tensors are `layers.N.weight` `[outputs, inputs]` and `layers.N.bias` `[outputs]`, N counted from 0, then
/// `optimizer.NAME.N.weight` and `optimizer.NAME.N.bias` for the optimizer's state, and `last.N.weight` and `last.N.bias`
/// for the last weights where those of the layers are of an earlier epoch, the best. The file holds no time, path, host
/// or thread count: the same training gives the same bytes.
///
/// A model of a table has the metadata `downhill.table`, and as 64-bit floats `input.mean`, `input.scale` and, for a
/// regression, `output.mean` and `output.scale`: see ``TableRecord``. A model of pictures whose classes have words for names
/// has these as a JSON array in the metadata `class-names`, which programs that do not know them pass over: they show numbers.
///
/// A file of another program needs the tensors of the layers and the metadata `architecture`, `activation`,
/// `output-activation` and `cost`; `optimizer` marks a file from which training can resume. Other metadata and tensors
/// of other names are ignored and not kept, but a tensor `layers.…` that the architecture does not have is an error:
/// one of the two is wrong.
public enum ModelFile {
  /// The versions of the layout that are read. The least that has what a model needs is written, so that earlier programs
  /// read whatever they can: 2 has tables, and weights of an earlier epoch than the last.
  public static let versions = ["1", "2"]

  /// The bytes of a model's file.
  ///
  /// Refuses what ``decode(_:file:)`` would refuse, by the same errors: parameters that are not finite, or a record of
  /// another network.
  public static func encode(_ model: Model, file: String = "the model to write") throws(FormatError) -> [UInt8] {
    var writer = MetadataWriter()
    writer.add("format-version", model.isNew ? versions[1] : versions[0])
    writer.add("architecture", model.network.architecture.description)
    for setting in Setting.allCases {
      writer.add(setting, model.network.architecture.value(of: setting, cost: model.cost))
    }
    if let shape = model.pictureShape { writer.add("picture", "\(shape.rows)x\(shape.columns)") }
    if model.firstLabel != 0 { writer.add("first-label", "\(model.firstLabel)") }
    if let names = model.classNames { writer.add(classNames: names) }
    if model.pictureManner != .mnist { writer.add("pictures", model.pictureManner.text) }
    if let table = model.table {
      writer.add(TableRecord.key, String(decoding: table.description.bytes(), as: UTF8.self))
    }
    var tensors = tensors(of: model.network.parameters, prefix: "layers")
    if let training = model.training {
      let names = training.configuration.optimizer.stateNames
      guard training.configuration.architecture == model.network.architecture,
        training.configuration.cost == model.cost, training.checkpoint.optimizerState.count == names.count
      else {
        let error = EngineError.setting(
          name: "the training record", value: "that of another network", expected: "that of the network")
        throw FormatError(file: file, problem: .model(.settings(error)))
      }
      training.write(to: &writer)
      for (name, state) in zip(names, training.checkpoint.optimizerState) {
        tensors += self.tensors(of: state, prefix: "optimizer.\(name)")
      }
      if let last = training.last { tensors += self.tensors(of: last, prefix: "last") }
    }
    var content = TensorFile(metadata: writer.metadata, tensors: tensors)
    content.doubles = model.table?.doubles ?? []
    try SafeTensors.check(content, file: file)
    // The reader knows what it refuses; checked before the bytes are made, so that these and its copy are not in memory
    // together.
    _ = try self.model(in: content, file: file)
    return try SafeTensors.encode(content, file: file)
  }

  /// The model in a file's bytes. Tensors that are not the model's are ignored.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> Model {
    try model(in: SafeTensors.decode(bytes, file: file, passingOver: true), file: file)
  }

  private static func model(in content: TensorFile, file: String) throws(FormatError) -> Model {
    let reader = MetadataReader(content: content, file: file)
    // Other programs write no version.
    if let version = content.metadata("format-version"), !versions.contains(where: { sameBytes($0, version) }) {
      throw reader.error("format-version", version)
    }
    // A gradient has the names and shapes of a model's parameters.
    if let kind = content.metadata("content"), kind != "model" { throw reader.error("content", kind) }
    let (architecture, values) = try reader.network()
    let cost = values.cost
    let tensors = ModelTensors(content, file: file)
    let parameters = try tensors.parameters(architecture, prefix: "layers")
    let network: Network
    do throws(EngineError) {
      _ = try Objective(cost, through: architecture.outputActivation)
      network = try Network(architecture, parameters: parameters)
    } catch {
      throw FormatError(file: file, problem: .model(.settings(error)))
    }
    try tensors.checkLayers(architecture)
    var model = Model(
      network: network, cost: cost, pictureShape: try reader.pictureShape(inputs: architecture.inputCount),
      training: try TrainingRecord(reader, values, architecture: architecture, tensors: tensors))
    model.table = try TableRecord(
      reader, inputs: architecture.inputCount, targets: architecture.outputCount / cost.outputsPerTarget)
    if content.metadata("first-label") != nil { model.firstLabel = try reader.integer("first-label", in: 0...255) }
    model.classNames = try reader.classNames(count: max(architecture.outputCount, 2))
    if content.metadata("pictures") != nil {
      model.pictureManner = try reader.value("pictures") { PictureManner(text: $0) }
    }
    return model
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
}

/// The tensors of a file, as the parameters of a network.
private struct ModelTensors {
  let content: TensorFile
  let file: String
  private let index: NameIndex

  init(_ content: TensorFile, file: String) {
    self.content = content
    self.file = file
    index = NameIndex(content.tensors.map { $0.name })
  }

  func parameters(_ architecture: Architecture, prefix: String) throws(FormatError) -> Parameters {
    // The tensors are looked up before anything is allocated for them.
    var found: [(weight: Tensor, bias: Tensor)] = []
    for layer in 0..<architecture.layerCount {
      let inputs = architecture.sizes[layer]
      let outputs = architecture.sizes[layer + 1]
      found.append(
        (
          try tensor("\(prefix).\(layer).weight", shape: [outputs, inputs]),
          try tensor("\(prefix).\(layer).bias", shape: [outputs])
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

  /// Whether there is a tensor of this name.
  func has(_ name: String) -> Bool { index[name] != nil }

  /// Throws if there is a tensor for a layer that the architecture does not have.
  func checkLayers(_ architecture: Architecture) throws(FormatError) {
    let known = NameIndex((0..<architecture.layerCount).flatMap { ["layers.\($0).weight", "layers.\($0).bias"] })
    let names = content.tensors.map { $0.name } + content.unread.map { $0.name }
    for name in names where name.utf8.starts(with: "layers.".utf8) && known[name] == nil {
      throw FormatError(file: file, problem: .model(.superfluousTensor(name, architecture: architecture)))
    }
  }

  private func tensor(_ name: String, shape: [Int]) throws(FormatError) -> Tensor {
    guard let position = index[name] else {
      if let unread = content.unread.first(where: { sameBytes($0.name, name) }) { throw unread.error(file: file) }
      throw FormatError(file: file, problem: .model(.missingTensor(name)))
    }
    let tensor = content.tensors[position]
    guard tensor.shape == shape else {
      throw FormatError(file: file, problem: .model(.shape(tensor: name, expected: shape, found: tensor.shape)))
    }
    return tensor
  }
}

// MARK: The training record as text

extension TrainingRecord {
  fileprivate func write(to writer: inout MetadataWriter) {
    for setting in Setting.allCases where setting.subject != .network { writer.add(setting, value(of: setting)) }
    writer.add("examples-fingerprint", hexadecimal(data.fingerprint))
    if data.validationSplit != .last { writer.add(DataRecord.splitKey, data.validationSplit.text) }
    writer.add("epochs-done", "\(checkpoint.epochs)")
    writer.add("mini-batches-done", "\(checkpoint.miniBatches)")
    writer.add("cost-sum", hexadecimal(checkpoint.costSum.bitPattern))
    // Of correct answers the number; other sums are no whole numbers, as a rule.
    if let count = Int(exactly: checkpoint.scoreSum) {
      writer.add("hits", "\(count)")
    } else {
      writer.add("score-sum", hexadecimal(checkpoint.scoreSum.bitPattern))
    }
    if let best = checkpoint.best {
      writer.add("best-epoch", "\(best.epoch)")
      writer.add("best-cost", hexadecimal(best.cost.bitPattern))
    }
    let state = checkpoint.random.state
    writer.add("random-state", [state.0, state.1, state.2, state.3].map(hexadecimal).joined(separator: "-"))
  }

  /// The record, or nil if the file was not made by training. `values` are the network's settings in the file.
  fileprivate init?(
    _ reader: MetadataReader, _ values: SettingValues, architecture: Architecture, tensors: ModelTensors
  ) throws(FormatError) {
    guard reader.content.metadata("optimizer") != nil else { return nil }
    _ = try reader.text("format-version")
    var values = values
    // A choice comes before its coefficients.
    for setting in Setting.allCases where setting.subject != .network && values.use(setting) {
      if setting.isNew, reader.content.metadata(setting.fileKey ?? setting.rawValue) == nil { continue }
      values[setting] = try reader.value(of: setting)
    }
    let configuration: TrainingConfiguration
    do throws(EngineError) {
      configuration = try TrainingConfiguration(values, architecture: architecture)
    } catch {
      throw FormatError(file: reader.file, problem: .model(.settings(error)))
    }
    self.init(
      configuration: configuration, checkpoint: try Self.checkpoint(of: configuration, reader, tensors),
      data: try Self.data(reader), kernels: try reader.text("kernels"))
    if tensors.has("last.0.weight") { last = try tensors.parameters(architecture, prefix: "last") }
    guard reader.content.metadata("best-epoch") != nil else { return }
    var best = Trainer.Best(
      epoch: try reader.integer("best-epoch", in: 1...max(checkpoint.epochs, 1)),
      cost: try reader.finiteNumber("best-cost"))
    if configuration.keep == .best {
      best.parameters = try tensors.parameters(architecture, prefix: "layers")
    }
    checkpoint.best = best
  }

  // In several functions, since each error exit of a long one is separate code.

  @inline(never)
  private static func checkpoint(
    of configuration: TrainingConfiguration, _ reader: MetadataReader, _ tensors: ModelTensors
  ) throws(FormatError) -> Trainer.Checkpoint {
    var checkpoint = Trainer.Checkpoint(random: try reader.random(), optimizerState: [])
    checkpoint.epochs = try reader.integer("epochs-done", in: 0...TrainingConfiguration.epochLimit)
    checkpoint.miniBatches = try reader.integer("mini-batches-done")
    checkpoint.costSum = try reader.finiteNumber("cost-sum")
    let isCount = reader.content.metadata("score-sum") == nil
    checkpoint.scoreSum =
      isCount ? Double(try reader.integer("hits")) : try reader.finiteNumber("score-sum")
    for name in configuration.optimizer.stateNames {
      checkpoint.optimizerState.append(
        try tensors.parameters(configuration.architecture, prefix: "optimizer.\(name)"))
    }
    return checkpoint
  }

  @inline(never)
  private static func data(_ reader: MetadataReader) throws(FormatError) -> DataRecord {
    let limit = try reader.integer("examples", in: 1...Int.max)
    var split = ValidationSplit.last
    if reader.content.metadata(DataRecord.splitKey) != nil {
      split = try reader.value(DataRecord.splitKey) { ValidationSplit($0) }
    }
    return DataRecord(
      fingerprint: try reader.value("examples-fingerprint") { word(hexadecimal: $0) }, limit: limit,
      validation: try reader.integer("validation", in: 0...limit - 1), validationSplit: split)
  }
}
