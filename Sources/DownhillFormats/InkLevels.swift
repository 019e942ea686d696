/// How much each pixel of a photograph stands out from the paper under it.
///
/// Uneven light makes paper a plane or a bowl of grey levels, not a single level. This surface is fitted to the medians
/// of tiles, most of which show paper, and then to all pixels near it.
struct InkLevels {
  let width: Int
  let height: Int
  /// Row-major, in grey levels: 0 is paper, more is ink.
  private(set) var levels: [Float]
  /// Whether the ink is darker than the paper.
  private(set) var isDark = true
  /// The noise of clean paper: what most of it stays within; 0 where nearly all of it has one level.
  private(set) var noise: Float = 0

  /// Below this contrast a picture counts as blank.
  static let leastContrast: Float = 16

  /// Subtracts the paper; `chooseInk` decides what is ink.
  init(_ image: GreyImage) {
    width = image.width
    height = image.height
    levels = image.pixels.map(Float.init)
    if !isEven { subtract(PaperSurface(levels, width: width, height: height)) }
    subtractMode()
  }

  /// Whether a quarter of all pixels has nearly one level, so that the light is even.
  private var isEven: Bool {
    let counts = histogram()
    let mode = modeIndex(counts)
    return counts[max(mode - 4, 0)...min(mode + 4, counts.count - 1)].reduce(0, +) * 4 >= levels.count
  }

  private mutating func subtract(_ surface: PaperSurface) {
    for row in 0..<height {
      for column in 0..<width { levels[row * width + column] -= surface.level(row: row, column: column) }
    }
  }

  /// Makes the most frequent level 0.
  private mutating func subtractMode() {
    let mode = Float(modeIndex(histogram()) - 512)
    for index in levels.indices { levels[index] -= mode }
  }

  // MARK: Ink

  /// The levels that only few pixels exceed: dark ones below, light ones above paper. Pixels that are `isOut` do not
  /// count.
  func extremes(without isOut: [Bool]) -> (dark: Float, light: Float) {
    var counts = [Int](repeating: 0, count: 1024)
    for index in levels.indices where !isOut[index] { counts[Self.bin(levels[index])] += 1 }
    let few = max(levels.count / 1000, 1)
    var (low, high) = (0, counts.count - 1)
    var sum = counts[low]
    while sum < few && low < 512 {
      low += 1
      sum += counts[low]
    }
    sum = counts[high]
    while sum < few && high > 512 {
      high -= 1
      sum += counts[high]
    }
    return (Float(512 - low), Float(high - 512))
  }

  /// Whether something stands out clearly, though it is too small to be found.
  var hasSpecks: Bool { levels.contains { abs($0) >= 3 * Self.leastContrast } }

  /// Flips the levels so that ink is above 0, and measures the paper's noise among the pixels that are `isPaper`.
  mutating func setInk(dark: Bool, isPaper: [Bool]) {
    var counts = [Int](repeating: 0, count: 1024)
    var count = 0
    for index in levels.indices where isPaper[index] {
      counts[Self.bin(levels[index])] += 1
      count += 1
    }
    isDark = dark
    guard count > 0 else { return }
    let mode = Float(modeIndex(counts) - 512)
    for index in levels.indices { levels[index] = dark ? mode - levels[index] : levels[index] - mode }
    var deviations = [Int](repeating: 0, count: 512)
    for index in levels.indices where isPaper[index] { deviations[min(Int(abs(levels[index]) + 0.5), 511)] += 1 }
    // The standard deviation of a normal distribution is 1.48 times the median absolute deviation.
    var rest = count / 2
    var median = 0
    while rest >= deviations[median] && median < 511 {
      rest -= deviations[median]
      median += 1
    }
    noise = deviations[0] * 10 >= count * 7 ? 0 : 1.48 * Float(max(median, 1))
  }

  // MARK: Histograms

  private static func bin(_ level: Float) -> Int { min(max(Int(level + 512.5), 0), 1023) }

  private func histogram() -> [Int] {
    var counts = [Int](repeating: 0, count: 1024)
    for level in levels { counts[Self.bin(level)] += 1 }
    return counts
  }

  /// The level with most pixels within a window of five levels.
  private func modeIndex(_ counts: [Int]) -> Int {
    var best = 0
    var most = -1
    for index in counts.indices {
      // The level itself counts a little more, so that the exact level of clean paper is found.
      var sum = counts[index]
      for neighbour in max(index - 2, 0)...min(index + 2, counts.count - 1) { sum += 2 * counts[neighbour] }
      if sum > most {
        most = sum
        best = index
      }
    }
    return best
  }
}

