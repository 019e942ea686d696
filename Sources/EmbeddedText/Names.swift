// The standard library's names for these types.

/// A text.
public typealias String = Text
/// The type of a string literal.
public typealias StringLiteralType = Text
/// The type of a literal of one character.
public typealias ExtendedGraphemeClusterType = Text
/// The type of a literal of one code point.
public typealias UnicodeScalarType = Text
/// A text of one character.
public typealias Character = Text

/// A type with a description.
public protocol CustomStringConvertible {
  /// Its description.
  var description: Text { get }
}
