// MNIST's digits were made like this (http://yann.lecun.com/exdb/mnist/): the ink's bounding box was scaled into 20×20
// pixels, keeping its proportions, with anti-aliasing, and placed in a field of 28×28 with its centre of mass in the
// centre. A network trained on them reads a drawing or photograph well only if the same is done to it.

/// A digit prepared as MNIST's are.
public struct NormalizedDigit: Equatable, Sendable {
  /// Rows.
  public let rows: Int
  /// Columns.
  public let columns: Int
  /// Row-major, `rows * columns` of them: 0 is paper, 255 is ink.
  public let pixels: [UInt8]
  /// Whether the picture was dark ink on light paper, and so had to be inverted.
  public let inverted: Bool
}

/// Prepares a picture of one digit as MNIST's are.
public enum DigitNormalization {
  /// Pictures with a longer side are reduced first: finding a digit needs no more.
  public static let sideLimit = 1_024

  /// Finds the ink, scales it to 20/28 of the field and puts its centre of mass into the centre.
  ///
  /// The paper's level is the median of the picture's outermost frame of pixels, so leave some paper around the digit;
  /// where the medians of opposite edges differ, the level is taken to change linearly from one to the other. The ink
  /// is dark if the darkest pixel is further from the paper than the lightest. On clean paper, whose frame is all of
  /// one level, everything else is ink. On noisy paper a margin is subtracted, one and a half times what nine tenths of
  /// the frame stay within, and specks of less than a fiftieth of all ink are dropped. Faint ink is stretched to full
  /// contrast.
  ///
  /// The digit is placed by whole pixels and never pushed out of the field: the pixel that holds its centre of mass is
  /// on row 14 and column 14 of 28, counted from 0. MNIST's images show that this is how they were placed: 9,997 of the
  /// 10,000 test images come back bit by bit; rounding to the nearest pixel instead gives 2,454.
  ///
  /// Throws `.blankPicture` if nothing stands out by at least 16 of 255 levels. `file` names the picture in the error;
  /// `rows` and `columns` must be positive, and their product at most `GreyImage.maximumPixelCount`.
  public static func normalize(
    _ image: GreyImage, rows: Int = 28, columns: Int = 28, file: String = "the picture"
  ) throws(FormatError) -> NormalizedDigit {
    precondition(
      rows > 0 && columns > 0 && rows <= GreyImage.maximumPixelCount / columns, "the field must have pixels")
    let (ink, inverted) = try Ink.separate(from: image.reduced(to: sideLimit), file: file)
    guard let box = ink.boundingBox else { throw FormatError(file: file, problem: .blankPicture) }
    let pixels = ink.cropped(to: box).placed(rows: rows, columns: columns)
    return NormalizedDigit(rows: rows, columns: columns, pixels: pixels, inverted: inverted)
  }
}

extension Ink {
  /// The drawing scaled to 20/28 of a field, with the pixel that holds its centre of mass on row 14 and column 14 of 28.
  func placed(rows: Int, columns: Int) -> [UInt8] {
    let scale = min(Float(Self.fitted(rows)) / Float(self.height), Float(Self.fitted(columns)) / Float(self.width))
    let height = min(max(Self.rounded(Float(self.height) * scale), 1), rows)
    let width = min(max(Self.rounded(Float(self.width) * scale), 1), columns)
    let ink = resampled(width: width, height: height)

    let (x, y) = ink.centreOfMass
    let left = min(max(columns / 2 - Int(x), 0), columns - width)
    let top = min(max(rows / 2 - Int(y), 0), rows - height)
    var pixels = [UInt8](repeating: 0, count: rows * columns)
    for row in 0..<height {
      for column in 0..<width {
        let level = ink.levels[row * width + column]
        pixels[(top + row) * columns + left + column] = UInt8(min(Self.rounded(level), 255))
      }
    }
    return pixels
  }

  /// The part of the field that the digit fills: 20 of 28.
  static func fitted(_ size: Int) -> Int {
    max(rounded(Float(size) * 20 / 28), 1)
  }

  /// The nearest integer to a number that is not negative. The standard library's own would need C's mathematics, which
  /// WebAssembly lacks.
  private static func rounded(_ value: Float) -> Int {
    Int(value + 0.5)
  }
}
