/// What a part of a drawing does on a page with the engine: a click makes a call; hovering shows its formula with the
/// numbers in it. Pages of one file have none.
package struct Touch: Equatable, Sendable {
  /// What it is, or what choosing it does, for those who cannot see it.
  package var name: String
  /// The call to send, as JSON; empty if it cannot be chosen.
  var call: String
  /// The formula, line by line; empty for none.
  package var formula: String
  /// Whether it is what has been chosen.
  var isChosen: Bool

  /// A part that can be chosen, pointed at, or both.
  package init(_ name: String, call: String = "", formula: String = "", isChosen: Bool = false) {
    self.name = name
    self.call = call
    self.formula = formula
    self.isChosen = isChosen
  }

  /// What makes an element respond to pointer, finger and keyboard.
  var attributes: [Attribute] {
    let formulas = formula.isEmpty ? [] : [Attribute("data-formula", formula)]
    guard !call.isEmpty else {
      return [Attribute("role", "img"), Attribute("aria-label", name)] + formulas
    }
    return [
      Attribute("role", "button"), Attribute("tabindex", "0"), Attribute("aria-label", name),
      Attribute("aria-pressed", isChosen ? "true" : "false"), Attribute("data-call", call),
    ] + formulas
  }

  /// The classes of an element that responds, after its others.
  func classes(_ others: String? = nil) -> String? {
    var names: [String] = []
    if let others { names.append(others) }
    if !call.isEmpty { names.append("touch") }
    if isChosen { names.append("chosen") }
    return names.isEmpty ? nil : names.joined(separator: " ")
  }
}

extension Array<Touch> {
  /// The touch at this index, if there is one: drawings without touches have an empty list.
  func at(_ index: Int) -> Touch? { indices.contains(index) ? self[index] : nil }
}
