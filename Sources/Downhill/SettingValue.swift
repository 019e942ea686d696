/// The value of a setting, whichever it is.
public enum SettingValue: Equatable, Sendable {
  /// A word or a name, also `all` instead of a number.
  case word(String)
  case whole(Int)
  case list([Int])
  case seed(UInt64)
  case single(Float)
  case singles([Float])
  case double(Double)

  /// A number in a form's type.
  public init(_ number: Double, of form: Setting.Form) {
    if case .single = form { self = .single(Float(number)) } else { self = .double(number) }
  }

  /// The canonical text of this value, as in model files; it reads back as the same value.
  public var text: String {
    switch self {
    case .word(let word): return word
    case .whole(let number): return "\(number)"
    case .list(let numbers):
      return Self.separatedByCommas(numbers.map { "\($0)" })
    case .seed(let seed): return "\(seed)"
    case .single(let number): return "\(number)"
    case .singles(let numbers): return Self.separatedByCommas(numbers.map { "\($0)" })
    case .double(let number): return "\(number)"
    }
  }

  private static func separatedByCommas(_ texts: [String]) -> String {
    guard var all = texts.first else { return Setting.none }
    for text in texts.dropFirst() { all += "," + text }
    return all
  }

  /// The numbers that have a range; none for other values.
  var numbers: [Double] {
    switch self {
    case .whole(let number): [Double(number)]
    case .single(let number): [Double(number)]
    case .singles(let numbers): numbers.map { Double($0) }
    case .double(let number): [number]
    case .word, .list, .seed: []
    }
  }
}

/// Values of some settings.
public struct SettingValues: Equatable, Sendable {
  private var values: [Pair] = []

  private struct Pair: Equatable, Sendable {
    let setting: Setting
    var value: SettingValue
  }

  /// None.
  public init() {}

  /// The value of a setting; nil if it is not set.
  public subscript(setting: Setting) -> SettingValue? {
    @inline(never) get {
      for pair in values where pair.setting == setting { return pair.value }
      return nil
    }
    @inline(never) set {
      values = values.filter { $0.setting != setting }
      if let newValue { values.append(Pair(setting: setting, value: newValue)) }
    }
  }

  /// The value of a setting's word, or the default; nil if there is neither.
  public func word<Value: RawRepresentable<String>>(_ setting: Setting) -> Value? {
    text(setting).flatMap { Value(rawValue: $0) }
  }

  /// The word itself.
  @inline(never)
  func text(_ setting: Setting) -> String? {
    guard case .word(let word)? = self[setting] ?? setting.usual else { return nil }
    return word
  }

  /// The whole number of a setting, or the default; nil if there is neither.
  public func whole(_ setting: Setting) -> Int? {
    guard case .whole(let number)? = self[setting] ?? setting.usual else { return nil }
    return number
  }

  /// The number of 32 bits of a setting, or the default; nil if there is neither.
  public func single(_ setting: Setting) -> Float? {
    guard case .single(let number)? = self[setting] ?? setting.usual else { return nil }
    return number
  }
}

// MARK: Coefficients

/// The numbers of an optimizer or of a schedule, each under its setting.
struct Coefficients {
  /// The values to take; others stay.
  let given: SettingValues
  /// Their values.
  private(set) var values = SettingValues()

  @inline(never)
  mutating func exchange(_ setting: Setting, _ number: inout Float) {
    if case .single(let value)? = given[setting] { number = value }
    values[setting] = .single(number)
  }

  @inline(never)
  mutating func exchange(_ setting: Setting, _ numbers: inout [Float]) {
    if case .singles(let value)? = given[setting] { numbers = value }
    values[setting] = .singles(numbers)
  }

  @inline(never)
  mutating func exchange(_ setting: Setting, _ number: inout Double) {
    if case .double(let value)? = given[setting] { number = value }
    values[setting] = .double(number)
  }

  @inline(never)
  mutating func exchange(_ setting: Setting, _ number: inout Int) {
    if case .whole(let value)? = given[setting] { number = value }
    values[setting] = .whole(number)
  }
}

/// A choice with numbers of its own.
protocol HasCoefficients {
  /// Passes each of its numbers to `coefficients`, under its setting.
  mutating func exchange(with coefficients: inout Coefficients)
}

extension Cost: HasCoefficients {}
extension Optimizer: HasCoefficients {}
extension LearningRateSchedule: HasCoefficients {}

extension HasCoefficients {
  /// Takes the coefficients given, and returns their values.
  @discardableResult mutating func take(_ given: SettingValues) -> SettingValues {
    var coefficients = Coefficients(given: given)
    exchange(with: &coefficients)
    return coefficients.values
  }

  /// The values of its coefficients.
  var coefficients: SettingValues {
    var copy = self
    return copy.take(SettingValues())
  }
}

extension Setting {
  /// The choices that have it as a coefficient, such as `optimizer` with `momentum` and `nesterov`, and the first one's
  /// default. nil for other settings.
  public var owners: (choice: Setting, words: [String], usual: SettingValue)? {
    var words: [String] = []
    var usual: SettingValue?
    for kind in Optimizer.Kind.allCases {
      guard let value = Optimizer(usual: kind).coefficients[self] else { continue }
      usual = usual ?? value
      words.append(kind.rawValue)
    }
    if let usual { return (.optimizer, words, usual) }
    for kind in Cost.Kind.allCases {
      guard let value = Cost(usual: kind).coefficients[self] else { continue }
      usual = usual ?? value
      words.append(kind.rawValue)
    }
    if let usual { return (.cost, words, usual) }
    for kind in LearningRateSchedule.Kind.allCases {
      guard let value = LearningRateSchedule(usual: kind).coefficients[self] else { continue }
      usual = usual ?? value
      words.append(kind.rawValue)
    }
    if let usual { return (.schedule, words, usual) }
    return nil
  }
}
