import DownhillFormats
import Testing

@Suite("DigitNormalization")
struct DigitNormalizationTests {
  private let digits: [GreyImage]

  init() throws {
    let images = try IDX.images(try oracle("mnist-first-20.idx"), file: "mnist")
    digits = (0..<images.count).map { index in
      let start = images.pixelOffset + index * 784
      return GreyImage(width: 28, height: 28, pixels: Array(images.bytes[start..<start + 784]))
    }
  }

  @Test("MNIST's own digits stay as they are, bit by bit")
  func fixedPoints() throws {
    for digit in digits {
      let normalized = try DigitNormalization.normalize(digit)
      #expect(normalized.pixels == digit.pixels)
      #expect(!normalized.inverted)
      #expect(normalized.rows == 28 && normalized.columns == 28)
    }
  }

  @Test("Dark ink on light paper is inverted")
  func inverted() throws {
    for digit in digits {
      let negative = GreyImage(width: 28, height: 28, pixels: digit.pixels.map { 255 - $0 })
      let normalized = try DigitNormalization.normalize(negative)
      #expect(normalized.pixels == digit.pixels)
      #expect(normalized.inverted)
    }
  }

  @Test("A digit eight times as large, off centre, comes back as it was")
  func enlarged() throws {
    for digit in digits {
      let normalized = try DigitNormalization.normalize(placed(digit, scale: 8, width: 400, height: 300))
      // Averaging 8×8 equal pixels gives their level again.
      #expect(normalized.pixels == digit.pixels)
    }
  }

  /// Faint, noisy, unevenly lit, with a speck: what a camera makes of it.
  @Test("A photograph comes back nearly as it was")
  func photograph() throws {
    var generator = SeededGenerator(state: 3)
    var error = 0
    for digit in digits {
      let ink = placed(digit, scale: 8, width: 320, height: 280)
      let pixels = ink.pixels.enumerated().map { index, level in
        let (row, column) = (index / 320, index % 320)
        let paper = 190 - column / 10 + row / 20 + generator.below(11) - 5
        let speck = row == 270 && (310..<313).contains(column)
        return UInt8(max(paper - Int(level) / 2 - (speck ? 120 : 0), 0))
      }
      let normalized = try DigitNormalization.normalize(GreyImage(width: 320, height: 280, pixels: pixels))
      #expect(normalized.inverted)
      error += zip(normalized.pixels, digit.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    }
    // Measured: 2.3, from the margin that is taken off the ink's edges. A shift by one pixel alone would cost 15.
    let mean = Double(error) / Double(784 * digits.count)
    #expect(mean < 3, "\(mean)")
  }

  @Test("A single dot grows to 20×20 around the centre")
  func dot() throws {
    var pixels = [UInt8](repeating: 255, count: 25)
    pixels[12] = 0
    let normalized = try DigitNormalization.normalize(GreyImage(width: 5, height: 5, pixels: pixels))
    for row in 0..<28 {
      for column in 0..<28 {
        let isInk = (4..<24).contains(row) && (4..<24).contains(column)
        #expect(normalized.pixels[row * 28 + column] == (isInk ? 255 : 0))
      }
    }
  }

  @Test("Long and thin drawings keep their proportions and stay inside", arguments: [(60, 3), (3, 60), (1, 400)])
  func thin(width: Int, height: Int) throws {
    let picture = GreyImage(
      width: width + 2, height: height + 2,
      pixels: (0..<(width + 2) * (height + 2)).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: width + 2)
        return (1...height).contains(row) && (1...width).contains(column) ? 255 : 0
      })
    let normalized = try DigitNormalization.normalize(picture)
    let ink = normalized.pixels.indices.filter { normalized.pixels[$0] > 0 }
    #expect(Set(ink.map { $0 / 28 }).count == max(min(20 * height / max(width, height), 20), 1))
    #expect(Set(ink.map { $0 % 28 }).count == max(min(20 * width / max(width, height), 20), 1))
  }

  @Test("Other fields", arguments: [(8, 8), (28, 14), (1, 1), (100, 50)])
  func fields(rows: Int, columns: Int) throws {
    let normalized = try DigitNormalization.normalize(digits[0], rows: rows, columns: columns)
    #expect(normalized.pixels.count == rows * columns)
    #expect(normalized.pixels.contains { $0 > 0 })
  }

  @Test(
    "Blank pictures",
    arguments: [
      GreyImage(width: 1, height: 1, pixels: [0]),
      GreyImage(width: 3, height: 3, pixels: [UInt8](repeating: 255, count: 9)),
      GreyImage(width: 3, height: 3, pixels: [200, 201, 200, 199, 210, 200, 200, 200, 202]),
    ])
  func blank(image: GreyImage) throws {
    let error = try #require(
      formatError { () throws(FormatError) in _ = try DigitNormalization.normalize(image, file: "seven.png") })
    #expect(error.description.hasPrefix("seven.png: the picture is blank: nothing on it stands out from the paper."))
  }

  /// The digit, each pixel `scale` × `scale` large, in the upper left corner of a larger field.
  private func placed(_ digit: GreyImage, scale: Int, width: Int, height: Int) -> GreyImage {
    var pixels = [UInt8](repeating: 0, count: width * height)
    for row in 0..<28 * scale {
      for column in 0..<28 * scale {
        pixels[row * width + column] = digit.pixels[row / scale * 28 + column / scale]
      }
    }
    return GreyImage(width: width, height: height, pixels: pixels)
  }
}
