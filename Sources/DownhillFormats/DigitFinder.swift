/// Finds the single digit in a photograph or scan, and removes paper, lighting, dirt, tables, boxes and ruled lines.
struct DigitFinder {
  /// The digit's ink, cut out.
  let ink: Ink
  /// Whether it is darker than its paper.
  let isDark: Bool

  /// Photographs are reduced to at most this side.
  static let sideLimit = 640

  /// Why there is no digit to be read.
  enum Trouble: Error, Equatable {
    /// Nothing stands out from the paper.
    case blank
    /// What stands out is no digit.
    case noDigit
    case severalDigits
    case touchesEdge
  }

  init(_ image: GreyImage) throws(Trouble) {
    let image = image.reduced(to: Self.sideLimit)
    var levels = InkLevels(image)
    var isOut = [Bool](repeating: false, count: levels.levels.count)
    // Something dark that is not a digit, such as a table, may hide fainter ink: then it is left out, and the rest
    // examined again.
    for round in 0..<3 {
      let mask: InkMask
      do throws(Trouble) { mask = try levels.mask(without: isOut) } catch { throw round > 0 ? .noDigit : error }
      switch DigitChoice(mask, levels) {
      case .digit(let patches, let rest):
        (ink, isDark) = (Self.cut(patches, rest, levels), levels.isDark)
        return
      case .nothing(let passedOver, let why):
        guard !passedOver.isEmpty else { throw why }
        let reach = max(1, max(image.width, image.height) / 100)
        let isNear = mask.surroundings(of: passedOver, reach: reach)
        for index in isOut.indices where isNear[index] { isOut[index] = true }
        levels = InkLevels(image)
      }
    }
    throw .noDigit
  }

  /// The ink of the chosen patches, with the soft edges of their strokes, at full contrast.
  private static func cut(_ patches: [InkMask.Patch], _ mask: InkMask, _ levels: InkLevels) -> Ink {
    let rows = patches.map { $0.rows.lowerBound }.min()!..<patches.map { $0.rows.upperBound }.max()!
    let columns = patches.map { $0.columns.lowerBound }.min()!..<patches.map { $0.columns.upperBound }.max()!
    let size = max(rows.count, columns.count)
    let reach = max(1, (size + 10) / 20)
    var isNear = mask.surroundings(of: patches, reach: reach)
    // A removed neighbour's soft edges are not the digit's.
    for index in isNear.indices where mask.isInk[index] { isNear[index] = false }
    for patch in patches { for pixel in patch.pixels { isNear[pixel] = true } }

    let inked = patches.flatMap { $0.pixels.map { levels.levels[$0] } }.sorted()
    let peak = inked[min(inked.count * 9 / 10, inked.count - 1)]
    let margin = min(2.5 * levels.noise, peak / 3)
    let stretch = peak >= 224 && margin == 0 ? 1 : 255 / (peak - margin)
    var ink = Ink(width: mask.width, height: mask.height, levels: levels.levels)
    for index in ink.levels.indices {
      ink.levels[index] = isNear[index] ? min(max(levels.levels[index] - margin, 0) * stretch, 255) : 0
      if ink.levels[index] < 13 { ink.levels[index] = 0 }
    }
    return ink.cropped(to: ink.boundingBox ?? Ink.Box(rows: rows, columns: columns))
  }
}

extension InkLevels {
  /// What stands out from the paper by at least two fifths of what stands out most. Throws `.blank`.
  mutating func mask(without isOut: [Bool]) throws(DigitFinder.Trouble) -> InkMask {
    let (dark, light) = extremes(without: isOut)
    let isDarker = dark >= light
    let extreme = isDarker ? dark : light
    guard extreme >= Self.leastContrast else { throw hasSpecks ? .noDigit : .blank }
    let half = 0.5 * extreme
    var mask = InkMask(
      width: width, height: height, isInk: levels.map { isDarker ? $0 < -half : $0 > half })
    var isPaper = mask.isInk.map { !$0 }
    if mask.isPaper {
      // What stands out is the paper that a tightly cut digit leaves.
      swap(&mask.isInk, &isPaper)
      setInk(dark: !isDarker, isPaper: isPaper)
    } else {
      setInk(dark: isDarker, isPaper: isPaper)
    }
    guard extreme > 4 * noise else { throw .blank }
    for index in isOut.indices where isOut[index] { mask.isInk[index] = false }
    return mask
  }
}

extension InkMask {
  /// Whether the smaller part of a picture, taken as ink, is really the paper around a tightly cut digit: a digit in
  /// one piece that reaches all sides cuts its paper to pieces.
  fileprivate var isPaper: Bool {
    let share = Float(isInk.reduce(0) { $0 + ($1 ? 1 : 0) }) / Float(isInk.count)
    let isNarrow = width * 20 < height * 9
    guard isNarrow || share > 0.3 else { return false }
    let corners = [0, width - 1, (height - 1) * width, height * width - 1]
    guard corners.reduce(0, { $0 + (isInk[$1] ? 1 : 0) }) >= 2 else { return false }
    let other = InkMask(width: width, height: height, isInk: isInk.map { !$0 })
    let (mine, others) = (patches(), other.patches())
    guard let largest = mine.first, let opposite = others.first else { return false }
    if largest.touched == .all && opposite.touched.isEmpty {
      // A ring: paper left around a thick digit, or a box with a digit in it.
      return mine.dropFirst().allSatisfy { $0.height * 20 < height * 9 }
    }
    guard opposite.touched == .all else { return false }
    if isNarrow && !largest.touched.isSuperset(of: [.top, .bottom]) { return true }
    let mineShare = Float(largest.area) / Float(mine.reduce(0) { $0 + $1.area })
    let othersShare = Float(opposite.area) / Float(others.reduce(0) { $0 + $1.area })
    return mineShare < 0.75 && othersShare > 0.9
  }
}
