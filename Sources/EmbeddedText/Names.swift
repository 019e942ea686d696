// The names under which the core's sources know all this.

/// A text.
public typealias String = Text
/// What a literal is.
public typealias StringLiteralType = Text
/// What a literal of one character is.
public typealias ExtendedGraphemeClusterType = Text
/// What a literal of one code point is.
public typealias UnicodeScalarType = Text
/// A text that is drawn in one place.
public typealias Character = Text

/// What can be called something.
public protocol CustomStringConvertible {
  /// What it is called.
  var description: Text { get }
}
