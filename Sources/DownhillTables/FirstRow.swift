/// The cells of the first line, of which it is not known whether they are names.
struct FirstRow {
  private(set) var cells: [(text: [UInt8], isQuoted: Bool)] = []
  private var isNumbers = true

  mutating func append(_ cell: UnsafeBufferPointer<UInt8>, isQuoted: Bool, missing: MissingWords) {
    cells.append((Array(cell), isQuoted))
    if isQuoted || missing.contains(cell) || NumberText(cell) == nil { isNumbers = false }
  }

  /// Whether each cell is a number, without quotes.
  var saysNumbers: Bool { isNumbers }

  /// Names for columns: the cells without blanks round them, or `c1`, `c2` … where there is nothing. A name that a column
  /// before has gets a number.
  func names(areGiven: Bool) -> (names: TextDictionary, given: [Int: [UInt8]]) {
    var names = TextDictionary()
    var given: [Int: [UInt8]] = [:]
    // How often each name came, by its number.
    var repetitions: [Int] = []
    for (index, cell) in cells.enumerated() {
      let text = areGiven ? cell.text.withUnsafeBufferPointer { Array(trimmed($0)) } : []
      var name = text.isEmpty ? Array("c\(index + 1)".utf8) : text
      if let first = name.withUnsafeBufferPointer({ names.number(of: $0) }) {
        let stem = name
        repeat {
          repetitions[first] += 1
          name = stem + Array(".\(repetitions[first])".utf8)
        } while name.withUnsafeBufferPointer { names.number(of: $0) } != nil
      }
      if areGiven, name != text { given[index] = text }
      _ = name.withUnsafeBufferPointer { names.append($0) }
      repetitions.append(1)
    }
    return (names, given)
  }
}

/// What says that there is no value.
struct MissingWords {
  private var words: [[UInt8]]
  /// By a word's first byte.
  private var isFirst = [Bool](repeating: false, count: 256)

  init(_ words: [String]) {
    self.words = words.map { Array($0.utf8) }
    for word in self.words { if let first = word.first { isFirst[Int(first)] = true } }
  }

  /// Whether a word begins so.
  func hasWord(beginning byte: UInt8) -> Bool { isFirst[Int(byte)] }

  /// Whether the cell is one of them, or nothing.
  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = cell.first else { return true }
    guard isFirst[Int(first)] else { return false }
    for word in words where word.count == cell.count {
      var isSame = true
      for index in 0..<word.count where word[index] != cell[index] { isSame = false }
      if isSame { return true }
    }
    return false
  }
}
