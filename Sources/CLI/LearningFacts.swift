import Downhill
import DownhillReport

/// Measurements on a few training examples when a network has not learned, and the likely cause.
struct LearningFacts {
  /// The mean cost of the examples with the initial weights.
  private let firstCost: Double
  /// The same with the present weights.
  private let cost: Double
  /// The least cost of a constant answer: the share of each class.
  private let constantCost: Double
  /// The length of the sensitivities δ of the first layer over that of the outputs, root mean square; nil where those of
  /// the outputs are all 0.
  private let passedOn: Double?
  /// For each layer the share of its activations that are saturated: the slope is less than a hundredth of the largest.
  private let flatShares: [Double]
  /// How far the weights have moved, relative to the length of the initial ones.
  private let movement: Double
  /// The present length of the weights, relative to that of the initial ones.
  private let length: Double
  private let architecture: Architecture
  /// How many training and test examples each class has.
  private let classCounts: [Int]
  private let testCounts: [Int]
  /// The largest input of the measured examples.
  private let brightest: Float
  private let words: LearningDiagnosis.Words

  /// Measures up to 200 examples, fewer for large networks, so that this takes a second at most.
  ///
  /// - Parameters:
  ///   - classCounts: How many training examples each class has.
  ///   - testCounts: How many test examples.
  ///   - words: What the examples are called.
  init(
    _ trainer: Trainer, training: Examples, classCounts: [Int], testCounts: [Int], words: LearningDiagnosis.Words
  ) throws {
    self.words = words
    let configuration = trainer.configuration
    let network = trainer.network
    let count = min(training.count, max(10, min(200, 100_000_000 / network.architecture.parameterCount)))
    let sample = (0..<count).map { $0 * training.count / count }
    let objective = try Objective(configuration.cost, through: network.architecture.outputActivation)

    constantCost = objective.costOfShares(classCounts.map { Double($0) / Double(training.count) })
    architecture = network.architecture
    (self.classCounts, self.testCounts) = (classCounts, testCounts)
    // One network after the other, by the textbook, since training still holds its memory.
    (firstCost, movement, length) = Self.beginning(configuration, network, objective, training, sample)

    let textbook = Backpropagation<Float>(network)
    var squares = (first: 0.0, last: 0.0)
    var costs = 0.0
    var brightest: Float = 0
    var flat = [Int](repeating: 0, count: network.architecture.layerCount)
    for index in sample {
      let inputs = training.inputs(index)
      brightest = max(brightest, inputs.max() ?? 0)
      let pass = textbook.forward(inputs)
      let target = training.target(index)
      costs += objective.cost(of: pass, target)
      let deltas = textbook.sensitivities(pass, target: target, objective: objective)
      squares.first += deltas[0].squaredLength
      squares.last += deltas[deltas.count - 1].squaredLength
      for (layer, z) in pass.weightedInputs.enumerated() {
        flat[layer] += network.architecture.flatCount(layer: layer, weightedInputs: z)
      }
    }
    cost = costs / Double(count)
    self.brightest = brightest
    passedOn = squares.last > 0 ? (squares.first / squares.last).squareRoot() : nil
    flatShares = zip(flat, network.architecture.sizes.dropFirst()).map { Double($0) / Double($1 * count) }
  }

  /// The mean cost with the initial weights, how far these have moved, and their present length, both relative to the
  /// initial one.
  private static func beginning(
    _ configuration: TrainingConfiguration, _ network: Network, _ objective: Objective, _ training: Examples,
    _ sample: [Int]
  ) -> (cost: Double, movement: Double, length: Double) {
    var random = RandomSource(seed: configuration.seed, stream: 0)
    let first = Network(
      network.architecture, initializer: configuration.initializer, biasDeviation: configuration.biasDeviation,
      random: &random)
    let (now, before) = (network.parameters, first.parameters)
    let length = before.product(with: before)
    let present = now.product(with: now)
    let distance = max(0, present - 2 * now.product(with: before) + length)
    let textbook = Backpropagation<Float>(first)
    let costs = sample.reduce(0) { sum, index in
      sum + objective.cost(of: textbook.forward(training.inputs(index)), training.target(index))
    }
    return (costs / Double(sample.count), (distance / length).squareRoot(), (present / length).squareRoot())
  }

