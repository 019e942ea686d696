import Downhill
import DownhillExplain

private func explainer() throws -> Explainer { try Explainer(Sample.network, cost: .quadratic) }
private func explanation() throws -> Explanation { try explainer().explain(Sample.cut, index: 0) }
private func track(measured: Int = 2) -> RaceTrack {
  RaceTrack(start: Sample.network, cost: .quadratic, training: Sample.all, measured: measured, test: Sample.cut)
}

/// The functions of `DownhillExplain`.
let functionsOfDownhillExplain: [BoundedFunction] = [
  BoundedFunction(
    "AgreementMeter.swift: public init( cost: Cost, examples: Examples, batchSizes: [Int], draws: Int = 200, passes: Int "
      + "= 5, seed: UInt64 = 0, kernels: Kernels = .best, workers: Workers = Workers() )", safe: [1, 2, 4, .max],
    trapping: [0, -1, .min]
  ) {
    _ = try AgreementMeter(cost: .quadratic, examples: Sample.all, batchSizes: [$0], draws: 3).measure(Sample.network)
  },
  BoundedFunction("AgreementMeter.swift: public func advance(examples: Int) throws(EngineError)", safe: extremes + [0])
  {
    let meter = AgreementMeter(cost: .quadratic, examples: Sample.all, batchSizes: [2], draws: 3)
    let measurement = try meter.begin(Sample.network)
    try measurement.advance(examples: $0)
    try measurement.advance(examples: $0)
  },
  BoundedFunction(
    "AverageStory.swift: public func averageStory( of examples: Examples, engine: Gradient, singles: Int, miniBatch: Int, "
      + "directions: Int, random: inout RandomSource ) -> AverageStory", safe: [1, 2, 9, .max], trapping: [-1, .min]
  ) {
    var random = RandomSource(seed: 1)
    let engine = try Sample.network.gradient(of: Sample.cut, cost: .quadratic).gradient
    _ = try explainer().averageStory(
      of: Sample.cut, engine: engine, singles: $0, miniBatch: $0, directions: 1, random: &random)
  },
  BoundedFunction(
    "AverageWalk.swift: public init( _ explainer: Explainer, _ examples: Examples, singles: Int, miniBatch: Int, "
      + "directions: Int, random: RandomSource )", safe: [0, 1], trapping: [-1, .min]
  ) {
    _ = AverageWalk(
      try explainer(), Sample.cut, singles: 1, miniBatch: 1, directions: $0, random: RandomSource(seed: 1))
  },
  BoundedFunction("AverageWalk.swift: public mutating func advance(examples count: Int)", safe: extremes + [0, 3]) {
    var walk = AverageWalk(
      try explainer(), Sample.cut, singles: 1, miniBatch: 1, directions: 1, random: RandomSource(seed: 1))
    walk.advance(examples: $0)
  },
  BoundedFunction(
    "AverageWalk.swift: public mutating func measureSlopes(examples count: Int)", safe: extremes + [0, 3]
  ) {
    var walk = AverageWalk(
      try explainer(), Sample.cut, singles: 1, miniBatch: 1, directions: 1, random: RandomSource(seed: 1))
    walk.measureSlopes(examples: $0)
  },
  BoundedFunction(
    "AverageWish.swift: public mutating func add(_ examples: Examples, index: Int)", safe: [1], trapping: [-1, 2]
  ) {
    var average = AverageWish(try explainer())
    average.add(Sample.cut, index: $0)
  },
  BoundedFunction(
    "CollapseExperiment.swift: public init( start: Network, cost: Cost, learningRate: Double, steps: Int, batchSize: Int = "
      + "10, seed: UInt64 = 0, kernels: Kernels = .best, threads: Int? = nil )", safe: extremes
  ) {
    _ = CollapseExperiment(
      start: Sample.network, cost: .quadratic, learningRate: 1, steps: $0, batchSize: $0, threads: $0)
  },
  BoundedFunction(
    "ComparisonExperiment.swift: public init( track: RaceTrack, batchSizes: [TrainingConfiguration.BatchSize], rates: "
      + "[Double], seconds: Double = 2, epochs: Int = 5, draws: Int = 200, gridSize: Int = 25, clock: @escaping () -> "
      + "Double )", safe: extremes
  ) {
    _ = ComparisonExperiment(
      track: track(), batchSizes: [.count($0)], rates: [1], epochs: $0, draws: $0, gridSize: $0, clock: { 0 })
  },
  BoundedFunction(
    "CostCurve.swift: public func costCurve( _ explanation: Explanation, moving parameter: ParameterIndex, over range: "
      + "ClosedRange<Double>, count: Int = 49 ) -> CostCurve", safe: [2, 5], trapping: extremes + [0, 1]
  ) {
    _ = try explainer().costCurve(
      explanation(), moving: ParameterIndex(layer: 1, neuron: 0, input: nil), over: 0...1, count: $0)
  },
  BoundedFunction(
    "CostSurface.swift: public func survey(_ paths: [[Network]], size: Int) throws(EngineError) -> Landscape?",
    safe: [2], trapping: extremes + [0, 1, 1 << 31, 1 << 61]
  ) {
    let surveyor = try Surveyor(Sample.architecture, cost: .quadratic, examples: Sample.cut)
    _ = try surveyor.survey([[Sample.network]], size: $0)
  },
  BoundedFunction(
    "CostSurface.swift: public func begin(_ paths: [[Network]], size: Int) -> Survey?", safe: [2], trapping: [-1, 1]
  ) {
    let surveyor = try Surveyor(Sample.architecture, cost: .quadratic, examples: Sample.cut)
    _ = surveyor.begin([[Sample.network]], size: $0)
  },
  BoundedFunction(
    "CostSurface.swift: public mutating func advance(networks: Int) throws(EngineError)", safe: extremes + [0, 1]
  ) {
    let surveyor = try Surveyor(Sample.architecture, cost: .quadratic, examples: Sample.cut)
    var other = Sample.network
    try other.setBiases([1, 2, 3], layer: 1)
    var third = other
    try third.setBiases([1, 2, 3, 4], layer: 0)
    var survey = surveyor.begin([[Sample.network, other, third]], size: 2)
    try survey?.advance(networks: $0)
  },
  BoundedFunction(
    "ExampleStory.swift: public func story( of explanation: Explanation, layer number: Int, neuron: Int, limit: Int, "
      + "learningRates: [Double], engineGradient: Gradient ) -> ExampleStory", safe: [1], trapping: [-1, 0, 3]
  ) {
    let engine = try Sample.network.gradient(of: Sample.cut, cost: .quadratic).gradient
    _ = try explainer().story(
      of: explanation(), layer: $0, neuron: 0, limit: 2, learningRates: [1], engineGradient: engine)
  },
  BoundedFunction(
    "ExampleWish.swift: public func wish(_ examples: Examples, index: Int) -> ExampleWish", safe: [1],
    trapping: [-1, 2]
  ) { _ = try explainer().wish(Sample.cut, index: $0) },
  BoundedFunction(
    "Explainer.swift: public func explain(_ examples: Examples, index: Int) throws(EngineError) -> Explanation",
    safe: [1],
    trapping: [-1, 2]
  ) { _ = try explainer().explain(Sample.cut, index: $0) },
  BoundedFunction(
    "Explanation.swift: public func layer(_ number: Int) -> LayerExplanation", safe: [1, 2], trapping: [0, -1, 3, .min]
  ) { _ = try explanation().layer($0) },
  BoundedFunction("Explanation.swift: public func output(of label: Int) -> Int", safe: extremes) {
    let output = try explanation().output(of: $0)
    precondition((0..<3).contains(output))
  },
  BoundedFunction(
    "Explanation.swift: public func weight(neuron: Int, input: Int) -> Double", safe: [0, 2], trapping: [-1, 3, .max]
  ) { _ = try explanation().layer(1).weight(neuron: 1, input: $0) },
  BoundedFunction(
    "Explanation.swift: public func desiredWeight(neuron: Int, input: Int) -> Double", safe: [0, 2], trapping: [-1, 3]
  ) { _ = try explanation().layer(1).desiredWeight(neuron: 1, input: $0) },
  BoundedFunction(
    "Explanation.swift: public func desiredWeights(neuron: Int) -> [Double]", safe: [0, 3], trapping: [-1, 4]
  ) { _ = try explanation().layer(1).desiredWeights(neuron: $0) },
  BoundedFunction(
    "GradientAgreement.swift: public func expectedSquaredError(batchSize: Int) -> Double", safe: [1, 9, .max],
    trapping: [0, -1, .min]
  ) { _ = try agreement.expectedSquaredError(batchSize: $0) },
  BoundedFunction(
    "GradientAgreement.swift: public func expectedCosine(batchSize: Int) -> Double", safe: [1, 9, .max], trapping: [0]
  ) { _ = try agreement.expectedCosine(batchSize: $0) },
  BoundedFunction("GradientCheck.swift: public mutating func advance(examples: Int)", safe: extremes + [0, 1]) {
    let check = GradientCheck(try explainer(), Sample.cut)
    var walk = check.walk(along: [Backpropagation<Double>(Sample.network).layers])
    walk.advance(examples: $0)
  },
  BoundedFunction(
    "GradientCheck.swift: public func randomDirections(_ count: Int, random: inout RandomSource) -> "
      + "[[Backpropagation<Double>.DenseLayer]]", safe: [0, 1], trapping: [-1, .min]
  ) {
    var random = RandomSource(seed: 1)
    _ = GradientCheck(try explainer(), Sample.cut).randomDirections($0, random: &random)
  },
  BoundedFunction(
    "Levers.swift: public func levers( _ explanation: Explanation, layer number: Int, neuron: Int, limit: Int = .max, "
      + "step size: Double = 0.1 ) -> Levers", safe: [0, 3], trapping: [-1, 4]
  ) { _ = try explainer().levers(explanation(), layer: 1, neuron: $0) },
  BoundedFunction(
    "Levers.swift: public func indicesOfLargest(_ numbers: [Double], _ limit: Int = .max) -> [Int]",
    safe: [0, 1, .max], trapping: [-1]
  ) { _ = indicesOfLargest([1, 2, 3], $0) },
  BoundedFunction("Nudges.swift: public func largestNudges(_ limit: Int) -> [Nudge]", safe: [0, .max], trapping: [-1]) {
    _ = try explanation().largestNudges($0)
  },
  BoundedFunction(
    "Nudges.swift: public func largestNudges(layer number: Int, _ limit: Int) -> [Nudge]", safe: [1], trapping: [0, 3]
  ) { _ = try explanation().largestNudges(layer: $0, 2) },
  BoundedFunction("ParameterIndex.swift: public init(layer: Int, neuron: Int, input: Int?)", safe: extremes) {
    _ = ParameterIndex(layer: $0, neuron: $0, input: $0)
  },
  BoundedFunction(
    "Race.swift: public init( _ track: RaceTrack, limit: Limit, looks: Int = 24, keepsPaths: Bool = false, clock: @escaping "
      + "() -> Double ) throws(EngineError)", safe: [-1, 0, 1, 2, .min]
  ) {
    let race = try Race(track(), limit: .epochs(1), looks: $0, clock: { 0 })
    _ = try race.run(Entrant(batchSize: .count(2), learningRate: 1))
  },
  BoundedFunction(
    "RaceRunner.swift: public convenience init( _ track: RaceTrack, _ entrant: Entrant, limit: Race.Limit, looks: Int = 24, "
      + "spacing: Race.Spacing = .logarithmic, keepsPath: Bool = false ) throws(EngineError)", safe: [-1, 0, 2, .min]
  ) {
    _ = try RaceRunner(track(), Entrant(batchSize: .count($0), learningRate: 1), limit: .epochs(1), looks: $0)
  },
  BoundedFunction(
    "RaceRunner.swift: public func run(while goesOn: (_ examples: Int) -> Bool) throws(EngineError)", safe: [0]
  ) { _ in
    try RaceRunner(track(), Entrant(batchSize: .count(2), learningRate: 1), limit: .epochs(1)).run { _ in false }
  },
  BoundedFunction(
    "RaceTrack.swift: public init( start: Network, cost: Cost, training: Examples, measured: Int = 10_000, test: Examples, "
      + "seed: UInt64 = 0, kernels: Kernels = .best, threads: Int? = nil )", safe: extremes + [0, 4]
  ) {
    let race = try Race(track(measured: $0), limit: .epochs(1), looks: 2, clock: { 0 })
    _ = try race.run(Entrant(batchSize: .count(2), learningRate: 1))
  },
  BoundedFunction(
    "RateSearch.swift: public init(_ track: RaceTrack, rates: [Double], exampleLimit: Int = Self.examples)",
    safe: [1, 2, .max], trapping: [-1, .min]
  ) { _ = try RateSearch(track(), rates: [1], exampleLimit: $0).best(for: .count(2)) },
  BoundedFunction(
    "RateSearch.swift: public func advance(examples: Int) throws(EngineError) -> Int", safe: extremes + [0]
  ) { _ = try RateSearch(track(), rates: [1]).begin(for: .count(2)).advance(examples: $0) },
  BoundedFunction(
    "SensitivityRanking.swift: public func share(ofFirst count: Int) -> Double", safe: [0, .max], trapping: [-1]
  ) {
    var average = AverageWish(try explainer())
    average.add(Sample.cut, index: 0)
    _ = SensitivityRanking(Backpropagation<Double>(Sample.network), gradient: average.gradient).share(ofFirst: $0)
  },
]

private var agreement: GradientAgreement {
  get throws {
    try AgreementMeter(cost: .quadratic, examples: Sample.all, batchSizes: [2], draws: 3).measure(Sample.network)
  }
}
