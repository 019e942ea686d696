import Downhill

/// The plane in the space of all weights and biases that shows most of some paths: through the mean of their points,
/// along the two directions in which the points vary most (principal component analysis).
///
/// The space has thousands of dimensions, but the points are few: their principal directions follow from the small matrix
/// of the points' inner products.
public struct PathPlane: Equatable, Sendable {
  /// The architecture of the networks of the plane.
  public let architecture: Architecture
  /// The mean of the points: x = y = 0.
  public let origin: Parameters
  /// The direction of x and that of y, each of length 1, at right angles to each other.
  public let axes: [Parameters]
  /// The share of the points' variance along each axis, 0 … 1. The rest, up to 1, is not visible on the plane.
  public let varianceShares: [Double]

  /// The plane of these points, which all have the same architecture. The first point's coordinates are not positive,
  /// so that paths from there run to the right or upwards. If all points are on one line, the second direction is
  /// arbitrary.
  ///
  /// - Returns: nil if there are fewer than two points, or all are the same: nothing has moved.
  public init?(through points: [Network]) {
    guard points.count >= 2 else { return nil }
    let count = Double(points.count)
    let gram = Self.centred(Self.products(points))
    let eigen = SymmetricEigen(gram)
    var total = 0.0
    for index in gram.indices { total += gram[index][index] }
    // Inner products are rounded relative to ‖p‖²; their differences must be well above that.
    let noise = points[0].parameters.product(with: points[0].parameters) * 1e-13 * count
    guard eigen.values[0] > noise, total > 0 else { return nil }
    let parameters = points.map { $0.parameters }
    architecture = points[0].architecture
    origin = Parameters.combination(parameters.map { (1 / count, $0) })
    var axes: [Parameters] = []
    for k in 0..<2 where eigen.values[k] > noise {
      // Σ cᵢ(pᵢ − mean)/√λ, where the cᵢ of a centred matrix add up to 0.
      let sign: Double = eigen.vectors[k][0] > 0 ? -1 : 1
      let length = eigen.values[k].squareRoot()
      axes.append(
        Parameters.combination(parameters.indices.map { (sign * eigen.vectors[k][$0] / length, parameters[$0]) }))
    }
    if axes.count < 2 { axes.append(Self.direction(across: axes[0], architecture)) }
    self.axes = axes
    varianceShares = (0..<2).map { max(0, eigen.values[$0]) / total }
  }

  /// The point of the plane nearest to a network, and its distance.
  public func projection(of network: Network) -> PlanePoint {
    let offset = Parameters.combination([(1, network.parameters), (-1, origin)])
    let x = offset.product(with: axes[0])
    let y = offset.product(with: axes[1])
    return PlanePoint(x: x, y: y, distance: max(0, offset.product(with: offset) - x * x - y * y).squareRoot())
  }

  /// The network at a point of the plane.
  public func network(x: Double, y: Double) throws(EngineError) -> Network {
    try Network(architecture, parameters: Parameters.combination([(1, origin), (x, axes[0]), (y, axes[1])]))
  }

  /// pᵢ·pⱼ.
  private static func products(_ points: [Network]) -> [[Double]] {
    var products = [[Double]](repeating: [Double](repeating: 0, count: points.count), count: points.count)
    for i in points.indices {
      for j in 0...i {
        products[i][j] = points[i].parameters.product(with: points[j].parameters)
        products[j][i] = products[i][j]
      }
    }
    return products
  }

  /// (pᵢ − mean)·(pⱼ − mean), from the pᵢ·pⱼ alone.
  private static func centred(_ products: [[Double]]) -> [[Double]] {
    let count = Double(products.count)
    let means = products.map { $0.reduce(0, +) / count }
    let mean = means.reduce(0, +) / count
    return products.indices.map { i in products.indices.map { j in products[i][j] - means[i] - means[j] + mean } }
  }

  /// A direction of length 1 at right angles to `axis`: a random one, less its part along `axis`.
  private static func direction(across axis: Parameters, _ architecture: Architecture) -> Parameters {
    var random = RandomSource(seed: 0, stream: 2)
    let other = Network(architecture, initializer: .gaussian, random: &random).parameters
    let across = Parameters.combination([(1, other), (-other.product(with: axis), axis)])
    let length = across.product(with: across).squareRoot()
    return Parameters.combination([(length > 0 ? 1 / length : 0, across)])
  }
}

/// The position of a network relative to a plane.
public struct PlanePoint: Equatable, Sendable {
  /// Along the first axis, in the units of the weights.
  public var x: Double
  /// Along the second.
  public var y: Double
  /// How far the network is from the plane, in the same units.
  public var distance: Double
}
