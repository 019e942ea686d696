import Downhill

extension JSONValue {
  /// Arrays and objects may nest this deep.
  public static let maximumDepth = 64

  /// Parses one JSON document (RFC 8259, strictly: UTF-8, no comments, no trailing commas, no duplicate keys).
  ///
  /// A number without fraction and exponent that fits in `Int` becomes `.integer`, any other the nearest Double. Two
  /// keys are the same if their bytes are.
  ///
  /// Throws `.json`; the error's offset counts from the start of the array that `bytes` is a slice of.
  public static func parse(_ bytes: ArraySlice<UInt8>, file: String) throws(FormatError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, file: file)
    return try parser.document()
  }

  /// Parses one JSON document: see `parse(_:file:)` for a slice.
  public static func parse(_ bytes: [UInt8], file: String) throws(FormatError) -> JSONValue {
    try parse(bytes[...], file: file)
  }
}

/// Reads JSON text: whole values, or objects member by member, for callers that do not want to keep them.
struct JSONParser {
  private let bytes: ArraySlice<UInt8>
  private let file: String
  private var offset: Int
  private var depth = 0
  /// Whether values are only checked, not kept.
  private var isSkipping = false

  init(bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    offset = bytes.startIndex
  }

  mutating func document() throws(FormatError) -> JSONValue {
    skipWhitespace()
    let value = try value()
    try end()
    return value
  }

  /// Throws if anything but white space follows.
  mutating func end() throws(FormatError) {
    skipWhitespace()
    if let byte = peek { throw error(.unexpectedByte(byte)) }
  }

