/// The ink of a picture, free of paper: 0 is none, 255 is full.
struct Ink {
  var width: Int
  var height: Int
  /// Row-major.
  var levels: [Float]

  /// A rectangle of pixels.
  struct Box {
    var rows: Range<Int>
    var columns: Range<Int>
  }

  /// Below this contrast a picture counts as blank.
  private static let leastContrast: Float = 16
  /// Ink at least this dark is left as it is, so that clean pictures keep their levels; fainter ink is stretched.
  private static let sufficientContrast: Float = 224
}

// MARK: Ink and paper

extension Ink {
  /// Separates ink from paper, as `DigitNormalization.normalize` describes. Throws `.blankPicture`.
  static func separate(from image: GreyImage, file: String) throws(FormatError) -> (ink: Ink, inverted: Bool) {
    let paper = Paper(of: image)
    // How far each pixel is lighter than the paper under it.
    var levels: [Float] = []
    levels.reserveCapacity(image.pixels.count)
    var deepest: Float = 0
    var highest: Float = 0
    for row in 0..<image.height {
      for column in 0..<image.width {
        let level = Float(image.pixels[row * image.width + column]) - paper.level(row: row, column: column)
        levels.append(level)
        deepest = min(deepest, level)
        highest = max(highest, level)
      }
    }

    let inverted = -deepest > highest
    let peak = inverted ? -deepest : highest
    let margin = paper.margin
    guard peak - margin >= leastContrast else { throw FormatError(file: file, problem: .blankPicture) }
    let stretch = peak >= sufficientContrast && margin == 0 ? 1 : 255 / (peak - margin)
    for index in levels.indices {
      levels[index] = max((inverted ? -levels[index] : levels[index]) - margin, 0) * stretch
    }
    var ink = Ink(width: image.width, height: image.height, levels: levels)
    if margin > 0 { ink.removeSpecks() }
    return (ink, inverted)
  }

  /// Drops the connected patches (of eight neighbours) that hold less than a fiftieth of all ink. O(pixels).
  private mutating func removeSpecks() {
    let least = levels.reduce(0, +) / 50
    var isSeen = [Bool](repeating: false, count: levels.count)
    for start in levels.indices where levels[start] > 0 && !isSeen[start] {
      isSeen[start] = true
      var patch = [start]
      var next = 0
      var mass: Float = 0
      while next < patch.count {
        let pixel = patch[next]
        next += 1
        mass += levels[pixel]
        let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
        for y in max(row - 1, 0)...min(row + 1, height - 1) {
          for x in max(column - 1, 0)...min(column + 1, width - 1) {
            let neighbour = y * width + x
            if levels[neighbour] > 0 && !isSeen[neighbour] {
              isSeen[neighbour] = true
              patch.append(neighbour)
            }
          }
        }
      }
      if mass < least {
        for pixel in patch { levels[pixel] = 0 }
      }
    }
  }
}

// MARK: Geometry

extension Ink {
  /// The smallest box around all ink; nil if there is none.
  var boundingBox: Box? {
    var box: Box?
    for row in 0..<height {
      for column in 0..<width where levels[row * width + column] > 0 {
        let old = box ?? Box(rows: row..<row + 1, columns: column..<column + 1)
        box = Box(
          rows: old.rows.lowerBound..<row + 1,
          columns: min(old.columns.lowerBound, column)..<max(old.columns.upperBound, column + 1))
      }
    }
    return box
  }

  func cropped(to box: Box) -> Ink {
    let rows = box.rows.map { levels[($0 * width + box.columns.lowerBound)..<($0 * width + box.columns.upperBound)] }
    return Ink(width: box.columns.count, height: box.rows.count, levels: Array(rows.joined()))
  }

  /// The centre of mass of the ink, in pixels from the left and upper edges; the centre of the first pixel is at 0.5.
  var centreOfMass: (x: Float, y: Float) {
    var (mass, x, y) = (0.0, 0.0, 0.0)
    for row in 0..<height {
      for column in 0..<width {
        let level = Double(levels[row * width + column])
        mass += level
        x += level * (Double(column) + 0.5)
        y += level * (Double(row) + 0.5)
      }
    }
    return (Float(x / mass), Float(y / mass))
  }

  /// The same drawing in another number of pixels: each new pixel is the mean of the area that it covers, and where the
  /// drawing grows, an interpolation between the nearest old ones. The same size gives the same levels.
  func resampled(width newWidth: Int, height newHeight: Int) -> Ink {
    let across = Taps.all(from: width, to: newWidth)
    var narrow = [Float](repeating: 0, count: height * newWidth)
    for row in 0..<height {
      for column in 0..<newWidth {
        narrow[row * newWidth + column] = across[column].sum { levels[row * width + $0] }
      }
    }
    let down = Taps.all(from: height, to: newHeight)
    var result = [Float](repeating: 0, count: newHeight * newWidth)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        result[row * newWidth + column] = down[row].sum { narrow[$0 * newWidth + column] }
      }
    }
    return Ink(width: newWidth, height: newHeight, levels: result)
  }
}

/// The old pixels of a row that make one new one, and their weights, which sum to 1.
private struct Taps {
  let first: Int
  let weights: [Float]

  func sum(_ level: (Int) -> Float) -> Float {
    var sum: Float = 0
    for (index, weight) in weights.enumerated() { sum += weight * level(first + index) }
    return sum
  }

  static func all(from oldCount: Int, to newCount: Int) -> [Taps] {
    let ratio = Float(oldCount) / Float(newCount)
    return (0..<newCount).map { index in
      if ratio >= 1 {
        let start = Float(index) * ratio
        let end = min(start + ratio, Float(oldCount))
        let first = min(Int(start), oldCount - 1)
        let last = min(Float(Int(end)) < end ? Int(end) + 1 : max(Int(end), first + 1), oldCount)
        return Taps(
          first: first, weights: normalized((first..<last).map { min(end, Float($0 + 1)) - max(start, Float($0)) }))
      }
      let centre = max((Float(index) + 0.5) * ratio - 0.5, 0)
      let first = min(Int(centre), oldCount - 1)
      let second = min(first + 1, oldCount - 1)
      let share = second == first ? 0 : min(centre - Float(first), 1)
      return Taps(first: first, weights: share == 0 ? [1] : [1 - share, share])
    }
  }

  private static func normalized(_ weights: [Float]) -> [Float] {
    let sum = weights.reduce(0, +)
    return weights.map { max($0, 0) / sum }
  }
}
