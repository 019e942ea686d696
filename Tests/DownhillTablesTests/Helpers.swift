import DownhillTables

extension String {
  var bytes: [UInt8] { Array(utf8) }
}

/// The table of a text; `pieces` are the lengths of the blocks it comes in, the last for all that follow.
func table(_ text: String, _ options: CSVOptions = CSVOptions(), pieces: [Int] = []) throws(TableError) -> Table {
  try table(text.bytes, options, pieces: pieces)
}

func table(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions(), pieces: [Int] = []) throws(TableError) -> Table {
  var reader = try CSVReader(file: "f.csv", options: options)
  var place = 0
  var piece = 0
  while place < bytes.count {
    let length = pieces.isEmpty ? bytes.count : max(pieces[min(piece, pieces.count - 1)], 1)
    let end = min(place + length, bytes.count)
    try reader.append(Array(bytes[place..<end]))
    place = end
    piece += 1
  }
  return try reader.finish()
}

/// The sentence of the error, or nothing.
func sentence(_ text: String, _ options: CSVOptions = CSVOptions()) -> String { sentence(text.bytes, options) }

func sentence(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> String {
  do throws(TableError) {
    _ = try table(bytes, options)
    return ""
  } catch {
    return error.description
  }
}

extension TableColumn {
  /// Each row as a text: numbers as Swift writes them, texts in quotes, what is missing as a dash.
  var cells: [String] {
    switch values {
    case .numbers(let numbers): (0..<numbers.count).map { numbers[$0].isNaN ? "-" : "\(numbers[$0])" }
    case .categories(let categories): (0..<categories.count).map { row in categories[row].map { "'\($0)'" } ?? "-" }
    }
  }
}

extension Table {
  /// Names and cells, column by column.
  var content: [String: [String]] {
    Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0.cells) })
  }
  var names: [String] { columns.map(\.name) }
  var lines: [Int] { (0..<rowCount).map { line(ofRow: $0) ?? 0 } }
}
