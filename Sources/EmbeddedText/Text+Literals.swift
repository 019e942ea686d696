extension Text: ExpressibleByStringInterpolation {
  @inline(never)
  private init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    self.init(decoding: Array(UnsafeBufferPointer(start: start, count: count)), as: UTF8.self)
  }

  /// A literal.
  @inline(__always)
  public init(stringLiteral text: StaticString) { self.init(text.utf8Start, text.utf8CodeUnitCount) }

  /// A literal with values in it.
  @inline(__always)
  public init(stringInterpolation: Interpolation) { self = stringInterpolation.text }

  /// A text that grows by literals and values.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = Text()

    /// Begins with nothing.
    @inline(__always)
    public init(literalCapacity _: Int, interpolationCount _: Int) {}

    @inline(never)
    private mutating func append(_ start: UnsafePointer<UInt8>, _ count: Int) {
      text.utf8 += UnsafeBufferPointer(start: start, count: count)
    }

    /// Appends the text between the values.
    @inline(__always)
    public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { append(literal.utf8Start, literal.utf8CodeUnitCount) }
    }

    /// Appends a text.
    @inline(never)
    public mutating func appendInterpolation(_ value: consuming Text) { text.utf8 += value.utf8 }
    /// Appends a literal.
    @inline(__always)
    public mutating func appendInterpolation(_ value: StaticString) { appendLiteral(value) }
    /// Appends a description.
    @inline(__always)
    public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
      appendInterpolation(value.description)
    }
    /// Appends a number.
    @inline(never)
    public mutating func appendInterpolation(_ value: Int) { appendInterpolation(Text(value)) }
    /// Appends a number.
    @inline(__always)
    public mutating func appendInterpolation(_ value: some BinaryInteger) { appendInterpolation(Text(value)) }
    /// Appends a number.
    @inline(__always)
    public mutating func appendInterpolation(_ value: Double) { appendInterpolation(Text(value)) }
    /// Appends a number.
    @inline(__always)
    public mutating func appendInterpolation(_ value: Float) { appendInterpolation(Text(value)) }
    /// Appends `true` or `false`.
    @inline(__always)
    public mutating func appendInterpolation(_ value: Bool) { appendLiteral(value ? "true" : "false") }
  }
}
