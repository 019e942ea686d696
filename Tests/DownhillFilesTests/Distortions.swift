import Testing

// What people's pictures have beside the digit, in code: each kind with the values that are tried.

/// A digit on a sheet, as ink, before it becomes grey levels.
struct Sheet {
  var width: Int
  var height: Int
  /// Row-major, 0 for paper and 255 for the digit's darkest ink.
  var ink: [Int]

  /// A digit of 28×28 pixels, each `scale` × `scale` large.
  init(_ digit: [UInt8], scale: Int = 1) {
    let side = 28 * scale
    (width, height) = (side, side)
    ink = (0..<side * side).map { Int(digit[$0 / side / scale * 28 + $0 % side / scale]) }
  }

  subscript(row: Int, column: Int) -> Int {
    get { ink[row * width + column] }
    set {
      if (0..<height).contains(row) && (0..<width).contains(column) { ink[row * width + column] = newValue }
    }
  }

  /// The box around all ink above half.
  var box: (rows: Range<Int>, columns: Range<Int>) {
    var (top, bottom, left, right) = (height, 0, width, 0)
    for row in 0..<height {
      for column in 0..<width where self[row, column] > 127 {
        (top, bottom) = (min(top, row), max(bottom, row + 1))
        (left, right) = (min(left, column), max(right, column + 1))
      }
    }
    return (top..<bottom, left..<right)
  }

  /// Paper around it.
  func padded(_ count: Int) -> Sheet { padded(top: count, bottom: count, left: count, right: count) }

  func padded(top: Int, bottom: Int, left: Int, right: Int) -> Sheet {
    var result = self
    result.width += left + right
    result.height += top + bottom
    result.ink = [Int](repeating: 0, count: result.width * result.height)
    for row in 0..<height {
      for column in 0..<width { result[row + top, column + left] = self[row, column] }
    }
    return result
  }

  func cropped(rows: Range<Int>, columns: Range<Int>) -> Sheet {
    var result = self
    (result.width, result.height) = (columns.count, rows.count)
    result.ink = rows.flatMap { row in columns.map { self[row, $0] } }
    return result
  }

  func thresholded() -> Sheet {
    var result = self
    result.ink = ink.map { $0 > 127 ? 255 : 0 }
    return result
  }

  mutating func darken(_ row: Int, _ column: Int, to level: Int) {
    if (0..<height).contains(row) && (0..<width).contains(column) { self[row, column] = max(self[row, column], level) }
  }

  /// Means over squares, three times: nearly a normal distribution's blur.
  func blurred(radius: Int) -> Sheet {
    var result = self
    for _ in 0..<3 { result = result.averaged(radius).turned().averaged(radius).turned() }
    return result
  }

  private func averaged(_ radius: Int) -> Sheet {
    var result = self
    for row in 0..<height {
      for column in 0..<width {
        var sum = 0
        for x in column - radius...column + radius { sum += self[row, min(max(x, 0), width - 1)] }
        result[row, column] = (sum + radius) / (2 * radius + 1)
      }
    }
    return result
  }

  private func turned() -> Sheet {
    var result = self
    (result.width, result.height) = (height, width)
    for row in 0..<height {
      for column in 0..<width { result.ink[column * height + row] = self[row, column] }
    }
    return result
  }
}

/// How ink becomes grey levels.
struct Print: Sendable {
  var paper = 255
  var pen = 0

  static let all = [
    Print(), Print(paper: 0, pen: 255), Print(paper: 225, pen: 60), Print(paper: 30, pen: 170),
    Print(paper: 200, pen: 110),
  ]

  func image(_ sheet: Sheet, light: (_ row: Int, _ column: Int) -> Int = { _, _ in 0 }) -> (
    width: Int, height: Int, pixels: [UInt8]
  ) {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(sheet.ink.count)
    for row in 0..<sheet.height {
      for column in 0..<sheet.width {
        let level = paper + (pen - paper) * sheet[row, column] / 255 + light(row, column)
        pixels.append(UInt8(min(max(level, 0), 255)))
      }
    }
    return (sheet.width, sheet.height, pixels)
  }
}

