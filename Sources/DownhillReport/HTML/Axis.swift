import Downhill

/// An axis: numbers along a line of a drawing.
struct Axis {
  /// The smallest and the largest number on the axis.
  let low: Double
  let high: Double
  /// The positions of those two.
  let from: Double
  let to: Double
  let isLogarithmic: Bool

  /// Sizes beyond which the arithmetic of axes would overflow or vanish.
  private static let largest = 1e300
  private static let smallest = 1e-290

  /// An axis; if both ends are the same number, the axis extends around it. A logarithmic one begins above zero.
  init(low: Double, high: Double, from: Double, to: Double, isLogarithmic: Bool = false) {
    func bounded(_ value: Double) -> Double {
      guard !value.isNaN else { return isLogarithmic ? 1 : 0 }
      return min(max(value, isLogarithmic ? Self.smallest : -Self.largest), Self.largest)
    }
    let (low, high) = (bounded(low), bounded(high))
    let isPoint = high - low <= low.magnitude * 1e-12
    let room = isPoint ? max(0.5, low.magnitude / 10) : 0
    self.low = isLogarithmic ? (isPoint ? low / 3 : low) : low - room
    self.high = isLogarithmic ? (isPoint ? low * 3 : high) : isPoint ? low + room : high
    self.from = from
    self.to = to
    self.isLogarithmic = isLogarithmic
  }

  /// The position of a number; NaN where it has none.
  func position(_ value: Double) -> Double {
    guard isLogarithmic else { return from + (value - low) / (high - low) * (to - from) }
    guard value > 0 else { return .nan }
    return from + Elementary.log(value / low) / Elementary.log(high / low) * (to - from)
  }

  /// About `count` round numbers within the axis, with their labels.
  func ticks(about count: Int) -> [(value: Double, label: String)] {
    isLogarithmic ? decades(about: count) : steps(about: count)
  }

  /// 1, 2 or 5 times a power of ten apart.
  private func steps(about count: Int) -> [(value: Double, label: String)] {
    let rough = (high - low) / Double(max(count, 1))
    guard rough.isFinite, rough > 0 else { return [] }
    let exponent = Self.exponent(of: rough)
    let power = Self.powerOfTen(exponent)
    let factor = rough / power
    let step = (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power
    let decimals = max(0, -(exponent + (factor < 7.5 ? 0 : 1)))
    let slack = 1e-9 * (high - low)
    let first = ((low - slack) / step).rounded(.up)
    var ticks: [(value: Double, label: String)] = []
    var index = first
    while index * step <= high + slack, ticks.count < 50 {
      let value = index * step
      ticks.append((value, Self.label(value, decimals: decimals)))
      index += 1
    }
    return ticks
  }

  /// Powers of ten, and 2 and 5 times them where there are few.
  private func decades(about count: Int) -> [(value: Double, label: String)] {
    let first = Self.exponent(of: low)
    let last = Self.exponent(of: high) + 1
    let every = max(1, (last - first) / max(count, 1))
    let factors = last - first <= 3 ? [1.0, 2, 5] : [1.0]
    var ticks: [(value: Double, label: String)] = []
    for exponent in stride(from: first, through: last, by: every) {
      for factor in factors {
        let value = factor * Self.powerOfTen(exponent)
        if value < low * 0.999_999 || value > high * 1.000_001 { continue }
        ticks.append((value, Self.label(value, decimals: max(0, -exponent))))
      }
    }
    return ticks
  }

  private static func label(_ value: Double, decimals: Int) -> String {
    if value != 0, value.magnitude >= 1e6 || decimals > 5 {
      return NumberText.typographic(NumberText.significant(value, digits: 1))
    }
    if decimals == 0, value.magnitude >= 1000 {
      return NumberText.typographic(NumberText.grouped(Int(value.rounded())))
    }
    return NumberText.typographic(NumberText.fixed(value, decimals: decimals))
  }

  private static func exponent(of value: Double) -> Int {
    var exponent = Int((Elementary.log(value) / Elementary.log(10)).rounded(.down))
    // The quotient of logarithms may miss a power of ten by its last digit.
    if powerOfTen(exponent + 1) <= value { exponent += 1 }
    if powerOfTen(exponent) > value { exponent -= 1 }
    return exponent
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<min(exponent.magnitude, 300) { power *= 10 }
    return exponent < 0 ? 1 / power : power
  }
}
