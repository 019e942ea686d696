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
      (png(header(), data, chunk("tEXt", []), data, end), "the chunk \"IDAT\" is not allowed here"),
      (png(header(), palette, data, end), "the chunk \"PLTE\" is not allowed here"),
      (png(header(colour: 3), data, end), "the chunk \"PLTE\" is missing"),
      (png(header(colour: 3), chunk("PLTE", [1, 2]), data, end), "the chunk \"PLTE\" cannot be 2 bytes long"),
      (png(header(colour: 3), palette, palette, data, end), "the chunk \"PLTE\" is not allowed here"),
      (png(header(colour: 3), palette, data, end), "a pixel has colour 10 of a palette of 2 colours"),
      (png(header(colour: 3), chunk("tRNS", [1]), palette, data, end), "the chunk \"tRNS\" is not allowed here"),
      (png(header(colour: 3), palette, chunk("tRNS", [1, 2, 3]), data, end), "\"tRNS\" cannot be 3 bytes long"),
      (png(header(colour: 4), chunk("tRNS", [1, 2]), data, end), "the chunk \"tRNS\" is not allowed here"),
      (png(header(), chunk("IDAT", stored([5, 10, 20])), end), "a row has the unknown filter 5"),
      (png(header(), chunk("IDAT", stored([0, 10])), end), "the compressed data holds only 2 of 3 bytes"),
      (png(header(), chunk("IDAT", stored([0, 1, 2, 3])), end), "holds more than the 3 bytes promised"),
      (png(header(), chunk("IDAT", [1, 2, 3]), end), "the compressed data is damaged (zlib status -3)"),
      (png(header(), Array(data.dropLast()) + [0], end), "the checksum of the chunk \"IDAT\" is wrong, at byte 33"),
      (png(header(), [0xFF, 0xFF, 0xFF, 0xFF], "IDAT".bytes), "ends too early: 4294967295 bytes must follow"),
    ] as [([UInt8], String)])
  func bad(bytes: [UInt8], sentence: String) throws {
    let error = try #require(
      formatError { () throws(FormatError) in _ = try PNG.decode(bytes, file: "p.png", inflate: inflate) })
    #expect(error.description.contains(sentence), "\(error)")
  }

  @Test("An inflater that breaks its promise is not believed")
  func lyingInflater() {
    let error = formatError { () throws(FormatError) in
      _ = try PNG.decode(png(header(), data, end), file: "p") { (_, _, _) throws(FormatError) in [0, 1] }
    }
    #expect(error?.problem == .inflate(.tooShort(expected: 3, actual: 2)))
  }
}