/// One kind of distortion; a draw of the generator chooses its values.
struct Distortion: Sendable, CustomTestStringConvertible {
  let name: String
  /// How many of a hundred digits must be answered as the clean picture is.
  var goal = 95
  let apply:
    @Sendable (_ digit: [UInt8], _ generator: inout SeededGenerator) -> (width: Int, height: Int, pixels: [UInt8])

  private static func scale(_ generator: inout SeededGenerator) -> Int { [1, 4, 10][generator.below(3)] }
  private static func print(_ generator: inout SeededGenerator) -> Print { Print.all[generator.below(Print.all.count)] }

  var testDescription: String { name }

  static let all: [Distortion] = [specks, onePixel, noise, halos, ringing, corners, tight, crops, boxes, lined, light]

  static let specks = Distortion(name: "specks") { digit, generator in
    let scale = scale(&generator)
    var sheet = Sheet(digit, scale: scale).padded(scale * generator.below(6))
    // Of one tenth to a whole of a stroke's thickness.
    let size = max(1, scale * [1, 2, 5, 10, 15][generator.below(5)] / 10)
    let clear = Sheet(sheet.ink, sheet.width, sheet.height).blurredReach(2 * scale)
    for _ in 0...[0, 1, 4, 11][generator.below(4)] {
      let (row, column) = (generator.below(sheet.height - size + 1), generator.below(sheet.width - size + 1))
      // A dot on the digit is another digit.
      if clear[min(row + size / 2, sheet.height - 1) * sheet.width + min(column + size / 2, sheet.width - 1)] {
        continue
      }
      let level = [255, 200, 120][generator.below(3)]
      for y in row..<row + size { for x in column..<column + size { sheet.darken(y, x, to: level) } }
    }
    return print(&generator).image(sheet)
  }

  static let onePixel = Distortion(name: "one pixel") { digit, generator in
    let scale = scale(&generator)
    var image = print(&generator).image(Sheet(digit, scale: scale).padded(scale * generator.below(4)))
    let index = generator.below(image.width) + generator.below(2) * (image.height - 1) * image.width
    let change = [1, -1, 3, 40, -40][generator.below(5)]
    image.pixels[index] = UInt8(min(max(Int(image.pixels[index]) + change, 0), 255))
    return image
  }

  static let noise = Distortion(name: "noise") { digit, generator in
    let sheet = Sheet(digit, scale: scale(&generator)).padded(2)
    let width = [2, 6, 15][generator.below(3)]
    var image = Print(paper: 205, pen: 60).image(sheet)
    for index in image.pixels.indices {
      let change = (generator.below(2 * width + 1) + generator.below(2 * width + 1)) / 2 - width
      image.pixels[index] = UInt8(min(max(Int(image.pixels[index]) + change, 0), 255))
    }
    return image
  }

  static let halos = Distortion(name: "halos") { digit, generator in
    let scale = [4, 10][generator.below(2)]
    let sheet = Sheet(digit, scale: scale).padded(scale * (1 + generator.below(4)))
    let radius = max(1, scale * [1, 2, 4, 5][generator.below(4)] / 10)
    var soft = sheet.blurred(radius: radius)
    switch generator.below(3) {
    case 0: break
    // A faint rim around sharp strokes.
    case 1:
      let wide = sheet.blurred(radius: radius * 2)
      for index in soft.ink.indices { soft.ink[index] = max(sheet.ink[index], wide.ink[index] / 3) }
    // Sharpened too much: lighter than paper beside strokes.
    default:
      for index in soft.ink.indices { soft.ink[index] = sheet.ink[index] + (sheet.ink[index] - soft.ink[index]) / 2 }
    }
    let printed = [Print(paper: 225, pen: 60), Print(paper: 30, pen: 170), Print(), Print(paper: 0, pen: 255)][
      generator.below(4)]
    return printed.image(soft)
  }

