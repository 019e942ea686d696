// The metadata of a model's file: settings as text.

import Downhill

/// Collects the metadata of a model's file.
struct MetadataWriter {
  private(set) var metadata: [TensorFile.Metadatum] = []

  mutating func add(_ key: String, _ value: String) {
    metadata.append(TensorFile.Metadatum(key: key, value: value))
  }

  mutating func add(_ settings: Optimizer.AdamSettings) {
    add("beta1", "\(settings.beta1)")
    add("beta2", "\(settings.beta2)")
    add("epsilon", "\(settings.epsilon)")
  }
}

/// Reads the metadata of a model's file, and says which of it cannot be.
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

  func number(_ key: String) throws(FormatError) -> Double {
    try value(key) { text in decimal(text) }
  }

  func architecture() throws(FormatError) -> Architecture {
    let text = try text("architecture")
    let hidden = try value("activation") { Activation(rawValue: $0) }
    let output = try value("output-activation") { OutputActivation(name: $0) }
    // The engine's own sentence tells how to type an architecture, which nobody did here.
    do { return try Architecture(text, hiddenActivation: hidden, outputActivation: output) } catch {
      throw self.error("architecture", text)
    }
  }

  func pictureShape(inputs: Int) throws(FormatError) -> PictureShape? {
    guard content.metadata("picture") != nil else { return nil }
    return try value("picture") { text in
      let parts = split(text, at: "x")
      guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]), rows >= 1, columns >= 1,
        rows.multipliedReportingOverflow(by: columns) == (inputs, false)
      else { return nil }
      return PictureShape(rows: rows, columns: columns)
    }
  }

  func optimizer() throws(FormatError) -> Optimizer {
    let name = try text("optimizer")
    switch name {
    case "sgd": return .sgd
    case "momentum": return .momentum(Float(try number("momentum")))
    case "nesterov": return .nesterov(Float(try number("momentum")))
    case "adam": return .adam(try adamSettings())
    case "adamw": return .adamW(try adamSettings(), weightDecay: Float(try number("weight-decay")))
    default: throw error("optimizer", name)
    }
  }

  private func adamSettings() throws(FormatError) -> Optimizer.AdamSettings {
    Optimizer.AdamSettings(
      beta1: Float(try number("beta1")), beta2: Float(try number("beta2")), epsilon: Float(try number("epsilon")))
  }

  func schedule() throws(FormatError) -> LearningRateSchedule {
    let name = try text("schedule")
    switch name {
    case "constant": return .constant
    case "exponential": return .exponential(factor: try number("decay"))
    case "step": return .step(factor: try number("decay"), epochs: try integer("step-epochs"))
    case "linear": return .linear(epochs: try number("fall-epochs"))
    case "cosine": return .cosine
    case "one-cycle": return .oneCycle(warmUp: try number("warm-up"))
    default: throw error("schedule", name)
    }
  }

  func batchSize() throws(FormatError) -> TrainingConfiguration.BatchSize {
    try text("batch-size") == "all" ? .all : .count(try integer("batch-size"))
  }

  func random() throws(FormatError) -> RandomSource {
    try value("random-state") { text in
      let words = split(text, at: "-").map { word(hexadecimal: $0) }
      guard words.count == 4, let a = words[0], let b = words[1], let c = words[2], let d = words[3] else { return nil }
      return RandomSource(state: (a, b, c, d))
    }
  }
}

private func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
  text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
    .map { String(decoding: Array($0), as: UTF8.self) }
}

/// Sixteen hexadecimal digits.
func hexadecimal(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// The number that sixteen hexadecimal digits say, or nil.
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
