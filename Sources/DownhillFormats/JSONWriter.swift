extension JSONValue {
  /// The value as JSON text: on one line, or with `pretty` one member or element a line, indented by two blanks.
  ///
  /// The same value gives the same text, byte for byte. Doubles are written with the fewest digits that read back as
  /// the same Double.
  ///
  /// The parser reads it as it was, but for NaN and the infinities, which become `null`. So the value must not nest deeper
  /// than ``maximumDepth``, and no object may have two members of one name.
  public func text(pretty: Bool = false) -> String {
    String(decoding: bytes(pretty: pretty), as: UTF8.self)
  }

  /// The bytes of `text(pretty:)`, in UTF-8.
  public func bytes(pretty: Bool = false) -> [UInt8] {
    var writer = JSONWriter(pretty: pretty)
    writer.write(self)
    return writer.bytes
  }
}

private struct JSONWriter {
  let pretty: Bool
  var bytes: [UInt8] = []
  var depth = 0

  init(pretty: Bool) {
    self.pretty = pretty
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: write("null")
    case .bool(let truth): write(truth ? "true" : "false")
    case .integer(let integer): write("\(integer)")
    case .number(let number): write(number.isFinite ? "\(number)" : "null")
    case .string(let text): write(quoting: text)
    case .array(let elements): write(elements)
    case .object(let object): write(object)
    }
  }

  private mutating func write(_ elements: [JSONValue]) {
    bytes.append(UInt8(ascii: "["))
    deepen()
    for (index, element) in elements.enumerated() {
      beginItem(index)
      write(element)
    }
    depth -= 1
    end(UInt8(ascii: "]"), empty: elements.isEmpty)
  }

  private mutating func write(_ object: JSONObject) {
    bytes.append(UInt8(ascii: "{"))
    deepen()
    precondition(repeatedName(object.members.map { $0.key }) == nil, "an object with two members of one name")
    for (index, member) in object.members.enumerated() {
      beginItem(index)
      write(quoting: member.key)
      write(pretty ? ": " : ":")
      write(member.value)
    }
    depth -= 1
    end(UInt8(ascii: "}"), empty: object.members.isEmpty)
  }

  private mutating func deepen() {
    depth += 1
    precondition(depth <= JSONValue.maximumDepth, "a value of more than \(JSONValue.maximumDepth) levels")
  }

  private mutating func beginItem(_ index: Int) {
    if index > 0 { bytes.append(UInt8(ascii: ",")) }
    if pretty { newLine() }
  }

  private mutating func end(_ bracket: UInt8, empty: Bool) {
    if pretty && !empty { newLine() }
    bytes.append(bracket)
  }

  private mutating func newLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func write(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(quoting text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write("\\\"")
      case UInt8(ascii: "\\"): write("\\\\")
      case 0x08: write("\\b")
      case 0x09: write("\\t")
      case 0x0A: write("\\n")
      case 0x0C: write("\\f")
      case 0x0D: write("\\r")
      case 0..<0x20: write((byte < 0x10 ? "\\u000" : "\\u00") + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
