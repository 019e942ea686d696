/// The numbers the textbook computes with: `Float` and `Double`, with the elementary functions of ``Elementary``.
public protocol RealScalar: BinaryFloatingPoint, Sendable {
  /// eˣ.
  static func exp(_ x: Self) -> Self
  /// eˣ − 1, accurate for small x.
  static func expMinusOne(_ x: Self) -> Self
  /// The natural logarithm of x.
  static func log(_ x: Self) -> Self
  /// ln(1 + x), accurate for small x.
  static func logOnePlus(_ x: Self) -> Self
  /// The hyperbolic tangent of x.
  static func tanh(_ x: Self) -> Self
  /// Φ(x): the share of a standard normal variable below x.
  static func normalCumulative(_ x: Self) -> Self
}

extension Double: RealScalar {
  /// eˣ.
  @inlinable public static func exp(_ x: Double) -> Double { Elementary.exp(x) }
  /// eˣ − 1.
  @inlinable public static func expMinusOne(_ x: Double) -> Double { Elementary.expMinusOne(x) }
  /// The natural logarithm of x.
  @inlinable public static func log(_ x: Double) -> Double { Elementary.log(x) }
  /// ln(1 + x).
  @inlinable public static func logOnePlus(_ x: Double) -> Double { Elementary.logOnePlus(x) }
  /// The hyperbolic tangent of x.
  @inlinable public static func tanh(_ x: Double) -> Double { Elementary.tanh(x) }
  /// Φ(x).
  @inlinable public static func normalCumulative(_ x: Double) -> Double { Elementary.normalCumulative(x) }
}

extension Float: RealScalar {
  /// eˣ.
  @inlinable public static func exp(_ x: Float) -> Float { Elementary.exp(x) }
  /// eˣ − 1.
  @inlinable public static func expMinusOne(_ x: Float) -> Float { Elementary.expMinusOne(x) }
  /// The natural logarithm of x.
  @inlinable public static func log(_ x: Float) -> Float { Elementary.log(x) }
  /// ln(1 + x).
  @inlinable public static func logOnePlus(_ x: Float) -> Float { Elementary.logOnePlus(x) }
  /// The hyperbolic tangent of x.
  @inlinable public static func tanh(_ x: Float) -> Float { Elementary.tanh(x) }
  /// Φ(x).
  @inlinable public static func normalCumulative(_ x: Float) -> Float { Elementary.normalCumulative(x) }
}
