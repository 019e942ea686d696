/// A sequence of numbers in one line of text: a block for each, the higher the larger.
enum Sparkline {
  private static let eighths: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// One character for each number; `low` and less get the lowest block, `high` and more the highest, NaN a blank.
  package static func text(_ numbers: [Double], low: Double, high: Double) -> String {
    var text = ""
    for number in numbers {
      guard !number.isNaN else {
        text.append(" ")
        continue
      }
      let share = high > low ? min(max((number - low) / (high - low), 0), 1) : 0
      text.append(eighths[min(Int(share * 8), 7)])
    }
    return text
  }
}
