/// Signed numbers in rows and columns as a table of the page, each cell in its colour. Columns come in groups, each
/// with its own scale and unit, so that small numbers can stand beside large ones.
package struct SignedTable: Equatable, Sendable {
  /// Columns that share a scale.
  package struct Group: Equatable, Sendable {
    /// What they are.
    var title: String
    /// The heading of each; empty for one column that its title names.
    package var columns: [String]
    /// The numbers, column by column.
    package var values: [[Double]]
    /// The formula of each cell, column by column; empty for none.
    var formulas: [[String]]

    /// Columns that share a scale.
    package init(title: String, columns: [String], values: [[Double]], formulas: [[String]] = []) {
      self.title = title
      self.columns = columns
      self.values = values
      self.formulas = formulas
    }
  }

  /// What it shows.
  var caption: String
  /// What the rows are.
  var rowTitle: String
  /// The name of each row, and what it stands for in words.
  package var rows: [(name: String, meaning: String)] { zip(names, meanings).map { ($0, $1) } }
  /// The groups, from left to right.
  var groups: [Group]
  private let names: [String]
  private let meanings: [String]

  /// A table; every column must have a number for each row.
  package init(caption: String, rowTitle: String, rows: [(name: String, meaning: String)], groups: [Group]) {
    precondition(
      groups.allSatisfy { group in
        group.columns.count == group.values.count && group.values.allSatisfy { $0.count == rows.count }
      }, "a column has not as many numbers as there are rows")
    self.caption = caption
    self.rowTitle = rowTitle
    self.groups = groups
    names = rows.map { $0.name }
    meanings = rows.map { $0.meaning }
  }

  /// The table as an element that scrolls by itself where it is too wide.
  package var markup: Markup {
    .element(
      "div",
      [.class("wide-table"), Attribute("tabindex", "0"), Attribute("role", "group"), Attribute("aria-label", caption)]
    ) {
      Markup.element("table", [.class("signed")]) {
        Markup.element("caption", text: caption)
        Markup.element("thead") {
          Markup.element("tr") {
            Markup.element("td")
            for group in groups {
              Markup.element("th", Self.span(group), text: group.title)
            }
          }
          Markup.element("tr") {
            Markup.element("th", [Attribute("scope", "col")], text: rowTitle)
            for group in groups {
              for column in group.columns {
                Markup.element(
                  "th", [Attribute("scope", "col")],
                  text: [column, unit(group).name].filter { !$0.isEmpty }.joined(separator: ", "))
              }
            }
          }
        }
        Markup.element("tbody") {
          for row in names.indices { rowMarkup(row) }
        }
      }
    }
  }

  private static func span(_ group: Group) -> [Attribute] {
    group.columns.count == 1
      ? [Attribute("scope", "col")]
      : [Attribute("scope", "colgroup"), Attribute("colspan", "\(group.columns.count)")]
  }

  private func unit(_ group: Group) -> DecimalUnit {
    DecimalUnit(largest: SignedScale(group.values.flatMap { $0 }).largest)
  }

  private func rowMarkup(_ row: Int) -> Markup {
    .element("tr") {
      Markup.element("th", [Attribute("scope", "row"), Attribute("title", meanings[row])], text: names[row])
      for group in groups {
        let scale = SignedScale(group.values.flatMap { $0 })
        let unit = unit(group)
        for column in group.columns.indices {
          let value = group.values[column][row]
          let level = scale.level(value)
          let formula = column < group.formulas.count ? group.formulas[column][row] : ""
          Markup.element(
            "td",
            [.class(SignedScale.fill(level) + SignedScale.textClass(on: level))]
              + (formula.isEmpty ? [] : [Attribute("data-formula", formula)]), text: unit.text(value))
        }
      }
    }
  }
}
