import Foundation
import Testing

@testable import Downhill

/// Twenty steps of every optimizer against PyTorch's, in Double and through the engine's own step in Float.
@Suite struct OptimizerOracleTests {
  /// PyTorch's rules once more, in Double and apart from the engine's: what rounding does to them can be tried out here.
  struct Rules {
    let run: OracleFiles.OptimizerRun
    var momentum, beta1, beta2, epsilon, l2, decay: Double

    init(_ run: OracleFiles.OptimizerRun) {
      self.run = run
      momentum = run.momentum ?? 0
      beta1 = run.beta1 ?? 0
      beta2 = run.beta2 ?? 0
      epsilon = run.epsilon ?? 0
      l2 = run.l2
      decay = run.weightDecay
    }

    /// The same with the coefficients that Float has.
    var inFloat: Rules {
      var rules = self
      for path in [\Rules.momentum, \.beta1, \.beta2, \.epsilon, \.l2, \.decay] {
        rules[keyPath: path] = Double(Float(rules[keyPath: path]))
      }
      return rules
    }

    /// All layers after each step. `error` is called with a bound of a number's error, and returns what the number
    /// loses.
    func steps(_ error: (Double) -> Double) -> [[[Double]]] {
      let layers = run.start
      var parameters = layers.map { $0.weight + $0.bias }
      var first = parameters.map { $0.map { _ in 0.0 } }
      var second = first
      var all: [[[Double]]] = []
      for (index, batch) in run.miniBatches.enumerated() {
        let network = RoundedNetwork(
          layers: zip(layers, parameters).map { layer, numbers in
            RoundedNetwork.Layer(
              weights: rows(Array(numbers[..<layer.weight.count]), of: layer.inputs).map {
                $0.map { RoundedNumber($0) }
              },
              biases: numbers[layer.weight.count...].map { RoundedNumber($0) })
          }, hidden: run.hiddenActivation, output: run.outputActivation, cost: run.cost)
        let gradient = network.result(
          inputs: rows(batch.inputs, of: run.sizes[0]), targets: oneHot(batch.labels, run.sizes[2])
        ).gradient
        let (rate, t) = (run.learningRates[index], Double(index + 1))
        for (layer, sums) in gradient.enumerated() {
          for (i, sum) in (sums.weights.flatMap { $0 } + sums.biases).enumerated() {
            let isWeight = i < layers[layer].weight.count
            var w = parameters[layer][i]
            let g = sum.value + error(sum.error) + (isWeight ? l2 * w : 0)
            let change: Double
            switch run.optimizer {
            case "sgd": change = rate * g
            case "momentum", "nesterov":
              first[layer][i] = momentum * first[layer][i] + g
              change = rate * (run.optimizer == "nesterov" ? g + momentum * first[layer][i] : first[layer][i])
            default:
              if isWeight { w -= rate * decay * w }
              first[layer][i] = beta1 * first[layer][i] + (1 - beta1) * g
              second[layer][i] = beta2 * second[layer][i] + (1 - beta2) * g * g
              change =
                rate * first[layer][i] / (1 - pow(beta1, t))
                / ((second[layer][i] / (1 - pow(beta2, t))).squareRoot() + epsilon)
            }
            // The step is some eight operations more, of which the last are as large as the parameter.
            parameters[layer][i] = w - change
            parameters[layer][i] += error(RoundedNumber.unit * (2 * w.magnitude + 8 * change.magnitude))
          }
        }
        all.append(parameters)
      }
      return all
    }
  }

  /// 20 steps of some 100 operations in Double, on numbers below 10.
  @Test(arguments: OracleFiles.optimizers) func rulesAreThoseOfPyTorch(_ run: OracleFiles.OptimizerRun) {
    let steps = Rules(run).steps { _ in 0 }
    #expect(run.snapshots.map(\.step) == [1, 2, 5, 10, 20])
    for snapshot in run.snapshots {
      for (layer, expected) in snapshot.layers.enumerated() {
        for (found, expected) in zip(steps[snapshot.step - 1][layer], expected.weight + expected.bias) {
          #expect((found - expected).magnitude <= 1e-12)
        }
      }
    }
  }

