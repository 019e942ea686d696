/// A picture of signed numbers in a terminal, two pixels to a character: blue above zero, orange below.
public struct SignedTerminalPicture: Equatable, Sendable {
  /// Rows of pixels.
  public let rows: Int
  /// Columns of pixels, and characters of each line.
  public let columns: Int
  /// The numbers, row by row.
  public let values: [Double]
  /// The size that is shown at full strength.
  public let limit: Double

  /// A picture; there must be `rows * columns` numbers.
  public init(rows: Int, columns: Int, values: [Double], limit: Double) {
    precondition(values.count == rows * columns, "\(values.count) numbers for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
    self.limit = limit
  }

  /// The lines of the picture, each `columns` characters wide: in the 256 colours, or with `+ #` above zero and `- =` below.
  public func lines(inColour: Bool) -> [String] {
    stride(from: 0, to: rows, by: 2).map { inColour ? colouredLine($0) : plainLine($0) }
  }

  /// Without the margins of `margin` pixels on each side.
  public func cropped(by margin: Int) -> SignedTerminalPicture {
    guard margin > 0, 2 * margin < rows, 2 * margin < columns else { return self }
    var kept: [Double] = []
    for row in margin..<rows - margin {
      kept += values[row * columns + margin..<(row + 1) * columns - margin]
    }
    return SignedTerminalPicture(rows: rows - 2 * margin, columns: columns - 2 * margin, values: kept, limit: limit)
  }

  private func share(_ row: Int, _ column: Int) -> Double {
    guard row < rows, limit > 0 else { return 0 }
    return min(max(values[row * columns + column] / limit, -1), 1)
  }

  private func plainLine(_ row: Int) -> String {
    var line = ""
    for column in 0..<columns {
      let mean = (share(row, column) + share(row + 1, column)) / 2
      switch mean {
      case 0.4...: line.append("#")
      case 0.08..<0.4: line.append("+")
      case -0.4 ... -0.08: line.append("-")
      case ..<(-0.4): line.append("=")
      default: line.append(" ")
      }
    }
    return line
  }

  private func colouredLine(_ row: Int) -> String {
    var line = ""
    for column in 0..<columns {
      line += "\u{1B}[38;5;\(colour(share(row, column)));48;5;\(colour(share(row + 1, column)))m▀"
    }
    return line + "\u{1B}[0m"
  }

  /// From almost black to blue and to orange, in the 256-colour palette: scales that the colour-blind tell apart.
  private static let blues = [234, 17, 18, 19, 26, 33, 75, 117]
  private static let oranges = [234, 52, 94, 130, 166, 208, 214, 222]

  private func colour(_ share: Double) -> Int {
    let scale = share < 0 ? Self.oranges : Self.blues
    return scale[Int((abs(share) * Double(scale.count - 1)).rounded())]
  }
}
