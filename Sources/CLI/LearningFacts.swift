import Downhill
import DownhillReport

/// What can be measured on a few training examples when a network has not learned, and the cause that it points to.
struct LearningFacts {
  /// The mean cost of the examples with the weights that training began with.
  private let firstCost: Double
  /// The same with the weights of now.
  private let cost: Double
  /// The least cost of a network that answers every picture alike: with the share of each class.
  private let constantCost: Double
  /// The length of the sensitivities δ of the first layer over that of the outputs, root mean square; nil where those of
  /// the outputs are all 0.
  private let passedOn: Double?
  /// For each layer the share of its activations that lie where the activation is flat, its slope less than a hundredth
  /// of its largest.
  private let flatShares: [Double]
  /// How far the weights have moved from where they began, relative to their length there.
  private let movement: Double
  private let activation: Activation

  /// Looks at up to 200 examples, fewer where the network is large, so that this takes a second at most.
  init(_ trainer: Trainer, training: Examples, classCounts: [Int]) throws {
    let configuration = trainer.configuration
    let network = trainer.network
    let count = min(training.count, max(10, min(200, 100_000_000 / network.architecture.parameterCount)))
    let places = (0..<count).map { $0 * training.count / count }
    let objective = try Objective(configuration.cost, through: network.architecture.outputActivation)

    constantCost = objective.costOfShares(classCounts.map { Double($0) / Double(training.count) })
    activation = network.architecture.hiddenActivation
    // The networks one after the other, and in the textbook's plain numbers: training needs its memory until its end.
    (firstCost, movement) = Self.beginning(configuration, network, objective, training, places)

    let textbook = Backpropagation<Float>(network)
    var squares = (first: 0.0, last: 0.0)
    var costs = 0.0
    var flat = [Int](repeating: 0, count: network.architecture.layerCount)
    for place in places {
      let pass = textbook.forward(training.inputs(place))
      let target = training.target(place)
      costs += objective.cost(of: pass, target)
      let deltas = textbook.sensitivities(pass, target: target, objective: objective)
      squares.first += deltas[0].squaredLength
      squares.last += deltas[deltas.count - 1].squaredLength
      for (layer, z) in pass.weightedInputs.enumerated() {
        flat[layer] += network.architecture.flatCount(layer: layer, weightedInputs: z)
      }
    }
    cost = costs / Double(count)
    passedOn = squares.last > 0 ? (squares.first / squares.last).squareRoot() : nil
    flatShares = zip(flat, network.architecture.sizes.dropFirst()).map { Double($0) / Double($1 * count) }
  }

  /// The mean cost with the weights that training began with, and how far they have moved since.
  private static func beginning(
    _ configuration: TrainingConfiguration, _ network: Network, _ objective: Objective, _ training: Examples,
    _ places: [Int]
  ) -> (cost: Double, movement: Double) {
    var random = RandomSource(seed: configuration.seed, stream: 0)
    let first = Network(network.architecture, initializer: configuration.initializer, random: &random)
    let (now, before) = (network.parameters, first.parameters)
    let length = before.product(with: before)
    let distance = max(0, now.product(with: now) - 2 * now.product(with: before) + length)
    let textbook = Backpropagation<Float>(first)
    let costs = places.reduce(0) { sum, place in
      sum + objective.cost(of: textbook.forward(training.inputs(place)), training.target(place))
    }
    return (costs / Double(places.count), (distance / length).squareRoot())
  }

