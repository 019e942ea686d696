// The Netpbm family (https://netpbm.sourceforge.net/doc/pgm.html): "P" and a digit, width, height and (but for bitmaps)
// the largest sample, separated by white space or comments; one white space; then the samples, as text (P1…P3) or
// binary (P4…P6), two bytes each, big-endian, where the largest is above 255.

/// Reads PGM pictures, and their relatives PBM (bitmaps) and PPM (colours).
public enum PGM {
  /// Decodes one picture. Colours become grey by the BT.601 weights.
  ///
  /// Of several pictures in a file the first is decoded; what follows it is passed over, as Netpbm's own tools do.
  ///
  /// Throws `.wrongKind`, `.netpbm`, `.cut`, `.noPixels` or `.tooManyPixels`. Allocates no more than a small multiple of
  /// `bytes`.
  public static func decode(_ bytes: [UInt8], file: String) throws(FormatError) -> GreyImage {
    let kind = FileKind(firstBytes: bytes)
    guard kind == .netpbm else {
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: .picture, found: kind))
    }
    var reader = NetpbmReader(bytes: bytes, file: file)
    return try reader.image()
  }
}

private struct NetpbmReader {
  let bytes: [UInt8]
  let file: String
  /// After the magic number.
  var offset = 2

  private enum Samples { case bit, grey, colour }

  mutating func image() throws(FormatError) -> GreyImage {
    let digit = bytes[1] - UInt8(ascii: "0")
    let isText = digit <= 3
    let samples: Samples =
      switch digit {
      case 1, 4: .bit
      case 2, 5: .grey
      default: .colour
      }

    let width = try number()
    let height = try number()
    let sizeEnd = offset
    let maximumStart = offset
    let maximum = samples == .bit ? 1 : try number()
    guard (1...65535).contains(maximum) else {
      throw error(.netpbm(.maximumOutOfRange(maximum)), at: maximumStart)
    }
    let pixelCount = try GreyImage.pixelCount(width: width, height: height, file: file, offset: sizeEnd)
    try skipOneWhitespace()
    try checkLength(pixelCount: pixelCount, width: width, height: height, maximum: maximum, samples, isText: isText)

    var pixels: [UInt8] = []
    pixels.reserveCapacity(pixelCount)
    for row in 0..<height {
      switch samples {
      case .bit where isText:
        for _ in 0..<width { pixels.append(try textBit() == 1 ? 0 : 255) }
      case .bit:
        let start = offset + row * ((width + 7) / 8)
        for column in 0..<width {
          let isInk = bytes[start + column / 8] >> (7 - column % 8) & 1 == 1
          pixels.append(isInk ? 0 : 255)
        }
      case .grey:
        for _ in 0..<width { pixels.append(Grey.byte(try sample(maximum: maximum, isText: isText))) }
      case .colour:
        for _ in 0..<width {
          let red = try sample(maximum: maximum, isText: isText)
          let green = try sample(maximum: maximum, isText: isText)
          let blue = try sample(maximum: maximum, isText: isText)
          pixels.append(Grey.byte(Grey.luma(red: red, green: green, blue: blue)))
        }
      }
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }

  // MARK: Header

  /// A number after white space and comments; a comment runs from "#" to the end of its line.
  private mutating func number() throws(FormatError) -> Int {
    skipBlanks()
    let start = offset
    var value = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      guard value <= 100_000_000 else { throw error(.netpbm(.numberTooLarge), at: start) }
      offset += 1
    }
    guard offset > start else {
      throw error(peek == nil ? .cut(needed: 1, available: 0) : .netpbm(.expectedNumber), at: start)
    }
    return value
  }

  private mutating func skipBlanks() {
    while let byte = peek, isWhitespace(byte) || byte == UInt8(ascii: "#") {
      if byte == UInt8(ascii: "#") { skipComment() } else { offset += 1 }
    }
  }

  /// Up to the end of its line, which is white space.
  private mutating func skipComment() {
    while let byte = peek, byte != 0x0A, byte != 0x0D { offset += 1 }
  }

  /// The one white space before the samples; a comment that follows the last number directly ends with it.
  private mutating func skipOneWhitespace() throws(FormatError) {
    if peek == UInt8(ascii: "#") { skipComment() }
    guard let byte = peek else { throw error(.cut(needed: 1, available: 0), at: offset) }
    guard isWhitespace(byte) else { throw error(.netpbm(.expectedNumber), at: offset) }
    offset += 1
  }

  /// Checked before anything is allocated: a text sample takes two bytes with its separator (the last one, and bits,
  /// only one).
  private func checkLength(
    pixelCount: Int, width: Int, height: Int, maximum: Int, _ samples: Samples, isText: Bool
  ) throws(FormatError) {
    let perPixel = samples == .colour ? 3 : 1
    let needed =
      switch (samples, isText) {
      case (.bit, true): pixelCount
      case (.bit, false): height * ((width + 7) / 8)
      case (_, true): 2 * pixelCount * perPixel - 1
      case (_, false): pixelCount * perPixel * (maximum > 255 ? 2 : 1)
      }
    guard needed <= bytes.count - offset else {
      throw error(.cut(needed: needed, available: bytes.count - offset), at: offset)
    }
  }

  // MARK: Samples

  private mutating func sample(maximum: Int, isText: Bool) throws(FormatError) -> Int {
    let start = offset
    let value: Int
    if isText {
      value = try number()
    } else if maximum > 255 {
      value = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      offset += 2
    } else {
      value = Int(bytes[offset])
      offset += 1
    }
    guard value <= maximum || !isText else {
      throw error(.netpbm(.sampleAboveMaximum(value, maximum: maximum)), at: start)
    }
    // Above the largest there is nothing lighter: binary samples are cut there, as Pillow does.
    return Grey.sample(min(value, maximum), maximum: maximum)
  }

  /// A bit of a text bitmap; they may stand without white space between them.
  private mutating func textBit() throws(FormatError) -> Int {
    skipBlanks()
    guard let byte = peek else { throw error(.cut(needed: 1, available: 0), at: offset) }
    guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else {
      throw error(.netpbm(.expectedNumber), at: offset)
    }
    offset += 1
    return Int(byte - UInt8(ascii: "0"))
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func error(_ problem: FormatError.Problem, at place: Int) -> FormatError {
    FormatError(file: file, offset: place, problem: problem)
  }
}
