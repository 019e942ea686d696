/// Which patches of ink make the digit.
enum DigitChoice {
  /// These, of this mask.
  case digit([InkMask.Patch], in: InkMask)
  /// None; these are not a digit, and there may be fainter ink besides.
  case nothing(passedOver: [InkMask.Patch], DigitFinder.Trouble)

  init(_ mask: InkMask, _ levels: InkLevels) {
    var mask = mask
    Self.removeFrames(&mask)
    if let rest = RuledLines(across: mask).removed() { mask = rest }
    Self.removeFrames(&mask)
    let patches = mask.patches()
    let inner = patches.filter { $0.touched.isEmpty }
    let outer = patches.filter { !$0.touched.isEmpty }
    guard !patches.isEmpty else {
      self = .nothing(passedOver: [], .noDigit)
      return
    }
    if let first = inner.first, outer.allSatisfy({ Self.isBackground($0, beside: first, in: mask) }) {
      self = Self.pick(inner, in: mask, passedOver: outer)
    } else if let outermost = outer.first, Self.isSolid(outermost, in: mask), !Self.isTight(outermost, mask) {
      self = .nothing(passedOver: outer, .touchesEdge)
    } else {
      self = Self.pick(patches, in: mask, passedOver: [])
    }
  }

  // MARK: Boxes

  private static func removeFrames(_ mask: inout InkMask) {
    // A box, a second line around it, and the edge of the sheet.
    for _ in 0..<3 {
      // The largest: a noisy picture may have patches by the ten thousand.
      let patches = Array(mask.patches().prefix(30))
      guard let frame = patches.first(where: { patch in isFrame(patch, among: patches, in: mask) }) else { return }
      if let straight = InkFrame(frame, in: mask) {
        var rest = mask
        straight.erase(from: &rest)
        // A square that is drawn alone is no frame.
        let inside = rest.patches().first { frame.surrounds($0) && $0.height * 10 >= frame.height * 3 }
        if inside != nil {
          mask = rest
          continue
        }
      }
      if patches.contains(where: { frame.surrounds($0) && $0.height * 10 >= frame.height * 3 }) {
        mask.remove(frame)
      } else {
        return
      }
    }
  }

  private static func isFrame(_ patch: InkMask.Patch, among patches: [InkMask.Patch], in mask: InkMask) -> Bool {
    if patches.contains(where: {
      patch.surrounds($0) && $0.height * 10 >= patch.height * 3 && $0.area * 25 >= patch.area
    }) {
      return true
    }
    guard let straight = InkFrame(patch, in: mask) else { return false }
    var rest = mask
    straight.erase(from: &rest)
    return rest.patches().contains { patch.surrounds($0) && $0.height * 10 >= patch.height * 3 }
  }

  // MARK: The edge

  /// Whether a patch at the edge is background beside the sheet, given the largest patch that is not at the edge.
  private static func isBackground(_ patch: InkMask.Patch, beside digit: InkMask.Patch, in mask: InkMask) -> Bool {
    if digit.height * 20 >= patch.height * 9 || digit.area * 2 >= patch.area { return true }
    return isSolid(patch, in: mask) && digit.height * 10 >= min(mask.height, mask.width)
  }

  /// Thicker than any stroke, for its size.
  private static func isSolid(_ patch: InkMask.Patch, in mask: InkMask) -> Bool {
    patch.thickness > 0.3 * Float(max(patch.width, patch.height)) || hugsSide(patch, mask)
  }

  /// A strip along one side.
  private static func hugsSide(_ patch: InkMask.Patch, _ mask: InkMask) -> Bool {
    if patch.touched.isSuperset(of: [.top, .bottom]) { return patch.width * 5 <= mask.width && patch.touched != .all }
    if patch.touched.isSuperset(of: [.left, .right]) {
      return patch.height * 5 <= mask.height && patch.touched != .all
    }
    return false
  }

  private static func isTight(_ patch: InkMask.Patch, _ mask: InkMask) -> Bool {
    patch.touched == .all || patch.width * 20 >= mask.width * 17 && patch.height * 20 >= mask.height * 17
  }

  // MARK: One digit

