import Downhill
import DownhillSettings

/// The texts that an option takes, and their values.
struct ValueKind<Value: Sendable>: Sendable {
  let specification: ValueSpecification
  /// The value of a text; nil for those that the specification does not accept.
  let value: @Sendable (String) -> Value?
  /// A value as it is typed.
  let text: @Sendable (Value) -> String
}

extension ValueKind where Value == Int {
  /// A whole number.
  static func integer(_ bounds: ClosedRange<Int>) -> Self {
    Self(specification: .integer(bounds), value: { ValueParsing.integer($0, in: bounds) }, text: { "\($0)" })
  }
}

extension ValueKind where Value == Double {
  /// A finite number.
  static func number(_ bounds: ClosedRange<Double>) -> Self {
    Self(specification: .number(bounds), value: { ValueParsing.number($0, in: bounds) }, text: shortest)
  }
}

extension ValueKind where Value == UInt64 {
  /// The seed of a random source.
  static func seed(_ placeholder: String) -> Self {
    Self(specification: ValueSpecification(placeholder, .seed), value: ValueParsing.seed, text: { "\($0)" })
  }
}

extension ValueKind where Value == Range<Int> {
  /// Indices of examples, counted from 0; `17` alone is one of them.
  static let indexRange = Self(
    specification: ValueSpecification("RANGE", .indexRange), value: ValueParsing.indexRange, text: indexRangeText)
}

extension ValueKind where Value == PictureShape {
  /// Rows and columns of a picture.
  static let pictureSize = Self(
    specification: ValueSpecification("ROWSxCOLUMNS", .pictureSize), value: { ValueParsing.pictureShape($0) },
    text: { $0.typed })
}

extension ValueKind where Value == String {
  /// Any text that is not empty; `words` are suggestions.
  static func text(_ placeholder: String, words: [String] = []) -> Self { whole(placeholder, .text, words) }
  /// The path of a file.
  static func file(_ placeholder: String) -> Self { whole(placeholder, .file, []) }
  /// The path of a folder, or one of the words.
  static func folder(_ placeholder: String, words: [String] = []) -> Self { whole(placeholder, .folder, words) }

  private static func whole(_ placeholder: String, _ kind: ValueSpecification.Kind, _ words: [String]) -> Self {
    Self(specification: ValueSpecification(placeholder, kind, words: words), value: { $0 }, text: { $0 })
  }
}

extension ValueKind where Value == Bool {
  /// `yes` or `no`.
  static let yesOrNo = Self(
    specification: .choice("yes|no", ["yes", "no"]), value: { $0 == "yes" }, text: { $0 ? "yes" : "no" })
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases, by its word.
  static func choice(_ placeholder: String) -> Self {
    Self(
      specification: .choice(placeholder, Value.allCases.map(\.rawValue)), value: { Value(rawValue: $0) },
      text: { $0.rawValue })
  }
}