  /// The likely cause, and what to do.
  func cause(_ configuration: TrainingConfiguration, steps: Int, costs: [Double]) -> String {
    let rate = "the learning rate \(shortest(configuration.learningRate))"
    if let layer = flatShares.firstIndex(where: { $0 > 0.9 }) {
      let isOutput = layer + 1 == flatShares.count
      return "\(NumberText.percent(flatShares[layer], places: 0)) of the activations of "
        + (isOutput ? "the outputs" : "hidden layer \(layer + 1)")
        + " lie where the activation function is flat, so that they hardly learn; "
        + (movement < 0.1 ? "the weights began too large, try another --initializer" : "\(rate) is probably too large")
    }
    guard let passedOn else {
      return "the outputs let no gradient through, whatever the picture: as ReLUs do that answer 0 to all; "
        + "try --output-activation sigmoid, or a smaller --learning-rate"
    }
    let low = costs.min() ?? cost
    let last = costs.last ?? cost
    // Costs of examples that are only a sample scatter by a few per cent.
    if last > 1.1 * low || cost > 1.1 * max(firstCost, constantCost) {
      let from = last > 1.1 * low ? low : firstCost
      return "the cost rose from \(NumberText.fixed(from, places: 4)) to "
        + "\(NumberText.fixed(max(last, cost), places: 4)), so \(rate) is probably too large; try a tenth of it"
    }
    // It is still above what one answer for all costs, and does not fall.
    if movement > 0.1, cost > 1.1 * constantCost, last > 0.95 * (costs.first ?? firstCost) {
      return "the cost, \(NumberText.fixed(cost, places: 4)), is above that of answering every picture alike "
        + "(\(NumberText.fixed(constantCost, places: 4))), so \(rate) is probably too large; try a tenth of it"
    }
    if isSquashing, flatShares.count > 1, passedOn < 0.005 {
      return "the gradient vanishes on its way back: of \(NumberText.counted(flatShares.count - 1, "hidden layer")) of "
        + "\(activation.rawValue) the first gets \(NumberText.significant(passedOn, digits: 1)) of what the outputs have; "
        + "try --activation relu, --initializer kumar, or fewer layers"
    }
    if movement < 0.01 {
      return "\(NumberText.counted(steps, "step")) moved the weights by only "
        + "\(NumberText.significant(100 * movement, digits: 1)) % of their length, so \(rate) is probably far too small"
    }
    if steps < 300 {
      return "\(NumberText.counted(steps, "step")) may be too few; more --epochs, or a smaller --batch-size, take more"
    }
    if cost < 0.8 * constantCost {
      return "what it learned of the training pictures (cost \(NumberText.fixed(cost, places: 4))) does not hold for "
        + "the test pictures: perhaps the labels do not belong to the pictures"
    }
    return
      "its cost is that of answering every picture alike (\(NumberText.fixed(constantCost, places: 4))) though the "
      + "gradient reaches every layer: \(rate) suits it badly, or the labels do not belong to the pictures"
  }
}

extension LearningFacts {
  /// Whether the hidden layers' activation has slopes that are below 1 nearly everywhere, so that a gradient can vanish.
  private var isSquashing: Bool { activation.slopeOfSquashing != nil }
}

extension Objective {
  fileprivate func cost(of pass: Backpropagation<Float>.ForwardPass, _ target: [Float]) -> Double {
    parts(z: pass.weightedInputs[pass.weightedInputs.count - 1], a: pass.output, target: target).reduce(0) {
      $0 + Double($1)
    }
  }

  /// The mean cost where every example is answered with the classes' shares, which is the least that one answer for all
  /// can have.
  fileprivate func costOfShares(_ shares: [Double]) -> Double {
    func surprise(_ share: Double) -> Double { share > 0 ? -share * Double.log(share) : 0 }
    return shares.reduce(0) { sum, share in
      switch self {
      case .quadratic: sum + share * (1 - share) / 2
      case .binaryCrossEntropy: sum + surprise(share) + surprise(1 - share)
      case .categoricalCrossEntropy: sum + surprise(share)
      }
    }
  }
}

extension Architecture {
  /// How many neurons of a layer have a slope of less than a hundredth of the activation's largest. Softmax has no slope
  /// of one neuron, ReLUs that are silent have their own finding.
  fileprivate func flatCount(layer: Int, weightedInputs: [Float]) -> Int {
    let activation: Activation
    if layer + 1 < layerCount {
      activation = hiddenActivation
    } else {
      guard case .elementwise(let own) = outputActivation else { return 0 }
      activation = own
    }
    guard let largest = activation.slopeOfSquashing else { return 0 }
    return weightedInputs.count { activation.slope($0) < largest / 100 }
  }
}

extension [Float] {
  fileprivate var squaredLength: Double { reduce(0) { $0 + Double($1) * Double($1) } }
}
