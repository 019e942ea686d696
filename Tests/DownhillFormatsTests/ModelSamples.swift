import Downhill
import DownhillFormats

/// Every optimizer, with coefficients that no default has.
let optimizers: [Optimizer] = [
  .sgd, .momentum(0.85), .nesterov(0.7),
  .adam(.init(beta1: 0.89, beta2: 0.991, epsilon: 1.5e-7)),
  .adamW(.init(beta1: 0.5, beta2: 0.875, epsilon: 1e-12), weightDecay: 0.012_345_678),
]

/// Every schedule, with factors that have no short binary form.
let schedules: [LearningRateSchedule] = [
  .constant, .exponential(factor: 0.1 + 0.2), .step(factor: 1 / 3, epochs: 4), .cosine, .oneCycle(warmUp: 0.3),
  .linear(epochs: 0.7),
]

/// Every cost, with coefficients that have no short decimal form.
let costs: [Cost] = Cost.all.map { cost in
  switch cost {
  case .huber: .huber(delta: 1.0 / 3)
  case .quantile: .quantile([0.1, 1.0 / 3, 0.999])
  case .quadratic, .absolute, .poisson, .crossEntropy: cost
  }
}

/// Every cost with every output activation that it can follow.
let objectives: [(cost: Cost, output: OutputActivation)] = costs.flatMap { cost in
  OutputActivation.all.filter { cost.follows($0) }.map { (cost, $0) }
}

extension SeededGenerator {
  /// A finite float of any size: zeros, subnormals, the largest and everything between.
  mutating func float() -> Float {
    while true {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: next()))
      if value.isFinite { return below(8) == 0 ? 0 * value : value }
    }
  }

  mutating func parameters(_ architecture: Architecture) throws -> Parameters {
    var result = Parameters(architecture)
    for (index, layer) in result.layers.enumerated() {
      try result.setWeights((0..<layer.inputs * layer.outputs).map { _ in float() }, layer: index)
      try result.setBiases((0..<layer.outputs).map { _ in float() }, layer: index)
    }
    return result
  }

  /// A model in mid-epoch, in which nothing that can be random is not.
  mutating func model(
    _ sizes: [Int] = [6, 5, 3], optimizer: Optimizer = .sgd, schedule: LearningRateSchedule = .constant,
    batchSize: TrainingConfiguration.BatchSize = .count(7), shards: Int = 1, hidden: Activation = .tanh,
    cost: Cost = .quadratic,
    output: OutputActivation = .elementwise(.sigmoid), patience: Int? = nil, biasDeviation: Float = 0,
    keep: TrainingConfiguration.Keeping = .best
  ) throws -> Model {
    let architecture = try Architecture(sizes: sizes, hiddenActivation: hidden, outputActivation: output)
    let network = try Network(architecture, parameters: parameters(architecture))
    let epochs = below(1_000)
    let configuration = try TrainingConfiguration(
      architecture: architecture, cost: cost, initializer: Initializer.allCases[below(4)],
      biasDeviation: biasDeviation, optimizer: optimizer,
      learningRate: Double(sign: .plus, exponent: below(40) - 20, significand: 1 + Double(next() >> 12) * 0x1p-52),
      schedule: schedule, batchSize: batchSize, shards: shards, l2: abs(float()), epochs: epochs,
      // Only a schedule with a horizon keeps one; for the others it is what was asked for.
      horizon: schedule.hasHorizon ? 1 + below(1_000) : epochs, patience: patience, keep: keep, seed: next())
    var checkpoint = Trainer.Checkpoint(
      random: RandomSource(seed: next()),
      optimizerState: try optimizer.stateNames.map { _ in try parameters(architecture) })
    checkpoint.epochs = below(1_000)
    checkpoint.miniBatches = 1 + below(20)
    checkpoint.costSum = Double(float()) / 3
    checkpoint.scoreSum = Double(below(8))
    let limit = 100 + below(60_000)
    return Model(
      network: network, cost: cost, pictureShape: sizes[0] == 6 ? PictureShape(rows: 2, columns: 3) : nil,
      training: TrainingRecord(
        configuration: configuration, checkpoint: checkpoint,
        data: DataRecord(fingerprint: next(), limit: limit, validation: below(limit)), kernels: "baseline"))
  }
}

/// The content of a model's file, to be changed and encoded again.
func content(of model: Model) throws -> TensorFile {
  try SafeTensors.decode(ModelFile.encode(model), file: "sample")
}

extension TensorFile {
  /// Replaces the value of a key, adds it, or, for nil, removes it.
  mutating func set(_ key: String, _ value: String?) {
    let index = metadata.firstIndex { $0.key == key }
    switch (index, value) {
    case (let index?, let value?): metadata[index].value = value
    case (let index?, nil): metadata.remove(at: index)
    case (nil, let value?): metadata.append(Metadatum(key: key, value: value))
    case (nil, nil): break
    }
  }
}
