/// A box drawn around a digit, as on forms; the digit may touch it.
struct InkFrame {
  private let patch: InkMask.Patch
  /// How far its sides may lie inside its bounding box: it may be askew or drawn by hand.
  private let depth: Int

  /// The patch as a frame, or nil if it has not four straight sides and corners.
  init?(_ patch: InkMask.Patch, in mask: InkMask) {
    self.patch = patch
    let short = min(patch.width, patch.height)
    depth = max(2, short / 12)
    guard short >= 10, patch.fill < 0.6 else { return nil }
    var isInk = [Bool](repeating: false, count: patch.height * patch.width)
    for pixel in patch.pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: mask.width)
      isInk[(row - patch.rows.lowerBound) * patch.width + column - patch.columns.lowerBound] = true
    }
    self.isInk = isInk
    guard hasCorners, Side.allCases.allSatisfy({ coverage($0) >= 0.88 }) else { return nil }
  }

  /// The patch alone, in its bounding box.
  private var isInk: [Bool] = []

  private enum Side: CaseIterable {
    case top, bottom, left, right
  }

  /// The pixels from a side inwards, at a position along it.
  private func index(_ side: Side, along: Int, inward: Int) -> Int {
    switch side {
    case .top: inward * patch.width + along
    case .bottom: (patch.height - 1 - inward) * patch.width + along
    case .left: along * patch.width + inward
    case .right: along * patch.width + patch.width - 1 - inward
    }
  }

  private func length(_ side: Side) -> Int {
    switch side {
    case .top, .bottom: patch.width
    case .left, .right: patch.height
    }
  }

  /// How far inwards the side's ink begins at a position along it, and how far it goes; nil if it begins too deep.
  private func run(_ side: Side, along: Int) -> Range<Int>? {
    let across = side == .top || side == .bottom ? patch.height : patch.width
    guard let start = (0...depth).first(where: { isInk[index(side, along: along, inward: $0)] }) else { return nil }
    var end = start + 1
    while end < across && isInk[index(side, along: along, inward: end)] { end += 1 }
    return start..<end
  }

  private func coverage(_ side: Side) -> Float {
    let length = length(side)
    let covered = (0..<length).reduce(0) { $0 + (run(side, along: $1) == nil ? 0 : 1) }
    return Float(covered) / Float(length)
  }

  /// Round digits have no ink in the corners of their bounding boxes.
  private var hasCorners: Bool {
    let reach = min(depth + 1, min(patch.width, patch.height) - 1)
    func hasInk(_ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> Bool {
      rows.contains { row in columns.contains { isInk[row * patch.width + $0] } }
    }
    let (high, low) = (0...reach, patch.height - 1 - reach...patch.height - 1)
    let (left, right) = (0...reach, patch.width - 1 - reach...patch.width - 1)
    let corners = [hasInk(high, left), hasInk(high, right), hasInk(low, left), hasInk(low, right)]
    return corners.reduce(0) { $0 + ($1 ? 1 : 0) } >= 3
  }

  /// Erases the frame; where a digit touches it, only as much as the frame is thick.
  func erase(from mask: inout InkMask) {
    for side in Side.allCases {
      let length = length(side)
      let runs = (0..<length).map { (along: $0, inward: run(side, along: $0)) }
      let counts = runs.compactMap { $0.inward?.count }.sorted()
      guard !counts.isEmpty else { continue }
      let thickness = counts[counts.count / 2]
      for (along, inward) in runs {
        guard let inward else { continue }
        let end = inward.count <= thickness + max(1, thickness / 2) ? inward.upperBound : inward.lowerBound + thickness
        for depth in inward.lowerBound..<end {
          let (row, column) = index(side, along: along, inward: depth).quotientAndRemainder(dividingBy: patch.width)
          mask.isInk[(row + patch.rows.lowerBound) * mask.width + column + patch.columns.lowerBound] = false
        }
      }
    }
  }
}
