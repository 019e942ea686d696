import Downhill

/// The functions of `Downhill`.
let functionsOfDownhill: [BoundedFunction] = [
  BoundedFunction("Answer.swift: public func target(of label: Int) -> [Double]", safe: extremes + [3]) {
    _ = Sample.architecture.target(of: $0)
    _ = try Architecture("3-1").target(of: $0)
  },
  BoundedFunction(
    "Architecture.swift: public init( sizes: [Int], hiddenActivation: Activation = .sigmoid, outputActivation: "
      + "OutputActivation = .elementwise(.sigmoid) ) throws(EngineError)",
    safe: extremes + [0, 1 << 31, 1 << 60, 1 << 62]
  ) { size in
    for sizes in [[], [size], [3, size], [size, 3], [size, size], [3, size, 3]] { _ = try? Architecture(sizes: sizes) }
  },
  BoundedFunction(
    "Architecture.swift: public init( sizes: [Int], hiddenActivations: [Activation], outputActivation: OutputActivation = "
      + ".elementwise(.sigmoid) ) throws(EngineError)", safe: extremes + [0, 1 << 31, 1 << 60, 1 << 62]
  ) { size in
    for activations in [[], [.relu], [Activation.relu, .tanh]] {
      for sizes in [[], [size], [3, size], [3, size, size, 3]] {
        _ = try? Architecture(sizes: sizes, hiddenActivations: activations)
      }
    }
  },
  BoundedFunction(
    "Backpropagation.swift: public init(inputs: Int, weights: [Scalar], biases: [Scalar])", trapping: extremes + [0]
  ) { _ = Backpropagation<Float>.DenseLayer(inputs: $0, weights: [], biases: []) },
  BoundedFunction(
    "Backpropagation.swift: public init(inputs: Int, weights: [Scalar], biases: [Scalar])", safe: [2],
    trapping: [3, .max]
  ) { _ = Backpropagation<Float>.DenseLayer(inputs: $0, weights: [1, 2], biases: [0]) },
  BoundedFunction(
    "Backpropagation.swift: public func weightedInputs(layer index: Int, previous: [Scalar]) -> [Scalar]",
    trapping: extremes + [2]
  ) { _ = Backpropagation<Double>(Sample.network).weightedInputs(layer: $0, previous: [1, 2, 3]) },
  BoundedFunction(
    "Backpropagation.swift: public func activations(layer index: Int, weightedInputs z: [Scalar]) -> [Scalar]",
    safe: [2], trapping: [-1, .min, .max]
  ) { _ = Backpropagation<Double>(Sample.network).activations(layer: $0, weightedInputs: [1, 2, 3]) },
  BoundedFunction("Evaluation.swift: public func advance(examples: Int) throws(EngineError)", safe: extremes + [0, 4]) {
    let evaluator = try Evaluator(Sample.architecture, cost: .quadratic)
    try evaluator.begin(Sample.network, Sample.cut)
    try evaluator.advance(examples: $0)
    try evaluator.advance(examples: $0)
  },
  BoundedFunction(
    "Examples.swift: public init( bytes: [UInt8], offset: Int = 0, inputCount: Int, labels: [UInt8], classCount: Int ) "
      + "throws(EngineError)", safe: extremes + [0, 1, 12, 13, 1 << 31, 1 << 61, 1 << 62]
  ) { number in
    _ = try? Examples(bytes: Sample.bytes, offset: number, inputCount: 3, labels: [0, 1, 0, 1], classCount: 2)
    _ = try? Examples(bytes: Sample.bytes, inputCount: number, labels: [0, 1, 0, 1], classCount: 2)
    _ = try? Examples(bytes: [], inputCount: number, labels: [], classCount: 2)
    let examples = try? Examples(bytes: Sample.bytes, inputCount: 3, labels: [0, 1, 0, 1], classCount: number)
    _ = examples?.target(3)
  },
  BoundedFunction(
    "Examples.swift: public init(inputs: [Float], inputCount: Int, labels: [Int], classCount: Int) throws(EngineError)",
    safe: extremes + [0, 1, 4, 1 << 31, 1 << 61, 1 << 62]
  ) { number in
    _ = try? Examples(inputs: [1, 2, 3, 4], inputCount: number, labels: [0, 1], classCount: 2)
    _ = try? Examples(inputs: [], inputCount: number, labels: [], classCount: 2)
    _ = try? Examples(inputs: [1, 2], inputCount: 1, labels: [0, number], classCount: 2)
    let examples = try? Examples(inputs: [1, 2], inputCount: 1, labels: [0, 1], classCount: number)
    _ = examples?.target(1)
  },
  BoundedFunction(
    "Examples.swift: public init( inputs: [Float], inputCount: Int, targets: [Float], outputCount: Int, task: LearningTask "
      + "= .classification ) throws(EngineError)", safe: extremes + [0, 1, 4, 1 << 31, 1 << 61, 1 << 62]
  ) { number in
    _ = try? Examples(inputs: [1, 2, 3, 4], inputCount: number, targets: [0, 1], outputCount: 1)
    _ = try? Examples(inputs: [1, 2, 3, 4], inputCount: 2, targets: [0, 1, 2, 3], outputCount: number)
    _ = try? Examples(inputs: [], inputCount: 1, targets: [], outputCount: number)
  },
  BoundedFunction(
    "Examples.swift: public subscript(indices: Range<Int>) -> Examples", safe: [0, 2], trapping: [-1, 3, .max, .min]
  ) { _ = Sample.cut[min(0, $0)..<max(0, $0)] },
  BoundedFunction(
    "DataSet.swift: public subscript(indices: Range<Int>) -> DataSet", safe: [0, 2], trapping: [-1, 3, .max, .min]
  ) { number in
    let set = try DataSet(
      Sample.cut, inputs: .columns(["a", "b", "c"]), targets: .classes(.numbers(first: 0, count: 3)))
    _ = set[min(0, number)..<max(0, number)]
  },
  BoundedFunction("DataSet.swift: public subscript(index: Int) -> String", safe: [0, 1], trapping: extremes + [2]) {
    _ = ClassNames.words(["no", "yes"])[$0]
  },
  BoundedFunction("DataSet.swift: public subscript(index: Int) -> String", safe: [0, 1], trapping: extremes + [2]) {
    _ = ClassNames.numbers(first: 1, count: 2)[$0]
  },
  BoundedFunction("DataSet.swift: public init(rows: Int, columns: Int)", safe: extremes + [0, 3, 1 << 32]) { number in
    let shape = PictureShape(rows: number, columns: number)
    _ = try DataSet(Sample.cut, inputs: .picture(shape), targets: .classes(.numbers(first: 0, count: 3)))
  },
  BoundedFunction("Examples.swift: public func inputs(_ index: Int) -> [Float]", safe: [1], trapping: extremes + [2]) {
    _ = Sample.cut.inputs($0)
  },
  BoundedFunction("Examples.swift: public func inputs(_ index: Int) -> [Float]", trapping: [-1, 2]) {
    _ = Sample.vectors.inputs($0)
  },
  BoundedFunction("Examples.swift: public func target(_ index: Int) -> [Float]", safe: [1], trapping: extremes + [2]) {
    _ = Sample.cut.target($0)
  },
  BoundedFunction("Examples.swift: public func target(_ index: Int) -> [Float]", trapping: [-1, 2]) {
    _ = Sample.vectors.target($0)
  },
  BoundedFunction("Examples.swift: public func weight(_ index: Int) -> Float", safe: [1], trapping: extremes + [2]) {
    _ = Sample.cut.weight($0)
  },
  BoundedFunction("Examples.swift: public func label(_ index: Int) -> Int", safe: [1], trapping: extremes + [2]) {
    _ = Sample.cut.label($0)
  },
  BoundedFunction("Examples.swift: public func label(_ index: Int) -> Int", trapping: [-1, 2]) {
    _ = Sample.vectors.label($0)
  },
  BoundedFunction(
    "Evaluation.swift: public init( _ architecture: Architecture, cost: Cost, kernels: Kernels = .best, workers: "
      + "Workers = Workers(), capacity: Int = .max ) throws(EngineError)", safe: extremes + [0, 1, 2]
  ) {
    let evaluator = try Evaluator(Sample.architecture, cost: .quadratic, capacity: $0)
    _ = try evaluator.outputs(Sample.network, Sample.cut)
  },
  BoundedFunction(
    "GradientEvaluator.swift: public init( _ architecture: Architecture, cost: Cost, kernels: Kernels = .best, workers: "
      + "Workers = Workers(), capacity: Int = .max ) throws(EngineError)", safe: extremes + [0, 1, 2]
  ) {
    let evaluator = try GradientEvaluator(Sample.architecture, cost: .quadratic, capacity: $0)
    _ = try evaluator.gradient(Sample.network, of: Sample.cut)
  },
  BoundedFunction(
    "GradientEvaluator.swift: public func gradient( _ network: Network, of examples: Examples, at indices: [Int] ) "
      + "throws(EngineError) -> (cost: Double, gradient: Gradient)", safe: extremes + [0, 2]
  ) {
    let evaluator = try GradientEvaluator(Sample.architecture, cost: .quadratic)
    _ = try evaluator.gradient(Sample.network, of: Sample.cut, at: [0, $0])
  },
  BoundedFunction(
    "GradientEvaluator.swift: public func begin( _ network: Network, of examples: Examples, at indices: [Int]? = nil, "
      + "moments: Bool = false ) throws(EngineError)", safe: extremes + [0, 2]
  ) {
    let evaluator = try GradientEvaluator(Sample.architecture, cost: .quadratic)
    try evaluator.begin(Sample.network, of: Sample.cut, at: [$0, 0], moments: true)
  },
  BoundedFunction("GradientEvaluator.swift: public func advance(examples: Int)", safe: extremes + [0, 2]) {
    let evaluator = try GradientEvaluator(Sample.architecture, cost: .quadratic)
    try evaluator.begin(Sample.network, of: Sample.cut)
    evaluator.advance(examples: $0)
  },
  BoundedFunction(
    "LearningRateSchedule.swift: public func factor(step: Int, stepsPerEpoch: Int, horizon: Int) -> Double",
    safe: [0, .max], trapping: [-1, .min]
  ) { number in
    for schedule in [LearningRateSchedule.constant, .exponential(factor: 0.5), .linear(epochs: 2), .cosine] {
      _ = schedule.factor(step: number, stepsPerEpoch: 3, horizon: 2)
      _ = schedule.factor(step: 1, stepsPerEpoch: 3, horizon: number)
    }
  },
  BoundedFunction(
    "LearningRateSchedule.swift: public func factor(step: Int, stepsPerEpoch: Int, horizon: Int) -> Double",
    safe: [1, .max], trapping: [0, -1, .min]
  ) { _ = LearningRateSchedule.oneCycle(warmUp: 0.1).factor(step: 1, stepsPerEpoch: $0, horizon: 3) },
  BoundedFunction(
    "Network.swift: public mutating func setWeights(_ weights: [Float], layer index: Int) throws(EngineError)",
    trapping: extremes + [2]
  ) {
    var network = Sample.network
    try network.setWeights([Float](repeating: 0, count: 12), layer: $0)
  },
  BoundedFunction(
    "Network.swift: public mutating func setBiases(_ biases: [Float], layer index: Int) throws(EngineError)",
    trapping: [-1, 2]
  ) {
    var network = Sample.network
    try network.setBiases([0, 0, 0], layer: $0)
  },
  BoundedFunction("Parameters.swift: public func weights(layer index: Int) -> [Float]", trapping: extremes + [2]) {
    _ = Sample.network.parameters.weights(layer: $0)
  },
  BoundedFunction("Parameters.swift: public func biases(layer index: Int) -> [Float]", trapping: [-1, 2]) {
    _ = Sample.network.parameters.biases(layer: $0)
  },
  BoundedFunction(
    "Parameters.swift: public mutating func setWeights(_ weights: [Float], layer index: Int) throws(EngineError)",
    trapping: [-1, 2]
  ) {
    var parameters = Parameters(Sample.architecture)
    try parameters.setWeights([Float](repeating: 0, count: 12), layer: $0)
  },
  BoundedFunction(
    "Parameters.swift: public mutating func setBiases(_ biases: [Float], layer index: Int) throws(EngineError)",
    trapping: [-1, 2]
  ) {
    var parameters = Parameters(Sample.architecture)
    try parameters.setBiases([0, 0, 0], layer: $0)
  },
  BoundedFunction(
    "Predictor.swift: public func withOutputs<Result>( _ inputs: UnsafeBufferPointer<UInt8>, _ body: "
      + "(UnsafeBufferPointer<Float>) -> Result ) -> Result", safe: [3], trapping: [0, 2, 4]
  ) { count in
    let predictor = Predictor(Sample.network)
    [UInt8](repeating: 1, count: count).withUnsafeBufferPointer { inputs in
      predictor.withOutputs(inputs) { precondition($0.count == 3) }
    }
  },
  BoundedFunction(
    "Predictor.swift: public func prediction(_ inputs: UnsafeBufferPointer<UInt8>) throws(EngineError) -> Int",
    safe: [3], trapping: [0, 4]
  ) { count in
    let predictor = Predictor(Sample.network)
    _ = try [UInt8](repeating: 1, count: count).withUnsafeBufferPointer { try predictor.prediction($0) }
  },
  BoundedFunction(
    "Predictor.swift: public func withOutputs<Result>( _ inputs: UnsafeBufferPointer<Float>, _ body: "
      + "(UnsafeBufferPointer<Float>) -> Result ) -> Result", safe: [3], trapping: [0, 2, 4]
  ) { count in
    let predictor = Predictor(Sample.network)
    [Float](repeating: 1, count: count).withUnsafeBufferPointer { inputs in
      predictor.withOutputs(inputs) { precondition($0.count == 3) }
    }
  },
  BoundedFunction(
    "Predictor.swift: public func prediction(_ inputs: UnsafeBufferPointer<Float>) throws(EngineError) -> Int",
    safe: [3], trapping: [0, 4]
  ) { count in
    let predictor = Predictor(Sample.network)
    _ = try [Float](repeating: 1, count: count).withUnsafeBufferPointer { try predictor.prediction($0) }
  },
  BoundedFunction(
    "RandomSource.swift: public mutating func nextInteger(below bound: Int) -> Int", safe: [1, .max],
    trapping: [0, -1, .min]
  ) {
    var random = RandomSource(seed: 1)
    _ = random.nextInteger(below: $0)
  },
  BoundedFunction(
    "RandomSource.swift: public mutating func shuffle(_ items: UnsafeMutableBufferPointer<Int32>)", safe: [0, 1, 5]
  ) { count in
    var random = RandomSource(seed: 1)
    var items = [Int32](repeating: 1, count: count)
    items.withUnsafeMutableBufferPointer { random.shuffle($0) }
  },
  BoundedFunction(
    "Trainer.swift: public convenience init( _ configuration: TrainingConfiguration, examples: Examples, heldOut: "
      + "[Examples] = [], validation: Int? = nil, kernels: Kernels = .best, workers: Workers = Workers() ) "
      + "throws(EngineError)", safe: extremes + [0, 1]
  ) { number in
    let configuration = try TrainingConfiguration(architecture: Sample.architecture, epochs: 1)
    let trainer = try Trainer(configuration, examples: Sample.cut, heldOut: [Sample.cut], validation: number)
    try trainer.run { _ in .proceed }
  },
  BoundedFunction(
    "Trainer.swift: public init( _ configuration: TrainingConfiguration, network: Network, checkpoint: Checkpoint, "
      + "examples: Examples, heldOut: [Examples] = [], validation: Int? = nil, kernels: Kernels = .best, workers: "
      + "Workers = Workers() ) throws(EngineError)", safe: extremes + [0, 1]
  ) { number in
    let configuration = try TrainingConfiguration(architecture: Sample.architecture, epochs: 1)
    let fresh = try Trainer(configuration, examples: Sample.cut)
    _ = try Trainer(
      configuration, network: fresh.network, checkpoint: fresh.checkpoint, examples: Sample.cut, heldOut: [],
      validation: number)
  },
  BoundedFunction(
    "Trainer.swift: public init(epoch: Int, cost: Double, parameters: Parameters? = nil)", safe: extremes + [0, 1]
  ) { number in
    let configuration = try TrainingConfiguration(architecture: Sample.architecture, epochs: 2, patience: 1)
    let fresh = try Trainer(configuration, examples: Sample.cut)
    var checkpoint = fresh.checkpoint
    checkpoint.best = Trainer.Best(epoch: number, cost: 0)
    try Trainer(configuration, network: fresh.network, checkpoint: checkpoint, examples: Sample.cut).run { _ in .proceed
    }
  },
  BoundedFunction("Trainer.swift: public func run( stopsWithinStep: (_ examples: Int) -> Bool =", safe: [0]) { _ in
    let configuration = try TrainingConfiguration(architecture: Sample.architecture, epochs: 1)
    try Trainer(configuration, examples: Sample.cut).run { _ in .proceed }
  },
  BoundedFunction(
    "TrainingConfiguration.swift: public init( architecture: Architecture, cost: Cost = Usual.cost, initializer: "
      + "Initializer? = nil, biasDeviation: Float = Usual.biasDeviation, optimizer: Optimizer = Usual.optimizer, learningRate: Double? = nil, schedule: "
      + "LearningRateSchedule? = nil, batchSize: BatchSize = Usual.batchSize, shards: Int = Usual.shards, l2: Float = "
      + "Usual.l2, epochs: Int = Usual.epochs, horizon: Int? = nil, patience: Int? = nil, keep: Keeping = Usual.keep, "
      + "seed: UInt64 = Usual.seed ) throws(EngineError)",
    safe: extremes + [0, 1, 2]
  ) { number in
    _ = try? TrainingConfiguration(architecture: Sample.architecture, patience: number)
    _ = try? TrainingConfiguration(architecture: Sample.architecture, shards: number)
    _ = try? TrainingConfiguration(architecture: Sample.architecture, epochs: number)
    _ = try? TrainingConfiguration(architecture: Sample.architecture, horizon: number)
    let configuration = try TrainingConfiguration(
      architecture: Sample.architecture, batchSize: .count(number), epochs: 2)
    try Trainer(configuration, examples: Sample.cut, heldOut: [Sample.cut]).run { _ in .proceed }
  },
  BoundedFunction(
    "TrainingConfiguration.swift: public func lasting(epochs: Int) throws(EngineError) -> TrainingConfiguration",
    safe: extremes + [0, 1_000_001]
  ) { _ = try TrainingConfiguration(architecture: Sample.architecture).lasting(epochs: $0) },
  BoundedFunction(
    "TrainingConfiguration.swift: public func miniBatches(examples count: Int) -> Int", safe: extremes + [0]
  ) {
    _ = try TrainingConfiguration(architecture: Sample.architecture).miniBatches(examples: $0)
    _ = try TrainingConfiguration(architecture: Sample.architecture, batchSize: .all).miniBatches(examples: $0)
  },
  BoundedFunction("Workers.swift: public init(count: Int = 1)", safe: [0, -1, .min]) { _ = Workers(count: $0) },
  BoundedFunction(
    "Workers.swift: public func run(_ tasks: Int, _ task: @escaping @Sendable (_ task: Int, _ thread: Int) -> Void)",
    safe: [0, 5], trapping: extremes
  ) { Workers(count: 2).run($0) { _, _ in } },
  BoundedFunction(
    "Workers.swift: public func run(_ tasks: Int, _ task: @escaping @Sendable (Int) -> Void)", safe: [0, 5],
    trapping: [-1, .max]
  ) { Workers(count: 2).run($0) { _ in } },
  BoundedFunction("Workers.swift: public static func suitableCount(work: Int) -> Int", safe: extremes) {
    _ = Workers.suitableCount(work: $0)
  },
]
