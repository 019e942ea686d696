/// A JSON document (RFC 8259) as a value. Objects keep the order of their members.
public enum JSONValue: Equatable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number written without fraction and exponent that fits in `Int`.
  case integer(Int)
  /// Any other number. NaN and the infinities, which JSON lacks, are written as `null`.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Named values in order.
  case object(JSONObject)
}

/// The members of a JSON object in the order in which they are written. Two objects are equal if their members are
/// equal in the same order.
public struct JSONObject: Equatable, Sendable {
  /// One `"key": value` of an object.
  public struct Member: Equatable, Sendable {
    /// The name.
    public var key: String
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The members in order. Keys must be unique: the parser and the writer make sure of it.
  public var members: [Member]

  /// Makes an object of members.
  public init(_ members: [Member] = []) {
    self.members = members
  }

  /// Makes an object of pairs.
  public init(_ pairs: [(key: String, value: JSONValue)]) {
    members = pairs.map { Member(key: $0.key, value: $0.value) }
  }

  /// The value of the first member of this name, or nil. O(members).
  public subscript(key: String) -> JSONValue? {
    members.first { sameBytes($0.key, key) }?.value
  }
}

extension JSONValue {
  /// The value of the member of this name; nil if there is none or this is no object. O(members).
  public subscript(key: String) -> JSONValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The text, if this is a string.
  public var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The truth value, if this is one.
  public var boolValue: Bool? {
    guard case .bool(let truth) = self else { return nil }
    return truth
  }

  /// The integer, if this is a number written as one.
  public var integerValue: Int? {
    guard case .integer(let integer) = self else { return nil }
    return integer
  }

  /// The number, if this is one, written as an integer or not.
  public var numberValue: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The elements, if this is an array.
  public var arrayValue: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members, if this is an object.
  public var objectValue: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }
}

/// Whether two strings have the same UTF-8 bytes. Keys in files are names, not prose: "é" in one and in two code points
/// are different keys; and the comparison needs no Unicode tables, which WebAssembly would have to carry.
func sameBytes(_ one: String, _ other: String) -> Bool {
  one.utf8.elementsEqual(other.utf8)
}

extension [String] {
  /// Whether one of them has the same bytes: names are compared so, and not as Unicode's equivalents.
  package func contains(bytesOf name: String) -> Bool { contains { sameBytes($0, name) } }
}

// MARK: Literals

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `nil` is `null`.
  public init(nilLiteral: ()) { self = .null }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Text.
  public init(stringLiteral value: StaticString) { self = .string("\(value)") }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object, in the order of the literal.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
  }
}

extension JSONValue {
  /// An object with one member more; anything else as it is.
  public func adding(_ key: String, _ value: JSONValue) -> JSONValue {
    guard case .object(var object) = self else { return self }
    object.members.append(JSONObject.Member(key: key, value: value))
    return .object(object)
  }
}