  /// What JPEG does: the lower frequencies of each 8×8 block, in coarse steps.
  /// A little short of the others' goal: quantized as coarsely as this, thin strokes of 28×28 pixels are others.
  static let ringing = Distortion(name: "ringing", goal: 94) { digit, generator in
    let image = print(&generator).image(
      Sheet(digit, scale: [1, 4, 10][generator.below(3)]).padded(2 + generator.below(9)))
    return quantized(image, step: [10, 20, 40][generator.below(3)])
  }

  static let corners = Distortion(name: "corners") { digit, generator in
    let scale = scale(&generator)
    var sheet = Sheet(digit, scale: scale).padded(scale * (2 + generator.below(7)))
    let size = sheet.width * [15, 20, 25, 30][generator.below(4)] / 100
    let level = [255, 200, 140, 90][generator.below(4)]
    let isSquare = generator.below(3) == 0
    let corner = generator.below(4)
    for y in 0..<size {
      for x in 0..<size where isSquare ? x * 2 < size && y * 2 < size : x + y < size {
        let (row, column) = (corner & 1 == 0 ? y : sheet.height - 1 - y, corner & 2 == 0 ? x : sheet.width - 1 - x)
        sheet.darken(row, column, to: level)
      }
    }
    return print(&generator).image(sheet)
  }

  static let tight = Distortion(name: "tight crops") { digit, generator in
    let scale = scale(&generator)
    var sheet = Sheet(digit, scale: scale)
    let box = sheet.box
    if generator.below(2) == 0 { sheet = sheet.thresholded() }
    sheet = sheet.cropped(rows: box.rows, columns: box.columns)
    if generator.below(3) == 0 { sheet = sheet.padded(1) }
    return print(&generator).image(sheet)
  }

  static let crops = Distortion(name: "crops by hand") { digit, generator in
    let scale = scale(&generator)
    let sheet = Sheet(digit, scale: scale)
    let box = sheet.box
    func room() -> Int { generator.below(3 * scale + 1) }
    let cut = sheet.cropped(rows: box.rows, columns: box.columns)
      .padded(top: room(), bottom: room(), left: room(), right: room())
    return print(&generator).image(generator.below(2) == 0 ? cut : cut.thresholded())
  }

  static let boxes = Distortion(name: "boxes", goal: 80) { digit, generator in
    let scale = scale(&generator)
    let sheet = Sheet(digit, scale: scale)
    let box = sheet.box
    let gap = scale * [1, 2, 4, 7][generator.below(4)]
    let line = max(1, scale * [3, 6, 10, 20][generator.below(4)] / 10)
    // The box may be askew, and there may be paper around it.
    let outside = scale * [0, 1, 5][generator.below(3)]
    let cut = sheet.cropped(rows: box.rows, columns: box.columns)
    let isSquare = generator.below(2) == 0
    let side = max(cut.width, cut.height)
    let across = (isSquare ? side - cut.width : 0) / 2
    let down = (isSquare ? side - cut.height : 0) / 2
    let edge = gap + line + outside
    var result = cut.padded(top: edge + down, bottom: edge + down, left: edge + across, right: edge + across)
    let level = [255, 180, 110][generator.below(3)]
    let skew = scale > 1 ? generator.below(5) - 2 : 0
    let (right, bottom) = (result.width - 1 - outside, result.height - 1 - outside)
    for thick in 0..<line {
      for x in outside...right {
        let slope = skew * (x - result.width / 2) / 100
        result.darken(outside + thick + slope, x, to: level)
        result.darken(bottom - thick + slope, x, to: level)
      }
      for y in outside...bottom {
        let slope = skew * (y - result.height / 2) / 100
        result.darken(y, outside + thick - slope, to: level)
        result.darken(y, right - thick - slope, to: level)
      }
    }
    return print(&generator).image(result)
  }

