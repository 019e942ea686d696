import Downhill
import DownhillDocuments
import DownhillFormats
import DownhillMetrics
import DownhillReport
import DownhillTables

/// How the errors of a model differ between rows with different values in a column.
struct ErrorsByColumn {
  /// What an error is, to stand before "by column": `mean absolute error`.
  let measure: String
  /// Whether it is a share of the rows, to be shown in percent.
  let isShare: Bool
  /// The columns that tell more than chance where the model errs, those that tell most first.
  let columns: [Column]

  struct Column {
    let name: String
    let groups: [RowGroups.Group]
    let errors: GroupedErrors
  }

  /// The most columns of a table that is looked through: where there are more, single ones mean little, as of pixels.
  static let columnLimit = 100

  /// The errors of rows, one each; `names` are the columns by which they are grouped.
  init(
    _ measure: String, isShare: Bool, _ errors: [Double], _ rows: TableRows, names: [String], weights: [Double]?
  ) throws {
    self.measure = measure
    self.isShare = isShare
    guard names.count <= Self.columnLimit, errors.allSatisfy(\.isFinite) else {
      columns = []
      return
    }
    let columns = try names.map { name in
      let groups = try rows.groups(by: name)
      return Column(
        name: name, groups: groups.groups,
        errors: try GroupedErrors(errors: errors, groupOfRow: groups.groupOfRow, weights: weights))
    }
    self.columns = columns.filter { $0.errors.isBeyondChance(among: names.count) }.sorted {
      ($0.errors.etaSquared ?? 0) > ($1.errors.etaSquared ?? 0)
    }
  }

  /// For a terminal: the columns that tell most.
  func lines(limit: Int = 3) -> [String] {
    guard !columns.isEmpty else { return [] }
    let shown = columns.prefix(limit)
    let rows = shown.flatMap { column in
      zip(column.groups, column.errors.groups).enumerated().map { index, group in
        (index == 0 ? printable(column.name, limit: 20) : "", group.0.text, group.1)
      }
    }
    let width = rows.map(\.0.count).max() ?? 0
    let values = rows.map(\.1.count).max() ?? 0
    return ["", "Where it errs: \(measure), by column"]
      + rows.map { name, value, group in
        "  " + filled(name, to: width) + "  " + filled(value, to: values)
          + padded(text(group.mean), to: 12)
          + padded(NumberText.counted(group.rows, "row"), to: 14)
      }
  }

  /// For a page.
  var table: DataTable? {
    guard !columns.isEmpty else { return nil }
    return DataTable(
      columns: ["column", "values", "rows", measure],
      rows: columns.prefix(10).flatMap { column in
        zip(column.groups, column.errors.groups).enumerated().map { index, group in
          [
            index == 0 ? column.name : "", group.0.text, NumberText.grouped(group.1.rows), text(group.1.mean),
          ]
        }
      }, wordColumns: [0, 1])
  }

  private func text(_ mean: Double?) -> String {
    guard let mean else { return "–" }
    return isShare ? NumberText.percent(mean, decimals: 1) : shortNumber(mean)
  }

  var json: JSONValue { .array(columns.map { .object($0.json) }) }
}

extension ErrorsByColumn.Column {
  fileprivate var json: JSONObject {
    let groups = zip(groups, errors.groups).map { group, errors in
      JSONValue.object(
        JSONObject(
          group.json + [("rows", .integer(errors.rows)), ("error", errors.mean.map { .number($0) } ?? .null)]))
    }
    return JSONObject([
      ("column", .string(name)), ("etaSquared", errors.etaSquared.map { .number($0) } ?? .null),
      ("groups", .array(groups)),
    ])
  }
}

extension RowGroups.Group {
  fileprivate var text: String {
    switch self {
    case .numbers(let range) where range.lowerBound == range.upperBound: NumberText.shortest(range.lowerBound)
    case .numbers(let range): "\(NumberText.shortest(range.lowerBound)) … \(NumberText.shortest(range.upperBound))"
    case .category(let name): printable(name, limit: 30)
    case .otherCategories(let count): "\(NumberText.counted(count, "other"))"
    case .missing: "no value"
    }
  }

  fileprivate var json: [(key: String, value: JSONValue)] {
    var (kind, range, category): (String, ClosedRange<Double>?, String?) = ("missing", nil, nil)
    switch self {
    case .numbers(let numbers): (kind, range) = ("numbers", numbers)
    case .category(let name): (kind, category) = ("category", name)
    case .otherCategories: kind = "otherCategories"
    case .missing: break
    }
    return [
      ("kind", .string(kind)), ("minimum", range.map { .number($0.lowerBound) } ?? .null),
      ("maximum", range.map { .number($0.upperBound) } ?? .null), ("category", category.map { .string($0) } ?? .null),
    ]
  }
}
