import DownhillFormats
import Glibc

// What the suites of the formats get from Foundation and zlib elsewhere.

/// A file of Tests/Oracles, whose path is in the environment.
func oracle(_ path: String) -> [UInt8] {
  guard let folder = getenv("DOWNHILL_ORACLES"), let file = fopen(String(cString: folder) + "/" + path, "r") else {
    print("error: no file \(path) in the folder DOWNHILL_ORACLES")
    exit(1)
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while true {
    let byte = getc(file)
    if byte < 0 { return bytes }
    bytes.append(UInt8(byte))
  }
}

/// The first `byteCount` bytes of what a zlib stream holds, as the picture readers want it.
func inflated(_ stream: [UInt8], _ byteCount: Int, _ file: String) throws(FormatError) -> [UInt8] {
  var inflater = Inflater(stream)
  guard let content = inflater.zlib(atMost: byteCount) else {
    throw FormatError(file: file, problem: .inflate(.corrupt(reason: "a damaged stream")))
  }
  if content.count < byteCount {
    throw FormatError(file: file, problem: .inflate(.tooShort(expected: byteCount, actual: content.count)))
  }
  // What follows is passed over.
  return Array(content[..<byteCount])
}

/// Deflate (RFC 1951) in a zlib stream (RFC 1950), bit by bit.
private struct Inflater {
  private let bytes: [UInt8]
  private var position: Int
  private var bit = 0
  private var isBroken = false
  private var output: [UInt8] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 2
  }

  /// The content, no more than one byte beyond the limit; nil if the stream is damaged.
  mutating func zlib(atMost limit: Int) -> [UInt8]? {
    guard bytes.count >= 6, bytes[0] & 15 == 8, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0, bytes[1] & 32 == 0
    else {
      return nil
    }
    var isLast = false
    while !isLast, !isBroken, output.count <= limit {
      isLast = bits(1) == 1
      switch bits(2) {
      case 0: stored()
      case 1: codes(Self.fixedLiterals, Self.fixedDistances, limit)
      case 2: dynamicCodes(limit)
      default: return nil
      }
    }
    if isBroken { return nil }
    if output.count > limit { return output }
    if bit > 0 { (position, bit) = (position + 1, 0) }
    guard position + 4 <= bytes.count else { return nil }
    let expected = bytes[position..<position + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in output {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a == expected ? output : nil
  }

  private mutating func bits(_ count: Int) -> Int {
    var value = 0
    for index in 0..<count {
      guard position < bytes.count else {
        isBroken = true
        return 0
      }
      value |= Int(bytes[position] >> UInt8(bit) & 1) << index
      bit += 1
      if bit == 8 { (position, bit) = (position + 1, 0) }
    }
    return value
  }

  private mutating func stored() {
    if bit > 0 { (position, bit) = (position + 1, 0) }
    let (length, complement) = (bits(16), bits(16))
    guard length ^ complement == 0xFFFF, position + length <= bytes.count else {
      isBroken = true
      return
    }
    output += bytes[position..<position + length]
    position += length
  }

  /// A canonical Huffman code: how many words there are of each length, and what they stand for.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []
    init(_ lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      for length in 1...15 { symbols += lengths.indices.filter { lengths[$0] == length } }
    }
  }

  private static let fixedLiterals = Code(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  private static let fixedDistances = Code([Int](repeating: 5, count: 30))

  private mutating func symbol(_ code: Code) -> Int {
    var (word, first, index) = (0, 0, 0)
    for length in 1...15 {
      word |= bits(1)
      let count = code.counts[length]
      if word - first < count { return code.symbols[index + word - first] }
      index += count
      first = (first + count) << 1
      word <<= 1
    }
    isBroken = true
    return 0
  }

  private mutating func dynamicCodes(_ limit: Int) {
    let (literals, distances, lengths) = (bits(5) + 257, bits(5) + 1, bits(4) + 4)
    var short = [Int](repeating: 0, count: 19)
    for length in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15][..<lengths] {
      short[length] = bits(3)
    }
    let code = Code(short)
    var all: [Int] = []
    while all.count < literals + distances, !isBroken {
      switch symbol(code) {
      case 16: all += [Int](repeating: all.last ?? 0, count: 3 + bits(2))
      case 17: all += [Int](repeating: 0, count: 3 + bits(3))
      case 18: all += [Int](repeating: 0, count: 11 + bits(7))
      case let length: all.append(length)
      }
    }
    guard all.count == literals + distances, !isBroken else {
      isBroken = true
      return
    }
    codes(Code(Array(all[..<literals])), Code(Array(all[literals...])), limit)
  }

  private mutating func codes(_ literals: Code, _ distances: Code, _ limit: Int) {
    let lengths = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    let starts = [
      1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
      8193, 12289, 16385, 24577,
    ]
    while !isBroken, output.count <= limit {
      let literal = symbol(literals)
      if literal < 256 {
        output.append(UInt8(literal))
        continue
      }
      if literal == 256 { return }
      let lengthSymbol = literal - 257
      guard lengthSymbol < lengths.count else { break }
      let length = lengths[lengthSymbol] + bits(lengthSymbol < 8 || lengthSymbol == 28 ? 0 : (lengthSymbol - 4) / 4)
      let far = symbol(distances)
      guard far < starts.count else { break }
      let distance = starts[far] + bits(far < 4 ? 0 : (far - 2) / 2)
      guard distance <= output.count else { break }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
    if output.count <= limit { isBroken = true }
  }
}

extension String {
  /// Whether these bytes stand in this text: without Foundation there is only the search for a character.
  func contains(_ part: String) -> Bool {
    let (bytes, wanted) = (Array(utf8), Array(part.utf8))
    guard wanted.count <= bytes.count else { return false }
    return (0...bytes.count - wanted.count).contains { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
