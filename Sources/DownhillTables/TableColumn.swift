/// A column of a table.
public struct TableColumn: Sendable {
  /// Its name, which no other column of the table has.
  public let name: String
  /// The name in the file, where that is another: nothing, or one that a column before has.
  public let givenName: String?
  /// What is in it.
  public let values: Values
  /// How many rows have no value.
  public let missingCount: Int
  /// The decimal sign of its numbers; nil if none of them has any.
  public let decimal: DecimalSign?
  /// The first cell that is no number; nil in a column of numbers, or of categories that were asked for.
  public let firstText: TextCell?
  /// How many cells are texts that are no numbers: 1 where a single cell made the column one of categories.
  public let textCount: Int

  /// What kind of values a column has.
  public enum Kind: Equatable, Sendable {
    /// Each cell that is not missing is a number.
    case numbers
    /// Some cell is a text, and so all are.
    case categories
  }

  /// The values of a column.
  public enum Values: Sendable {
    /// Numbers.
    case numbers(NumberColumn)
    /// Texts.
    case categories(CategoryColumn)
  }

  /// A cell that is no number, where numbers might have been expected.
  public struct TextCell: Equatable, Sendable {
    /// The row, from 0.
    public let row: Int
    /// The file's line, from 1; nil where the file has no lines.
    public let line: Int?
    /// What is in it.
    public let text: String
    /// Why it is no number.
    public let reason: Reason

    /// Why a cell is no number.
    public enum Reason: Equatable, Sendable {
      /// It says something else.
      case text
      /// Its digits are in groups, which others may read as fractions.
      case grouped
      /// Its decimal sign is not that of the cells before, or not the one that was given.
      case decimalSign
    }
  }

  /// What kind of values it has.
  public var kind: Kind {
    switch values {
    case .numbers: .numbers
    case .categories: .categories
    }
  }
}

/// Numbers, one for each row, in pieces; each piece as Float where that is exact, and as Double elsewhere.
public struct NumberColumn: Sendable {
  let pieces: [NumberPiece]
  /// A piece has 2^shift rows, the last perhaps fewer.
  let shift: Int
  /// How many rows there are.
  public let count: Int

  /// The number of a row, from 0; NaN where it is missing.
  public subscript(row: Int) -> Double {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    return pieces[row >> shift][row & (1 << shift - 1)]
  }

  /// Calls `body` with each row's number, NaN where it is missing, in their order.
  public func forEach(_ body: (Double) -> Void) {
    for piece in pieces {
      switch piece {
      case .single(let values): for value in values { body(Double(value)) }
      case .double(let values): for value in values { body(value) }
      }
    }
  }
}

/// Rows of a column of numbers.
enum NumberPiece: Sendable {
  case single([Float])
  case double([Double])

  /// These numbers, as compactly as they can be without a loss.
  init(_ values: UnsafeBufferPointer<Double>) {
    for value in values where Double(Float(value)) != value && !value.isNaN {
      self = .double(Array(values))
      return
    }
    self = .single(
      [Float](unsafeUninitializedCapacity: values.count) { places, made in
        for value in values {
          places.initializeElement(at: made, to: value.isNaN ? .nan : Float(value))
          made += 1
        }
      })
  }

  var count: Int {
    switch self {
    case .single(let values): values.count
    case .double(let values): values.count
    }
  }

  subscript(row: Int) -> Double {
    switch self {
    case .single(let values): Double(values[row])
    case .double(let values): values[row]
    }
  }
}

/// Texts, one for each row: numbers of entries in a list of those that are different.
public struct CategoryColumn: Sendable {
  let pieces: [[UInt32]]
  let shift: Int
  /// How many rows there are.
  public let count: Int
  let texts: TextDictionary

  static let missing = UInt32.max

  /// How many different texts there are.
  public var categoryCount: Int { texts.count }

  /// A text, by its number in the order in which they first came, from 0.
  public func category(_ code: Int) -> String { texts[code] }

  /// The number of a text; nil if no row has it.
  public func code(of category: String) -> Int? {
    Array(category.utf8).withUnsafeBufferPointer { texts.number(of: $0) }
  }

  /// The number of a row's text; nil where it is missing.
  public func code(ofRow row: Int) -> Int? {
    precondition(row >= 0 && row < count, "row \(row) of \(count)")
    let code = pieces[row >> shift][row & (1 << shift - 1)]
    return code == Self.missing ? nil : Int(code)
  }

  /// The text of a row, from 0; nil where it is missing.
  public subscript(row: Int) -> String? { code(ofRow: row).map { texts[$0] } }

  /// Calls `body` with the number of each row's text, nil where it is missing, in their order.
  public func forEachCode(_ body: (Int?) -> Void) {
    for piece in pieces {
      for code in piece { body(code == Self.missing ? nil : Int(code)) }
    }
  }

  /// How many rows have each text.
  public var rowCounts: [Int] {
    var counts = [Int](repeating: 0, count: texts.count)
    forEachCode { code in if let code { counts[code] += 1 } }
    return counts
  }
}
