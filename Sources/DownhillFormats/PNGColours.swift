/// What the samples of a PNG picture mean: grey levels on white and on black paper.
struct PNGColours {
  let bitDepth: Int
  let hasTransparency: Bool
  private let colourType: PNGHeader.ColourType
  /// Where a pixel is one sample of at most eight bits: what each of its values means.
  private let levels: [(white: UInt8, black: UInt8)]
  /// For grey and colour with tRNS: the samples of the transparent one.
  private let transparentSamples: [Int]

  init(chunks: PNGChunks) {
    let header = chunks.header
    let transparency = chunks.transparency ?? []
    bitDepth = header.bitDepth
    colourType = header.colourType
    hasTransparency = chunks.transparency != nil || colourType == .greyAlpha || colourType == .colourAlpha
    switch header.colourType {
    case .palette:
      transparentSamples = []
      levels = (0..<chunks.palette.count / 3).map { index in
        let colour = chunks.palette[3 * index..<3 * index + 3].map { Grey.sample(Int($0), bits: 8) }
        let alpha = index < transparency.count ? Grey.sample(Int(transparency[index]), bits: 8) : Grey.maximum
        return Self.laid(Grey.luma(red: colour[0], green: colour[1], blue: colour[2]), alpha: alpha)
      }
    case .grey, .greyAlpha, .colour, .colourAlpha:
      let transparent = (0..<transparency.count / 2).map { index -> Int in
        let (high, low) = (Int(transparency[2 * index]), Int(transparency[2 * index + 1]))
        return high << 8 | low
      }
      transparentSamples = transparent
      let transparentGrey = transparent.count == 1 ? transparent[0] : nil
      levels =
        header.colourType == .grey && header.bitDepth <= 8
        ? (0..<1 << header.bitDepth).map { value in
          Self.laid(Grey.sample(value, bits: header.bitDepth), alpha: value == transparentGrey ? 0 : Grey.maximum)
        } : []
    }
  }

  /// Whether the bytes of a row are the levels of its pixels.
  var areLevels: Bool { colourType == .grey && bitDepth == 8 && !hasTransparency }

  /// The levels of a pixel.
  @inline(__always)
  func levels(_ column: Int, of row: [UInt8]) -> (white: UInt8, black: UInt8) {
    switch colourType {
    case .palette:
      let index = sample(column, of: row)
      // A colour that the palette lacks is black, as it is to libpng and to Pillow.
      return index < levels.count ? levels[index] : (0, 0)
    case .grey:
      let grey = sample(column, of: row)
      if bitDepth <= 8 { return levels[grey] }
      let isTransparent = transparentSamples.count == 1 && grey == transparentSamples[0]
      return Self.laid(grey, alpha: isTransparent ? 0 : Grey.maximum)
    case .greyAlpha:
      return Self.laid(scaled(sample(2 * column, of: row)), alpha: scaled(sample(2 * column + 1, of: row)))
    case .colour:
      let (red, green, blue) = (
        sample(3 * column, of: row), sample(3 * column + 1, of: row), sample(3 * column + 2, of: row)
      )
      let isTransparent =
        transparentSamples.count == 3 && red == transparentSamples[0] && green == transparentSamples[1]
        && blue == transparentSamples[2]
      return Self.laid(luma(red, green, blue), alpha: isTransparent ? 0 : Grey.maximum)
    case .colourAlpha:
      let (red, green, blue) = (
        sample(4 * column, of: row), sample(4 * column + 1, of: row), sample(4 * column + 2, of: row)
      )
      return Self.laid(luma(red, green, blue), alpha: scaled(sample(4 * column + 3, of: row)))
    }
  }

  private func luma(_ red: Int, _ green: Int, _ blue: Int) -> Int {
    Grey.luma(red: scaled(red), green: scaled(green), blue: scaled(blue))
  }

  /// A sample of a byte or two on the scale of `Grey`.
  private func scaled(_ sample: Int) -> Int { bitDepth == 16 ? sample : sample * 257 }

  /// A grey level of this opacity on white paper and on black.
  private static func laid(_ grey: Int, alpha: Int) -> (white: UInt8, black: UInt8) {
    if alpha == Grey.maximum {
      let level = Grey.byte(grey)
      return (level, level)
    }
    func on(_ paper: Int) -> UInt8 {
      let full = Int64(Grey.maximum)
      let mixed = Int64(grey) * Int64(alpha) + Int64(paper) * (full - Int64(alpha))
      return Grey.byte(Int((mixed + full / 2) / full))
    }
    return (on(Grey.maximum), on(0))
  }

  /// A sample of a row, which begins with its filter byte.
  @inline(__always)
  func sample(_ index: Int, of row: [UInt8]) -> Int {
    switch bitDepth {
    case 16: return Int(row[1 + 2 * index]) << 8 | Int(row[2 + 2 * index])
    case 8: return Int(row[1 + index])
    default:
      let bit = index * bitDepth
      return Int(row[1 + bit / 8]) >> (8 - bitDepth - bit % 8) & (1 << bitDepth - 1)
    }
  }
}