  mutating func value() throws(FormatError) -> JSONValue {
    guard let byte = peek else { throw error(.unexpectedEnd) }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error(.unexpectedByte(byte))
    }
  }

  // MARK: Parts of values

  /// Reads a value without keeping it.
  mutating func skip() throws(FormatError) {
    let before = isSkipping
    isSkipping = true
    _ = try value()
    isSkipping = before
  }

  /// Reads a value and keeps little of it: the first `limit` elements of an array, with `null` for arrays and objects
  /// in it.
  mutating func shortList(limit: Int) throws(FormatError) -> JSONValue {
    guard peek == UInt8(ascii: "[") else { return try scalar() }
    var elements: [JSONValue] = []
    try items(until: UInt8(ascii: "]")) { parser throws(FormatError) in
      let element = try parser.scalar()
      if elements.count < limit { elements.append(element) }
    }
    return .array(elements)
  }

  private mutating func scalar() throws(FormatError) -> JSONValue {
    guard peek == UInt8(ascii: "[") || isAtObject else { return try value() }
    try skip()
    return .null
  }

  /// Whether an object begins here.
  var isAtObject: Bool { peek == UInt8(ascii: "{") }

  // MARK: Arrays and objects

  private mutating func array() throws(FormatError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try items(until: UInt8(ascii: "]")) { parser throws(FormatError) in
      let element = try parser.value()
      if !parser.isSkipping { elements.append(element) }
    }
    return elements
  }

  private mutating func object() throws(FormatError) -> JSONObject {
    var members: [JSONObject.Member] = []
    try self.members { parser, key throws(FormatError) in
      let value = try parser.value()
      if !parser.isSkipping { members.append(JSONObject.Member(key: key, value: value)) }
      return !parser.isSkipping
    }
    return JSONObject(members)
  }

  /// Reads an object. `take` gets each key, has to read its value, and returns whether the key must be unique.
  mutating func members(_ take: (inout JSONParser, String) throws(FormatError) -> Bool) throws(FormatError) {
    var keys: [String] = []
    var offsets: [Int] = []
    try items(until: UInt8(ascii: "}")) { parser throws(FormatError) in
      let start = parser.offset
      guard parser.peek == UInt8(ascii: "\"") else { throw parser.unexpected() }
      let key = try parser.string()
      parser.skipWhitespace()
      guard parser.peek == UInt8(ascii: ":") else { throw parser.unexpected() }
      parser.offset += 1
      parser.skipWhitespace()
      if try take(&parser, key) {
        keys.append(key)
        offsets.append(start)
      }
    }
    guard let index = repeatedName(keys) else { return }
    throw FormatError(file: file, offset: offsets[index], problem: .json(.duplicateKey(keys[index])))
  }

  /// Reads the items between two brackets.
  private mutating func items(
    until bracket: UInt8, _ item: (inout JSONParser) throws(FormatError) -> Void
  ) throws(FormatError) {
    try open()
    if try close(bracket, first: true) { return }
    repeat {
      skipWhitespace()
      try item(&self)
    } while try !close(bracket, first: false)
  }

  private mutating func open() throws(FormatError) {
    depth += 1
    guard depth <= JSONValue.maximumDepth else { throw error(.tooDeep(limit: JSONValue.maximumDepth)) }
    offset += 1
  }

  /// Reads the closing bracket (true) or the comma before the next item (false).
  private mutating func close(_ bracket: UInt8, first: Bool) throws(FormatError) -> Bool {
    skipWhitespace()
    if peek == bracket {
      offset += 1
      depth -= 1
      return true
    }
    if first { return false }
    guard peek == UInt8(ascii: ",") else { throw unexpected() }
    offset += 1
    return false
  }

  // MARK: Words and numbers

  private mutating func word(_ text: String, _ value: JSONValue) throws(FormatError) -> JSONValue {
    for letter in text.utf8 {
      guard peek == letter else { throw unexpected() }
      offset += 1
    }
    return value
  }

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = offset
    var decimal = DecimalNumber()
    if peek == UInt8(ascii: "-") {
      decimal.isNegative = true
      offset += 1
    }
    let integerStart = offset
    while let digit = nextDigit() { decimal.append(digit) }
    let integerDigits = offset - integerStart
    guard integerDigits > 0, integerDigits == 1 || bytes[integerStart] != UInt8(ascii: "0") else {
      throw error(.malformedNumber, at: start)
    }

    var isInteger = true
    if peek == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      let fractionStart = offset
      while let digit = nextDigit() {
        decimal.append(digit)
        decimal.exponent -= 1
      }
      guard offset > fractionStart else { throw error(.malformedNumber, at: start) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      offset += 1
      let negative = peek == UInt8(ascii: "-")
      if negative || peek == UInt8(ascii: "+") { offset += 1 }
      let exponentStart = offset
      var exponent = 0
      // Beyond the cap the number is zero or infinite, whatever the digits before it.
      while let digit = nextDigit() { exponent = min(exponent * 10 + Int(digit), 100_000_000) }
      guard offset > exponentStart else { throw error(.malformedNumber, at: start) }
      decimal.exponent += negative ? -exponent : exponent
    }

    if isSkipping { return .null }
    if isInteger, let integer = decimal.integer { return .integer(integer) }
    let number = decimal.double
    guard number.isFinite else { throw error(.numberOutOfRange, at: start) }
    return .number(number)
  }

  // MARK: Strings

  private mutating func string() throws(FormatError) -> String {
    offset += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw error(.controlCharacter(byte))
      case 0x20..<0x80:
        if !isSkipping { text.append(byte) }
        offset += 1
      default: try multibyte(into: &text)
      }
    }
    throw error(.unexpectedEnd)
  }

  private mutating func escape(into text: inout [UInt8]) throws(FormatError) {
    let start = offset
    offset += 1
    guard let letter = peek else { throw error(.unexpectedEnd) }
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try fourHexDigits(escapeAt: start)
      if (0xD800..<0xDC00).contains(code) {
        guard peek == UInt8(ascii: "\\") else { throw error(.malformedEscape, at: start) }
        offset += 1
        guard peek == UInt8(ascii: "u") else { throw error(.malformedEscape, at: start) }
        offset += 1
        let low = try fourHexDigits(escapeAt: start)
        guard (0xDC00..<0xE000).contains(low) else { throw error(.malformedEscape, at: start) }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error(.malformedEscape, at: start) }
      text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw error(.malformedEscape, at: start)
    }
  }

  private mutating func fourHexDigits(escapeAt start: Int) throws(FormatError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let value: UInt8
      switch peek {
      case .some(let byte) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): value = byte - 0x30
      case .some(let byte) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte): value = byte - 0x61 + 10
      case .some(let byte) where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte): value = byte - 0x41 + 10
      default: throw error(.malformedEscape, at: start)
      }
      code = code << 4 | UInt32(value)
      offset += 1
    }
    return code
  }

  /// One code point of two to four bytes, checked against table 3-7 of the Unicode standard: no overlong forms, no
  /// surrogates, nothing above U+10FFFF.
  private mutating func multibyte(into text: inout [UInt8]) throws(FormatError) {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[offset] {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: throw error(.malformedUTF8)
    }
    guard bytes.endIndex - offset >= length, second.contains(bytes[offset + 1]),
      bytes[(offset + 2)..<(offset + length)].allSatisfy({ (0x80...0xBF).contains($0) })
    else { throw error(.malformedUTF8) }
    text.append(contentsOf: bytes[offset..<offset + length])
    offset += length
  }

  // MARK: Cursor

  private var peek: UInt8? { offset < bytes.endIndex ? bytes[offset] : nil }

  private mutating func nextDigit() -> UInt8? {
    guard let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    offset += 1
    return byte - UInt8(ascii: "0")
  }

  private mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private func unexpected() -> FormatError {
    guard let byte = peek else { return error(.unexpectedEnd) }
    return error(.unexpectedByte(byte))
  }

  private func error(_ problem: FormatError.JSONProblem, at position: Int? = nil) -> FormatError {
    FormatError(file: file, offset: position ?? offset, problem: .json(problem))
  }
}

/// The index of a name that occurred before, if there is one. Sorted, so that a hostile header of a million names does
/// not take quadratic time.
func repeatedName(_ names: [String]) -> Int? {
  let order = sortedIndices(names.count) { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
  for (one, other) in zip(order, order.dropFirst()) where sameBytes(names[one], names[other]) { return max(one, other) }
  return nil
}
