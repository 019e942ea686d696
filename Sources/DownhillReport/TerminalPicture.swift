/// A picture in a terminal, two pixels to a character: the upper half of a block in one colour, the lower in another.
public struct TerminalPicture: Equatable, Sendable {
  /// Rows of pixels.
  public let rows: Int
  /// Columns of pixels, and characters of each line.
  public let columns: Int
  /// Brightness, 0 (paper) … 1 (ink), row by row.
  public let pixels: [Float]

  /// How the brightness of a pixel is shown.
  public enum Style: Equatable, Sendable {
    /// 24 grey levels of a terminal with 256 colours.
    case grey
    /// Ink where the brightness is a half or more: characters only.
    case plain
  }

  /// A picture; there must be `rows * columns` pixels.
  public init(rows: Int, columns: Int, pixels: [Float]) {
    precondition(pixels.count == rows * columns, "\(pixels.count) pixels for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.pixels = pixels
  }

  /// The lines of the picture, each `columns` characters wide.
  public func lines(_ style: Style) -> [String] {
    stride(from: 0, to: rows, by: 2).map { row in
      switch style {
      case .grey: greyLine(row)
      case .plain: plainLine(row)
      }
    }
  }

  /// Without the margins of `margin` pixels on each side.
  public func cropped(by margin: Int) -> TerminalPicture {
    guard margin > 0, 2 * margin < rows, 2 * margin < columns else { return self }
    var kept: [Float] = []
    for row in margin..<rows - margin {
      kept += pixels[row * columns + margin..<(row + 1) * columns - margin]
    }
    return TerminalPicture(rows: rows - 2 * margin, columns: columns - 2 * margin, pixels: kept)
  }

  /// How many pixels on every side hold nothing.
  public var emptyMargin: Int {
    var margin = min(rows, columns) / 2
    for row in 0..<rows {
      for column in 0..<columns where pixels[row * columns + column] > 0 {
        margin = min(margin, row, column, rows - 1 - row, columns - 1 - column)
      }
    }
    return margin
  }

  private func brightness(_ row: Int, _ column: Int) -> Float {
    row < rows ? pixels[row * columns + column] : 0
  }

  private func plainLine(_ row: Int) -> String {
    var line = ""
    for column in 0..<columns {
      switch (brightness(row, column) >= 0.5, brightness(row + 1, column) >= 0.5) {
      case (false, false): line.append(" ")
      case (true, false): line.append("▀")
      case (false, true): line.append("▄")
      case (true, true): line.append("█")
      }
    }
    return line
  }

  private func greyLine(_ row: Int) -> String {
    var line = ""
    var colours: (Int, Int)?
    for column in 0..<columns {
      let next = (grey(brightness(row, column)), grey(brightness(row + 1, column)))
      if colours == nil || colours! != next { line += "\u{1B}[38;5;\(next.0);48;5;\(next.1)m" }
      colours = next
      line += "▀"
    }
    return line + "\u{1B}[0m"
  }

  /// The index of a brightness in the 256-colour palette, whose 24 greys begin at 232.
  private func grey(_ brightness: Float) -> Int {
    232 + Int((min(max(brightness, 0), 1) * 23).rounded())
  }
}

/// Blocks of lines side by side, `gap` blanks between them. `width` is the visible width of a block, since lines may
/// contain escape sequences.
package func sideBySide(_ blocks: [[String]], width: Int, gap: Int) -> [String] {
  let height = blocks.map { $0.count }.max() ?? 0
  return (0..<height).map { row in
    blocks.map { block in
      row < block.count ? block[row] : String(repeating: " ", count: width)
    }.joined(separator: String(repeating: " ", count: gap))
  }
}
