/// A column as far as it has been read, without the piece that is being made.
struct ColumnBuilder {
  private var numbers: [NumberPiece] = []
  /// Of each piece how its cells were written; one byte where all of them were so.
  private var layouts: [[UInt8]] = []
  /// What cannot be told from number and layout: see `CellLayout`.
  var remarks: [UInt8] = []
  /// The first cell with a comma that may be between thousands.
  var firstComma: (line: Int, text: [UInt8])?
  private var categories: Categories?

  private final class Categories {
    var codes: [[UInt32]] = []
    var texts = TextDictionary()
    /// How many of the texts there were before the first that is no number.
    var numberCount = 0
    /// nil where the column was to have categories whatever its cells look like.
    let firstText: TableColumn.TextCell?

    init(_ firstText: TableColumn.TextCell?) { self.firstText = firstText }

    func code(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
      UInt32(texts.number(of: text) ?? texts.append(text))
    }
  }

  /// Keeps a piece: numbers and layouts, or codes as the bits of numbers.
  mutating func putAway(_ values: UnsafeBufferPointer<Double>, _ marks: UnsafeBufferPointer<UInt8>) {
    if let categories {
      let codes = [UInt32](unsafeUninitializedCapacity: values.count) { places, made in
        for value in values {
          places.initializeElement(at: made, to: UInt32(truncatingIfNeeded: value.bitPattern))
          made += 1
        }
      }
      categories.codes.append(codes)
      return
    }
    numbers.append(NumberPiece(values))
    var isUniform = true
    for mark in marks where mark != marks[0] {
      isUniform = false
      break
    }
    layouts.append(isUniform ? [marks[0]] : Array(marks))
  }

  /// Makes the texts again of all that was numbers. The piece that is being made gets codes in the place of its numbers.
  mutating func makeCategories(
    because text: TableColumn.TextCell?, _ values: UnsafeMutableBufferPointer<Double>,
    _ marks: UnsafeBufferPointer<UInt8>, decimal: UInt8
  ) {
    let made = Categories(text)
    let remarks = remarks
    var place = 0
    func code(_ layout: UInt8, _ value: Double) -> UInt32 {
      let text = CellLayout.text(layout, value: value, decimal: decimal, remarks: remarks, place: &place)
      return text?.withUnsafeBufferPointer { made.code(of: $0) } ?? CategoryColumn.missing
    }
    for index in numbers.indices {
      let (piece, layouts) = (numbers[index], layouts[index])
      var codes: [UInt32] = []
      codes.reserveCapacity(piece.count)
      for row in 0..<piece.count { codes.append(code(layouts.count == 1 ? layouts[0] : layouts[row], piece[row])) }
      made.codes.append(codes)
      numbers[index] = .single([])
    }
    for row in values.indices {
      values[row] = Double(bitPattern: UInt64(code(marks[row], values[row])))
    }
    made.numberCount = made.texts.count
    (numbers, layouts, self.remarks) = ([], [], [])
    categories = made
  }

  /// The code of a text in a column of categories; nil if it is not a text.
  func code(of text: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard let categories else { return nil }
    if let known = categories.texts.number(of: text) { return UInt32(known) }
    for byte in text where byte == 0 { return nil }
    return isUTF8(text) ? UInt32(categories.texts.append(text)) : nil
  }

  /// The column of all that was put away.
  consuming func column(
    name: String, givenName: String?, decimal: DecimalSign?, shift: Int, rowCount: Int
  ) -> TableColumn {
    guard let categories else {
      let column = NumberColumn(pieces: numbers, shift: shift, count: rowCount)
      var missing = 0
      column.forEach { if $0.isNaN { missing += 1 } }
      return TableColumn(
        name: name, givenName: givenName, values: .numbers(column), missingCount: missing, decimal: decimal,
        firstText: nil, textCount: 0)
    }
    let column = CategoryColumn(pieces: categories.codes, shift: shift, count: rowCount, texts: categories.texts)
    var (present, texts) = (0, 0)
    for (code, count) in column.rowCounts.enumerated() {
      present += count
      let isNumber = Array(categories.texts.utf8(code)).withUnsafeBufferPointer { NumberText($0) != nil }
      if !isNumber || categories.firstText != nil && code == categories.numberCount { texts += count }
    }
    return TableColumn(
      name: name, givenName: givenName, values: .categories(column), missingCount: rowCount - present, decimal: nil,
      firstText: categories.firstText, textCount: texts)
  }
}
