import Downhill
import DownhillFiles
import DownhillFormats
import DownhillMNIST
import Foundation
import Testing

/// Test digits as people's pictures have them, answered as the clean digit is.
@Suite("Distorted digits")
struct DistortedDigitTests {
  /// `DOWNHILL_DIGITS=1000` tries as many of the test digits; see `Scripts/distorted-digits`.
  private static let digitCount = ProcessInfo.processInfo.environment["DOWNHILL_DIGITS"].flatMap(Int.init) ?? 120

  private struct World {
    let digits: [[UInt8]]
    /// Trained by the seed's settings, from seeds 0 to 2.
    let networks: [Network]

    init() throws {
      let source = DataSource(name: "MNIST", files: MNIST.files)
      let test = try source.load(.test).examples
      digits = (0..<DistortedDigitTests.digitCount).map { test.inputs($0).map { UInt8($0 * 255 + 0.5) } }
      let training = try source.load(.train).examples
      networks = try (0..<3).map { seed in
        let configuration = try TrainingConfiguration(
          architecture: Architecture("784-16-16-10"), seed: UInt64(seed))
        let trainer = try Trainer(configuration, examples: training, heldOut: [])
        try trainer.run { _ in .proceed }
        return trainer.network
      }
    }
  }

  private static let world = Result { try World() }

  @Test("are answered as the clean ones", arguments: Distortion.all)
  func answers(_ distortion: Distortion) throws {
    let world = try Self.world.get()
    let predictors = world.networks.map { Predictor($0) }
    var generator = SeededGenerator(state: 20)
    var (same, total) = (0, 0)
    for digit in world.digits {
      let image = distortion.apply(digit, &generator)
      let prepared = try? prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
      for predictor in predictors {
        total += 1
        if let prepared, try Self.answer(predictor, prepared.pixels) == Self.answer(predictor, digit) { same += 1 }
      }
    }
    print("\(distortion.name): \(same) of \(total) answers are those to the clean digit")
    #expect(same * 100 >= total * distortion.goal, "\(same) of \(total)")
  }

  private static func answer(_ predictor: Predictor, _ pixels: [UInt8]) throws -> Int {
    let outputs = try predictor.outputs(pixels)
    return outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
  }

  // MARK: What cannot be read

  /// Where they nearly touch, a narrow pair may be one broken digit.
  @Test("Two digits one above the other get a sentence", arguments: [(10, 13), (60, 18)])
  func stackedDigits(gap: Int, least: Int) throws {
    let digits = try Self.world.get().digits
    var refused = 0
    for index in 0..<20 {
      // Cut to their ink, which is 200 rows high or less.
      let (upper, lower) = (Sheet(digits[2 * index], scale: 10), Sheet(digits[2 * index + 1], scale: 10))
      let (top, bottom) = (upper.cropped(rows: upper.box.rows, columns: 0..<upper.width), lower.box)
      var both = top.padded(top: 30, bottom: gap + bottom.rows.count + 30, left: 8, right: 8)
      for row in bottom.rows {
        for column in 0..<280 {
          both.darken(30 + top.height + gap + row - bottom.rows.lowerBound, column + 8, to: lower[row, column])
        }
      }
      let image = Print().image(both)
      do {
        _ = try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
      } catch {
        if error.description.contains("two digits") { refused += 1 }
      }
    }
    #expect(refused >= least, "\(refused) of 20")
  }

  @Test("A line under the digit is no digit")
  func underlined() throws {
    let world = try Self.world.get()
    let predictor = Predictor(world.networks[0])
    var same = 0
    for digit in world.digits.prefix(40) {
      let sheet = Sheet(digit, scale: 10).padded(60)
      var lined = sheet
      let (row, columns) = (sheet.box.rows.upperBound + 25, sheet.box.columns)
      for y in row..<row + 8 {
        for x in max(columns.lowerBound - 80, 8)..<min(columns.upperBound + 80, sheet.width - 8) {
          lined.darken(y, x, to: 255)
        }
      }
      let image = Print().image(lined)
      let found = try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
      if try Self.answer(predictor, found.pixels) == Self.answer(predictor, digit) { same += 1 }
    }
    #expect(same >= 38, "\(same) of 40")
  }

