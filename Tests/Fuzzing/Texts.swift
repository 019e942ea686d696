import Downhill
import DownhillSettings

@testable import DownhillServer

func readArchitecture(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let architecture = try? Architecture(text) else { return }
  let sizes = architecture.sizes.map { "\($0)" }.joined(separator: "-")
  expect((try? Architecture(sizes)) == architecture, "an architecture is read back")
}

/// Lines of `name=value`.
func readSettings(_ bytes: [UInt8]) {
  var texts = SettingTexts()
  for line in bytes.split(separator: UInt8(ascii: "\n")) {
    let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    if let setting = Setting(rawValue: String(decoding: parts[0], as: UTF8.self)) { texts.set(setting, value) }
    _ = ValueParsing.indexRange(value)
    if let number = ValueParsing.number(value) { expect(number.isFinite, "a setting is finite") }
  }
  for continues in [false, true] {
    guard let settings = try? TrainingSettings(texts, continues: continues) else { continue }
    guard let configuration = try? settings.configuration(inputs: 784, outputs: settings.network.classCount) else {
      continue
    }
    expect(configuration.learningRate > 0 && configuration.learningRate.isFinite, "a learning rate is positive")
  }
}

/// A tool with an option of each kind; the declared ones are attacked by `Scripts/attack command-lines`.
extension ToolSpecification {
  static let downhill = ToolSpecification(
    name: "downhill", version: "0", abstract: "a tool", discussion: "A tool.",
    commands: [
      CommandSpecification(
        verb: "train", abstract: "trains", discussion: "Trains.",
        operands: [
          OperandSpecification(value: .file("MODEL"), help: "A model."),
          OperandSpecification(value: ValueSpecification("N", .integer(1...9)), isOptional: true, help: "A number."),
          OperandSpecification(value: .file("INPUT"), isOptional: true, isRepeating: true, help: "Inputs."),
        ],
        options: [
          OptionSpecification("quiet", short: "q", group: "Output", help: "Says nothing."),
          OptionSpecification("activation", .choice("NAME", ["sigmoid", "tanh"]), group: "Network", help: "A name."),
          OptionSpecification("epochs", .integer(0...1_000), group: "Training", help: "A number."),
          OptionSpecification("rate", .number(0...10), group: "Training", isRepeatable: true, help: "A number."),
          OptionSpecification("seed", ValueSpecification("N", .seed), group: "Training", help: "A seed."),
          OptionSpecification(
            "hidden", ValueSpecification("N,N", .integerList(1...99), words: ["none"]), group: "Network",
            help: "A list."),
          OptionSpecification("examples", ValueSpecification("RANGE", .indexRange), group: "Data", help: "A range."),
        ],
        run: { _ in .success })
    ], examples: [], exitStatuses: [], environment: [])
}

/// Help is not under test here.
enum Help {
  static func text(for tool: ToolSpecification) -> String { tool.name }
  static func text(for command: CommandSpecification, of tool: ToolSpecification) -> String { command.verb }
}

/// Nothing is run here.
enum ExitStatus { case success }

/// As on no terminal.
enum Console {
  static var hasColour: Bool { false }
}

/// One argument a line.
func readArguments(_ bytes: [UInt8]) {
  let words = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
  do throws(UsageError) {
    guard case .run(let command, let parsed) = try CommandLineParser.parse(words) else { return }
    expect(command.verb == words[0], "the verb is the first word")
    expect(parsed.operands.allSatisfy(words.contains), "operands are words of the line")
  } catch {
    let message = error.message(for: words)
    expect(
      message.split(separator: "\n", omittingEmptySubsequences: false).count <= 3, "an error has three lines at most")
    expect(
      message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F || $0 == "\n" },
      "and no control character")
  }
}

/// However a request is cut, the same one is found, or refused with the same words.
func readRequest(_ bytes: [UInt8]) {
  func found(inPiecesOf size: Int) -> ([Request], Refusal?) {
    var scanner = RequestScanner(Limits())
    var requests: [Request] = []
    do throws(Refusal) {
      for start in stride(from: 0, to: bytes.count, by: size) {
        scanner.append(bytes[start..<min(start + size, bytes.count)])
        while let request = try scanner.next() {
          requests.append(request)
          _ = try? RequestTarget(request.target)
        }
      }
      return (requests, nil)
    } catch {
      return (requests, error)
    }
  }
  let whole = found(inPiecesOf: max(bytes.count, 1))
  expect(found(inPiecesOf: 1) == whole, "bytes one by one are the same request")
  expect(found(inPiecesOf: 7) == whole, "and in pieces")
}

// What options say of their defaults: no part of reading.

func shortest(_ value: Double) -> String { "\(value)" }
func indexRangeText(_ range: Range<Int>) -> String { "\(range)" }
