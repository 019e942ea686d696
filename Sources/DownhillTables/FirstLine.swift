/// The first line of a file that is not blank, as long as nothing is known of the cells: where it ends, and what seems to be
/// between them.
struct FirstLine {
  /// Where the line begins, how far it has been looked at, and whether anything but blanks was there.
  private(set) var start = 0
  private(set) var position = 0
  /// How many line ends are before it.
  private(set) var linesBefore = 0
  private var hasContent = false
  private var isQuoted = false
  private var previous = Letter.lineFeed
  private var counts: [Int] = [0, 0, 0, 0]
  /// What a line `sep=;` before all others says, which Excel writes and reads.
  private var declared: UInt8?

  /// What may be between cells, and is preferred in this order where all are as often.
  static let delimiters: [UInt8] = [Letter.comma, UInt8(ascii: ";"), Letter.tab, UInt8(ascii: "|")]

  /// Looks on. Whether the line has ended.
  mutating func ends(in bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    while position < count {
      let byte = bytes[position]
      if isQuoted {
        if byte == Letter.quote { isQuoted = false }
      } else if byte == Letter.quote {
        // At the beginning of a cell it opens one; behind one that has closed, both are a quote of the text.
        isQuoted =
          previous == Letter.lineFeed || previous == Letter.quote || Letter.isBlank(previous)
          || Self.delimiters.contains(previous)
        hasContent = true
      } else if byte == Letter.lineFeed || byte == Letter.carriageReturn {
        if hasContent {
          guard declared == nil, let sign = declaredDelimiter(bytes) else { return true }
          declared = sign
          hasContent = false
          counts = [0, 0, 0, 0]
        }
        if !(byte == Letter.lineFeed && previous == Letter.carriageReturn) { linesBefore += 1 }
        start = position + 1
      } else {
        if !Letter.isBlank(byte) { hasContent = true }
        for index in 0..<4 where byte == Self.delimiters[index] { counts[index] += 1 }
      }
      previous = byte
      position += 1
    }
    return false
  }

  /// Whether there is anything.
  var isBlank: Bool { !hasContent }

  /// What is most often in the line, outside of quotes; but not a comma where the line is numbers between others.
  func delimiter(_ bytes: UnsafePointer<UInt8>) -> UInt8 {
    if let declared { return declared }
    let line = UnsafeBufferPointer(start: bytes + start, count: position - start)
    for index in 1..<4 where counts[0] > 0 && counts[index] > 0 && isNumbers(line, between: Self.delimiters[index]) {
      return Self.delimiters[index]
    }
    var best = 0
    for index in 1..<4 where counts[index] > counts[best] { best = index }
    return Self.delimiters[best]
  }

  private func declaredDelimiter(_ bytes: UnsafePointer<UInt8>) -> UInt8? {
    let line = UnsafeBufferPointer(start: bytes + start, count: position - start)
    let word: [UInt8] = Array("sep=".utf8)
    guard line.count == 5, (0..<4).allSatisfy({ lowercase(line[$0]) == word[$0] }),
      Self.delimiters.contains(line[4]) || line[4] == Letter.space
    else { return nil }
    return line[4]
  }

  private func isNumbers(_ line: UnsafeBufferPointer<UInt8>, between delimiter: UInt8) -> Bool {
    var start = 0
    for end in 0...line.count where end == line.count || line[end] == delimiter {
      if NumberText(trimmed(UnsafeBufferPointer(rebasing: line[start..<end]))) == nil { return false }
      start = end + 1
    }
    return true
  }
}
