import DownhillFormats
import Testing

private func file(_ header: String, _ samples: [UInt8] = []) -> [UInt8] {
  header.bytes + samples
}

@Suite("PGM")
struct PGMTests {
  @Test(
    "Pictures",
    arguments: [
      (file("P2 3 1 255 0 128 255"), 3, [0, 128, 255]),
      (file("P2\n# a comment\n3 # wide\n1\n255\n0 # black\n128 255\n"), 3, [0, 128, 255]),
      (file("P2 3 1 15 0 7 15"), 3, [0, 119, 255]),
      (file("P2 2 1 65535 0 65535"), 2, [0, 255]),
      (file("P5 3 1 255\n", [0, 10, 255]), 3, [0, 10, 255]),
      (file("P5 1 1 255\n", [10]), 1, [10]),
      (file("P5 2 2 100 ", [0, 50, 100, 1]), 2, [0, 128, 255, 3]),
      (file("P5 2 1 65535\n", [0x80, 0x00, 0xFF, 0xFF]), 2, [128, 255]),
      (file("P5 1 1 256\n", [0x01, 0x00]), 1, [255]),
      (file("P5 1 1 255\n#"), 1, [35]),
      // Above the largest sample there is nothing lighter.
      (file("P5 2 1 100\n", [100, 101]), 2, [255, 255]),
      // Of several pictures only the first is read.
      (file("P5 2 1 255\n", [1, 2] + "P5 2 1 255\n".bytes + [3, 4]), 2, [1, 2]),
      (file("P5 2 1 255\n", [1, 2, 3]), 2, [1, 2]),
      (file("P2 2 1 255 1 2 3"), 2, [1, 2]),
      (file("P2 2 1 255 1 2 hello"), 2, [1, 2]),
      (file("P4 2 1\n", [0x80, 0]), 2, [0, 255]),
      (file("P5#c\n2 1 255\n", [1, 2]), 2, [1, 2]),
      (file("P5 2#c\n1 255\n", [1, 2]), 2, [1, 2]),
      (file("P5 2 1 255#c\n", [1, 2]), 2, [1, 2]),
      (file("P5 #a\r2 1 255\n", [1, 2]), 2, [1, 2]),
      (file("P5\r\n2 1\r\n255\n", [1, 2]), 2, [1, 2]),
      (file("P5\t2\u{B}1\u{C}255\t", [1, 2]), 2, [1, 2]),
      (file("P5 002 01 0255\n", [1, 2]), 2, [1, 2]),
      (file("P5 2 1 1\n", [0, 1]), 2, [0, 255]),
      (file("P5 2 1 300\n", [0, 150, 1, 44]), 2, [128, 255]),
      (file("P2 2 1 255 1 # x\n 2"), 2, [1, 2]),
      (file("P1 2 1 # c\n1 # d\n0"), 2, [0, 255]),
      (file("P1 3 2 101 0 1 0"), 3, [0, 255, 0, 255, 0, 255]),
      (file("P4 10 1\n", [0b1010_0000, 0b0100_0000]), 10, [0, 255, 0, 255, 255, 255, 255, 255, 255, 0]),
      (file("P3 2 1 255 255 0 0 0 255 0"), 2, [76, 150]),
      (file("P6 1 1 255\n", [0, 0, 255]), 1, [29]),
    ] as [([UInt8], Int, [UInt8])])
  func pictures(bytes: [UInt8], width: Int, pixels: [UInt8]) throws {
    let image = try GreyImage.decode(bytes, file: "p", inflate: inflate)
    #expect(image == GreyImage(width: width, height: pixels.count / width, pixels: pixels))
  }

  @Test(
    "Bad files",
    arguments: [
      (file("P7\n"), "found something else"),
      (file("P5 "), "ends too early: 1 byte must follow, 0 do, at byte 3"),
      (file("P5 x 3 255\n"), "a number is missing, at byte 3"),
      (file("P5 0 3 255\n"), "pictures of 3×0 pixels"),
      (file("P5 3 -3 255\n"), "a number is missing, at byte 5"),
      (file("P5 99999999999999999999 3 255\n"), "a number is too large, at byte 3"),
      (file("P5 100000 100000 255\n"), "at most 67108864 pixels are read"),
      (file("P5 8000 8000 255\n", [1, 2, 3]), "64000000 bytes must follow, 3 do, at byte 17"),
      (file("P2 8000 8000 255\n1 2"), "127999999 bytes must follow, 3 do"),
      (file("P5 2 1 0\n", [1, 2]), "the picture's largest sample is 0, not 1…65535"),
      (file("P5 2 1 65536\n", [1, 2, 3, 4]), "the picture's largest sample is 65536, not 1…65535"),
      (file("P2 2 1 100 1 101"), "a sample of 101 where at most 100 is allowed"),
      (file("P2 2 1 255 1  "), "ends too early"),
      (file("P1 2 1 12"), "a number is missing, at byte 8"),
      (file("P4 9 2\n", [1, 2, 3]), "4 bytes must follow, 3 do, at byte 7"),
      (file("P5 1 1 255"), "1 byte must follow, 0 do, at byte 10"),
      (file("P5 1 1 255x"), "a number is missing, at byte 10"),
    ] as [([UInt8], String)])
  func bad(bytes: [UInt8], sentence: String) throws {
    let error = try #require(formatError { () throws(FormatError) in _ = try PGM.decode(bytes, file: "p.pgm") })
    #expect(error.description.contains(sentence), "\(error)")
  }
}
