import DownhillSettings

/// An option with its type: a verb declares it once and reads it by this declaration, so that names and types cannot be
/// wrong, and the default in the help is the one used.
struct Option<Value: Sendable>: Sendable {
  let specification: OptionSpecification
  /// Its value if it is not given.
  let absent: Value
  /// Its value for a text that the specification accepts.
  private let value: @Sendable (String) -> Value?

  /// Its value for a typed text.
  func value(of text: String) -> Value {
    guard let value = value(text) else {
      preconditionFailure("\(specification.flag) accepts \(text), which stands for nothing")
    }
    return value
  }
}

extension Option {
  /// An option with this specification.
  init(_ specification: OptionSpecification, absent: Value, value: @escaping @Sendable (String) -> Value?) {
    self.specification = specification
    self.absent = absent
    self.value = value
  }

  /// An option with a default value, perhaps with a remark on it.
  init(
    _ name: String, _ kind: ValueKind<Value>, group: String, default usual: Value, _ remark: String? = nil, help: String
  ) {
    let usualText = kind.text(usual) + (remark.map { ", \($0)" } ?? "")
    specification = OptionSpecification(name, kind.specification, group: group, default: usualText, help: help)
    absent = usual
    value = kind.value
  }

  /// An option without one: nil if it is not given. `usual` says in words what happens then.
  init<Wrapped>(
    _ name: String, _ kind: ValueKind<Wrapped>, group: String, default usual: String? = nil, help: String
  ) where Value == Wrapped? {
    specification = OptionSpecification(name, kind.specification, group: group, default: usual, help: help)
    absent = nil
    value = { text in kind.value(text).map { $0 } }
  }
}

extension Option where Value == Bool {
  /// A flag, true where it is given.
  init(_ name: String, short: Character? = nil, group: String, help: String) {
    specification = OptionSpecification(name, short: short, group: group, help: help)
    absent = false
    value = { _ in true }
  }
}

/// What a command can list among its options.
protocol DeclaredOption: Sendable {
  var specification: OptionSpecification { get }
  /// The name in its specification, for lookups, which need no more.
  var name: String { get }
}

extension Option: DeclaredOption {
  var name: String { specification.name }
}

extension OptionSpecification: DeclaredOption {
  var specification: OptionSpecification { self }
}
