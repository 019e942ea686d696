import DownhillFormats

/// A call of the page: a name, members, and attachments.
struct Call {
  /// The member `do`.
  let name: String
  let members: JSONObject
  /// The bytes after the JSON, cut as `attachments` says.
  let attachments: [[UInt8]]

  init(name: String, members: JSONObject = JSONObject([JSONObject.Member]()), attachments: [[UInt8]] = []) {
    self.name = name
    self.members = members
    self.attachments = attachments
  }

  /// Reads a call; everything in it is copied.
  init(_ bytes: UnsafeRawBufferPointer, jsonCount: Int) throws(CallError) {
    let text = [UInt8](UnsafeRawBufferPointer(rebasing: bytes[..<jsonCount]))
    let value: JSONValue
    do { value = try JSONValue.parse(text, file: "the call") } catch { throw CallError(error) }
    guard let members = value.objectValue, let name = members["do"]?.stringValue else {
      throw CallError("a call is an object with a member \"do\"", status: .internalError)
    }
    var attachments: [[UInt8]] = []
    var offset = jsonCount
    for count in members["attachments"]?.arrayValue ?? [] {
      guard let count = count.integerValue, count >= 0, count <= bytes.count - offset else {
        throw CallError("the attachments of the call \(name) are longer than its bytes", status: .internalError)
      }
      attachments.append([UInt8](UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])))
      offset += count
    }
    self.init(name: name, members: members, attachments: attachments)
  }
}

// MARK: Members

extension Call {
  /// The text of a member; nil if it is not there.
  func string(_ key: String) throws(CallError) -> String? {
    guard let value = given(key) else { return nil }
    guard let text = value.stringValue else { throw wrong(key, "a text") }
    return text
  }

  /// A whole number; nil if it is not there.
  func integer(_ key: String, in range: ClosedRange<Int> = Int.min...Int.max) throws(CallError) -> Int? {
    guard let value = given(key) else { return nil }
    guard let integer = value.integerValue, range.contains(integer) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  /// A number; nil if it is not there.
  func number(_ key: String) throws(CallError) -> Double? {
    guard let value = given(key) else { return nil }
    guard let number = value.numberValue else { throw wrong(key, "a number") }
    return number
  }

  /// Whether something is switched on; false if it is not there.
  func isOn(_ key: String) throws(CallError) -> Bool {
    guard let value = given(key) else { return false }
    guard let isOn = value.boolValue else { throw wrong(key, "true or false") }
    return isOn
  }

  /// An object; nil if it is not there.
  func object(_ key: String) throws(CallError) -> JSONObject? {
    guard let value = given(key) else { return nil }
    guard let object = value.objectValue else { throw wrong(key, "an object") }
    return object
  }

  /// The value of a member that must be there.
  func required<Value>(_ key: String, _ value: Value?) throws(CallError) -> Value {
    guard let value else { throw CallError("the call \(name) needs \(key)") }
    return value
  }

  /// The attachments, of which there must be `count`.
  func attachments(_ count: Int) throws(CallError) -> [[UInt8]] {
    guard attachments.count == count else {
      throw CallError("the call \(name) has \(attachments.count) attachments, not \(count)", status: .internalError)
    }
    return attachments
  }

  /// `null` counts as absent.
  private func given(_ key: String) -> JSONValue? {
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  private func wrong(_ key: String, _ expected: String) -> CallError {
    CallError("\(key) of the call \(name) must be \(expected)")
  }
}