  /// How far rounding carries twenty steps is tried out, for steps feed on each other: forty runs in Double in which every
  /// gradient and every step errs by up to the bound of ``RoundedNumber``, at random. Real rounding stays below those
  /// bounds, and the engine within twice the largest distance seen.
  @Test(arguments: OracleFiles.optimizers) func everyKernelTableInFloat(_ run: OracleFiles.OptimizerRun) throws {
    var random = RandomSource(seed: 30)
    var distances = [Double](repeating: 0, count: 20)
    let exact = Rules(run).steps { _ in 0 }
    for _ in 0..<40 {
      let erring = Rules(run).inFloat.steps { (2 * random.nextUniform() - 1) * $0 }
      for step in 0..<20 {
        for (erring, exact) in zip(erring[step].joined(), exact[step].joined()) {
          distances[step] = max(distances[step], (erring - exact).magnitude)
        }
      }
    }
    // The bound is worth something: below a thousandth of the parameters.
    #expect(distances.allSatisfy { $0 < 1e-3 })
    for kernels in Kernels.available {
      let (costs, snapshots) = try Self.train(run, kernels)
      for (found, expected) in zip(costs, run.meanCosts) {
        // The cost moves by less than 10 times what the parameters move by.
        #expect((found - expected).magnitude <= 10 * (distances.max() ?? 0) + 1e-6, "\(kernels.name)")
      }
      for snapshot in run.snapshots {
        for (layer, expected) in snapshot.layers.enumerated() {
          let found = snapshots[snapshot.step - 1]
          let numbers = zip(found.weights(layer: layer) + found.biases(layer: layer), expected.weight + expected.bias)
          for (found, expected) in numbers {
            #expect(
              (Double(found) - expected).magnitude <= 2 * distances[snapshot.step - 1],
              "\(kernels.name), step \(snapshot.step)")
          }
        }
      }
    }
  }

  static func optimizer(_ run: OracleFiles.OptimizerRun) throws -> Optimizer {
    let momentum = Float(run.momentum ?? 0)
    let adam = Optimizer.AdamSettings(
      beta1: Float(run.beta1 ?? 0), beta2: Float(run.beta2 ?? 0), epsilon: Float(run.epsilon ?? 0))
    switch run.optimizer {
    case "sgd": return .sgd
    case "momentum": return .momentum(momentum)
    case "nesterov": return .nesterov(momentum)
    case "adam": return .adam(adam)
    case "adamw": return .adamW(adam, weightDecay: Float(run.weightDecay))
    default: throw OracleTests.OracleError(word: run.optimizer)
    }
  }

  /// Mean costs and parameters, step by step, on the path that the trainer takes but with the oracle's rates.
  static func train(_ run: OracleFiles.OptimizerRun, _ kernels: Kernels) throws -> ([Double], [Parameters]) {
    let architecture = try Architecture(sizes: run.sizes, hidden: run.hiddenActivation, output: run.outputActivation)
    let cost = try #require(Cost(name: run.cost))
    let optimizer = try optimizer(run)
    var parameters = try Network(architecture, oracle: run.start).parameters
    var state = optimizer.stateNames.map { _ in Parameters(architecture) }
    let propagation = Propagation(
      architecture, objective: try Objective(cost, through: architecture.outputActivation), kernels: kernels,
      workers: Workers(), capacity: 4, training: true)
    propagation.prepareBackwardWeights(parameters.values)
    var costs: [Double] = []
    var snapshots: [Parameters] = []
    for (index, batch) in run.miniBatches.enumerated() {
      let examples = try Examples(
        bytes: batch.inputBytes, inputCount: run.sizes[0], labels: batch.labels.map(UInt8.init),
        classCount: run.sizes[2])
      var tally = Tally()
      let order = (0..<Int32(batch.labels.count)).map { $0 }
      parameters.withMutableValues { parameters in
        state.withMutableValues { first, second in
          let update = ParameterUpdate(
            optimizer, rate: run.learningRates[index], l2: Float(run.l2), step: index + 1, kernels: kernels,
            parameters: parameters, state: (first, second))
          _ = order.withUnsafeBufferPointer {
            propagation.step(
              examples.storage, order: $0.baseAddress!, count: $0.count, parameters: parameters, update: update,
              tally: &tally)
          }
        }
      }
      costs.append(tally.cost / Double(tally.examples))
      snapshots.append(parameters)
    }
    return (costs, snapshots)
  }
}
