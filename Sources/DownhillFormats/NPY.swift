// NPY, the format of numpy.save (NumPy Enhancement Proposal 1, and numpy.lib.format): the bytes 0x93 and NUMPY, a version
// of two bytes, the length of a Python dictionary as a little-endian UInt16 (version 1) or UInt32 (versions 2 and 3), the
// dictionary with element type, order of the elements and shape, and then the elements.

import Downhill

/// The header of a NumPy array; it alone tells how long the whole file must be.
public struct NPYHeader: Equatable, Sendable {
  /// What the elements are.
  public let element: NPYElement
  /// How many there are in each dimension; none for a single number.
  public let shape: [Int]
  /// Whether the first index runs fastest, as in Fortran, and not the last, as in C.
  public let isFortran: Bool
  /// The length of the header itself, in bytes.
  public let headerByteCount: Int
  /// The length of the whole file, header included.
  public let byteCount: Int
}

/// The type of a NumPy array's elements.
public struct NPYElement: Equatable, Sendable {
  /// What the bytes of an element are.
  public enum Kind: Equatable, Sendable {
    /// A byte, 0 for no.
    case bool
    /// A whole number in two's complement.
    case signed
    /// A whole number, 0 or more.
    case unsigned
    /// A number of IEEE 754.
    case floating
    /// A text: Unicode's code points in four bytes each, filled up with zeros.
    case codePoints
    /// A text: bytes, filled up with zeros.
    case characters
  }

  /// What its bytes are.
  public let kind: Kind
  /// How many bytes it has.
  public let byteCount: Int
  /// The order of its bytes.
  public let order: ByteOrder
}

/// Reads the arrays of numpy.save: numbers or texts of one type, in any number of dimensions. Objects, which are pickles,
/// are refused.
public enum NPY {
  /// Whether a file begins as these do.
  public static func isNPY(_ firstBytes: [UInt8]) -> Bool { firstBytes.starts(with: magic) }

  private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
  /// The longest header that is read, in bytes; NumPy itself takes 10,000 characters.
  public static let headerLimit = 1 << 16

  /// Reads the header of an array from the first bytes of its file, of which there must be ``headerLimit`` if it has as many.
  ///
  /// Throws `.npy`, `.cut` or `.sizeOverflow`.
  public static func header(_ firstBytes: [UInt8], file: String) throws(FormatError) -> NPYHeader {
    guard isNPY(firstBytes) else { throw FormatError(file: file, offset: 0, problem: .npy(.noArray)) }
    var reader = ByteReader(firstBytes, file: file, offset: magic.count)
    let (major, minor) = (try reader.uint8(), try reader.uint8())
    guard (1...3).contains(major), minor == 0 else {
      throw FormatError(
        file: file, offset: magic.count, problem: .npy(.version(major: Int(major), minor: Int(minor))))
    }
    let length = try major == 1 ? UInt32(reader.uint16(.littleEndian)) : reader.uint32(.littleEndian)
    guard length <= headerLimit - 12 else {
      throw FormatError(
        file: file, offset: 8, problem: .npy(.headerTooLong(length: UInt64(length), limit: headerLimit - 12)))
    }
    let start = reader.offset
    let text = try reader.slice(Int(length))
    do throws(FormatError.NPYProblem) {
      var dictionary = NPYDictionary(text)
      try dictionary.read()
      return try header(dictionary, headerByteCount: start + Int(length))
    } catch .size {
      throw FormatError(file: file, offset: start, problem: .sizeOverflow)
    } catch {
      throw FormatError(file: file, offset: start, problem: .npy(error))
    }
  }

  private static func header(
    _ dictionary: NPYDictionary, headerByteCount: Int
  ) throws(FormatError.NPYProblem) -> NPYHeader {
    guard let type = dictionary.type, let shape = dictionary.shape, let isFortran = dictionary.isFortran else {
      throw .malformedHeader
    }
    let element = try NPYElement(type)
    var bytes = element.byteCount
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      if overflow { throw .size }
      bytes = product
    }
    let (all, overflow) = bytes.addingReportingOverflow(headerByteCount)
    if overflow { throw .size }
    return NPYHeader(
      element: element, shape: shape, isFortran: isFortran, headerByteCount: headerByteCount, byteCount: all)
  }
}