/// The grey levels of unevenly lit paper: a polynomial of the second degree in row and column.
struct PaperSurface {
  /// Of 1, x, y, x², xy, y², where x and y go from −1 to 1 across the picture.
  private var coefficients: [Double] = [0, 0, 0, 0, 0, 0]
  private let width: Int
  private let height: Int

  init(_ levels: [Float], width: Int, height: Int) {
    self.width = width
    self.height = height
    coarse(levels)
    // Small pictures have too little paper to fit a bowl.
    let terms = min(width, height) >= 24 ? 6 : 3
    for tolerance in [40.0, 25, 18, 12] as [Double] { refine(levels, terms: terms, tolerance: tolerance) }
  }

  func level(row: Int, column: Int) -> Float { Float(value(row: row, column: column)) }

  private func value(row: Int, column: Int) -> Double {
    let x = coordinate(column, of: width)
    let y = coordinate(row, of: height)
    let c = coefficients
    return c[0] + c[1] * x + c[2] * y + c[3] * x * x + c[4] * x * y + c[5] * y * y
  }

  private func coordinate(_ index: Int, of count: Int) -> Double {
    count > 1 ? 2 * Double(index) / Double(count - 1) - 1 : 0
  }

  /// A plane through the medians of tiles: medians of the slopes between tiles half a picture apart (Theil and Sen),
  /// which a quarter of tiles without paper does not move.
  private mutating func coarse(_ levels: [Float]) {
    let across = min(8, max(width / 2, 1))
    let down = min(8, max(height / 2, 1))
    var medians: [Double] = []
    for tileRow in 0..<down {
      for tileColumn in 0..<across {
        var values: [Float] = []
        for row in tileRow * height / down..<(tileRow + 1) * height / down {
          for column in tileColumn * width / across..<(tileColumn + 1) * width / across {
            values.append(levels[row * width + column])
          }
        }
        medians.append(Double(Self.median(values)))
      }
    }
    var slopesAcross: [Float] = []
    var slopesDown: [Float] = []
    for row in 0..<down {
      for column in 0..<across {
        if column + across / 2 < across && across > 1 {
          let rise = medians[row * across + column + across / 2] - medians[row * across + column]
          slopesAcross.append(Float(rise * Double(across) / (2 * Double(across / 2))))
        }
        if row + down / 2 < down && down > 1 {
          let rise = medians[(row + down / 2) * across + column] - medians[row * across + column]
          slopesDown.append(Float(rise * Double(down) / (2 * Double(down / 2))))
        }
      }
    }
    coefficients[1] = slopesAcross.isEmpty ? 0 : Double(Self.median(slopesAcross))
    coefficients[2] = slopesDown.isEmpty ? 0 : Double(Self.median(slopesDown))
    var rest: [Float] = []
    for row in 0..<down {
      for column in 0..<across {
        let x = 2 * (Double(column) + 0.5) / Double(across) - 1
        let y = 2 * (Double(row) + 0.5) / Double(down) - 1
        rest.append(Float(medians[row * across + column] - coefficients[1] * x - coefficients[2] * y))
      }
    }
    coefficients[0] = Double(Self.median(rest))
  }

  /// Least squares over the pixels that lie within a tolerance of the surface; left as it is if those are too few.
  private mutating func refine(_ levels: [Float], terms: Int, tolerance: Double) {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: terms + 1), count: terms)
    var (near, count) = (0, 0)
    // Some ten thousand pixels are as good as all.
    let stride = max(1, Int((Double(levels.count) / 10_000).squareRoot()))
    for row in Swift.stride(from: 0, to: height, by: stride) {
      for column in Swift.stride(from: 0, to: width, by: stride) {
        count += 1
        let level = Double(levels[row * width + column])
        guard abs(level - value(row: row, column: column)) <= tolerance else { continue }
        near += 1
        let x = coordinate(column, of: width)
        let y = coordinate(row, of: height)
        let basis = [1, x, y, x * x, x * y, y * y]
        for i in 0..<terms {
          for j in 0..<terms { matrix[i][j] += basis[i] * basis[j] }
          matrix[i][terms] += basis[i] * level
        }
      }
    }
    guard near * 5 >= count * 2, near >= 4 * terms, let solution = Self.solve(matrix) else { return }
    for index in 0..<6 { coefficients[index] = index < terms ? solution[index] : 0 }
  }

  /// Gauss's elimination with the largest pivot of each column; nil if there is none.
  private static func solve(_ system: [[Double]]) -> [Double]? {
    var rows = system
    let count = rows.count
    for column in 0..<count {
      var pivot = column
      for row in column..<count where abs(rows[row][column]) > abs(rows[pivot][column]) { pivot = row }
      guard abs(rows[pivot][column]) > 1e-6 else { return nil }
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for index in column...count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }

  private static func median(_ values: [Float]) -> Float {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
