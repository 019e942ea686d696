/// What may stand after an option, or as an operand: checked by the parser, named in errors and help, offered by
/// completions. All of them read this one declaration.
struct ValueSpecification: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    /// One of `words` and nothing else.
    case choice
    /// Any text that is not empty; `words` are only suggestions.
    case text
    case integer(ClosedRange<Int>)
    /// A finite decimal number.
    case number(ClosedRange<Double>)
    /// A whole number of 64 bits without a sign.
    case seed
    /// Whole numbers separated by commas.
    case integerList(ClosedRange<Int>)
    /// Indices of examples: `0..<100`, `0...99`, or `17` alone.
    case indexRange
    case file
    case folder
  }

  /// How help calls the value: `N`, `PATH`, `N|all`.
  var placeholder: String
  var kind: Kind
  /// Words allowed beside what `kind` describes, such as `all` beside a number.
  var words: [String]

  init(_ placeholder: String, _ kind: Kind, words: [String] = []) {
    self.placeholder = placeholder
    self.kind = kind
    self.words = words
  }

  /// One of a few words.
  static func choice(_ placeholder: String, _ words: [String]) -> Self { Self(placeholder, .choice, words: words) }
  static func integer(_ range: ClosedRange<Int>) -> Self { Self("N", .integer(range)) }
  static func number(_ range: ClosedRange<Double>) -> Self { Self("F", .number(range)) }
  static func file(_ placeholder: String) -> Self { Self(placeholder, .file) }

  /// The words that help and errors list because nothing else is allowed.
  var choices: [String] { kind == .choice ? words : [] }
}

extension ClosedRange where Bound == Double {
  /// Above zero, for a learning rate: the smallest rate that is not zero as a `Float` either.
  static func aboveZero(upTo bound: Double) -> Self { Double(Float.leastNormalMagnitude)...bound }
}
