// The Netpbm family (https://netpbm.sourceforge.net/doc/pgm.html): "P" and a digit, width, height and (but for bitmaps)
// the largest sample, separated by white space or comments; one white space; then the samples, as text (P1…P3) or
// binary (P4…P6), two bytes each, big-endian, where the largest is above 255.

/// Reads PGM pictures, and their relatives PBM (bitmaps) and PPM (colours).
public enum PGM {
  /// Decodes one picture. Colours become grey by the BT.601 weights. If a side is longer than `limit` (256 or more),
  /// the picture is reduced while it is read: each pixel becomes the mean of a square.
  ///
  /// Of several pictures in a file the first is decoded and the rest ignored, as by Netpbm's own tools.
  ///
  /// Throws `.wrongKind`, `.netpbm`, `.cut`, `.noPixels` or `.tooManyPixels`. Allocates the result, a part of a row,
  /// and sums if the picture is reduced.
  public static func decode(
    _ bytes: [UInt8], file: String, reducedTo limit: Int = .max
  ) throws(FormatError) -> GreyImage {
    let kind = FileKind(firstBytes: bytes)
    guard kind == .netpbm else {
      throw FormatError(file: file, offset: 0, problem: .wrongKind(expected: .picture, found: kind))
    }
    var reader = NetpbmReader(bytes: bytes, file: file)
    return try reader.image(reducedTo: limit)
  }

  /// The most bytes of a picture that begins like this; nil if its header is invalid or incomplete.
  package static func byteCount(_ beginning: [UInt8]) -> Int? {
    guard case .byteCount(let count) = announcement(beginning) else { return nil }
    return count
  }

  /// What the beginning of a file says about its length.
  package enum Announcement: Equatable {
    /// At most this number of bytes.
    case byteCount(Int)
    /// The header is incomplete: comments may be long.
    case open
    /// The header is invalid.
    case none
  }

  /// The header, as far as it is known.
  package static func announcement(_ beginning: [UInt8]) -> Announcement {
    var reader = NetpbmReader(bytes: beginning, file: "")
    do throws(FormatError) {
      return .byteCount(try reader.byteCount())
    } catch {
      if case .cut = error.problem { return .open }
      return .none
    }
  }
}

private struct NetpbmReader {
  let bytes: [UInt8]
  let file: String
  /// After the magic number.
  var offset = 2

  private enum Samples { case bit, grey, colour }

  private struct Header {
    let samples: Samples
    let isText: Bool
    let width: Int
    let height: Int
    let maximum: Int

    /// The bytes of a row of binary samples.
    var rowByteCount: Int {
      switch samples {
      case .bit: (width + 7) / 8
      case .grey: width * (maximum > 255 ? 2 : 1)
      case .colour: 3 * width * (maximum > 255 ? 2 : 1)
      }
    }
  }

  /// The most bytes of this picture; in text each sample may have some white space and comment.
  mutating func byteCount() throws(FormatError) -> Int {
    let header = try header(fileByteCount: .max)
    let samples = header.width * header.height * (header.samples == .colour ? 3 : 1)
    return offset + (header.isText ? 16 * samples + 1 << 20 : header.height * header.rowByteCount)
  }

  private mutating func header(fileByteCount: Int) throws(FormatError) -> Header {
    let digit = bytes[1] - UInt8(ascii: "0")
    let samples: Samples =
      switch digit {
      case 1, 4: .bit
      case 2, 5: .grey
      default: .colour
      }
    let width = try number()
    let height = try number()
    let sizeEnd = offset
    let maximum = samples == .bit ? 1 : try number()
    guard (1...65535).contains(maximum) else { throw error(.netpbm(.maximumOutOfRange(maximum)), at: sizeEnd) }
    _ = try GreyImage.pixelCount(
      width: width, height: height, fileByteCount: fileByteCount, file: file, offset: sizeEnd)
    try skipOneWhitespace()
    return Header(samples: samples, isText: digit <= 3, width: width, height: height, maximum: maximum)
  }

  mutating func image(reducedTo limit: Int) throws(FormatError) -> GreyImage {
    let header = try header(fileByteCount: bytes.count)
    try checkLength(header)
    let (width, height) = (header.width, header.height)
    var picture = PictureReduction(width: width, height: height, limit: limit)
    var levels: [UInt8] = []
    for row in 0..<height {
      // Part by part, since a row may be as long as the file.
      for first in stride(from: 0, to: width, by: 4_096) {
        levels.removeAll(keepingCapacity: true)
        for column in first..<min(first + 4_096, width) {
          levels.append(try level(header, column: column))
        }
        picture.addRow(row, from: first, step: 1, levels: levels[...])
      }
      if header.samples == .bit && !header.isText { offset += header.rowByteCount }
    }
    return picture.image
  }

  /// The grey level of the next pixel. Where a byte holds eight pixels, `column` selects one, and the offset stays.
  private mutating func level(_ header: Header, column: Int) throws(FormatError) -> UInt8 {
    switch header.samples {
    case .bit where header.isText:
      return try textBit() == 1 ? 0 : 255
    case .bit:
      return bytes[offset + column / 8] >> (7 - column % 8) & 1 == 1 ? 0 : 255
    case .grey:
      return Grey.byte(try sample(header))
    case .colour:
      let red = try sample(header)
      let green = try sample(header)
      let blue = try sample(header)
      return Grey.byte(Grey.luma(red: red, green: green, blue: blue))
    }
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
  private func checkLength(_ header: Header) throws(FormatError) {
    let pixelCount = header.width * header.height
    let needed =
      switch (header.samples, header.isText) {
      case (.bit, true): pixelCount
      case (.grey, true): 2 * pixelCount - 1
      case (.colour, true): 6 * pixelCount - 1
      case (_, false): header.height * header.rowByteCount
      }
    guard needed <= bytes.count - offset else {
      throw error(.cut(needed: needed, available: bytes.count - offset), at: offset)
    }
  }

  // MARK: Samples

  private mutating func sample(_ header: Header) throws(FormatError) -> Int {
    let start = offset
    let maximum = header.maximum
    let value: Int
    if header.isText {
      value = try number()
    } else if maximum > 255 {
      value = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      offset += 2
    } else {
      value = Int(bytes[offset])
      offset += 1
    }
    guard value <= maximum || !header.isText else {
      throw error(.netpbm(.sampleAboveMaximum(value, maximum: maximum)), at: start)
    }
    // Binary samples above the largest are clamped, as Pillow does.
    return Grey.sample(min(value, maximum), maximum: maximum)
  }

  /// A bit of a text bitmap; there may be no white space between bits.
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

  private func error(_ problem: FormatError.Problem, at position: Int) -> FormatError {
    FormatError(file: file, offset: position, problem: problem)
  }
}
