import Downhill

/// What the outputs of a network answer, as stories speak of it.
public enum OutputNames: Equatable, Sendable {
  /// A class that is a number: class 0 is `first`.
  case numbers(first: Int)
  /// The class in a column.
  case classes(Classes)
  /// For each of these labels whether it is on.
  case labels([String])
  /// Quantities, in this order.
  case quantities([Quantity])

  /// The classes of a column, or of pictures: an output for each, or of two classes one output for the second.
  public struct Classes: Equatable, Sendable {
    /// The column's name.
    public var column: String
    /// Their names.
    public var names: [String]
    /// Whether these are numbers, which do not say by themselves what they are of.
    public var areNumbers: Bool
    /// Whether one output says yes to the second of two, or no.
    public var isQuestion: Bool

    /// The classes of a column; two of them have one output, unless `isQuestion` says otherwise.
    public init(column: String, names: [String], areNumbers: Bool, isQuestion: Bool? = nil) {
      self.column = column
      self.isQuestion = isQuestion ?? (names.count == 2)
      self.names = names
      self.areNumbers = areNumbers
    }
  }

  /// A quantity: an output × scale + mean, in its own unit.
  public struct Quantity: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// What an output of 0 stands for.
    public var mean: Double
    /// By how much a unit of the output changes it.
    public var scale: Double

    /// A quantity.
    public init(name: String, mean: Double, scale: Double) {
      self.name = name
      self.mean = mean
      self.scale = scale
    }

    /// What an output stands for.
    public func value(_ output: Double) -> Double { output * scale + mean }
  }

  /// Whether an answer is one class.
  public var areClasses: Bool {
    switch self {
    case .numbers, .classes: true
    case .labels, .quantities: false
    }
  }

  /// What each output is called: its class, label or quantity; none if they only have numbers.
  public var names: [String] {
    switch self {
    case .numbers: return []
    case .classes(let classes):
      let names = classes.names.map { classes.areNumbers ? "\(classes.column) = \($0)" : $0 }
      return classes.isQuestion ? [names[1]] : names
    case .labels(let names): return names
    case .quantities(let quantities): return quantities.map { $0.name }
    }
  }

  /// A class, from 0: `a 7`, where labels do not count as outputs do `a 7 (output 6)`, or `Adelie`.
  func named(_ label: Int) -> String {
    switch self {
    case .numbers(let first): NumberText.article(label + first) + (first == 0 ? "" : " (output \(label))")
    case .classes(let classes): classes.names[label]
    case .labels, .quantities: "\(label)"
    }
  }

  /// What the numbers of all outputs say, or of their targets: `a 7`, `Adelie`, `yes to spam only`, `3,210`.
  package func answer(_ outputs: [Double], label: Int, through activation: OutputActivation) -> String {
    switch self {
    case .numbers, .classes: return named(label)
    case .labels(let names):
      let on = names.indices.filter { activation.answer([outputs[$0]]) == 1 }.map { names[$0] }
      if on.isEmpty { return "no to all" }
      return on.count == names.count ? "yes to all" : "yes to \(on.joined(separator: ", ")) only"
    case .quantities(let quantities):
      var texts: [String] = []
      for (quantity, output) in zip(quantities, outputs) {
        let text = Self.text(quantity.value(output))
        // Quantiles have one target.
        if texts.last != text { texts.append(text) }
      }
      return texts.joined(separator: " and ")
    }
  }

  /// A number in its own unit: with at most six digits, or as many as there are before the point.
  static func text(_ value: Double) -> String {
    value.magnitude >= 100_000 && value.magnitude < 1e9
      ? NumberText.grouped(Int(value.rounded())) : NumberText.shortest(value)
  }

  /// What is said of an answer: `it is a 7`, `species is Adelie`, `yes to spam only`, `price is 3,210`.
  func statement(_ outputs: [Double], label: Int, through activation: OutputActivation) -> String {
    let answer = answer(outputs, label: label, through: activation)
    switch self {
    case .numbers: return "it is \(answer)"
    case .classes(let classes): return "\(classes.column) is \(answer)"
    case .labels: return answer
    case .quantities(let quantities):
      return quantities.indices.map { "\(quantities[$0].name) is \(Self.text(quantities[$0].value(outputs[$0])))" }
        .joined(separator: " and ")
    }
  }

  /// What the target is called.
  var targetNoun: String {
    switch self {
    case .numbers, .classes: "label"
    case .labels: "labels"
    case .quantities(let quantities): quantities.count == 1 ? "target" : "targets"
    }
  }

  /// How outputs are read that are not in the unit of what they answer, by the example of one of them.
  func reading(_ output: Double, target: Double, index: Int) -> String? {
    guard case .quantities(let quantities) = self, index < quantities.count else { return nil }
    let quantity = quantities[index]
    guard quantity.mean != 0 || quantity.scale != 1 else { return nil }
    return
      "The output times \(NumberText.significant(quantity.scale, digits: 5)), plus "
      + "\(NumberText.significant(quantity.mean, digits: 5)), is \(quantity.name): the output stands for "
      + "\(Self.text(quantity.value(output))), its target for \(Self.text(quantity.value(target)))."
  }
}
