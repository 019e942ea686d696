// From the decompressed rows of a PNG file to grey levels: filters (section 9 of the specification), interlacing
// (section 8), samples, transparency.

/// One pass over the picture: a smaller picture of every dx-th column and dy-th row.
struct PNGPass {
  let x0: Int
  let y0: Int
  let dx: Int
  let dy: Int
  let columns: Int
  let rows: Int
  /// The bytes of one row without its filter byte.
  let rowByteCount: Int
}

/// How the decompressed bytes are arranged.
struct PNGLayout {
  /// The passes that have any pixel.
  let passes: [PNGPass]
  /// Bytes from a sample to the one it is predicted from; 1 where pixels are smaller than a byte.
  let bytesPerPixel: Int
  /// All decompressed bytes, filter bytes included.
  let byteCount: Int

  init(header: PNGHeader) {
    let bitsPerPixel = header.samplesPerPixel * header.bitDepth
    let origins =
      header.isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    var passes: [PNGPass] = []
    for (x0, y0, dx, dy) in origins where x0 < header.width && y0 < header.height {
      let columns = (header.width - x0 + dx - 1) / dx
      // Multiplied in bytes where pixels are whole bytes, because Int may have 32 bits.
      let rowByteCount = bitsPerPixel >= 8 ? columns * (bitsPerPixel / 8) : (columns * bitsPerPixel + 7) / 8
      let rows = (header.height - y0 + dy - 1) / dy
      passes.append(
        PNGPass(x0: x0, y0: y0, dx: dx, dy: dy, columns: columns, rows: rows, rowByteCount: rowByteCount))
    }
    self.passes = passes
    bytesPerPixel = max(bitsPerPixel / 8, 1)
    byteCount = passes.reduce(0) { $0 + $1.rows * (1 + $1.rowByteCount) }
  }
}

/// Makes grey levels of rows of samples.
struct PNGPixels {
  let chunks: PNGChunks
  let file: String
  /// For palettes: the grey level and the opacity of each colour.
  private let paletteGreys: [Int]
  private let paletteAlphas: [Int]
  /// For grey and colour with tRNS: the samples of the transparent one.
  private let transparentSamples: [Int]

  init(chunks: PNGChunks, file: String) {
    self.chunks = chunks
    self.file = file
    let palette = chunks.palette.map { Grey.sample(Int($0), bits: 8) }
    let transparency = chunks.transparency ?? []
    let isPalette = chunks.header.colourType == .palette
    paletteGreys = (0..<palette.count / 3).map {
      Grey.luma(red: palette[3 * $0], green: palette[3 * $0 + 1], blue: palette[3 * $0 + 2])
    }
    paletteAlphas = (0..<palette.count / 3).map {
      isPalette && $0 < transparency.count ? Grey.sample(Int(transparency[$0]), bits: 8) : Grey.maximum
    }
    transparentSamples =
      isPalette
      ? [] : (0..<transparency.count / 2).map { Int(transparency[2 * $0]) << 8 | Int(transparency[2 * $0 + 1]) }
  }

  private var hasTransparency: Bool {
    chunks.transparency != nil || chunks.header.colourType == .greyAlpha || chunks.header.colourType == .colourAlpha
  }

  func image(from filtered: [UInt8], layout: PNGLayout) throws(FormatError) -> GreyImage {
    let header = chunks.header
    var rows = filtered
    try Self.unfilter(&rows, layout: layout, file: file)

    var onWhite = [UInt8](repeating: 0, count: header.width * header.height)
    var onBlack = hasTransparency ? onWhite : []
    var rowStart = 0
    for pass in layout.passes {
      for row in 0..<pass.rows {
        let samples = PNGSamples(bytes: rows, start: rowStart + 1, bitDepth: header.bitDepth)
        for column in 0..<pass.columns {
          let (grey, alpha) = pixel(column, of: samples)
          let place = (pass.y0 + row * pass.dy) * header.width + pass.x0 + column * pass.dx
          if hasTransparency {
            onWhite[place] = Self.lay(grey, alpha: alpha, on: Grey.maximum)
            onBlack[place] = Self.lay(grey, alpha: alpha, on: 0)
          } else {
            onWhite[place] = Grey.byte(grey)
          }
        }
        rowStart += 1 + pass.rowByteCount
      }
    }
    let pixels = Self.contrast(of: onBlack) > Self.contrast(of: onWhite) ? onBlack : onWhite
    return GreyImage(width: header.width, height: header.height, pixels: pixels)
  }

  // MARK: Filters

