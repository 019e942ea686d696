/// A signed number as it is set beside a drawing: `+0.93`, `−0.0125`, `0`.
func signedText(_ value: Double, digits: Int = 2) -> String {
  NumberText.typographic(NumberText.significant(value, digits: digits, signed: true))
}

/// A number as it is set beside a drawing: `0.93`, `−0.0125`.
func numberText(_ value: Double, digits: Int = 3) -> String {
  NumberText.typographic(NumberText.significant(value, digits: digits))
}

/// Numbers of one drawing, written alike: to so many decimals that the largest has three digits. What rounds to nothing is
/// `≈0`; where all are tiny or huge, every number has its own power of ten.
struct AlignedText {
  /// Decimals; nil where there would be too many.
  private let places: Int?

  init(largest: Double) {
    var places = 0
    var size = largest
    while size > 0, size < 100, places < 6 {
      size *= 10
      places += 1
    }
    self.places = largest == 0 ? 2 : size >= 100 && size < 1e6 ? min(places, 4) : nil
  }

  /// `+0.93`, `−0.012`, `≈0`.
  func signed(_ value: Double) -> String {
    let isPlus = value > 0 && !isNothing(value)
    return isPlus ? "+\(text(value))" : text(value)
  }

  /// The class of a signed number's text.
  func signClass(_ value: Double) -> String {
    isNothing(value) ? "soft" : value > 0 ? "plus" : "minus"
  }

  /// `0.93`, `−0.012`, `≈0`.
  func text(_ value: Double) -> String {
    if isNothing(value) { return value == 0 ? "0" : "≈0" }
    guard let places, value.isFinite else { return numberText(value) }
    return NumberText.typographic(NumberText.fixed(value, places: places))
  }

  private func isNothing(_ value: Double) -> Bool {
    guard let places, value.isFinite else { return value == 0 }
    return !NumberText.fixed(value, places: places).utf8.contains { $0 >= UInt8(ascii: "1") && $0 <= UInt8(ascii: "9") }
  }
}
