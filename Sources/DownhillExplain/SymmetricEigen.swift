import Downhill

/// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi rotations: each zeroes one pair of off-diagonal
/// elements, and sweep by sweep the rest vanishes quadratically (Golub and Van Loan 2013, section 8.5).
///
/// O(n³) for each of a few sweeps; meant for some hundred rows.
struct SymmetricEigen {
  /// Eigenvalues, descending.
  let values: [Double]
  /// The eigenvector of length 1 for each.
  let vectors: [[Double]]

  /// The most sweeps; about eight are enough for a hundred rows.
  private static let sweepLimit = 50

  /// Those of `matrix`, which must be square and symmetric.
  init(_ matrix: [[Double]]) {
    let n = matrix.count
    var a = matrix
    // Row k becomes eigenvector k.
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0.0 } }
    for _ in 0..<Self.sweepLimit {
      var off = 0.0
      var all = 0.0
      for i in 0..<n {
        for j in 0..<n {
          all += a[i][j] * a[i][j]
          if i != j { off += a[i][j] * a[i][j] }
        }
      }
      // The rest moves no eigenvalue by more than the rounding of the largest.
      if off <= all * Double.ulpOfOne * Double.ulpOfOne { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p][q] != 0 { Self.rotate(&a, &v, p, q) }
      }
    }
    let order = sortedIndices(n) { a[$0][$0] > a[$1][$1] }
    values = order.map { a[$0][$0] }
    vectors = order.map { v[$0] }
  }

  /// Rotates the plane of axes p and q so that a[p][q] becomes 0, by the smaller of the two possible angles.
  private static func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
    let ratio = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let tangent = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in a.indices {
      let (kp, kq) = (a[k][p], a[k][q])
      a[k][p] = cosine * kp - sine * kq
      a[k][q] = sine * kp + cosine * kq
    }
    rotateRows(&a, p, q, cosine, sine)
    rotateRows(&v, p, q, cosine, sine)
    a[p][q] = 0
    a[q][p] = 0
  }

  /// Rotates rows p and q.
  private static func rotateRows(_ rows: inout [[Double]], _ p: Int, _ q: Int, _ cosine: Double, _ sine: Double) {
    for k in rows[p].indices {
      let (pk, qk) = (rows[p][k], rows[q][k])
      rows[p][k] = cosine * pk - sine * qk
      rows[q][k] = sine * pk + cosine * qk
    }
  }
}