  /// The likely cause, and what to do.
  func cause(_ configuration: TrainingConfiguration, steps: Int, costs: [Double]) -> String {
    let rate = "the learning rate \(shortest(configuration.learningRate))"
    if let data = causeInData { return data }
    if length < 0.5, let penalty = configuration.penaltyText {
      return "the weights have shrunk to \(NumberText.percent(length, decimals: 0)) of their length: \(penalty) is "
        + "probably too large"
    }
    if let layer = flatShares.firstIndex(where: { $0 > 0.9 }) {
      let isOutput = layer + 1 == flatShares.count
      return "\(NumberText.percent(flatShares[layer], decimals: 0)) of the activations of "
        + (isOutput ? "the outputs" : "hidden layer \(layer + 1)")
        + " are saturated, so that they hardly learn; "
        + (movement < 0.1
          ? "the initial weights are too large, try another --initializer" : "\(rate) is probably too large")
    }
    guard let passedOn else {
      return "the outputs let no gradient through, whatever the \(words.example), as ReLUs that are always 0; "
        + "try --output-activation sigmoid, or a smaller --learning-rate"
    }
    let low = costs.min() ?? cost
    let last = costs.last ?? cost
    // Costs of a sample of the examples vary by a few per cent.
    if last > 1.1 * low || cost > 1.1 * max(firstCost, constantCost) {
      let from = last > 1.1 * low ? low : firstCost
      return "the cost rose from \(NumberText.fixed(from, decimals: 4)) to "
        + "\(NumberText.fixed(max(last, cost), decimals: 4)), so \(rate) is probably too large; try a tenth of it"
    }
    // It is still above the cost of a constant answer, and does not fall.
    if movement > 0.1, cost > 1.1 * constantCost, last > 0.95 * (costs.first ?? firstCost) {
      return "the cost, \(NumberText.fixed(cost, decimals: 4)), is above that of a constant answer "
        + "(\(NumberText.fixed(constantCost, decimals: 4))), so \(rate) is probably too large; try a tenth of it"
    }
    if let narrow = narrowest(below: bitsOfClasses), movement >= 0.01, steps >= 300 { return narrow }
    if isSquashing, flatShares.count > 1, passedOn < 0.005, narrowest(below: bitsOfClasses) == nil {
      return "the gradient vanishes on the way back: of \(NumberText.counted(flatShares.count - 1, "hidden layer")) of "
        + "\(architecture.hiddenActivations.text) the first gets \(NumberText.significant(passedOn, digits: 1)) of what the outputs have; "
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
      return
        "what it learned from the training \(words.example)s (cost \(NumberText.fixed(cost, decimals: 4))) does not hold for "
        + "the \(words.judged) \(words.example)s: "
        + (trainingCount < 10 * classCounts.count
          ? "\(NumberText.counted(trainingCount, words.example)) are probably too few for "
            + "\(classCounts.count) classes"
          : "perhaps labels and \(words.example)s do not match")
    }
    if let narrow = narrowest(below: classCounts.count) { return narrow }
    return
      "its cost is that of a constant answer (\(NumberText.fixed(constantCost, decimals: 4))), although the "
      + "gradient reaches every layer: \(rate) is unsuitable, or labels and \(words.example)s do not match"
  }
}

// MARK: Causes in the data or the network

extension LearningFacts {
  private var trainingCount: Int { classCounts.reduce(0, +) }

  /// What in these examples keeps any network from learning; nil if nothing is found.
  private var causeInData: String? {
    let training = NumberText.counted(trainingCount, "training \(words.example)")
    let shown = classCounts.count { $0 > 0 }
    let unseen = zip(classCounts, testCounts).reduce(0) { $0 + ($1.0 == 0 ? $1.1 : 0) }
    if trainingCount < classCounts.count || 2 * unseen >= testCounts.reduce(0, +) {
      return "the \(training) show only \(shown) of the \(classCounts.count) classes, and the others cannot be "
        + "learned; give it \(words.example)s of every class"
    }
    // Levels from 0 to 1 were probably meant to be from 0 to 255.
    if words.arePictures, brightest < 0.05 {
      return
        "the training pictures are nearly black, their brightest pixel \(Int((brightest * 255).rounded())) of 255; "
        + "scale their pixels to 0…255"
    }
    return nil
  }

