/// A confusion matrix as text: a row for each label, a column for each prediction, zeros as dots.
public enum ConfusionTable {
  /// Tables of more classes are too wide for a terminal; ``largest(_:count:first:)`` suits them.
  public static let classLimit = 16

  /// The lines of the table, each row followed by its share of correct answers. `first` is the label of the first
  /// class.
  public static func lines(_ confusion: [[Int]], first: Int = 0) -> [String] {
    let names = confusion.indices.map { "\($0 + first)" }
    return lines(confusion, names: names, columns: names, head: "label")
  }

  /// The same for classes of these names; `columns` are short ones, which stand above the columns.
  public static func lines(_ confusion: [[Int]], names: [String], columns: [String]) -> [String] {
    lines(confusion, names: names, columns: columns, head: "class")
  }

  private static func lines(_ confusion: [[Int]], names: [String], columns: [String], head: String) -> [String] {
    let largest = confusion.flatMap { $0 }.max() ?? 0
    let width = max(NumberText.grouped(largest).count, columns.map { $0.count }.max() ?? 0)
    let headWidth = max(5, names.map { $0.count }.max() ?? 0)
    func row(_ head: String, _ cells: [String], _ tail: String) -> String {
      (headWidth == 5 ? padded(head, to: 5) : filled(head, to: headWidth)) + "  "
        + cells.map { padded($0, to: width) }.joined(separator: " ") + tail
    }
    var lines = [row(head, columns, "  correct")]
    for (label, counts) in confusion.enumerated() {
      let total = counts.reduce(0, +)
      let share = total == 0 ? "–" : NumberText.percent(Double(counts[label]) / Double(total), decimals: 1)
      lines.append(
        row(names[label], counts.map { $0 == 0 ? "·" : NumberText.grouped($0) }, "  " + padded(share, to: 7)))
    }
    return lines
  }

  /// The most frequent mistakes, `label taken as prediction: n times`. `first` is the label of the first class.
  public static func largest(_ confusion: [[Int]], count: Int, first: Int = 0) -> [String] {
    largest(confusion, count: count, names: confusion.indices.map { "\($0 + first)" })
  }

  /// The same for classes of these names.
  public static func largest(_ confusion: [[Int]], count: Int, names: [String]) -> [String] {
    var mistakes: [(label: Int, prediction: Int, count: Int)] = []
    for (label, counts) in confusion.enumerated() {
      for (prediction, count) in counts.enumerated() where prediction != label && count > 0 {
        mistakes.append((label, prediction, count))
      }
    }
    return mistakes.sorted { ($0.count, $1.label, $1.prediction) > ($1.count, $0.label, $0.prediction) }
      .prefix(count).map { "\(names[$0.label]) taken as \(names[$0.prediction]): \(NumberText.grouped($0.count))" }
  }
}
