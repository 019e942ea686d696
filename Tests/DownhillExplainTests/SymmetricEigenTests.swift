import Downhill
import Testing

@testable import DownhillExplain

@Suite struct SymmetricEigenTests {
  @Test func `two by two, by hand`() {
    // (1, 1)/√2 is stretched by 3, (1, −1)/√2 by 1.
    let eigen = SymmetricEigen([[2, 1], [1, 2]])
    #expect(abs(eigen.values[0] - 3) < 1e-15 && abs(eigen.values[1] - 1) < 1e-15)
    #expect(abs(eigen.vectors[0][0] - eigen.vectors[0][1]) < 1e-15)
    #expect(abs(eigen.vectors[1][0] + eigen.vectors[1][1]) < 1e-15)
  }

  /// 2 on the diagonal and −1 beside it: 2 − 2 cos(kπ/(n + 1)), as every textbook of numerics has it.
  @Test func `the second difference has its known eigenvalues`() {
    let n = 9
    let matrix = (0..<n).map { i in (0..<n).map { j in i == j ? 2.0 : abs(i - j) == 1 ? -1 : 0 } }
    let values = SymmetricEigen(matrix).values
    for k in 1...n {
      let expected = 2 - 2 * Elementary.cosPi(Double(n + 1 - k) / Double(n + 1))
      #expect(abs(values[k - 1] - expected) < 1e-14, "eigenvalue \(k)")
    }
  }

  /// Backward stability: rotations leave a residual of some roundings of the largest eigenvalue, here 10⁻¹³ of it.
  @Test(arguments: [1, 2, 3, 60]) func `random ones are taken apart and put together`(n: Int) {
    var random = RandomSource(seed: UInt64(n))
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i][j] = random.nextNormal()
        matrix[j][i] = matrix[i][j]
      }
    }
    let eigen = SymmetricEigen(matrix)
    let bound = 1e-13 * max(1, eigen.values.map(abs).max() ?? 0)
    #expect(eigen.values == eigen.values.sorted(by: >))
    for k in 0..<n {
      for i in 0..<n {
        let stretched = (0..<n).reduce(0) { $0 + matrix[i][$1] * eigen.vectors[k][$1] }
        #expect(abs(stretched - eigen.values[k] * eigen.vectors[k][i]) < bound)
      }
      for l in 0...k {
        let product = (0..<n).reduce(0) { $0 + eigen.vectors[k][$1] * eigen.vectors[l][$1] }
        #expect(abs(product - (k == l ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test func `a matrix of zeros has eigenvalues of zero`() {
    #expect(SymmetricEigen([[0, 0], [0, 0]]).values == [0, 0])
    #expect(SymmetricEigen([]).values == [])
  }
}