  /// Undoes the prediction of each byte from the bytes to the left (a), above (b) and above left (c).
  private static func unfilter(_ rows: inout [UInt8], layout: PNGLayout, file: String) throws(FormatError) {
    var start = 0
    for pass in layout.passes {
      for row in 0..<pass.rows {
        let filter = rows[start]
        let first = start + 1
        let stride = 1 + pass.rowByteCount
        guard filter <= 4 else { throw FormatError(file: file, problem: .png(.rowFilter(Int(filter)))) }
        if filter > 0 {
          for index in 0..<pass.rowByteCount {
            let place = first + index
            let hasLeft = index >= layout.bytesPerPixel
            let a = hasLeft ? rows[place - layout.bytesPerPixel] : 0
            let b = row > 0 ? rows[place - stride] : 0
            let c = hasLeft && row > 0 ? rows[place - stride - layout.bytesPerPixel] : 0
            let prediction: UInt8 =
              switch filter {
              case 1: a
              case 2: b
              case 3: UInt8((Int(a) + Int(b)) / 2)
              default: paeth(a, b, c)
              }
            rows[place] &+= prediction
          }
        }
        start += stride
      }
    }
  }

  /// Whichever of the three is nearest to a + b − c; the first of them on a tie.
  private static func paeth(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
    let estimate = Int(a) + Int(b) - Int(c)
    let (toA, toB, toC) = (abs(estimate - Int(a)), abs(estimate - Int(b)), abs(estimate - Int(c)))
    if toA <= toB && toA <= toC { return a }
    return toB <= toC ? b : c
  }

  // MARK: Pixels

  /// Grey level and opacity of a pixel, both 0…65535.
  private func pixel(_ column: Int, of samples: PNGSamples) -> (grey: Int, alpha: Int) {
    let bits = chunks.header.bitDepth
    switch chunks.header.colourType {
    case .palette:
      let index = samples[column]
      // A colour that the palette lacks is black, as it is to libpng and to Pillow.
      guard index < paletteGreys.count else { return (0, Grey.maximum) }
      return (paletteGreys[index], paletteAlphas[index])
    case .grey:
      let grey = samples[column]
      let isTransparent = transparentSamples.count == 1 && grey == transparentSamples[0]
      return (Grey.sample(grey, bits: bits), isTransparent ? 0 : Grey.maximum)
    case .greyAlpha:
      return (
        Grey.sample(samples[2 * column], bits: bits), Grey.sample(samples[2 * column + 1], bits: bits)
      )
    case .colour:
      let (red, green, blue) = (samples[3 * column], samples[3 * column + 1], samples[3 * column + 2])
      let isTransparent =
        transparentSamples.count == 3 && red == transparentSamples[0] && green == transparentSamples[1]
        && blue == transparentSamples[2]
      return (luma(red, green, blue, bits), isTransparent ? 0 : Grey.maximum)
    case .colourAlpha:
      let (red, green, blue) = (samples[4 * column], samples[4 * column + 1], samples[4 * column + 2])
      return (luma(red, green, blue, bits), Grey.sample(samples[4 * column + 3], bits: bits))
    }
  }

  private func luma(_ red: Int, _ green: Int, _ blue: Int, _ bits: Int) -> Int {
    Grey.luma(
      red: Grey.sample(red, bits: bits), green: Grey.sample(green, bits: bits), blue: Grey.sample(blue, bits: bits))
  }

  private static func lay(_ grey: Int, alpha: Int, on paper: Int) -> UInt8 {
    let full = Int64(Grey.maximum)
    let mixed = Int64(grey) * Int64(alpha) + Int64(paper) * (full - Int64(alpha))
    return Grey.byte(Int((mixed + full / 2) / full))
  }

  /// The difference of the lightest and the darkest pixel; 0 for none.
  private static func contrast(of pixels: [UInt8]) -> Int {
    guard var darkest = pixels.first else { return 0 }
    var lightest = darkest
    for pixel in pixels {
      darkest = min(darkest, pixel)
      lightest = max(lightest, pixel)
    }
    return Int(lightest) - Int(darkest)
  }
}

/// The samples of one row; `start` is its first byte after the filter byte.
private struct PNGSamples {
  let bytes: [UInt8]
  let start: Int
  let bitDepth: Int

  subscript(index: Int) -> Int {
    switch bitDepth {
    case 16: return Int(bytes[start + 2 * index]) << 8 | Int(bytes[start + 2 * index + 1])
    case 8: return Int(bytes[start + index])
    default:
      let bit = index * bitDepth
      return Int(bytes[start + bit / 8]) >> (8 - bitDepth - bit % 8) & (1 << bitDepth - 1)
    }
  }
}
