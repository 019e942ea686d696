/// A signed number as it is set beside a drawing: `+0.93`, `−0.0125`, `0`.
@inline(never)
package func signedText(_ value: Double, digits: Int = 2) -> String {
  NumberText.typographic(NumberText.significant(value, digits: digits, signed: true))
}

/// A number as it is set beside a drawing: `0.93`, `−0.0125`.
@inline(never)
package func numberText(_ value: Double, digits: Int = 3) -> String {
  NumberText.typographic(NumberText.significant(value, digits: digits))
}

/// An activation as sentences write it, to three digits; with more of them where it would be rounded up to 1.
@inline(never)
package func activationText(_ value: Double) -> String {
  guard value < 1, value >= 0.9995 else { return numberText(value) }
  for digits in 4...8 {
    let text = numberText(value, digits: digits)
    if text.hasPrefix("0") { return text }
  }
  return "<1"
}

/// The class of a signed number's text.
func signClass(_ value: Double) -> String { value > 0 ? "plus" : value < 0 ? "minus" : "soft" }

/// Text as drawings set it. Its width is estimated for the widest of the usual fonts, so that texts never overlap.
enum TextStyle {
  case plain
  case strong
  case small
  case smallStrong

  private var size: Double {
    switch self {
    case .plain, .strong: 13
    case .small, .smallStrong: 11.5
    }
  }

  private var isStrong: Bool {
    switch self {
    case .strong, .smallStrong: true
    case .plain, .small: false
    }
  }

  /// The most that a text is wide, in pixels.
  @inline(never)
  func width(_ text: String) -> Double {
    let letters = text.unicodeScalars.reduce(0) { $0 + Self.width($1) }
    return letters * size * (isStrong ? 1.1 : 1)
  }

  /// The width of the widest of these texts.
  func width(_ texts: some Sequence<String>) -> Double { texts.reduce(0) { max($0, width($1)) } }

  /// In units of the font's size.
  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case " ", ".", ",", ":", ";", "'", "|", "i", "j", "l", "I", "·": 0.34
    case "(", ")", "f", "t", "r", "-": 0.42
    case "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹": 0.42
    case "⁻": 0.54
    case "m", "w", "M", "W", "%": 1
    case "+", "−", "×", "≈", "→", "=", "<", ">": 0.84
    case "A"..."Z": 0.74
    case "0"..."9", "a"..."z": 0.64
    default: scalar.value < 0x2E80 ? 0.8 : 1.1
    }
  }
}
