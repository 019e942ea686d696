import Testing

@testable import Downhill

/// A network of two inputs, two hidden neurons and one output, sigmoid throughout, with quadratic cost, worked on paper.
///
///     w¹ = ( 0.75  −0.25 )   b¹ = ( 0    )   w² = ( 1.5  −0.5 )   b² = 0.25
///          ( −1.5   0.5  )        ( 0.25 )
///
///     example A: x = (1, 1), y = 1                             example B: x = (0, 1), y = 0
///
///     z¹₁ = 0.75 − 0.25         = 0.5                          −0.25
///     z¹₂ = −1.5 + 0.5 + 0.25   = −0.75                        0.5 + 0.25 = 0.75
///     a¹₁ = σ(z¹₁)              = 0.62245933120185456          0.43782349911420190
///     a¹₂ = σ(z¹₂)              = 0.32082130082460703          0.67917869917539297
///     z²  = 1.5 a¹₁ − 0.5 a¹₂ + 0.25 = 1.02327834639047833     0.56714589908360636
///     a²  = σ(z²)               = 0.73561068949562235          0.63810434577904242
///     C   = ½ (a² − y)²         = 0.03495085375449011          0.20358857805104987
///
///     δ²  = (a² − y) a² (1 − a²):
///           −0.26438931050437765 · 0.19448760299539743 = −0.05142044325760226
///            0.63810434577904242 · 0.23092718967694269 =  0.14735564329139835
///     δ¹₁ = 1.5 δ² a¹₁ (1 − a¹₁), slopes 0.23500371220159449 and 0.24613408273759835:
///           −0.01812599257288197                                0.05440386914660561
///     δ¹₂ = −0.5 δ² a¹₂ (1 − a¹₂), slope 0.21789499376181403 both times:
///            0.00560212858142248                               −0.01605402848787367
///
/// The gradient is the mean of the two: ∂C/∂b = δ and ∂C/∂w = (activation before) · δ. One step takes off 2 · gradient.
@Suite struct ByHandTests {
  static let meanCost = 0.11926971590276999

  /// ½ (A + B), in the order of the layers: w¹₁₁ w¹₁₂ w¹₂₁ w¹₂₂, b¹₁ b¹₂, w²₁ w²₂, b².
  static let gradient = [
    -0.00906299628644099,  // ½ (1 · −0.01812… + 0 · 0.05440…)
    0.01813893828686182,  // ½ (1 · −0.01812… + 1 · 0.05440…)
    0.00280106429071124,
    -0.00522594995322560,
    0.01813893828686182,
    -0.00522594995322560,
    0.01625431431991709,  // ½ (0.62245… · −0.05142… + 0.43782… · 0.14735…)
    0.04179202031596165,  // ½ (0.32082… · −0.05142… + 0.67917… · 0.14735…)
    0.04796760001689805,
  ]

  /// parameter − 2 · gradient.
  static let afterStep = [
    0.76812599257288197, -0.28627787657372363, -1.50560212858142248, 0.51045189990645119,
    -0.03627787657372363, 0.26045189990645119,
    1.46749137136016582, -0.58358404063192330,
    0.15406479996620391,
  ]

  // The literals above have 17 decimals. Double rounds at 1.1e-16 of numbers below 2; the longest chain, the gradient of
  // w¹, is some 30 operations deep, and no factor on the way exceeds 1.5: 30 · 1.1e-16 · 1.5 < 1e-14.
  static let doubleTolerance = 1e-14
  // The same 30 operations in Float, each losing 6e-8 of a number below 2 (an elementary function 4e-7).
  static let floatTolerance = 30 * 0x1p-24 * 1.5

  @Test func textbookInDouble() {
    Self.checkTextbook(Double.self, tolerance: Self.doubleTolerance)
  }

  @Test func textbookInFloat() {
    Self.checkTextbook(Float.self, tolerance: Self.floatTolerance)
  }

