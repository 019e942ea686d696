import DownhillFormats
import DownhillTables

/// What texts seem to be that are read as categories, and could be numbers.
enum TextLikeness {
  /// Numbers with a sign of percent or money, or with thousands apart.
  case numbers
  /// Days, perhaps with a time.
  case dates

  /// What nine of ten different texts of a column seem to be, of a thousand at most; nil for anything else.
  init?(_ column: CategoryColumn) {
    let count = min(column.categoryCount, 1_000)
    let texts = (0..<count).map { column.category($0) }.filter { !$0.isEmpty }
    guard !texts.isEmpty else { return nil }
    func most(_ isAlike: (String) -> Bool) -> Bool { 10 * texts.count(where: isAlike) >= 9 * texts.count }
    if most(Self.isDate) {
      self = .dates
    } else if most(Self.isNumber) {
      self = .numbers
    } else {
      return nil
    }
  }

  /// What to say of a column.
  var predicate: String {
    switch self {
    case .numbers:
      "seems to have numbers, but with other signs among them: written without, they would not be categories"
    case .dates:
      "seems to have dates: as numbers, such as year, month or days since another, more could be learnt of them"
    }
  }

  private static func isNumber(_ text: String) -> Bool {
    let decoration: Set<Character> = ["%", "€", "$", "£", "¥", " ", "\u{A0}", "\u{202F}", "'", "’"]
    let bare = text.filter { !decoration.contains($0) }
    let digits = bare.first == "-" || bare.first == "+" ? bare.dropFirst() : bare[...]
    let groups = digits.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    // Between thousands are groups of three; only what is behind the last sign may be a fraction. Addresses have others.
    return groups.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
      && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 }
  }

  private static func isDate(_ text: String) -> Bool {
    let day = text.prefix { $0 != "T" && $0 != " " }
    for sign in ["-", "/", "."] as [Character] {
      let parts = day.split(separator: sign, omittingEmptySubsequences: false)
      guard parts.count == 3,
        parts.allSatisfy({ (1...4).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isNumber } })
      else { continue }
      let numbers = parts.compactMap { Int($0) }
      // Year first, or last; months and days are 31 at most.
      if parts[0].count == 4 { return numbers[1] <= 31 && numbers[2] <= 31 }
      return numbers[0] <= 31 && numbers[1] <= 31 && (parts[2].count == 4 || parts[2].count == 2)
    }
    return false
  }
}

extension Table {
  /// What is odd about the decimal signs: a column with points where another has commas.
  func decimalRemarks(of names: [String]) -> [String] {
    guard columns.contains(where: { $0.decimal == .comma }) else { return [] }
    return columns.filter { column in
      column.decimal == .point && names.contains(bytesOf: column.name)
    }.map {
      "\(quoted($0.name)) has decimal points, and other columns have commas: if the points are between thousands, write the "
        + "numbers without"
    }
  }
}
