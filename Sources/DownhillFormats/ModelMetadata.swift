// The metadata of a model's file: settings as text.

import Downhill

/// Collects the metadata of a model's file.
struct MetadataWriter {
  private(set) var metadata: [TensorFile.Metadatum] = []

  mutating func add(classNames names: [String]) {
    let text = JSONValue.array(names.map { .string($0) }).bytes()
    add(MetadataReader.classNames, String(decoding: text, as: UTF8.self))
  }

  mutating func add(_ key: String, _ value: String) {
    metadata.append(TensorFile.Metadatum(key: key, value: value))
  }

  /// Adds a setting, if it has a value.
  mutating func add(_ setting: Setting, _ value: SettingValue?) {
    if setting.isNew, value == setting.usual { return }
    if let key = setting.fileKey, let value { add(key, value.text) }
  }
}

/// Reads the metadata of a model's file, with errors that name the key.
struct MetadataReader {
  let content: TensorFile
  let file: String

  func error(_ key: String, _ value: String) -> FormatError {
    FormatError(file: file, problem: .model(.metadata(key: key, value: value)))
  }

  func text(_ key: String) throws(FormatError) -> String {
    guard let text = content.metadata(key) else {
      throw FormatError(file: file, problem: .model(.missingMetadata(key)))
    }
    return text
  }

  func value<Value>(_ key: String, _ parse: (String) -> Value?) throws(FormatError) -> Value {
    let text = try text(key)
    guard let value = parse(text) else { throw error(key, text) }
    return value
  }

  /// A whole number, 0 or more unless another range is given.
  func integer(_ key: String, in range: ClosedRange<Int> = 0...Int.max) throws(FormatError) -> Int {
    try value(key) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A number by its bits.
  func finiteNumber(_ key: String) throws(FormatError) -> Double {
    try value(key) { text in
      word(hexadecimal: text).map { Double(bitPattern: $0) }.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// The value of a setting.
  func value(of setting: Setting) throws(FormatError) -> SettingValue {
    try value(setting.fileKey ?? setting.rawValue) { SettingValue(metadata: $0, of: setting.form) }
  }

  /// The architecture, and the network's settings in the file.
  func network() throws(FormatError) -> (Architecture, SettingValues) {
    // First, since a file without it is another program's.
    let text = try text("architecture")
    var values = SettingValues()
    for setting in Setting.allCases where setting.subject == .network && setting.fileKey != nil && values.use(setting) {
      values[setting] = try value(of: setting)
    }
    // The engine's sentence says how to type an architecture, which does not apply here.
    do {
      let architecture = try Architecture(
        text, hiddenActivations: values.hiddenActivations,
        outputActivation: values.outputActivation)
      return (architecture, values)
    } catch {
      guard (try? Architecture(text)) != nil else { throw self.error("architecture", text) }
      throw self.error("activation", values.hiddenActivations.text)
    }
  }

  func pictureShape(inputs: Int) throws(FormatError) -> PictureShape? {
    guard content.metadata("picture") != nil else { return nil }
    return try value("picture") { text in
      let parts = texts(of: text, at: UInt8(ascii: "x"))
      guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows >= 1, columns >= 1,
        rows.multipliedReportingOverflow(by: columns) == (inputs, false)
      else { return nil }
      return PictureShape(rows: rows, columns: columns)
    }
  }

  static let classNames = "class-names"

  /// The names of `count` classes, no two alike; nil if the file has none.
  func classNames(count: Int) throws(FormatError) -> [String]? {
    guard content.metadata(Self.classNames) != nil else { return nil }
    // Its type, since an optional one would take what is wrong for no names.
    let names: [String] = try value(Self.classNames) { text in
      guard let list = try? JSONValue.parse(ArraySlice(Array(text.utf8)), file: ""), case .array(let values) = list,
        values.count == count
      else { return nil }
      var names: [String] = []
      for value in values {
        guard case .string(let name) = value, !name.isEmpty else { return nil }
        names.append(name)
      }
      return NameIndex(names).hasDuplicates ? nil : names
    }
    return names
  }

  func random() throws(FormatError) -> RandomSource {
    try value("random-state") { text in
      let words = texts(of: text, at: UInt8(ascii: "-")).map { word(hexadecimal: $0) }
      guard words.count == 4, let a = words[0], let b = words[1], let c = words[2], let d = words[3] else { return nil }
      return RandomSource(state: (a, b, c, d))
    }
  }
}

extension SettingValue {
  /// The value of a text in a model's file. Ranges are not checked here, but by the engine.
  fileprivate init?(metadata text: String, of form: Setting.Form) {
    switch form {
    case .word(let words):
      guard words.contains(text) else { return nil }
      self = .word(text)
    case .words(let words):
      guard Setting.wrongPart(of: text, among: words) == nil else { return nil }
      self = .word(text)
    case .name: self = .word(text)
    case .wholeOrAll where text == Setting.all: self = .word(text)
    case .whole, .wholeOrAll:
      guard let number = Int(text), number >= 0 else { return nil }
      self = .whole(number)
    case .list: return nil
    case .seed:
      guard let seed = UInt64(text) else { return nil }
      self = .seed(seed)
    case .single, .double:
      guard let number = decimal(text) else { return nil }
      self = SettingValue(number, of: form)
    case .singles:
      var numbers: [Float] = []
      for part in texts(of: text, at: UInt8(ascii: ",")) {
        guard let number = decimal(part) else { return nil }
        numbers.append(Float(number))
      }
      self = .singles(numbers)
    }
  }
}

/// Sixteen hexadecimal digits.
func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// The number of sixteen hexadecimal digits, or nil.
func word(hexadecimal text: String) -> UInt64? {
  text.utf8.count == 16 && text.utf8.first != UInt8(ascii: "+") ? UInt64(text, radix: 16) : nil
}

/// A finite decimal number and nothing else.
private func decimal(_ text: String) -> Double? {
  // JSON allows blanks around a number.
  guard text.utf8.allSatisfy({ $0 > 0x20 }), let value = try? JSONValue.parse(ArraySlice(Array(text.utf8)), file: "")
  else { return nil }
  return value.numberValue
}
