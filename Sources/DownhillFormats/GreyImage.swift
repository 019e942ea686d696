import Downhill

/// A picture in grey levels.
public struct GreyImage: Equatable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Row-major grey levels, `width * height` of them: 0 is black, 255 is white.
  public let pixels: [UInt8]

  /// Makes a picture; `pixels` must have `width * height` elements.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "a picture's pixels must fill it")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Pictures of this many pixels are read whatever the length of the file.
  public static let maximumPixelCount = 64 << 20

  /// The most pixels of a picture, and the most uncompressed bytes of a PNG: 64 Mi, or 50 for each byte of the file if
  /// that is more. So the time to read a file stays in proportion to its length, beyond that constant.
  static func largestPixelCount(fileByteCount: Int) -> Int {
    let (most, overflow) = fileByteCount.multipliedReportingOverflow(by: 50)
    return overflow ? Int(Int32.max) : min(max(maximumPixelCount, most), Int(Int32.max))
  }

  /// Decodes a picture of whichever kind this package reads: PNG, PGM, PPM or PBM. If a side is longer than `limit`
  /// (256 or more), the picture is reduced while it is read, by a whole factor: each pixel becomes the mean of a
  /// square.
  ///
  /// Throws `.wrongKind` for anything else, and what `PNG.decode` and `PGM.decode` throw.
  public static func decode(
    _ bytes: [UInt8], file: String, reducedTo limit: Int = .max, inflate: Inflate
  ) throws(FormatError) -> GreyImage {
    let kind = FileKind(firstBytes: bytes)
    switch kind {
    case .png: return try PNG.decode(bytes, file: file, reducedTo: limit, inflate: inflate)
    case .netpbm: return try PGM.decode(bytes, file: file, reducedTo: limit)
    case .idxImages, .idxLabels, .idxOther, .safeTensors, .picture, .jpeg, .gif, .webp, .gzip, .zip, .pdf, .html,
      .empty, .unknown:
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: .picture, found: kind))
    }
  }

  /// The picture reduced by a whole factor, if need be, until no side is longer than `limit`: every pixel is the mean
  /// of a square. Finding a digit needs no more, and memory stays bounded.
  func reduced(to limit: Int) -> GreyImage {
    guard max(width, height) > limit else { return self }
    var picture = PictureReduction(width: width, height: height, limit: limit)
    for row in 0..<height {
      picture.addRow(row, from: 0, step: 1, levels: pixels[row * width..<(row + 1) * width])
    }
    return picture.image
  }

  /// The whole picture in another number of pixels, whatever its proportions: each new pixel is the mean of the area that it
  /// covers, and where the picture grows, an interpolation between the nearest old ones.
  package func resized(to shape: PictureShape) -> GreyImage {
    if width == shape.columns, height == shape.rows { return self }
    let levels = Ink(width: width, height: height, levels: pixels.map { Float($0) })
      .resampled(width: shape.columns, height: shape.rows).levels
    return GreyImage(
      width: shape.columns, height: shape.rows, pixels: levels.map { UInt8(min($0 + 0.5, 255)) })
  }

  /// The number of pixels of a picture; throws `.noPixels` or `.tooManyPixels`.
  static func pixelCount(
    width: Int, height: Int, fileByteCount: Int, file: String, offset: Int
  ) throws(FormatError) -> Int {
    guard width > 0 && height > 0 else {
      throw FormatError(file: file, offset: offset, problem: .noPixels(rows: height, columns: width))
    }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    let limit = largestPixelCount(fileByteCount: fileByteCount)
    guard !overflow && count <= limit else {
      let problem = FormatError.Problem.tooManyPixels(width: width, height: height, limit: limit)
      throw FormatError(file: file, offset: offset, problem: problem)
    }
    return count
  }
}

/// Colours and depths reduced to grey; all samples here are 0…65535, into which each smaller depth maps exactly.
enum Grey {
  /// Full intensity.
  static let maximum = 65535

  /// A sample of `bits` bits on the common scale.
  static func sample(_ value: Int, bits: Int) -> Int {
    sample(value, maximum: 1 << bits - 1)
  }

  /// A sample of at most `maximum` on the common scale, rounded.
  static func sample(_ value: Int, maximum: Int) -> Int {
    Int((Int64(value) * Int64(Self.maximum) + Int64(maximum / 2)) / Int64(maximum))
  }

  /// Luma by the weights of ITU-R Recommendation BT.601, 0.299 R + 0.587 G + 0.114 B, in 1/65536: the usual reduction
  /// of gamma-encoded colours to grey.
  static func luma(red: Int, green: Int, blue: Int) -> Int {
    Int((19595 * Int64(red) + 38470 * Int64(green) + 7471 * Int64(blue) + 32768) >> 16)
  }

  /// The grey level as a byte, rounded.
  static func byte(_ level: Int) -> UInt8 {
    UInt8((level + 128) / 257)
  }
}