  /// The least number of neurons that can distinguish the classes if each says yes or no.
  private var bitsOfClasses: Int {
    var bits = 0
    while 1 << bits < classCounts.count { bits += 1 }
    return bits
  }

  /// The finding about the narrowest hidden layer, if it has fewer than `width` neurons.
  private func narrowest(below width: Int) -> String? {
    let hidden = Array(architecture.sizes.dropFirst().dropLast())
    guard let least = hidden.min(), least < width, let layer = hidden.firstIndex(of: least) else { return nil }
    return
      "hidden layer \(layer + 1) has only \(NumberText.counted(least, "neuron")), and everything that the outputs "
      + "know of a \(words.example) passes through it; for \(classCounts.count) classes try at least \(classCounts.count)"
  }

  /// Whether a hidden layer's activation has a slope that is below 1 nearly everywhere, so that a gradient can vanish.
  private var isSquashing: Bool { architecture.hiddenActivations.contains { $0.slopeOfSquashing != nil } }
}

extension TrainingConfiguration {
  /// The settings that shrink weights, as they are typed; nil if there are none.
  fileprivate var penaltyText: String? {
    func text(_ number: Float) -> String { shortest(Double("\(number)") ?? Double(number)) }
    var texts = l2 > 0 ? ["--l2 \(text(l2))"] : []
    if case .adamW(_, let decay) = optimizer, decay > 0 { texts.append("--weight-decay \(text(decay))") }
    return texts.isEmpty ? nil : texts.joined(separator: " with ")
  }
}

extension Objective {
  fileprivate func cost(of pass: Backpropagation<Float>.ForwardPass, _ target: [Float]) -> Double {
    parts(z: pass.weightedInputs[pass.weightedInputs.count - 1], a: pass.output, target: target).reduce(0) {
      $0 + Double($1)
    }
  }

  /// The mean cost if every example is answered with the classes' shares, the least of any constant answer.
  fileprivate func costOfShares(_ shares: [Double]) -> Double {
    func surprise(_ share: Double) -> Double { share > 0 ? -share * Double.log(share) : 0 }
    return shares.reduce(0) { sum, share in
      switch self {
      case .quadratic: sum + share * (1 - share) / 2
      case .absolute: sum + min(share, 1 - share)
      case .huber(let delta, _): sum + huberCost(ofShare: share, delta: Double(delta))
      case .quantile(let quantiles, _):
        sum + quantiles.reduce(0) { $0 + min(share * Double($1), (1 - share) * (1 - Double($1))) }
      case .poisson: sum + share + surprise(share)
      case .binaryCrossEntropy: sum + surprise(share) + surprise(1 - share)
      case .categoricalCrossEntropy: sum + surprise(share)
      }
    }
  }
}

/// The least mean Huber cost of a constant between 0 and 1 whose target is 1 for a share of the examples, and 0 for the
/// others.
private func huberCost(ofShare share: Double, delta: Double) -> Double {
  // Its slope rises with the constant: halving finds where it is 0.
  var (low, high) = (0.0, 1.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if (1 - share) * min(middle, delta) < share * min(1 - middle, delta) { low = middle } else { high = middle }
  }
  func cost(_ distance: Double) -> Double {
    let slope = min(distance, delta)
    return slope * (distance - slope / 2)
  }
  return share * cost(1 - low) + (1 - share) * cost(low)
}

extension Architecture {
  /// How many neurons of a layer have a slope of less than a hundredth of the activation's largest. Softmax has no
  /// slope of a single neuron; dead ReLUs have their own finding.
  fileprivate func flatCount(layer: Int, weightedInputs: [Float]) -> Int {
    let activation: Activation
    if layer + 1 < layerCount {
      activation = hiddenActivations[layer]
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