  @Test("What is small for its picture is not called blank")
  func small() throws {
    let digit = try Self.world.get().digits[0]
    let image = Print().image(Sheet(digit, scale: 2).padded(700))
    #expect {
      try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
    } throws: { "\($0)".contains("p: no digit was found") }
  }

  @Test("Two digits side by side get a sentence")
  func twoDigits() throws {
    let digits = try Self.world.get().digits
    var refused = 0
    for index in 0..<20 {
      let (left, right) = (Sheet(digits[2 * index], scale: 4), Sheet(digits[2 * index + 1], scale: 4))
      var both = left.padded(top: 8, bottom: 8, left: 8, right: 112 + 8)
      for row in 0..<112 {
        for column in 0..<112 { both.darken(row + 8, column + 120, to: right[row, column]) }
      }
      let image = Print().image(both)
      do {
        _ = try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
      } catch {
        if error.description.contains("two digits") { refused += 1 }
      }
    }
    #expect(refused >= 18, "\(refused) of 20")
  }

  @Test("A digit that the picture's edge cuts gets a sentence", arguments: 0..<4)
  func cut(side: Int) throws {
    let digits = try Self.world.get().digits
    var refused = 0
    for index in 0..<20 {
      let sheet = Sheet(digits[index], scale: 4).padded(16)
      let box = sheet.box
      let (rows, columns) = (0..<sheet.height, 0..<sheet.width)
      let (height, width) = (box.rows.count / 3, box.columns.count / 3)
      let cut =
        switch side {
        case 0: sheet.cropped(rows: box.rows.lowerBound + height..<rows.upperBound, columns: columns)
        case 1: sheet.cropped(rows: 0..<box.rows.upperBound - height, columns: columns)
        case 2: sheet.cropped(rows: rows, columns: box.columns.lowerBound + width..<columns.upperBound)
        default: sheet.cropped(rows: rows, columns: 0..<box.columns.upperBound - width)
        }
      let image = Print().image(cut)
      do {
        _ = try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
      } catch {
        if error.description.contains("touches the edge") { refused += 1 }
      }
    }
    #expect(refused >= 17, "\(refused) of 20")
  }

  @Test("A blank sheet, also a noisy or unevenly lit one, is blank", arguments: [0, 1, 2])
  func blank(kind: Int) {
    var generator = SeededGenerator(state: 4)
    let pixels = (0..<80 * 60).map { index in
      switch kind {
      case 0: UInt8(200)
      case 1: UInt8(200 + generator.below(9))
      default: UInt8(120 + index % 80)
      }
    }
    #expect {
      try prepare(GreyImage(width: 80, height: 60, pixels: pixels))
    } throws: { "\($0)".contains("p: the picture is blank") }
  }

  @Test("A picture of twelve million pixels is looked at in a smaller one")
  func large() throws {
    let digit = try Self.world.get().digits[0]
    let sheet = Sheet(digit, scale: 100).padded(top: 0, bottom: 200, left: 700, right: 500)
    let image = Print(paper: 210, pen: 60).image(sheet)
    let prepared = try prepare(GreyImage(width: image.width, height: image.height, pixels: image.pixels))
    let difference = zip(prepared.pixels, digit).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    // A shift by one pixel would be 15.
    #expect(Double(difference) / 784 < 6)
  }

  private func prepare(_ image: GreyImage) throws(PictureError) -> PreparedPicture {
    try PreparedPicture(image, shape: PictureShape(rows: 28, columns: 28), manner: .mnist, by: .mnist, file: "p")
  }
}
