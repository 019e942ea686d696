/// Which pixels of a picture are ink, and the patches that they make.
struct InkMask {
  let width: Int
  let height: Int
  /// Row-major: whether a pixel is ink.
  var isInk: [Bool]

  init(width: Int, height: Int, isInk: [Bool]) {
    self.width = width
    self.height = height
    self.isInk = isInk
  }

  /// Sides of the picture.
  struct Sides: OptionSet {
    let rawValue: Int
    static let top = Sides(rawValue: 1)
    static let bottom = Sides(rawValue: 2)
    static let left = Sides(rawValue: 4)
    static let right = Sides(rawValue: 8)
    static let all: Sides = [.top, .bottom, .left, .right]

    var count: Int { rawValue.nonzeroBitCount }
  }

  /// A connected patch of ink (of eight neighbours).
  struct Patch {
    /// The indices of its pixels in the picture.
    var pixels: [Int]
    var rows: Range<Int>
    var columns: Range<Int>
    /// How many of its pixels have paper, or the end of the picture, beside them.
    var rim: Int
    /// The sides of the picture that it touches.
    var touched: Sides

    var area: Int { pixels.count }
    var height: Int { rows.count }
    var width: Int { columns.count }
    /// About how thick its strokes are: the area of a stroke is its thickness times half its rim.
    var thickness: Float { 2 * Float(area) / Float(max(rim, 1)) }
    /// How much of its bounding box it fills.
    var fill: Float { Float(area) / Float(height * width) }

    /// How many pixels of paper lie between the bounding boxes, at most one direction counted; 0 if they overlap.
    func gap(to other: Patch) -> Int {
      let across = max(columns.lowerBound - other.columns.upperBound, other.columns.lowerBound - columns.upperBound, 0)
      let down = max(rows.lowerBound - other.rows.upperBound, other.rows.lowerBound - rows.upperBound, 0)
      return max(across, down)
    }

    /// Whether another lies in its bounding box, free of its edges.
    func surrounds(_ other: Patch) -> Bool {
      rows.lowerBound < other.rows.lowerBound && other.rows.upperBound < rows.upperBound
        && columns.lowerBound < other.columns.lowerBound && other.columns.upperBound < columns.upperBound
    }
  }

  /// All patches, the largest first. O(pixels).
  func patches() -> [Patch] {
    var patches: [Patch] = []
    var isSeen = [Bool](repeating: false, count: isInk.count)
    for start in isInk.indices where isInk[start] && !isSeen[start] {
      isSeen[start] = true
      patches.append(patch(from: start, &isSeen))
    }
    patches.sort { ($0.area, $1.pixels[0]) > ($1.area, $0.pixels[0]) }
    return patches
  }

  private func patch(from start: Int, _ isSeen: inout [Bool]) -> Patch {
    var patch = Patch(pixels: [start], rows: height..<height, columns: width..<width, rim: 0, touched: [])
    var (top, bottom, left, right) = (height, -1, width, -1)
    var next = 0
    while next < patch.pixels.count {
      let pixel = patch.pixels[next]
      next += 1
      let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
      top = min(top, row)
      bottom = max(bottom, row)
      left = min(left, column)
      right = max(right, column)
      let isInside = row > 0 && row + 1 < height && column > 0 && column + 1 < width
      if !isInside || !isInk[pixel - 1] || !isInk[pixel + 1] || !isInk[pixel - width] || !isInk[pixel + width] {
        patch.rim += 1
      }
      for y in max(row - 1, 0)...min(row + 1, height - 1) {
        for x in max(column - 1, 0)...min(column + 1, width - 1) {
          let neighbour = y * width + x
          if isInk[neighbour] && !isSeen[neighbour] {
            isSeen[neighbour] = true
            patch.pixels.append(neighbour)
          }
        }
      }
    }
    patch.rows = top..<bottom + 1
    patch.columns = left..<right + 1
    if top == 0 { patch.touched.insert(.top) }
    if bottom == height - 1 { patch.touched.insert(.bottom) }
    if left == 0 { patch.touched.insert(.left) }
    if right == width - 1 { patch.touched.insert(.right) }
    return patch
  }

  mutating func remove(_ patch: Patch) {
    for pixel in patch.pixels { isInk[pixel] = false }
  }

  /// The pixels that are at most `reach` away from the patches, along rows and columns. O(pixels).
  func surroundings(of patches: [Patch], reach: Int) -> [Bool] {
    var isNear = [Bool](repeating: false, count: isInk.count)
    for patch in patches {
      for pixel in patch.pixels { isNear[pixel] = true }
    }
    for row in 0..<height { Self.dilate(&isNear, from: row * width, step: 1, count: width, reach: reach) }
    for column in 0..<width { Self.dilate(&isNear, from: column, step: width, count: height, reach: reach) }
    return isNear
  }

  /// Marks what is at most `reach` steps from a mark, on one line.
  private static func dilate(_ isMarked: inout [Bool], from start: Int, step: Int, count: Int, reach: Int) {
    var positions: [Int] = []
    for index in 0..<count where isMarked[start + index * step] { positions.append(index) }
    var next = 0
    for position in positions {
      for index in max(next, position - reach)..<max(next, min(position + reach + 1, count)) {
        isMarked[start + index * step] = true
      }
      next = max(next, min(position + reach + 1, count))
    }
  }
}
