import Downhill

/// The real cost of the networks of a plane, place by place: no sketch, every height is the engine's.
public struct CostSurface: Equatable, Sendable {
  /// Places along the first axis, ascending.
  public var xs: [Double]
  /// Places along the second, ascending.
  public var ys: [Double]
  /// `costs[row][column]` is the mean cost of the network at (`xs[column]`, `ys[row]`).
  public var costs: [[Double]]
}

/// A plane with the cost surface on it and the paths of racers across it.
public struct Landscape: Equatable, Sendable {
  /// The share of the paths' variance along each of the two axes, 0 … 1.
  public var varianceShares: [Double]
  /// The examples whose mean cost the heights are.
  public var examples: Int
  /// The heights.
  public var surface: CostSurface
  /// The path of each racer, in their order.
  public var paths: [[PathPoint]]
}

/// A racer's network as the plane shows it.
public struct PathPoint: Equatable, Sendable {
  /// Where it lies.
  public var place: PlanePoint
  /// Its own mean cost over the examples of the surface.
  public var cost: Double
  /// The height of the surface at its place: the cost of the network that the plane shows in its stead.
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

  /// The landscape of some paths: a square grid of `size` × `size` places, 2 or more, a little wider than the paths.
  ///
  /// - Returns: nil if nothing has moved.
  public func survey(_ paths: [[Network]], size: Int) throws(EngineError) -> Landscape? {
    guard let plane = PathPlane(through: paths.flatMap { $0 }) else { return nil }
    var projected: [[PathPoint]] = []
    for path in paths {
      var points: [PathPoint] = []
      for network in path {
        let place = plane.projection(of: network)
        points.append(
          PathPoint(
            place: place, cost: try cost(network), surfaceCost: try cost(plane.network(x: place.x, y: place.y))))
      }
      projected.append(points)
    }
    return Landscape(
      varianceShares: plane.varianceShares, examples: examples.count, surface: try surface(plane, projected, size),
      paths: projected)
  }

  private func surface(_ plane: PathPlane, _ paths: [[PathPoint]], _ size: Int) throws(EngineError) -> CostSurface {
    let all = paths.flatMap { $0 }
    let xs = Self.places(around: all.map { $0.place.x }, size)
    let ys = Self.places(around: all.map { $0.place.y }, size)
    var costs: [[Double]] = []
    for y in ys {
      var row: [Double] = []
      for x in xs { row.append(try cost(plane.network(x: x, y: y))) }
      costs.append(row)
    }
    return CostSurface(xs: xs, ys: ys, costs: costs)
  }

  private func cost(_ network: Network) throws(EngineError) -> Double {
    try evaluator.summary(network, examples).cost
  }

  /// `count` places from a tenth of the span before the smallest to a tenth beyond the largest.
  private static func places(around numbers: [Double], _ count: Int) -> [Double] {
    let least = numbers.min() ?? 0
    let most = numbers.max() ?? 0
    let margin = most > least ? (most - least) / 10 : 1
    let step = (most - least + 2 * margin) / Double(count - 1)
    return (0..<count).map { least - margin + Double($0) * step }
  }
}