extension NPYElement {
  /// A type as NumPy writes it: `<f4`, `>i8`, `|u1`.
  init(_ text: [UInt8]) throws(FormatError.NPYProblem) {
    let unread = FormatError.NPYProblem.elements(String(decoding: text, as: UTF8.self))
    guard text.count >= 2 else { throw unread }
    if text[1] == UInt8(ascii: "O") { throw .objects }
    if text[1] == UInt8(ascii: "U") || text[1] == UInt8(ascii: "S") {
      guard let count = decimal(text[2...]), (1...Self.characterLimit).contains(count) else { throw unread }
      (kind, byteCount) = text[1] == UInt8(ascii: "U") ? (.codePoints, 4 * count) : (.characters, count)
      switch text[0] {
      case UInt8(ascii: "<"): order = .littleEndian
      case UInt8(ascii: ">"): order = .bigEndian
      case UInt8(ascii: "|") where kind == .characters: order = .littleEndian
      default: throw unread
      }
      return
    }
    guard text.count == 3, text[2] >= UInt8(ascii: "1"), text[2] <= UInt8(ascii: "8") else { throw unread }
    byteCount = Int(text[2] - UInt8(ascii: "0"))
    switch (text[1], byteCount) {
    case (UInt8(ascii: "b"), 1): kind = .bool
    case (UInt8(ascii: "i"), 1), (UInt8(ascii: "i"), 2), (UInt8(ascii: "i"), 4), (UInt8(ascii: "i"), 8): kind = .signed
    case (UInt8(ascii: "u"), 1), (UInt8(ascii: "u"), 2), (UInt8(ascii: "u"), 4), (UInt8(ascii: "u"), 8):
      kind = .unsigned
    case (UInt8(ascii: "f"), 2), (UInt8(ascii: "f"), 4), (UInt8(ascii: "f"), 8): kind = .floating
    default: throw unread
    }
    switch text[0] {
    case UInt8(ascii: "<"): order = .littleEndian
    case UInt8(ascii: ">"): order = .bigEndian
    case UInt8(ascii: "|") where byteCount == 1: order = .littleEndian
    default: throw unread
    }
  }

  /// The longest text that is read.
  private static var characterLimit: Int { 1 << 20 }

  /// Whether its elements are texts.
  package var isText: Bool { kind == .codePoints || kind == .characters }

  /// Its name in NumPy, with its bits: `float32`.
  package var name: String {
    switch kind {
    case .bool: "bool"
    case .signed: "int\(8 * byteCount)"
    case .unsigned: "uint\(8 * byteCount)"
    case .floating: "float\(8 * byteCount)"
    case .codePoints: "str\(8 * byteCount)"
    case .characters: "bytes\(8 * byteCount)"
    }
  }
}

/// The dictionary of a header, `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`: a Python literal, of which only
/// what NumPy writes is understood.
private struct NPYDictionary {
  private(set) var type: [UInt8]?
  private(set) var isFortran: Bool?
  private(set) var shape: [Int]?
  private let text: ArraySlice<UInt8>
  private var place: Int

  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    place = text.startIndex
  }

  mutating func read() throws(FormatError.NPYProblem) {
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      if type == nil, key.elementsEqual("descr".utf8) {
        // A list describes elements with several fields.
        if peek == UInt8(ascii: "[") { throw .fields }
        type = try string()
      } else if isFortran == nil, key.elementsEqual("fortran_order".utf8) {
        isFortran = try bool()
      } else if shape == nil, key.elementsEqual("shape".utf8) {
        shape = try sizes()
      } else {
        throw .malformedHeader
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard place == text.endIndex else { throw .malformedHeader }
  }

  private var peek: UInt8? { place < text.endIndex ? text[place] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, isWhitespace(byte) { place += 1 }
  }

  /// Whether this sign is next, which is then passed, with blanks round it.
  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard peek == UInt8(ascii: sign) else { return false }
    place += 1
    skipBlanks()
    return true
  }

  private mutating func expect(_ sign: Unicode.Scalar) throws(FormatError.NPYProblem) {
    if !take(sign) { throw .malformedHeader }
  }

  private mutating func string() throws(FormatError.NPYProblem) -> [UInt8] {
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { throw .malformedHeader }
    place += 1
    let start = place
    while let byte = peek, byte != quote {
      if byte == UInt8(ascii: "\\") { throw .malformedHeader }
      place += 1
    }
    guard peek == quote else { throw .malformedHeader }
    defer { place += 1 }
    return Array(text[start..<place])
  }

  private mutating func bool() throws(FormatError.NPYProblem) -> Bool {
    if take(word: "True") { return true }
    if take(word: "False") { return false }
    throw .malformedHeader
  }

  private mutating func take(word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      guard text[place...].starts(with: word) else { return false }
      place += word.count
      return true
    }
  }

  /// `(3, 4)`, `(3,)`, `()`; Python 2 wrote `3L`.
  private mutating func sizes() throws(FormatError.NPYProblem) -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !take(")") {
      // NumPy has at most 64 dimensions.
      guard let first = peek, first &- UInt8(ascii: "0") <= 9, sizes.count < 64 else { throw .malformedHeader }
      var size = 0
      while let byte = peek, byte &- UInt8(ascii: "0") <= 9 {
        let (tens, overflow) = size.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(Int(byte &- UInt8(ascii: "0")))
        if overflow || carry { throw .size }
        size = sum
        place += 1
      }
      if peek == UInt8(ascii: "L") { place += 1 }
      sizes.append(size)
      if !take(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
