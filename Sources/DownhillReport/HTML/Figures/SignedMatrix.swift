import Downhill

/// Signed numbers in rows and columns, each with its colour and its sign. A column of sums may follow.
struct SignedMatrix: DrawnFigure {
  /// What it shows, in a few words.
  let title: String
  /// A description for those who cannot see it.
  let summary: String
  /// What the rows are.
  let rowTitle: String
  /// What the columns are.
  let columnTitle: String
  /// The names of the rows.
  package let rows: [String]
  /// The names of the columns.
  package let columns: [String]
  /// The numbers, row by row.
  package let values: [[Double]]
  /// One number for each row, set apart; empty for none.
  let sums: [Double]
  /// The most rows and columns that are drawn.
  let limit: Int

  /// A matrix; of more rows or columns than `limit`, those with the largest numbers are drawn.
  init(
    title: String, summary: String = "", rowTitle: String, columnTitle: String, rows: [String], columns: [String],
    values: [[Double]], sums: [Double] = [], limit: Int = 16
  ) {
    self.title = title
    self.summary = summary
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.rows = rows
    self.columns = columns
    self.values = values
    self.sums = sums
    self.limit = limit
  }

  /// Weights of layer 1, `weights[neuron][input]` in one list: a row for each input, which has a column's name, and a
  /// column for each neuron.
  init(columns inputs: [String], weights: [Double], of title: String) {
    let neurons = weights.count / max(inputs.count, 1)
    self.init(
      title: title, summary: "A row for each input, a column for each neuron of layer 1.", rowTitle: "weight from",
      columnTitle: "to neuron of layer 1", rows: inputs, columns: (0..<neurons).map { "\($0)" },
      values: inputs.indices.map { input in (0..<neurons).map { weights[$0 * inputs.count + input] } })
  }

  private static let cellHeight = 25.0
  private static let top = 66.0

  private var rowCut: Cut { Cut(values.map { $0.reduce(0) { $0 + $1.magnitude } }, limit: limit) }
  private var columnCut: Cut {
    Cut(columns.indices.map { column in values.reduce(0) { $0 + $1[column].magnitude } }, limit: limit)
  }

  /// The drawing.
  var drawing: Drawing {
    let (rowCut, columnCut) = (self.rowCut, self.columnCut)
    let scale = SignedScale(values.flatMap { $0 })
    let unit = DecimalUnit(largest: max(scale.largest, SignedScale(sums).largest))
    let label = max(TextStyle.strong.width(rowCut.indices.map { rows[$0] }) + 12, 44)
    // Cells are as wide as numbers are, or as the names above them.
    let cellWidth = max(47, TextStyle.strong.width(columnCut.indices.map { columns[$0] }) + 8)
    let end = label + Double(columnCut.indices.count) * cellWidth
    let sumScale = SignedScale(sums)
    return Drawing(
      width: max(end + (sums.isEmpty ? 0 : 14 + 56), 280),
      height: Self.top + Double(rowCut.indices.count) * Self.cellHeight + 4
    ) {
      Shape.text(
        "\(columnTitle) →\(columnCut.text("largest").map { " (\($0))" } ?? "")", x: label, y: 14, class: "soft small")
      Shape.text(
        "\(rowTitle) ↓\(rowCut.text("largest").map { " (\($0))" } ?? "")\(unit.note)", x: label, y: 31,
        class: "soft small")
      for (position, column) in columnCut.indices.enumerated() {
        Shape.text(
          columns[column], x: label + (Double(position) + 0.5) * cellWidth, y: 56, class: "middle strong")
      }
      if !sums.isEmpty { Shape.text("sum", x: end + 14 + 28, y: 56, class: "middle strong") }
      for (position, row) in rowCut.indices.enumerated() {
        let y = Self.top + Double(position) * Self.cellHeight
        Shape.text(rows[row], x: label - 8, y: y + 17, class: "end strong")
        for (column, index) in columnCut.indices.enumerated() {
          cell(values[row][index], x: label + Double(column) * cellWidth, y: y, width: cellWidth, scale, unit)
        }
        if !sums.isEmpty { cell(sums[row], x: end + 14, y: y, width: 56, sumScale, unit) }
      }
    }
  }

  @MarkupBuilder
  private func cell(
    _ value: Double, x: Double, y: Double, width: Double, _ scale: SignedScale, _ unit: DecimalUnit
  ) -> Markup {
    let level = scale.level(value)
    Shape.rectangle(
      x: x + 0.75, y: y + 0.75, width: width - 1.5, height: Self.cellHeight - 1.5, class: SignedScale.fill(level))
    Shape.text(
      unit.text(value), x: x + width / 2, y: y + 16.5, class: "small middle" + SignedScale.textClass(on: level))
  }

  /// Its numbers as a table.
  var table: DataTable {
    let (rowCut, columnCut) = (self.rowCut, self.columnCut)
    return DataTable(
      caption: title, columns: [rowTitle] + columnCut.indices.map { columns[$0] } + (sums.isEmpty ? [] : ["sum"]),
      rows: rowCut.indices.map { row in
        [rows[row]] + columnCut.indices.map { signedText(values[row][$0], digits: 3) }
          + (sums.isEmpty ? [] : [signedText(sums[row], digits: 3)])
      }, wordColumns: [0])
  }
}

/// The power of a thousand as unit, so that numbers up to a size need few digits.
struct DecimalUnit {
  private let exponent: Int
  private let factor: Double
  private let decimals: Int

  init(largest: Double) {
    var factor = 1.0
    var exponent = 0
    while largest * factor < 0.5, exponent > -300 {
      factor *= 1000
      exponent -= 3
    }
    while largest * factor >= 10_000, exponent < 300 {
      factor /= 1000
      exponent += 3
    }
    self.exponent = exponent
    self.factor = factor
    let size = largest * factor
    decimals = size < 10 ? 2 : size < 100 ? 1 : 0
  }

  /// `; in units of 10⁻³`, or nothing.
  package var note: String { exponent == 0 ? "" : "; in units of 10\(NumberText.superscript(exponent))" }

  /// `10⁻³`, or nothing.
  package var name: String { exponent == 0 ? "" : "10\(NumberText.superscript(exponent))" }

  /// A signed number in this unit; a dot for what rounds to zero.
  package func text(_ value: Double) -> String {
    let text = NumberText.fixed(value * factor, decimals: decimals)
    if !text.utf8.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) {
      return value.isFinite ? "·" : "?"
    }
    return NumberText.typographic(value > 0 ? "+\(text)" : text)
  }
}
