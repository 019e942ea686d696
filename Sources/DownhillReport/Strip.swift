/// One number as one character, a small column.
enum Strip {
  private static let columns: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// The size of `value` against `limit`; below zero a `-`.
  static func character(_ value: Double, limit: Double) -> Character {
    guard value.isFinite, limit > 0 else { return "?" }
    if value < 0 { return "-" }
    return columns[Int((min(value / limit, 1) * Double(columns.count - 1)).rounded())]
  }
}
