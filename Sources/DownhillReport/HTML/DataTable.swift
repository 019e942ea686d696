/// Numbers in rows and columns. The first cell of a row says what the row is.
package struct DataTable: Equatable, Sendable {
  /// What the table shows; for a figure's table, what its drawing shows.
  var caption: String
  /// The heading of each column.
  package var columns: [String]
  /// The cells as text, row by row.
  package var rows: [[String]]
  /// Columns of words, which are set from the left and may break.
  var wordColumns: Set<Int>

  /// A table; every row must have as many cells as there are columns.
  package init(caption: String = "", columns: [String], rows: [[String]], wordColumns: Set<Int> = []) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row has not as many cells as there are columns")
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.wordColumns = wordColumns
  }

  /// The table as an element that scrolls by itself where it is too wide.
  package var markup: Markup {
    .element(
      "div",
      [
        .class("wide-table"), Attribute("tabindex", "0"), Attribute("role", "group"),
        Attribute("aria-label", caption.isEmpty ? "Table" : caption),
      ]
    ) {
      Markup.element("table") {
        if !caption.isEmpty { Markup.element("caption", text: caption) }
        Markup.element("thead") {
          Markup.element("tr") {
            for (index, column) in columns.enumerated() {
              Markup.element("th", attributes(index, scope: "col"), text: column)
            }
          }
        }
        Markup.element("tbody") {
          for row in rows { rowMarkup(row) }
        }
      }
    }
  }

  /// The table, folded behind a line that opens it.
  package var details: Markup {
    .element("details") {
      Markup.element("summary", text: "The numbers as a table")
      markup
    }
  }

  private func rowMarkup(_ row: [String]) -> Markup {
    .element("tr") {
      for (index, cell) in row.enumerated() {
        if index == 0 {
          Markup.element("th", attributes(index, scope: "row"), text: cell)
        } else {
          Markup.element("td", attributes(index), text: cell)
        }
      }
    }
  }

  private func attributes(_ column: Int, scope: String? = nil) -> [Attribute] {
    (scope.map { [Attribute("scope", $0)] } ?? []) + (wordColumns.contains(column) ? [.class("words")] : [])
  }
}
