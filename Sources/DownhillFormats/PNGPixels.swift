// From the decompressed bytes of a PNG file to grey levels, row by row: filters (section 9 of the specification),
// interlacing (section 8), samples, transparency.

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
  /// The bytes of the longest row, filter byte included.
  let longestRow: Int

  init(header: PNGHeader) {
    let bitsPerPixel = header.bitsPerPixel
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
    longestRow = passes.reduce(0) { max($0, 1 + $1.rowByteCount) }
  }
}

/// Takes the decompressed bytes as they come, and makes grey levels of each row that is whole.
struct PNGPixels {
  private let layout: PNGLayout
  private let file: String
  private let colours: PNGColours
  /// The row that is being filled, with its filter byte, and the one above it in the same pass.
  private var row: [UInt8]
  private var above: [UInt8]
  private var filled = 0
  /// The levels of a row on white paper and on black.
  private var white: [UInt8]
  private var black: [UInt8]
  private var pass = 0
  private var y = 0
  /// The picture on white paper and, if anything of it is transparent, on black.
  private var onWhite: PictureReduction
  private var onBlack: PictureReduction?

  init(chunks: PNGChunks, layout: PNGLayout, reducedTo limit: Int, file: String) {
    self.layout = layout
    self.file = file
    colours = PNGColours(chunks: chunks)
    row = [UInt8](repeating: 0, count: layout.longestRow)
    above = row
    let (width, height) = (chunks.header.width, chunks.header.height)
    white = [UInt8](repeating: 0, count: width)
    black = white
    onWhite = PictureReduction(width: width, height: height, limit: limit)
    if colours.hasTransparency { onBlack = onWhite }
  }

  /// The next decompressed bytes. Those beyond the last row are passed over.
  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(FormatError) {
    var rest = bytes[...]
    while !rest.isEmpty, pass < layout.passes.count {
      let start = filled
      let count = min(1 + layout.passes[pass].rowByteCount - start, rest.count)
      row.withUnsafeMutableBufferPointer { row in
        for index in 0..<count { row[start + index] = rest[rest.startIndex + index] }
      }
      filled += count
      rest = rest.dropFirst(count)
      if filled == 1 + layout.passes[pass].rowByteCount { try endRow() }
    }
  }

  /// The picture, once all rows have come, on the paper on which it shows more contrast.
  var image: GreyImage {
    guard let onBlack, onBlack.contrast > onWhite.contrast else { return onWhite.image }
    return onBlack.image
  }

  private mutating func endRow() throws(FormatError) {
    let current = layout.passes[pass]
    guard row[0] <= 4 else { throw FormatError(file: file, problem: .png(.rowFilter(Int(row[0])))) }
    unfilter(count: current.rowByteCount)
    addPixels(of: current)
    swap(&row, &above)
    filled = 0
    y += 1
    if y == current.rows {
      y = 0
      pass += 1
    }
  }

  // MARK: Filters

  /// Undoes the prediction of each byte from the bytes to the left (a), above (b) and above left (c), of which those
  /// outside the pass are 0.
  private mutating func unfilter(count: Int) {
    let step = layout.bytesPerPixel
    let isFirst = y == 0
    let above = self.above
    row.withUnsafeMutableBufferPointer { all in
      let row = UnsafeMutableBufferPointer(rebasing: all[1...])
      above.withUnsafeBufferPointer { all in
        let above = UnsafeBufferPointer(rebasing: all[1...])
        func b(_ index: Int) -> UInt8 { isFirst ? 0 : above[index] }
        let first = min(step, count)
        switch row.baseAddress![-1] {
        case 0: return
        case 1: for index in first..<count { row[index] &+= row[index - step] }
        case 2: for index in 0..<count { row[index] &+= b(index) }
        case 3:
          for index in 0..<first { row[index] &+= b(index) / 2 }
          for index in first..<count { row[index] &+= UInt8((Int(row[index - step]) + Int(b(index))) / 2) }
        default:
          for index in 0..<first { row[index] &+= b(index) }
          for index in first..<count { row[index] &+= Self.paeth(row[index - step], b(index), b(index - step)) }
        }
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

  private mutating func addPixels(of pass: PNGPass) {
    let row = self.row
    let line = pass.y0 + y * pass.dy
    if colours.areLevels {
      onWhite.addRow(line, from: pass.x0, step: pass.dx, levels: row[1...pass.columns])
      return
    }
    for column in 0..<pass.columns { (white[column], black[column]) = colours.levels(column, of: row) }
    onWhite.addRow(line, from: pass.x0, step: pass.dx, levels: white[..<pass.columns])
    onBlack?.addRow(line, from: pass.x0, step: pass.dx, levels: black[..<pass.columns])
  }
}