  private static func pick(
    _ patches: [InkMask.Patch], in mask: InkMask, passedOver: [InkMask.Patch]
  ) -> DigitChoice {
    let index = patches.firstIndex { !isBar($0) } ?? 0
    let main = patches[index]
    var parts = [main]
    for (other, patch) in patches.enumerated() where other != index {
      // A line under the digit; the bar of a 5 or a 7 is no longer than they are wide.
      if isBar(patch), patch.width * 2 > main.width * 3 { continue }
      if isSecondDigit(patch, beside: main, mask) || isSecondDigit(patch, below: main) {
        // The edge may have cut one digit in two.
        let isCut = !main.touched.isDisjoint(with: patch.touched)
        return .nothing(passedOver: [], isCut ? .touchesEdge : .severalDigits)
      }
      if belongs(patch, to: main) { parts.append(patch) }
    }
    let rows = parts.map { $0.rows.lowerBound }.min()!..<parts.map { $0.rows.upperBound }.max()!
    let columns = parts.map { $0.columns.lowerBound }.min()!..<parts.map { $0.columns.upperBound }.max()!
    if columns.count > 2 * rows.count + 2 { return .nothing(passedOver: [], .severalDigits) }
    let touched = parts.reduce(into: InkMask.Sides()) { $0.formUnion($1.touched) }
    if isCut(rows, columns, touched, mask) {
      return .nothing(passedOver: [], .touchesEdge)
    }
    // A grain of dirt may be the only thing that stands out so much.
    if main.area * 500 < mask.isInk.count && main.height * 12 < mask.height {
      return .nothing(passedOver: patches + passedOver, .noDigit)
    }
    return .digit(parts, in: mask)
  }

  /// A piece of a broken digit, or the bar of a 5: large, or near.
  private static func belongs(_ patch: InkMask.Patch, to main: InkMask.Patch) -> Bool {
    let size = max(main.height, main.width)
    let gap = main.gap(to: patch)
    if patch.area * 5 >= main.area { return gap * 3 <= size }
    if patch.area * 12 >= main.area { return gap * 8 <= size }
    return patch.area * 40 >= main.area && gap * 20 <= size
  }

  /// Long and flat, as no digit is.
  private static func isBar(_ patch: InkMask.Patch) -> Bool { patch.width >= 5 * patch.height }

  /// Above or below, both together too high for one digit.
  private static func isSecondDigit(_ patch: InkMask.Patch, below main: InkMask.Patch) -> Bool {
    guard patch.height * 2 >= main.height, main.height * 2 >= patch.height, patch.area * 5 >= main.area else {
      return false
    }
    let overlap = min(patch.rows.upperBound, main.rows.upperBound) - max(patch.rows.lowerBound, main.rows.lowerBound)
    let height = min(patch.height, main.height)
    let shared =
      min(patch.columns.upperBound, main.columns.upperBound)
      - max(patch.columns.lowerBound, main.columns.lowerBound)
    guard overlap * 5 <= height, shared * 2 >= min(patch.width, main.width) else { return false }
    let total =
      max(patch.rows.upperBound, main.rows.upperBound) - min(patch.rows.lowerBound, main.rows.lowerBound)
    guard total * 10 >= 19 * max(patch.width, main.width) else { return false }
    // A broken 1 is as high as two digits, but narrow.
    let areWide = [patch, main].allSatisfy { $0.width * 5 >= $0.height * 2 }
    return areWide || -overlap * 5 >= height
  }

  private static func isSecondDigit(_ patch: InkMask.Patch, beside main: InkMask.Patch, _ mask: InkMask) -> Bool {
    guard patch.height * 2 >= main.height, patch.area * 5 >= main.area else { return false }
    let overlap =
      min(patch.columns.upperBound, main.columns.upperBound)
      - max(patch.columns.lowerBound, main.columns.lowerBound)
    guard overlap * 5 <= min(patch.width, main.width) else { return false }
    let beside = min(patch.rows.upperBound, main.rows.upperBound) - max(patch.rows.lowerBound, main.rows.lowerBound)
    guard beside * 2 >= min(patch.height, main.height) else { return false }
    let total =
      max(patch.columns.upperBound, main.columns.upperBound)
      - min(patch.columns.lowerBound, main.columns.lowerBound)
    let height = max(patch.height, main.height)
    return -overlap * 10 >= height || total * 10 >= height * 9
  }

  /// Whether the picture's edge cuts the digit: it touches one side, or two that meet, and has room at the others. A
  /// digit that is cut out tightly has room nowhere.
  private static func isCut(
    _ rows: Range<Int>, _ columns: Range<Int>, _ touched: InkMask.Sides, _ mask: InkMask
  ) -> Bool {
    guard !touched.isEmpty, touched.count <= 2 else { return false }
    if touched == [.top, .bottom] || touched == [.left, .right] { return false }
    let room = max(rows.lowerBound, mask.height - rows.upperBound, columns.lowerBound, mask.width - columns.upperBound)
    return room * 4 > max(rows.count, columns.count)
  }
}
