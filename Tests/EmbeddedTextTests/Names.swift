// The module gives its texts the standard library's names. In its tests these mean what they mean elsewhere.
typealias String = Swift.String
typealias StringLiteralType = Swift.String
typealias ExtendedGraphemeClusterType = Swift.String
typealias UnicodeScalarType = Swift.String
typealias Character = Swift.Character
typealias CustomStringConvertible = Swift.CustomStringConvertible
