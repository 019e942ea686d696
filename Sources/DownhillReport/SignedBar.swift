/// A signed number as a bar to the left or the right of an axis, in characters.
enum SignedBar {
  /// `value` against `limit`, with `halfWidth` characters on each side of the axis `│`. The side tells the sign, so no
  /// colour is needed. Bars to the left end on halves of a character, to the right on eighths.
  package static func text(_ value: Double, limit: Double, halfWidth: Int) -> String {
    let share = limit > 0 && value.isFinite ? min(abs(value) / limit, 1) : value.isInfinite ? 1 : 0
    guard value < 0 else { return String(repeating: " ", count: halfWidth) + "│" + Bar.text(share, width: halfWidth) }
    let halves = Int((share * Double(halfWidth) * 2).rounded())
    let bar = (halves % 2 == 1 ? "▐" : "") + String(repeating: "█", count: halves / 2)
    return padded(bar, to: halfWidth) + "│" + String(repeating: " ", count: halfWidth)
  }
}
