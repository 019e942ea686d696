import DownhillFormats
import Foundation
import Testing

private struct Expectation: Decodable {
  let width: Int
  let height: Int
  let grey: [Double]
}

private func expectations() throws -> [String: Expectation] {
  try JSONDecoder().decode([String: Expectation].self, from: Data(try oracle("png/expected.json")))
}

/// PNG's checksum, bit by bit: the definition, without the table of the code under test.
private func crc(_ bytes: [UInt8]) -> UInt32 {
  var value: UInt32 = ~0
  for byte in bytes {
    value ^= UInt32(byte)
    for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }
  return ~value
}

private func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
  var writer = ByteWriter()
  writer.uint32(UInt32(content.count), .bigEndian)
  writer.append(type.utf8)
  writer.append(content)
  writer.uint32(crc(type.bytes + content), .bigEndian)
  return writer.bytes
}

private func header(
  _ width: UInt32 = 2, _ height: UInt32 = 1, depth: UInt8 = 8, colour: UInt8 = 0, methods: [UInt8] = [0, 0, 0]
) -> [UInt8] {
  var writer = ByteWriter()
  writer.uint32(width, .bigEndian)
  writer.uint32(height, .bigEndian)
  writer.append([depth, colour] + methods)
  return chunk("IHDR", writer.bytes)
}

private let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
/// The rows of a picture of 2×1 grey bytes.
private let data = chunk("IDAT", stored([0, 10, 20]))
private let palette = chunk("PLTE", [1, 2, 3, 4, 5, 6])
private let end = chunk("IEND", [])
/// The row of a picture of 1×1 grey with alpha.
private let opaque = chunk("IDAT", stored([0, 10, 255]))

/// The chunk with another checksum.
private func spoiling(_ chunk: [UInt8]) -> [UInt8] { chunk.dropLast() + [chunk[chunk.count - 1] ^ 1] }

private func png(_ chunks: [UInt8]...) -> [UInt8] {
  signature + chunks.joined()
}

@Suite("PNG")
struct PNGTests {
  @Test("Every colour type, depth, filter and arrangement gives the levels that other decoders give")
  func oracles() throws {
    let expectations = try expectations()
    #expect(expectations.count == 47)
    for (name, expected) in expectations {
      let image = try PNG.decode(try oracle("png/\(name).png"), file: name, inflate: inflate)
      #expect(image.width == expected.width && image.height == expected.height, "\(name)")
      for (index, (ours, exact)) in zip(image.pixels, expected.grey).enumerated() {
        // Rounded once to 16 bits, once to 8.
        #expect(abs(Double(ours) - exact) <= 0.51, "\(name) at \(index)")
      }
    }
  }

