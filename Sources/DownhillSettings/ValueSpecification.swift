import Downhill

/// The values that an option or operand takes: the parser, errors, help and completions all use this one declaration.
package struct ValueSpecification: Sendable, Equatable {
  /// The kinds.
  package enum Kind: Sendable, Equatable {
    /// One of `words` and nothing else.
    case choice
    /// One of `words`, or several of them separated by commas.
    case wordList
    /// Any text that is not empty; `words` are only suggestions.
    case text
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A finite decimal number.
    case number(ClosedRange<Double>)
    /// An unsigned whole number of 64 bits.
    case seed
    /// Whole numbers separated by commas.
    case integerList(ClosedRange<Int>)
    /// Decimal numbers separated by commas.
    case numberList(ClosedRange<Double>)
    /// Indices of examples: `0-99`, `0:100`, or `17` alone.
    case indexRange
    /// Rows and columns of a picture: `28x28`.
    case pictureSize
    /// The path of a file.
    case file
    /// The path of a folder.
    case folder
  }

  /// The value in help: `N`, `PATH`, `N|all`.
  package var placeholder: String
  /// The kind of value, apart from words.
  package var kind: Kind
  /// Words allowed besides, such as `all` instead of a number.
  package var words: [String]

  /// A specification.
  package init(_ placeholder: String, _ kind: Kind, words: [String] = []) {
    self.placeholder = placeholder
    self.kind = kind
    self.words = words
  }

  /// One of a few words.
  package static func choice(_ placeholder: String, _ words: [String]) -> Self {
    Self(placeholder, .choice, words: words)
  }
  /// A whole number.
  package static func integer(_ range: ClosedRange<Int>) -> Self { Self("N", .integer(range)) }
  /// A finite number.
  package static func number(_ range: ClosedRange<Double>) -> Self { Self("F", .number(range)) }
  /// The path of a file.
  package static func file(_ placeholder: String) -> Self { Self(placeholder, .file) }

  /// The words that help and errors list because nothing else is allowed.
  package var choices: [String] { kind == .choice || kind == .wordList ? words : [] }
}

extension ClosedRange where Bound == Double {
  /// Above zero, for a learning rate: from the smallest rate that is not subnormal as a `Float`.
  package static func aboveZero(upTo bound: Double) -> Self { Setting.aboveZero...bound }
}

extension ValueSpecification {
  /// What is expected, to follow "takes": `a whole number from 1 to 100, or all`.
  package var phrase: String {
    let first: String
    switch kind {
    case .choice: return alternatives(words)
    case .wordList: return alternatives(words) + ", or several of them, separated by commas"
    case .text: first = words.isEmpty ? "a name" : "a name such as \(alternatives(words))"
    case .integer(let range): first = "a whole number " + Self.bounds(range)
    case .number(let range): first = "a number " + Self.bounds(range)
    case .seed: first = "a whole number from 0 to \(UInt64.max)"
    case .integerList(let range): first = "whole numbers \(Self.bounds(range)), separated by commas"
    case .numberList(let range): first = "numbers \(Self.bounds(range)), separated by commas"
    case .indexRange: first = "examples as 0-99, 0:100 or 17"
    case .pictureSize: first = "rows and columns as 28x28, each 1 to 4096"
    case .file: first = "the path of a file"
    case .folder: first = "the path of a folder"
    }
    return words.isEmpty || kind == .text ? first : "\(first), or \(alternatives(words))"
  }

  private static func bounds(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
  }

  private static func bounds(_ range: ClosedRange<Double>) -> String {
    let (low, high) = (range.lowerBound, range.upperBound)
    if low > 0, low < 1e-30 { return "above 0 and at most \(plain(high))" }
    return "from \(plain(low)) to \(plain(high))"
  }

  /// `3` rather than `3.0`.
  private static func plain(_ value: Double) -> String {
    // Whole bounds are small.
    value == value.rounded() && value.magnitude < 1e9 ? "\(Int(value))" : "\(value)"
  }
}

/// `a, b or c`.
package func alternatives(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  var text = words[0]
  for word in words[1..<words.count - 1] { text += ", " + word }
  return "\(text) or \(last)"
}
