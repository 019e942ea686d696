import DownhillExplain

/// The separate requests that the neurons of the next layer make to the neurons of one layer, with their sums: a row for
/// each neuron asked, a column for each that asks.
struct RequestTable {
  /// A line with and without colours.
  struct Line {
    var plain: String
    var coloured: String
  }

  let layer: LayerExplanation
  /// The neurons of the layer that are shown.
  package let rows: [Int]
  /// The neurons of the next layer that are shown.
  package let columns: [Int]
  /// What the columns are called.
  private let names: [String]
  /// All numbers are multiples of this power of ten.
  let unit: Double
  private let width: Int
  /// A sign wants room, too.
  private var activationWidth: Int { rows.contains { layer.activations[$0] < 0 } ? 6 : 5 }
  private var nameWidth: Int { max(3, "\(rows.max() ?? 0)".count) }

  init(layer: LayerExplanation, rows: [Int], columns: [Int], names: [String]) {
    self.layer = layer
    self.rows = rows
    self.columns = columns
    // Names of neurons must stay apart: longer ones want wider cells, as far as there is room.
    let narrow = columns.count <= 10 ? 5 : 4
    let longest = names.reduce(0) { max($0, $1.count) } + 1
    let width = max(narrow, min(longest, max(50 / max(columns.count, 1), "\(columns.max() ?? 0)".count + 1)))
    self.width = width
    self.names = names.map { TextLines.cut($0, to: width - 1) }
    // The largest request has three digits in wide cells, two in narrow ones.
    let room = columns.count <= 10 ? 999.0 : 99.0
    let largest = layer.requests.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    var unit = 1.0
    if largest > 0, largest.isFinite {
      while largest / unit > room { unit *= 10 }
      while largest / unit <= room / 10 { unit /= 10 }
    }
    self.unit = unit
  }

  /// `0.001`, `1`, `10⁻⁷`.
  var unitText: String {
    let text = NumberText.significant(unit, digits: 1)
    return text.hasPrefix("1×") ? String(text.dropFirst(2)) : text
  }

  /// Tables of more columns have no room for bars.
  private var hasBars: Bool { columns.count <= 10 }

  var lines: [Line] {
    let names = names.map { padded($0, to: width) }.joined()
    let head = String(repeating: " ", count: nameWidth + activationWidth - 2) + "is" + names + " │  sum"
    return [Line(plain: head, coloured: head)] + rows.map(row)
  }

  private func row(_ neuron: Int) -> Line {
    let sum = layer.desiredActivations[neuron]
    let limit = rows.reduce(0) { max($0, abs(layer.activationSensitivities[$1])) }
    let head =
      padded("\(neuron)", to: nameWidth)
      + padded(NumberText.fixed(layer.activations[neuron], decimals: 2), to: activationWidth)
    let bar = hasBars ? " " + SignedBar.text(sum, limit: limit, halfWidth: 6) : ""
    let tail = " │" + padded(text(sum), to: 5) + bar
    let cells = columns.map { (layer.requests[$0][neuron], padded(text(layer.requests[$0][neuron]), to: width)) }
    return Line(
      plain: head + cells.map { $0.1 }.joined() + tail,
      coloured: head + cells.map { tinted($0.1, $0.0) }.joined() + tail)
  }

  private func text(_ request: Double) -> String { NumberText.signed(request / unit, decimals: 0) }

  /// Blue above zero, orange below, as in the pictures.
  private func tinted(_ text: String, _ value: Double) -> String {
    guard abs(value) >= unit / 2 else { return text }
    return "\u{1B}[38;5;\(value > 0 ? 75 : 208)m\(text)\u{1B}[0m"
  }
}