  @Test("A picture made by hand, with an unknown chunk that may be skipped")
  func byHand() throws {
    let bytes = png(header(), chunk("prIv", [1, 2, 3]), data, end)
    #expect(
      try PNG.decode(bytes, file: "p", inflate: inflate) == GreyImage(width: 2, height: 1, pixels: [10, 20]))
    #expect(try GreyImage.decode(bytes + [1, 2], file: "p", inflate: inflate).pixels == [10, 20])
  }

  @Test("Where two neighbours predict equally well, Paeth's filter takes the upper one")
  func paethTie() throws {
    // Left 8, above 14, above left 10: the estimate 12 is as far from 14 as from 10.
    let bytes = png(header(2, 2), chunk("IDAT", stored([0, 10, 14, 4, 254, 1])), end)
    #expect(try PNG.decode(bytes, file: "p", inflate: inflate).pixels == [10, 14, 8, 15])
  }

  @Test("Strokes on nothing can be seen, whether black or white")
  func strokes() throws {
    let black = try PNG.decode(try oracle("png/black-strokes-on-nothing.png"), file: "b", inflate: inflate)
    let white = try PNG.decode(try oracle("png/white-strokes-on-nothing.png"), file: "w", inflate: inflate)
    #expect(black.pixels[0] == 255 && black.pixels[4 * 9 + 4] == 0)
    #expect(white.pixels[0] == 0 && white.pixels[4 * 9 + 4] == 255)
  }

  @Test(
    "Bad files",
    arguments: [
      ([], "expected a picture (PNG, PGM, PPM or PBM), found an empty file"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "found a JPEG picture, at byte 0. Convert the picture to PNG or PGM."),
      (signature, "ends too early: 4 bytes must follow, 0 do, at byte 8"),
      (png(data, end), "the chunk \"IHDR\" is missing, at byte 8"),
      (png(chunk("IHDR", [0, 0, 0, 1]), data, end), "the chunk \"IHDR\" cannot be 4 bytes long, at byte 8"),
      (png(header(0, 1), data, end), "pictures of 1×0 pixels, at byte 16"),
      (png(header(.max, .max), data, end), "4294967295×4294967295 pixels; at most 67108864 pixels are read"),
      (png(header(10_000, 10_000), data, end), "10000×10000 pixels; at most 67108864 pixels are read, at byte 16"),
      (png(header(8000, 8000), data, end), "the PNG promises 64008000 bytes of pixels, which its 14 compressed bytes"),
      (png(header(depth: 3), data, end), "no PNG has colour type 0 with 3 bits, at byte 24"),
      (png(header(depth: 16, colour: 3), data, end), "no PNG has colour type 3 with 16 bits"),
      (png(header(depth: 4, colour: 2), data, end), "no PNG has colour type 2 with 4 bits"),
      (png(header(colour: 5), data, end), "no PNG has colour type 5 with 8 bits"),
      (png(header(methods: [1, 0, 0]), data, end), "unknown PNG compression method 1, at byte 26"),
      (png(header(methods: [0, 2, 0]), data, end), "unknown PNG filter method 2, at byte 27"),
      (png(header(methods: [0, 0, 3]), data, end), "unknown PNG interlace method 3, at byte 28"),
      (png(header(), end), "the chunk \"IDAT\" is missing, at byte 33"),
      (png(header()), "the chunk \"IDAT\" is missing, at byte 33"),
      (png(header(), data), "the chunk \"IEND\" is missing"),
      (png(header(), header(), data, end), "the chunk \"IHDR\" is not allowed here, at byte 33"),
      (
        png(header(), chunk("ABCD", []), data, end),
        "the PNG chunk \"ABCD\" is unknown and cannot be ignored, at byte 33"
      ),
      (png(header(colour: 3), data, end), "the chunk \"PLTE\" is missing"),
      (png(header(colour: 3), chunk("PLTE", [1, 2]), data, end), "the chunk \"PLTE\" cannot be 2 bytes long"),
      (png(header(colour: 3), palette, palette, data, end), "the chunk \"PLTE\" is not allowed here"),
      (png(header(), chunk("IDAT", stored([5, 10, 20])), end), "a row has the unknown filter 5"),
      (png(header(), chunk("IDAT", stored([0, 10])), end), "the compressed data holds only 2 of 3 bytes"),
      (png(header(), chunk("IDAT", [1, 2, 3]), end), "the compressed data is damaged (zlib status -3)"),
      (png(header(), Array(data.dropLast()) + [0], end), "the checksum of the chunk \"IDAT\" is wrong, at byte 33"),
      (png(header(), [0xFF, 0xFF, 0xFF, 0xFF], "IDAT".bytes), "ends too early: 4294967295 bytes must follow"),
    ] as [([UInt8], String)])
  func bad(bytes: [UInt8], sentence: String) throws {
    let error = try #require(
      formatError { () throws(FormatError) in _ = try PNG.decode(bytes, file: "p.png", inflate: inflate) })
    #expect(error.description.contains(sentence), "\(error)")
  }

  /// What libpng 1.6 (through OpenCV 5) reads with a warning, and what it makes of it.
  @Test(
    "What libpng passes over with a warning",
    arguments: [
      ("a byte after the stream", png(header(), chunk("IDAT", stored([0, 10, 20]) + [0]), end), [10, 20]),
      ("a spare byte of pixels", png(header(), chunk("IDAT", stored([0, 10, 20, 7])), end), [10, 20]),
      ("a spare row", png(header(), chunk("IDAT", stored([0, 10, 20, 0, 1, 2])), end), [10, 20]),
      ("an IDAT too many", png(header(), data, chunk("IDAT", [1, 2, 3]), end), [10, 20]),
      ("data again after a text", png(header(), data, chunk("tEXt", []), data, end), [10, 20]),
      ("an empty IDAT first", png(header(), chunk("IDAT", []), data, end), [10, 20]),
      ("bytes after the end", png(header(), data, end, [1, 2, 3]), [10, 20]),
      ("an end with content", png(header(), data, chunk("IEND", [1])), [10, 20]),
      ("an end with a wrong checksum", png(header(), data, spoiling(end)), [10, 20]),
      ("a text with a wrong checksum", png(header(), spoiling(chunk("tEXt", [65, 0, 66])), data, end), [10, 20]),
      ("transparency with a wrong checksum", png(header(), spoiling(chunk("tRNS", [0, 10])), data, end), [10, 20]),
      ("transparency too long", png(header(), chunk("tRNS", [0, 10, 0]), data, end), [10, 20]),
      ("transparency after the data", png(header(), data, chunk("tRNS", [0, 10]), end), [10, 20]),
      (
        "transparency of a picture with alpha", png(header(1, 1, colour: 4), chunk("tRNS", [0, 10]), opaque, end), [10]
      ),
      ("a palette of greys", png(header(), palette, data, end), [10, 20]),
      ("a palette of greys, damaged", png(header(), spoiling(palette), data, end), [10, 20]),
      ("a palette after the data", png(header(), data, palette, end), [10, 20]),
      (
        "a colour that the palette lacks", png(header(colour: 3), palette, chunk("IDAT", stored([0, 1, 9])), end),
        [5, 0]
      ),
      (
        "transparency before the palette",
        png(header(colour: 3), chunk("tRNS", [0]), palette, chunk("IDAT", stored([0, 1, 1])), end), [5, 5]
      ),
      (
        "transparency of more colours than there are",
        png(header(colour: 3), palette, chunk("tRNS", [0, 0, 0]), chunk("IDAT", stored([0, 1, 1])), end), [5, 5]
      ),
    ] as [(String, [UInt8], [UInt8])])
  func lenient(name: String, bytes: [UInt8], pixels: [UInt8]) throws {
    #expect(try PNG.decode(bytes, file: name, inflate: inflate).pixels == pixels)
  }

  /// Exif data that say nothing but this orientation.
  private static func exif(_ value: Int, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
      return isLittle ? bytes : bytes.reversed()
    }
    let entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
    return (isLittle ? [0x49, 0x49] : [0x4D, 0x4D]) + number(42, 2) + number(8, 4) + number(1, 2) + entry + number(0, 4)
  }

  /// 3×2: 1 2 3 above 4 5 6.
  private static let six = chunk("IDAT", stored([0, 1, 2, 3, 0, 4, 5, 6]))

  @Test("A picture is turned as its Exif data say, wherever they stand", arguments: [true, false])
  func orientation(isLittle: Bool) throws {
    let turned: [(value: Int, width: Int, pixels: [UInt8])] = [
      (0, 3, [1, 2, 3, 4, 5, 6]), (1, 3, [1, 2, 3, 4, 5, 6]), (2, 3, [3, 2, 1, 6, 5, 4]), (3, 3, [6, 5, 4, 3, 2, 1]),
      (4, 3, [4, 5, 6, 1, 2, 3]), (5, 2, [1, 4, 2, 5, 3, 6]), (6, 2, [4, 1, 5, 2, 6, 3]), (7, 2, [6, 3, 5, 2, 4, 1]),
      (8, 2, [3, 6, 2, 5, 1, 4]), (9, 3, [1, 2, 3, 4, 5, 6]),
    ]
    for (value, width, pixels) in turned {
      let exif = Self.exif(value, isLittle: isLittle)
      for bytes in [
        png(header(3, 2), chunk("eXIf", exif), Self.six, end), png(header(3, 2), Self.six, chunk("eXIf", exif), end),
        png(header(3, 2), chunk("eXIf", "Exif\0\0".bytes + exif), Self.six, end),
        png(header(3, 2), chunk("eXIf", exif), chunk("eXIf", Self.exif(3, isLittle: isLittle)), Self.six, end),
      ] {
        let image = try PNG.decode(bytes, file: "p", inflate: inflate)
        #expect((image.width, image.height) == (width, 6 / width), "\(value)")
        #expect(image.pixels == pixels, "\(value)")
      }
    }
  }

  @Test("Exif data that are damaged, cut or lead elsewhere mean upright")
  func damagedOrientation() throws {
    func pixels(_ exif: [UInt8]) throws -> [UInt8] {
      try PNG.decode(png(header(3, 2), exif, Self.six, end), file: "p", inflate: inflate).pixels
    }
    let whole = Self.exif(6, isLittle: false)
    #expect(try pixels(spoiling(chunk("eXIf", whole))) == [1, 2, 3, 4, 5, 6])
    // The value ends at byte 20; what follows it is not needed.
    for count in 0..<20 { #expect(try pixels(chunk("eXIf", Array(whole[..<count]))) == [1, 2, 3, 4, 5, 6]) }
    for index in 4..<8 {
      var elsewhere = whole
      elsewhere[index] = 0xFF
      #expect(try pixels(chunk("eXIf", elsewhere)) == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test("Offsets in the compressed data are reported as offsets in the file")
  func offsets() {
    // Two IDAT chunks; the trouble is at byte 9 of the stream, which is byte 2 of the second chunk.
    let stream = stored([0, 10, 20])
    let bytes = png(header(), chunk("IDAT", Array(stream[..<7])), chunk("IDAT", Array(stream[7...])), end)
    let error = formatError { () throws(FormatError) in
      _ = try PNG.decode(bytes, file: "p") { (_, _, file, _) throws(FormatError) in
        throw FormatError(file: file, offset: 9, problem: .inflate(.corrupt(reason: "here")))
      }
    }
    #expect(error?.offset == 8 + 25 + (12 + 7) + 8 + 2)
  }

  @Test("An inflater that breaks its promise is not believed")
  func lyingInflater() {
    let error = formatError { () throws(FormatError) in
      _ = try PNG.decode(png(header(), data, end), file: "p") { (_, _, _, take) throws(FormatError) in
        try ([0, 1] as [UInt8]).withUnsafeBufferPointer { bytes throws(FormatError) in try take(bytes) }
      }
    }
    #expect(error?.problem == .inflate(.tooShort(expected: 3, actual: 2)))
  }
}
