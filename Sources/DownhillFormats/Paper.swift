/// The paper of a picture, as its outermost frame of pixels shows it: a grey level that may rise evenly across the
/// picture, as light from one side makes it. Medians, so that a stroke that runs over the edge does not matter.
struct Paper {
  /// The grey level in the middle of the picture.
  private let middle: Float
  private let risePerColumn: Float
  private let risePerRow: Float
  private let middleColumn: Float
  private let middleRow: Float
  /// One and a half times what nine tenths of the frame stay within; 0 for clean paper.
  private(set) var margin: Float = 0

  init(of image: GreyImage) {
    let (width, height) = (image.width, image.height)
    let top = Array(image.pixels[..<width])
    let bottom = Array(image.pixels[((height - 1) * width)...])
    let left = (0..<height).map { image.pixels[$0 * width] }
    let right = (0..<height).map { image.pixels[$0 * width + width - 1] }

    middle = Self.median(top + bottom + left + right)
    risePerColumn = width > 1 ? (Self.median(right) - Self.median(left)) / Float(width - 1) : 0
    risePerRow = height > 1 ? (Self.median(bottom) - Self.median(top)) / Float(height - 1) : 0
    middleColumn = Float(width - 1) / 2
    middleRow = Float(height - 1) / 2

    var deviations: [UInt8] = []
    for column in 0..<width {
      deviations.append(deviation(of: top[column], row: 0, column: column))
      deviations.append(deviation(of: bottom[column], row: height - 1, column: column))
    }
    for row in 0..<height {
      deviations.append(deviation(of: left[row], row: row, column: 0))
      deviations.append(deviation(of: right[row], row: row, column: width - 1))
    }
    margin = 1.5 * Float(Self.quantile(9, of: 10, in: deviations))
  }

  /// The grey level of the paper under a pixel; 0 is black, 255 is white.
  func level(row: Int, column: Int) -> Float {
    middle + risePerColumn * (Float(column) - middleColumn) + risePerRow * (Float(row) - middleRow)
  }

  private func deviation(of pixel: UInt8, row: Int, column: Int) -> UInt8 {
    UInt8(min(abs(Float(pixel) - level(row: row, column: column)), 255))
  }

  private static func median(_ values: [UInt8]) -> Float {
    Float(quantile(1, of: 2, in: values))
  }

  /// The level that `numerator` of `denominator` of the values do not exceed. `values` must not be empty.
  private static func quantile(_ numerator: Int, of denominator: Int, in values: [UInt8]) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for value in values { counts[Int(value)] += 1 }
    var rest = (values.count - 1) * numerator / denominator
    for level in 0..<256 {
      rest -= counts[level]
      if rest < 0 { return UInt8(level) }
    }
    return 255
  }
}
