/// Reduces a picture while its pixels arrive, row by row, the rows in any order: each pixel of the result is the mean
/// of a square. So memory is that of the reduced picture, however large the original.
struct PictureReduction {
  private let factor: Int
  private let width: Int
  private let height: Int
  private let columns: Int
  private let rows: Int
  /// The pixels, if the picture is not reduced.
  private var pixels: [UInt8] = []
  /// Otherwise the sum of each square.
  private var sums: [UInt32] = []
  private var darkest: UInt8 = 255
  private var lightest: UInt8 = 0

  /// Reduces by the smallest whole factor that leaves no side longer than `limit`. This must be 256 or more: then the
  /// sum of a square fits into 32 bits, as pictures have less than 2^31 pixels.
  init(width: Int, height: Int, limit: Int) {
    precondition(limit >= 256, "a picture is not reduced to \(limit) pixels a side")
    self.width = width
    self.height = height
    factor = (max(width, height) - 1) / limit + 1
    columns = (width - 1) / factor + 1
    rows = (height - 1) / factor + 1
    if factor == 1 {
      pixels = [UInt8](repeating: 0, count: width * height)
    } else {
      sums = [UInt32](repeating: 0, count: columns * rows)
    }
  }

  /// The difference of the lightest and the darkest of all pixels.
  var contrast: Int { Int(lightest) - Int(darkest) }

  /// Adds pixels of row `y`: column `x` and every `step`-th after it.
  mutating func addRow(_ y: Int, from x: Int, step: Int, levels: ArraySlice<UInt8>) {
    if factor == 1 {
      var index = y * width + x
      for level in levels {
        note(level)
        pixels[index] = level
        index += step
      }
      return
    }
    var (square, left) = x.quotientAndRemainder(dividingBy: factor)
    square += y / factor * columns
    for level in levels {
      note(level)
      sums[square] += UInt32(level)
      left += step
      while left >= factor {
        left -= factor
        square += 1
      }
    }
  }

  private mutating func note(_ level: UInt8) {
    darkest = min(darkest, level)
    lightest = max(lightest, level)
  }

  /// The picture, once all pixels have arrived.
  var image: GreyImage {
    if factor == 1 { return GreyImage(width: width, height: height, pixels: pixels) }
    var means: [UInt8] = []
    means.reserveCapacity(sums.count)
    for row in 0..<rows {
      let high = min((row + 1) * factor, height) - row * factor
      for column in 0..<columns {
        let count = UInt32(high * (min((column + 1) * factor, width) - column * factor))
        means.append(UInt8((sums[row * columns + column] + count / 2) / count))
      }
    }
    return GreyImage(width: columns, height: rows, pixels: means)
  }
}
