import Foundation

/// The rules of CSV once more, letter by letter over the whole text, with nothing kept from one to the next but where it is:
/// what the fast reader is compared with.
struct ReferenceReader {
  /// What comes of a text: names and cells, or where it fails.
  enum Outcome: Equatable {
    case table(names: [String], cells: [[String]])
    case ragged(line: Int, found: Int)
    case openQuote(line: Int)
    case behindQuote(line: Int)
    case empty
  }

  private struct Cell {
    var text: String
    var isQuoted: Bool
  }

  static func read(_ text: String, delimiter: Character) -> Outcome {
    var rows: [(line: Int, cells: [Cell])] = []
    // Swift's Character takes CRLF as one.
    let letters = Array(text)
    var place = 0
    var line = 1
    while place < letters.count {
      let first = line
      var cells: [Cell] = []
      var isRowOver = false
      while !isRowOver {
        while place < letters.count, letters[place] == " " || letters[place] == "\t", letters[place] != delimiter {
          place += 1
        }
        var cell = Cell(text: "", isQuoted: false)
        if place < letters.count, letters[place] == "\"" {
          cell.isQuoted = true
          place += 1
          let opened = line
          while true {
            if place == letters.count { return .openQuote(line: opened) }
            if letters[place] == "\"" {
              if place + 1 < letters.count, letters[place + 1] == "\"" { place += 1 } else { break }
            }
            if letters[place].isNewline { line += 1 }
            cell.text.append(letters[place])
            place += 1
          }
          place += 1
          while place < letters.count, letters[place] == " " || letters[place] == "\t", letters[place] != delimiter {
            place += 1
          }
          if place < letters.count, letters[place] != delimiter, !letters[place].isNewline {
            return .behindQuote(line: opened)
          }
        } else {
          while place < letters.count, letters[place] != delimiter, !letters[place].isNewline {
            cell.text.append(letters[place])
            place += 1
          }
          while cell.text.last == " " || cell.text.last == "\t" { cell.text.removeLast() }
        }
        cells.append(cell)
        isRowOver = place == letters.count || letters[place] != delimiter
        place += 1
      }
      line += 1
      if cells.count == 1, !cells[0].isQuoted, cells[0].text.isEmpty { continue }
      rows.append((first, cells))
      if cells.count != rows[0].cells.count { return .ragged(line: first, found: cells.count) }
    }
    guard let header = rows.first else { return .empty }
    var names = header.cells.map { $0.text.trimmingCharacters(in: CharacterSet(charactersIn: " \t")) }
    if header.cells.allSatisfy({ !$0.isQuoted && !isMissing($0) && number($0.text) != nil }) {
      names = names.indices.map { "c\($0 + 1)" }
    } else {
      rows.removeFirst()
    }
    return .table(names: names, cells: names.indices.map { column in cells(rows.map { $0.cells[column] }) })
  }

  private static func isMissing(_ cell: Cell) -> Bool {
    !cell.isQuoted && ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None", "nil", "?"].contains(cell.text)
  }

  private static func number(_ text: String) -> Double? {
    guard text.wholeMatch(of: /[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)/.ignoresCase()) != nil
    else { return nil }
    return strtod(text.replacing(",", with: "."), nil)
  }

  /// As numbers if all are that, with one decimal sign, and otherwise as texts in quotes.
  private static func cells(_ column: [Cell]) -> [String] {
    let present = column.filter { !isMissing($0) && !$0.text.isEmpty }
    let signs = Set(present.flatMap { $0.text.filter { $0 == "." || $0 == "," } })
    if signs.count < 2, present.allSatisfy({ number($0.text) != nil }) {
      return column.map { cell in
        guard !isMissing(cell), let value = number(cell.text), !value.isNaN else { return "-" }
        return "\(value)"
      }
    }
    return column.map { isMissing($0) ? "-" : "'\($0.text)'" }
  }
}
