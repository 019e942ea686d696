import Downhill
import Testing

@testable import DownhillExplain

@Suite struct PathPlaneTests {
  /// A network of two weights and a bias: a point of space.
  private func point(_ x: Float, _ y: Float, _ z: Float) throws -> Network {
    let architecture = try Architecture("2-1")
    var parameters = Parameters(architecture)
    try parameters.setWeights([x, y], layer: 0)
    try parameters.setBiases([z], layer: 0)
    return try Network(architecture, parameters: parameters)
  }

  /// About their mean (1, 0, 5) the points are ±3 along the first weight, ±2 along the bias and ±1 along the second: of
  /// the variance 2·(9 + 4 + 1) the plane holds 9/14 and 4/14.
  private func cross() throws -> [Network] {
    try [
      point(4, 0, 5), point(-2, 0, 5), point(1, 0, 7), point(1, 0, 3), point(1, 1, 5), point(1, -1, 5),
    ]
  }

  @Test func `the principal directions of a cross, by hand`() throws {
    let plane = try #require(PathPlane(through: try cross()))
    #expect(plane.origin.weights(layer: 0) == [1, 0] && plane.origin.biases(layer: 0) == [5])
    #expect(abs(plane.varianceShares[0] - 9.0 / 14) < 1e-12)
    #expect(abs(plane.varianceShares[1] - 4.0 / 14) < 1e-12)
    // The first point has no positive coordinate.
    let first = plane.projection(of: try cross()[0])
    #expect(abs(first.x + 3) < 1e-6 && abs(first.y) < 1e-6 && first.distance < 1e-3)
    let aside = plane.projection(of: try cross()[4])
    #expect(abs(aside.x) < 1e-6 && abs(aside.y) < 1e-6 && abs(aside.distance - 1) < 1e-6)
    let up = plane.projection(of: try cross()[2])
    #expect(abs(abs(up.y) - 2) < 1e-6 && abs(up.x) < 1e-6)
  }

  @Test func `coordinates lead back to the network`() throws {
    let plane = try #require(PathPlane(through: try cross()))
    let network = try plane.network(x: 0.75, y: -1.5)
    let position = plane.projection(of: network)
    #expect(abs(position.x - 0.75) < 1e-6 && abs(position.y + 1.5) < 1e-6 && position.distance < 1e-3)
  }

  @Test func `points on a line have a second direction at right angles`() throws {
    let plane = try #require(PathPlane(through: try [point(0, 0, 0), point(1, 2, 2), point(2, 4, 4)]))
    #expect(abs(plane.varianceShares[0] - 1) < 1e-12 && plane.varianceShares[1] < 1e-12)
    #expect(abs(plane.axes[0].product(with: plane.axes[1])) < 1e-6)
    #expect(abs(plane.axes[1].product(with: plane.axes[1]) - 1) < 1e-6)
    #expect(abs(plane.projection(of: try point(0, 0, 0)).x + 3) < 1e-6)
  }

  @Test func `a survey in parts is the same, and fills the grid row by row`() throws {
    let problem = try RandomProblem(Kind.some[0], sizes: [7, 5, 3], examples: 9)
    var random = RandomSource(seed: 6)
    let others = (0..<3).map { _ in
      Network(problem.network.architecture, initializer: .lecun, random: &random)
    }
    let paths = [[problem.network, others[0]], [problem.network, others[1], others[2]]]
    let surveyor = try Surveyor(problem.network.architecture, cost: problem.cost, examples: problem.examples)
    let whole = try #require(try surveyor.survey(paths, size: 4))
    #expect(whole.surface.costs.allSatisfy { $0.allSatisfy(\.isFinite) })
    for part in [1, 3, 100] {
      var survey = try #require(surveyor.begin(paths, size: 4))
      #expect(survey.count == 10 + 16 && survey.landscape.surface.xs == whole.surface.xs)
      while !survey.isComplete {
        try survey.advance(networks: part)
        let measured = survey.landscape.surface.costs.flatMap { $0 }.prefix { !$0.isNaN }
        #expect(measured.count == max(0, survey.done - 10))
      }
      #expect(survey.landscape == whole)
    }
    #expect(surveyor.begin([[problem.network]], size: 4) == nil)
  }

  @Test func `where nothing has moved there is no plane`() throws {
    #expect(PathPlane(through: []) == nil)
    #expect(PathPlane(through: [try point(1, 2, 3)]) == nil)
    #expect(PathPlane(through: [Network](repeating: try point(1, 2, 3), count: 5)) == nil)
  }

  /// Three networks lie in one plane, whatever they are: there the surface is their own cost. A Float rounding of the
  /// parameters moves the cost by ‖∇C‖·√n·2⁻²⁴·‖w‖∞, here less than 10⁻⁵.
  @Test func `a path in the plane has the heights of the surface`() throws {
    let architecture = try Architecture("20-8-3")
    var random = RandomSource(seed: 4)
    let networks = (0..<3).map { _ in Network(architecture, initializer: .lecun, random: &random) }
    let examples = try RandomExamples.make(count: 40, inputs: 20, classes: 3, seed: 5)
    let surveyor = try Surveyor(architecture, cost: .quadratic, examples: examples)
    let landscape = try #require(try surveyor.survey([networks], size: 5))
    #expect(abs(landscape.varianceShares[0] + landscape.varianceShares[1] - 1) < 1e-12)
    let evaluator = try Evaluator(architecture, cost: .quadratic)
    for (point, network) in zip(landscape.paths[0], networks) {
      #expect(point.cost == (try evaluator.summary(network, examples).cost))
      #expect(abs(point.surfaceCost - point.cost) < 1e-5)
      #expect(point.position.distance < 1e-3)
    }
    // Every height is the engine's, and the grid is a tenth wider than the paths.
    let plane = try #require(PathPlane(through: networks))
    let surface = landscape.surface
    #expect(surface.xs.count == 5 && surface.ys.count == 5 && surface.costs.count == 5)
    for (row, y) in surface.ys.enumerated() {
      for (column, x) in surface.xs.enumerated() {
        let network = try plane.network(x: x, y: y)
        #expect(surface.costs[row][column] == (try evaluator.summary(network, examples).cost))
      }
    }
    let xs = landscape.paths[0].map(\.position.x)
    let (low, high) = (xs.min() ?? 0, xs.max() ?? 0)
    #expect(abs(surface.xs[0] - (low - (high - low) / 10)) < 1e-9)
    #expect(abs(surface.xs[4] - (high + (high - low) / 10)) < 1e-9)
  }
}

/// Examples that have nothing to say, but differ.
enum RandomExamples {
  static func make(count: Int, inputs: Int, classes: Int, seed: UInt64) throws -> Examples {
    var random = RandomSource(seed: seed)
    return try Examples(
      inputs: (0..<count * inputs).map { _ in Float(random.nextUniform()) }, inputCount: inputs,
      labels: (0..<count).map { _ in random.nextInteger(below: classes) }, classCount: classes)
  }
}