  static func checkTextbook<Scalar: RealScalar>(_ scalar: Scalar.Type, tolerance: Double) {
    let textbook = Backpropagation<Scalar>(
      layers: [
        .init(inputs: 2, weights: [0.75, -0.25, -1.5, 0.5], biases: [0, 0.25]),
        .init(inputs: 2, weights: [1.5, -0.5], biases: [0.25]),
      ], hiddenActivation: .sigmoid, outputActivation: .elementwise(.sigmoid))
    let objective = Objective.quadratic(through: .sigmoid)
    func expect(_ found: [Scalar], _ expected: [Double], _ what: String) {
      #expect(found.count == expected.count, "\(what)")
      for (found, expected) in zip(found, expected) {
        #expect((Double(found) - expected).magnitude <= tolerance, "\(what)")
      }
    }

    let a = textbook.forward([1, 1])
    #expect(a.activations[0] == [1, 1])
    expect(a.weightedInputs[0], [0.5, -0.75], "z¹ of A")
    expect(a.activations[1], [0.62245933120185456, 0.32082130082460703], "a¹ of A")
    expect(a.weightedInputs[1], [1.02327834639047833], "z² of A")
    expect(a.output, [0.73561068949562235], "a² of A")
    let deltaOfA = textbook.sensitivities(a, target: [1], objective: objective)
    expect(deltaOfA[1], [-0.05142044325760226], "δ² of A")
    expect(deltaOfA[0], [-0.01812599257288197, 0.00560212858142248], "δ¹ of A")
    expect(objective.parts(z: a.weightedInputs[1], a: a.output, target: [1]), [0.03495085375449011], "C of A")

    let b = textbook.forward([0, 1])
    expect(b.weightedInputs[0], [-0.25, 0.75], "z¹ of B")
    expect(b.activations[1], [0.43782349911420190, 0.67917869917539297], "a¹ of B")
    expect(b.weightedInputs[1], [0.56714589908360636], "z² of B")
    expect(b.output, [0.63810434577904242], "a² of B")
    let deltaOfB = textbook.sensitivities(b, target: [0], objective: objective)
    expect(deltaOfB[1], [0.14735564329139835], "δ² of B")
    expect(deltaOfB[0], [0.05440386914660561, -0.01605402848787367], "δ¹ of B")
    expect(objective.parts(z: b.weightedInputs[1], a: b.output, target: [0]), [0.20358857805104987], "C of B")

    let (cost, sum) = textbook.gradient(inputs: [[1, 1], [0, 1]], targets: [[1], [0]], objective: objective)
    expect([cost], [meanCost], "C")
    expect(sum.flatMap { $0.weights + $0.biases }, gradient, "gradient")
  }

  // MARK: The engine

  static let network = {
    do {
      let architecture = try Architecture(sizes: [2, 2, 1])
      var parameters = Parameters(architecture)
      try parameters.setWeights([0.75, -0.25, -1.5, 0.5], layer: 0)
      try parameters.setBiases([0, 0.25], layer: 0)
      try parameters.setWeights([1.5, -0.5], layer: 1)
      try parameters.setBiases([0.25], layer: 1)
      return try Network(architecture, parameters: parameters)
    } catch { preconditionFailure("\(error)") }
  }()

  static func examples() throws -> Examples {
    try Examples(inputs: [1, 1, 0, 1], inputCount: 2, targets: [1, 0], outputCount: 1)
  }

  static func flat(_ parameters: Parameters) -> [Float] {
    (0..<2).flatMap { parameters.weights(layer: $0) + parameters.biases(layer: $0) }
  }

  @Test func callingANetwork() throws {
    let output = try Self.network([1, 1])
    #expect(output.count == 1)
    #expect((Double(output[0]) - 0.73561068949562235).magnitude <= Self.floatTolerance)
  }

  @Test(arguments: Kernels.available) func gradientOfEveryKernelTable(_ kernels: Kernels) throws {
    let (cost, found) = try Self.network.gradient(of: Self.examples(), cost: .quadratic, kernels: kernels)
    #expect((cost - Self.meanCost).magnitude <= Self.floatTolerance)
    for (found, expected) in zip(Self.flat(found), Self.gradient) {
      #expect((Double(found) - expected).magnitude <= Self.floatTolerance)
    }
  }

  @Test(arguments: Kernels.available) func oneStepOfEveryKernelTable(_ kernels: Kernels) throws {
    let configuration = try TrainingConfiguration(
      architecture: Self.network.architecture, learningRate: 2, schedule: .constant, batchSize: .all, epochs: 1)
    let trainer = try Trainer(
      configuration, network: Self.network, checkpoint: .init(random: RandomSource(seed: 0), optimizerState: []),
      examples: Self.examples(), kernels: kernels)
    var costs: [Double] = []
    try trainer.run { event in
      if case .miniBatchEnded(let progress) = event { costs.append(progress.cost) }
      return .proceed
    }
    #expect(costs.count == 1)
    #expect((costs[0] - Self.meanCost).magnitude <= Self.floatTolerance)
    // Twice the gradient's error and the rounding of numbers below 2.
    for (found, expected) in zip(Self.flat(trainer.network.parameters), Self.afterStep) {
      #expect((Double(found) - expected).magnitude <= 2 * Self.floatTolerance + 0x1p-23)
    }
  }
}