  static let lined = Distortion(name: "lined paper", goal: 80) { digit, generator in
    let scale = scale(&generator)
    var sheet = Sheet(digit, scale: scale).padded(
      top: scale * generator.below(6), bottom: scale * generator.below(6), left: scale * (2 + generator.below(8)),
      right: scale * (2 + generator.below(8)))
    let spacing = scale * [8, 12, 20, 26][generator.below(4)]
    let line = max(1, scale * [2, 5, 10][generator.below(3)] / 10)
    let level = [255, 160, 90][generator.below(3)]
    let skew = scale > 1 ? generator.below(5) - 2 : 0
    var top = generator.below(spacing)
    while top < sheet.height {
      for x in 0..<sheet.width {
        for thick in 0..<line { sheet.darken(top + thick + skew * (x - sheet.width / 2) / 100, x, to: level) }
      }
      top += spacing
    }
    return print(&generator).image(sheet)
  }

  static let light = Distortion(name: "uneven light") { digit, generator in
    let scale = scale(&generator)
    let sheet = Sheet(digit, scale: scale).padded(scale * (1 + generator.below(10)))
    let fall = [20, 60, 110][generator.below(3)]
    let kind = generator.below(3)
    return Print(paper: 215, pen: 95).image(sheet) { row, column in
      let x = 200 * column / sheet.width - 100
      let y = 200 * row / sheet.height - 100
      switch kind {
      case 0: return fall * x / 200
      case 1: return fall * (x + y) / 400
      default: return -fall * (x * x + y * y) / 40_000
      }
    }
  }

  // MARK: Help

  private static func quantized(
    _ image: (width: Int, height: Int, pixels: [UInt8]), step: Double
  ) -> (width: Int, height: Int, pixels: [UInt8]) {
    var result = image
    var waves = [Double](repeating: 0, count: 64)
    for u in 0..<8 {
      let scale: Double = u == 0 ? 0.353553390593 : 0.5
      for x in 0..<8 { waves[8 * u + x] = cosine(Double((2 * x + 1) * u) / 16) * scale }
    }
    /// One pass over the rows of a block, handed back turned; by the transposed waves for the way back.
    func transformed(_ block: [Double], back: Bool) -> [Double] {
      var turned = [Double](repeating: 0, count: 64)
      for row in 0..<8 {
        for u in 0..<8 {
          var sum = 0.0
          for x in 0..<8 { sum += block[8 * row + x] * (back ? waves[8 * x + u] : waves[8 * u + x]) }
          turned[8 * u + row] = sum
        }
      }
      return turned
    }
    for top in stride(from: 0, to: image.height, by: 8) {
      for left in stride(from: 0, to: image.width, by: 8) {
        var block: [Double] = []
        for y in 0..<8 {
          for x in 0..<8 {
            let index = min(top + y, image.height - 1) * image.width + min(left + x, image.width - 1)
            block.append(Double(image.pixels[index]) - 128)
          }
        }
        block = transformed(transformed(block, back: false), back: false)
        for index in 0..<64 {
          let width = step * (1 + Double(index / 8 + index % 8) / 3)
          block[index] = (block[index] / width).rounded() * width
        }
        block = transformed(transformed(block, back: true), back: true)
        for y in 0..<min(8, image.height - top) {
          for x in 0..<min(8, image.width - left) {
            result.pixels[(top + y) * image.width + left + x] = UInt8(min(max(block[8 * y + x] + 128, 0), 255))
          }
        }
      }
    }
    return result
  }

  /// The cosine of a multiple of π.
  private static func cosine(_ turns: Double) -> Double {
    var x = turns - 2 * (turns / 2).rounded()
    x *= 3.14159265358979
    var (term, sum) = (1.0, 1.0)
    for n in 1...14 {
      term *= -x * x / Double((2 * n - 1) * 2 * n)
      sum += term
    }
    return sum
  }
}

extension Sheet {
  init(_ ink: [Int], _ width: Int, _ height: Int) {
    (self.ink, self.width, self.height) = (ink, width, height)
  }

  /// Whether ink lies within `reach` of each pixel.
  func blurredReach(_ reach: Int) -> [Bool] {
    var isNear = [Bool](repeating: false, count: ink.count)
    for row in 0..<height {
      for column in 0..<width where self[row, column] > 60 {
        for y in max(row - reach, 0)...min(row + reach, height - 1) {
          for x in max(column - reach, 0)...min(column + reach, width - 1) { isNear[y * width + x] = true }
        }
      }
    }
    return isNear
  }
}
