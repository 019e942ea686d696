extension NumberColumn {
  private static var pieceShift: Int { 14 }

  /// A column of `count` rows, made piece by piece: `make` writes the rows of a range, or returns their piece.
  init(
    count: Int, _ make: (_ rows: Range<Int>, _ place: UnsafeMutableBufferPointer<Double>) -> NumberPiece?
  ) {
    let size = min(1 << Self.pieceShift, count)
    let place = UnsafeMutableBufferPointer<Double>.allocate(capacity: size)
    place.initialize(repeating: 0)
    defer { place.deallocate() }
    var pieces: [NumberPiece] = []
    var start = 0
    while start < count {
      let rows = start..<min(start + size, count)
      let part = UnsafeMutableBufferPointer(rebasing: place[..<rows.count])
      pieces.append(make(rows, part) ?? NumberPiece(UnsafeBufferPointer(part)))
      start = rows.upperBound
    }
    self.init(pieces: pieces, shift: Self.pieceShift, count: count)
  }

  /// Columns with the same rows, of which `write` makes the pieces: of all columns those of some rows, then those of the next.
  ///
  /// - Parameter rowByteCount: How far apart in memory the rows lie that are read.
  static func columns(
    _ number: Int, rowCount: Int, rowByteCount: Int,
    _ write: (_ column: Int, _ rows: Range<Int>, _ place: UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [NumberColumn] {
    // The rows of a piece are read once for each column, and so should fit into the second-level cache.
    var shift = pieceShift
    while shift > 6, rowByteCount > (1 << 19) >> shift { shift -= 1 }
    let place = UnsafeMutableBufferPointer<Double>.allocate(capacity: min(1 << shift, rowCount))
    place.initialize(repeating: 0)
    defer { place.deallocate() }
    var pieces = [[NumberPiece]](repeating: [], count: number)
    var start = 0
    while start < rowCount {
      let rows = start..<min(start + 1 << shift, rowCount)
      let part = UnsafeMutableBufferPointer(rebasing: place[..<rows.count])
      for column in 0..<number {
        write(column, rows, part)
        pieces[column].append(NumberPiece(UnsafeBufferPointer(part)))
      }
      start = rows.upperBound
    }
    return pieces.map { NumberColumn(pieces: $0, shift: shift, count: rowCount) }
  }

  /// A column of zeros, of which there is only one piece in memory, and a shorter one at the end.
  init(zeros count: Int) {
    let piece = NumberPiece.single([Float](repeating: 0, count: min(1 << Self.pieceShift, count)))
    self.init(count: count) { rows, _ in
      rows.count == piece.count ? piece : .single([Float](repeating: 0, count: rows.count))
    }
  }

  /// The numbers of the rows in a range, as they are kept, if the range is one of a piece.
  func piece(_ rows: Range<Int>) -> NumberPiece { pieces[rows.lowerBound >> shift] }
}

extension TableColumn {
  /// A column of numbers that come as such, or of categories whose texts are these numbers.
  init(name: String, _ numbers: NumberColumn, areCategories: Bool) {
    var missing = 0
    numbers.forEach { if $0.isNaN { missing += 1 } }
    self.init(
      name: name, givenName: nil, values: areCategories ? .categories(CategoryColumn(numbers)) : .numbers(numbers),
      missingCount: missing, decimal: nil, firstText: nil, textCount: 0)
  }
}

extension CategoryColumn {
  fileprivate init(_ numbers: NumberColumn) {
    var texts = TextDictionary()
    let pieces = numbers.pieces.map { piece in
      (0..<piece.count).map { row -> UInt32 in
        if piece[row].isNaN { return Self.missing }
        return Array(numberText(piece[row]).utf8).withUnsafeBufferPointer {
          UInt32(texts.number(of: $0) ?? texts.append($0))
        }
      }
    }
    self.init(pieces: pieces, shift: numbers.shift, count: numbers.count, texts: texts)
  }
}
