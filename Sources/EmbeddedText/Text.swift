// The strings of the WebAssembly module. Swift's own are made for every language and every way of storing a text: three
// words each, with Unicode's tables behind their characters and comparisons. They would be half of the module. Here a
// text is its UTF-8, one word; what it can do is what the core asks of it, and is called, never copied into its callers.

/// A text in UTF-8.
public struct Text: Sendable, Equatable, Hashable {
  /// Its code units. Whoever makes a text of bytes sees that they are UTF-8.
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

  /// A text so many times.
  @inline(never)
  public init(repeating text: Text, count: Int) {
    utf8 = []
    for _ in 0..<count { utf8 += text.utf8 }
  }

  /// The same text.
  public init(_ text: Text) { self = text }
  /// Several, one behind the other.
  public init(_ texts: [Text]) { self = texts.joined() }
  /// What something is called.
  public init<Value: CustomStringConvertible>(_ value: Value) { self = value.description }

  /// Whether it is nothing.
  public var isEmpty: Bool { utf8.isEmpty }

  /// Its code points: none of the core's texts has characters of several.
  @inline(never)
  public var count: Int { utf8.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 } }

  /// Whether it begins so.
  @inline(never)
  public func hasPrefix(_ prefix: Text) -> Bool { utf8.starts(with: prefix.utf8) }

  /// What is behind its first `count` code points.
  @inline(never)
  public func dropFirst(_ count: Int = 1) -> Text {
    var left = count
    var place = 0
    while place < utf8.count {
      if utf8[place] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      place += 1
    }
    return Text(utf8: Array(utf8[place...]))
  }

  /// Both, one behind the other.
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
  /// All of them, one behind the other, with `separator` between each two.
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
