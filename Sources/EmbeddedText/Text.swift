// The strings of the WebAssembly module. Swift's own support every language and storage: three words each, with
// Unicode's tables for characters and comparisons. They would be half of the module. Here a text is its UTF-8, one
// word, with only the functions that the core uses, none of them inlined.

/// A text in UTF-8.
public struct Text: Sendable, Equatable, Hashable {
  /// Its code units. Callers that make a text of bytes ensure that they are UTF-8.
  public var utf8: [UInt8]

  private init(utf8: [UInt8]) { self.utf8 = utf8 }

  /// Nothing.
  public init() { utf8 = [] }

  /// The text of these bytes.
  @inline(__always)
  public init(decoding bytes: [UInt8], as _: UTF8.Type) { utf8 = bytes }

  /// The text of these bytes.
  @inline(__always)
  public init(decoding bytes: some Collection<UInt8>, as _: UTF8.Type) { utf8 = Array(bytes) }

  /// A text repeated.
  @inline(never)
  public init(repeating text: Text, count: Int) {
    utf8 = []
    for _ in 0..<count { utf8 += text.utf8 }
  }

  /// The same text.
  public init(_ text: Text) { self = text }
  /// Several, joined.
  public init(_ texts: [Text]) { self = texts.joined() }
  /// The description of a value.
  public init<Value: CustomStringConvertible>(_ value: Value) { self = value.description }

  /// Whether it is empty.
  public var isEmpty: Bool { utf8.isEmpty }

  /// Its code points: none of the core's texts has characters of several.
  @inline(never)
  public var count: Int { utf8.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } }

  /// Whether it begins with another text.
  @inline(never)
  public func hasPrefix(_ prefix: Text) -> Bool { utf8.starts(with: prefix.utf8) }

  /// The rest after its first `count` code points.
  @inline(never)
  public func dropFirst(_ count: Int = 1) -> Text {
    var left = count
    var index = 0
    while index < utf8.count {
      if utf8[index] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      index += 1
    }
    return Text(utf8: Array(utf8[index...]))
  }

  /// Both, joined.
  @inline(never)
  public static func + (one: consuming Text, other: consuming Text) -> Text {
    one.utf8 += other.utf8
    return one
  }

  /// Appends a text.
  @inline(never)
  public static func += (text: inout Text, other: consuming Text) { text.utf8 += other.utf8 }

  /// Appends a text.
  public mutating func append(_ other: consuming Text) { self += other }

  /// Whether both are the same bytes.
  @inline(never)
  public static func == (one: Text, other: Text) -> Bool { one.utf8 == other.utf8 }
}

extension Sequence<Text> {
  /// All of them, joined with `separator`.
  @inline(never)
  public func joined(separator: Text = "") -> Text {
    var result = Text()
    var isFirst = true
    for text in self {
      if !isFirst { result += separator }
      result += text
      isFirst = false
    }
    return result
  }
}
