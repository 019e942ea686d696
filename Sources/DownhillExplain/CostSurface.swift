import Downhill

/// The cost of the networks of a plane, point by point: every height is computed by the engine.
public struct CostSurface: Equatable, Sendable {
  /// Coordinates along the first axis, ascending.
  public var xs: [Double]
  /// Coordinates along the second, ascending.
  public var ys: [Double]
  /// `costs[row][column]` is the mean cost of the network at (`xs[column]`, `ys[row]`).
  public var costs: [[Double]]
}

/// A plane with the cost surface on it and the paths of racers across it.
public struct Landscape: Equatable, Sendable {
  /// The share of the paths' variance along each of the two axes, 0 … 1.
  public var varianceShares: [Double]
  /// The number of examples whose mean cost the heights are.
  public var examples: Int
  /// The heights.
  public var surface: CostSurface
  /// The path of each racer, in their order.
  public var paths: [[PathPoint]]
}

/// A racer's network as the plane shows it.
public struct PathPoint: Equatable, Sendable {
  /// Its position.
  public var position: PlanePoint
  /// Its own mean cost over the examples of the surface.
  public var cost: Double
  /// The height of the surface there: the cost of the nearest network on the plane.
  public var surfaceCost: Double
}

/// Measures a ``Landscape``.
public struct Surveyor {
  private let examples: Examples
  private let evaluator: Evaluator

  /// A surveyor for networks of this architecture, whose heights are mean costs over `examples`.
  public init(
    _ architecture: Architecture, cost: Cost, examples: Examples, kernels: Kernels = .best, workers: Workers = Workers()
  ) throws(EngineError) {
    self.examples = examples
    evaluator = try Evaluator(architecture, cost: cost, kernels: kernels, workers: workers)
  }

  /// The most points along a side of the grid.
  public static let sizeLimit = 4_096

  /// The landscape of some paths: a grid of `size` × `size` points, 2 to ``sizeLimit``, a little wider than the paths.
  ///
  /// - Returns: nil if nothing has moved.
  public func survey(_ paths: [[Network]], size: Int) throws(EngineError) -> Landscape? {
    guard var survey = begin(paths, size: size) else { return nil }
    try survey.advance(networks: .max)
    return survey.landscape
  }

  /// The same, measured in parts.
  public func begin(_ paths: [[Network]], size: Int) -> Survey? {
    precondition((2...Self.sizeLimit).contains(size), "a grid of \(size) points a side")
    guard let plane = PathPlane(through: paths.flatMap { $0 }) else { return nil }
    return Survey(paths, plane: plane, size: size, examples: examples, evaluator: evaluator)
  }
}

/// A ``Landscape`` being measured: first the networks of the paths, then the grid, row by row.
public struct Survey {
  /// What has been measured so far; other costs are NaN.
  public private(set) var landscape: Landscape
  /// How many networks are measured.
  public private(set) var done = 0
  /// How many there are to measure.
  public let count: Int

  private let plane: PathPlane
  private let examples: Examples
  private let evaluator: Evaluator
  /// The networks of all paths, with their indices in the landscape.
  private let points: [(network: Network, path: Int, point: Int)]

  fileprivate init(
    _ paths: [[Network]], plane: PathPlane, size: Int, examples: Examples, evaluator: Evaluator
  ) {
    self.plane = plane
    self.examples = examples
    self.evaluator = evaluator
    let projected = paths.map { path in
      path.map { PathPoint(position: plane.projection(of: $0), cost: .nan, surfaceCost: .nan) }
    }
    points = paths.indices.flatMap { path in paths[path].indices.map { (paths[path][$0], path, $0) } }
    let positions = projected.flatMap { $0.map { $0.position } }
    landscape = Landscape(
      varianceShares: plane.varianceShares, examples: examples.count,
      surface: CostSurface(
        xs: Self.coordinates(around: positions.map { $0.x }, size),
        ys: Self.coordinates(around: positions.map { $0.y }, size),
        costs: [[Double]](repeating: [Double](repeating: .nan, count: size), count: size)),
      paths: projected)
    count = 2 * points.count + size * size
  }

  /// Whether everything is measured.
  public var isComplete: Bool { done == count }

  /// Measures `networks` more networks, or all that are left.
  public mutating func advance(networks: Int) throws(EngineError) {
    let end = networks < count - done ? done + networks : count
    while done < end {
      try measure(done)
      done += 1
    }
  }

  private mutating func measure(_ index: Int) throws(EngineError) {
    guard index >= 2 * points.count else {
      let (network, path, point) = points[index / 2]
      if index % 2 == 0 {
        landscape.paths[path][point].cost = try cost(network)
      } else {
        let position = landscape.paths[path][point].position
        landscape.paths[path][point].surfaceCost = try cost(plane.network(x: position.x, y: position.y))
      }
      return
    }
    let columns = landscape.surface.xs.count
    let (row, column) = ((index - 2 * points.count) / columns, (index - 2 * points.count) % columns)
    landscape.surface.costs[row][column] = try cost(
      plane.network(x: landscape.surface.xs[column], y: landscape.surface.ys[row]))
  }

  private func cost(_ network: Network) throws(EngineError) -> Double {
    do throws(EngineError) { return try evaluator.summary(network, examples).cost } catch {
      // Far from the paths weights may be too large for any cost.
      guard error == .overflow else { throw error }
      return .nan
    }
  }

  /// `count` coordinates from a tenth of the span below the smallest to a tenth above the largest.
  private static func coordinates(around numbers: [Double], _ count: Int) -> [Double] {
    let least = numbers.min() ?? 0
    let most = numbers.max() ?? 0
    let margin = most > least ? (most - least) / 10 : 1
    let step = (most - least + 2 * margin) / Double(count - 1)
    return (0..<count).map { least - margin + Double($0) * step }
  }
}
