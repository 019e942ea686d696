/// The value of a setting, whichever it is.
public enum SettingValue: Equatable, Sendable {
  /// A word or a name; `all` in a number's place too.
  case word(String)
  case whole(Int)
  case list([Int])
  case seed(UInt64)
  case single(Float)
  case double(Double)

  /// The one text of this value: that of model files, which reads back as the same value. Canonical.
  public var text: String {
    switch self {
    case .word(let word): return word
    case .whole(let number): return "\(number)"
    case .list(let numbers):
      guard let first = numbers.first else { return Setting.none }
      var text = "\(first)"
      for number in numbers.dropFirst() { text += ",\(number)" }
      return text
    case .seed(let seed): return "\(seed)"
    case .single(let number): return "\(number)"
    case .double(let number): return "\(number)"
    }
  }

  /// The number; nil for what is none.
  var number: Double? {
    switch self {
    case .whole(let number): Double(number)
    case .single(let number): Double(number)
    case .double(let number): number
    case .word, .list, .seed: nil
    }
  }
}

/// Values of some settings: what was given, or what a file says.
public struct SettingValues: Equatable, Sendable {
  private var values: [Pair] = []

  private struct Pair: Equatable, Sendable {
    let setting: Setting
    var value: SettingValue
  }

  /// None.
  public init() {}

  /// The value of a setting; nil if there is none.
  public subscript(setting: Setting) -> SettingValue? {
    get { values.last { $0.setting == setting }?.value }
    set { if let newValue { values.append(Pair(setting: setting, value: newValue)) } }
  }

  /// What a setting's word stands for, or the usual one; nil if there is neither.
  public func word<Value: RawRepresentable<String>>(_ setting: Setting) -> Value? {
    guard case .word(let word)? = self[setting] ?? setting.usual else { return nil }
    return Value(rawValue: word)
  }

  /// The whole number of a setting, or the usual one; nil if there is neither.
  public func whole(_ setting: Setting) -> Int? {
    guard case .whole(let number)? = self[setting] ?? setting.usual else { return nil }
    return number
  }
}

// MARK: Coefficients

/// The numbers of an optimizer or of a schedule, each under its setting.
struct Coefficients {
  /// What they are to be; others keep what they are.
  private let given: SettingValues
  /// What they are now, in their order.
  private(set) var settings: [Setting] = []
  private(set) var values = SettingValues()

  init(given: SettingValues = SettingValues()) { self.given = given }

  mutating func exchange(_ setting: Setting, _ number: inout Float) {
    if case .single(let value)? = given[setting] { number = value }
    note(setting, .single(number))
  }

  mutating func exchange(_ setting: Setting, _ number: inout Double) {
    if case .double(let value)? = given[setting] { number = value }
    note(setting, .double(number))
  }

  mutating func exchange(_ setting: Setting, _ number: inout Int) {
    if case .whole(let value)? = given[setting] { number = value }
    note(setting, .whole(number))
  }

  private mutating func note(_ setting: Setting, _ value: SettingValue) {
    settings.append(setting)
    values[setting] = value
  }
}

extension Optimizer {
  /// With these coefficients in place of its own.
  func with(_ values: SettingValues) -> Optimizer {
    var (copy, coefficients) = (self, Coefficients(given: values))
    copy.exchange(with: &coefficients)
    return copy
  }

  var coefficients: Coefficients {
    var (copy, coefficients) = (self, Coefficients())
    copy.exchange(with: &coefficients)
    return coefficients
  }
}

extension LearningRateSchedule {
  /// With these coefficients in place of its own.
  func with(_ values: SettingValues) -> LearningRateSchedule {
    var (copy, coefficients) = (self, Coefficients(given: values))
    copy.exchange(with: &coefficients)
    return copy
  }

  var coefficients: Coefficients {
    var (copy, coefficients) = (self, Coefficients())
    copy.exchange(with: &coefficients)
    return coefficients
  }
}

extension Setting {
  /// The choices that have it as a coefficient: `optimizer` with `momentum` and `nesterov`. nil for what is none.
  public var owners: (choice: Setting, words: [String])? {
    let optimizers = Optimizer.Kind.allCases.filter { Optimizer(usual: $0).coefficients.settings.contains(self) }
    if !optimizers.isEmpty { return (.optimizer, optimizers.map { $0.rawValue }) }
    let schedules = LearningRateSchedule.Kind.allCases.filter {
      LearningRateSchedule(usual: $0).coefficients.settings.contains(self)
    }
    return schedules.isEmpty ? nil : (.schedule, schedules.map { $0.rawValue })
  }

  /// What the first of its owners has.
  var usualCoefficient: SettingValue? {
    for kind in Optimizer.Kind.allCases {
      if let value = Optimizer(usual: kind).coefficients.values[self] { return value }
    }
    for kind in LearningRateSchedule.Kind.allCases {
      if let value = LearningRateSchedule(usual: kind).coefficients.values[self] { return value }
    }
    return nil
  }
}
