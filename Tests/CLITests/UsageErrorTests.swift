import Testing

@testable import CLI

/// The exact sentences, each with the command line that earns it.
@Suite struct UsageErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var id: String
    var arguments: [String]
    var sentence: String
    var testDescription: String { id }

    init(_ id: String, _ arguments: [String], _ sentence: String) {
      self.id = id
      self.arguments = arguments
      self.sentence = sentence
    }
  }

  static let cases = [
    Case(
      "nothing", [],
      """
      error: a verb is missing; choose describe, train, evaluate, predict, importance, calibrate, inspect, explain, average, sensitivity, gradient, collapse, compare, report, serve, export-site, bench, completions or manual
      see: downhill --help
      """),
    Case(
      "unknown verb", ["trian"],
      """
      error: there is no verb "trian"; did you mean train?
      see: downhill --help
      """),
    Case(
      "unknown verb, nothing near", ["xyzzy"],
      """
      error: there is no verb "xyzzy"
      see: downhill --help
      """),
    Case(
      "empty verb", [""],
      """
      error: there is no verb ""
      see: downhill --help
      """),
    Case(
      "option before verb", ["--quiet", "train"],
      """
      error: --quiet stands before the verb; write downhill VERB --quiet
      see: downhill --help
      """),
    Case(
      "unknown option of the tool", ["--versoin"],
      """
      error: downhill has no option --versoin; did you mean --version?
      see: downhill --help
      """),
    Case(
      "help with a value", ["--help=me"],
      """
      error: --help takes no value, but "me" is given
      see: downhill --help
      """),
    Case(
      "version with a verb", ["--version", "train"],
      """
      error: downhill has no use for the operand "train"
      see: downhill --help
      """),
    Case(
      "misspelt option", ["train", "--epohcs", "3"],
      """
      error: train has no option --epohcs; did you mean --epochs?
      see: downhill train --help
      """),
    Case(
      "misspelt option with value", ["train", "--Epoch=3"],
      """
      error: train has no option --Epoch; did you mean --epochs?
      see: downhill train --help
      """),
    Case(
      "one dash", ["train", "-epochs", "3"],
      """
      error: train has no option -epochs; did you mean --epochs?
      see: downhill train --help
      """),
    Case(
      "initials", ["train", "--lr", "3"],
      """
      error: train has no option --lr; did you mean --learning-rate?
      see: downhill train --help
      """),
    Case(
      "beginning of an option", ["train", "--valid", "3"],
      """
      error: train has no option --valid
      see: downhill train --help
      """),
    Case(
      "nothing near", ["inspect", "--frobnicate"],
      """
      error: inspect has no option --frobnicate
      see: downhill inspect --help
      """),
    Case(
      "missing value at the end", ["train", "--epochs"],
      """
      error: --epochs needs a value: a whole number from 1 to 1000000
      see: downhill train --help
      """),
    Case(
      "missing value before an option", ["train", "--hidden", "--quiet"],
      """
      error: --hidden needs a value: whole numbers from 1 to 65536, separated by commas, or none
      see: downhill train --help
      """),
    Case(
      "missing value before two dashes", ["train", "--data", "--"],
      """
      error: --data needs a value: the path of a folder, or mnist
      see: downhill train --help
      """),
    Case(
      "flag with value", ["train", "--json=yes"],
      """
      error: --json takes no value, but "yes" is given
      see: downhill train --help
      """),
    Case(
      "given twice", ["train", "--epochs", "3", "--epochs=4"],
      """
      error: --epochs is given twice
      see: downhill train --help
      """),
    Case(
      "flag given twice", ["train", "-q", "--quiet"],
      """
      error: --quiet is given twice
      see: downhill train --help
      """),
    Case(
      "no whole number", ["train", "--epochs", "ten"],
      """
      error: --epochs takes a whole number from 1 to 1000000, not "ten"
      see: downhill train --help
      """),
    Case(
      "out of range", ["train", "--epochs", "0"],
      """
      error: --epochs takes a whole number from 1 to 1000000, not "0"
      see: downhill train --help
      """),
    Case(
      "too large for any integer", ["train", "--limit", "99999999999999999999"],
      """
      error: --limit takes a whole number of at least 1, not "99999999999999999999"
      see: downhill train --help
      """),
    Case(
      "negative", ["train", "--learning-rate", "-3"],
      """
      error: --learning-rate takes a number above 0 and at most 1000, not "-3"
      see: downhill train --help
      """),
    Case(
      "minus infinity", ["train", "--l2", "-inf"],
      """
      error: --l2 takes a number from 0 to 1000, not "-inf"
      see: downhill train --help
      """),
    Case(
      "below the top", ["train", "--momentum", "1"],
      """
      error: --momentum takes a number from 0 to 0.9999, not "1"
      see: downhill train --help
      """),
    Case(
      "number or word", ["train", "--batch-size", "some"],
      """
      error: --batch-size takes a whole number from 1 to 1000000000, or all, not "some"
      see: downhill train --help
      """),
    Case(
      "seed", ["train", "--seed", "-1"],
      """
      error: --seed takes a whole number from 0 to 18446744073709551615, not "-1"
      see: downhill train --help
      """),
    Case(
      "range", ["evaluate", "m", "--examples", "9...3"],
      """
      error: --examples takes examples as 0-99, 0:100 or 17, not "9...3"
      see: downhill evaluate --help
      """),
    Case(
      "empty path", ["train", "--save="],
      """
      error: --save takes the path of a file, not ""
      see: downhill train --help
      """),
    Case(
      "empty name", ["train", "--kernels="],
      """
      error: --kernels takes a name such as auto or reference, not ""
      see: downhill train --help
      """),
    Case(
      "choice, near", ["train", "--activation", "rely"],
      """
      error: --activation takes sigmoid, tanh, relu, leaky-relu, elu, selu, softplus, mish, gelu, silu or identity, not "rely"; did you mean relu?
      see: downhill train --help
      """),
    Case(
      "choice, far", ["train", "--cost", "mse"],
      """
      error: --cost takes quadratic, absolute, huber, quantile, poisson or cross-entropy, not "mse"
      see: downhill train --help
      """),
    Case(
      "softmax between layers", ["train", "--activation", "softmax"],
      """
      error: --activation takes sigmoid, tanh, relu, leaky-relu, elu, selu, softplus, mish, gelu, silu or identity, not "softmax"
      see: downhill train --help
      """),
    Case(
      "missing model", ["evaluate", "--json"],
      """
      error: evaluate needs MODEL: a model file in the safetensors format, as train writes it
      see: downhill evaluate --help
      """),
    Case(
      "missing shell", ["completions"],
      """
      error: completions needs SHELL: bash, zsh or fish
      see: downhill completions --help
      """),
    Case(
      "unknown shell", ["completions", "tcsh"],
      """
      error: SHELL takes bash, zsh or fish, not "tcsh"
      see: downhill completions --help
      """),
    Case(
      "empty operand", ["evaluate", ""],
      """
      error: MODEL takes the path of a file, not ""
      see: downhill evaluate --help
      """),
    Case(
      "unexpected operand", ["train", "model.safetensors"],
      """
      error: train has no use for the operand "model.safetensors"
      see: downhill train --help
      """),
    Case(
      "control characters", ["train", "--epochs", "a\n\u{1B}[2Jb\u{202E}\r\n"],
      #"""
      error: --epochs takes a whole number from 1 to 1000000, not "a\n\u{1B}[2Jb\u{202E}\r\n"
      see: downhill train --help
      """#),
    Case(
      "long value", ["train", "--cost", String(repeating: "x", count: 100_000)],
      """
      error: --cost takes quadratic, absolute, huber, quantile, poisson or cross-entropy, not "\(String(repeating: "x", count: 60))..."
      see: downhill train --help
      """),
  ]

  @Test(arguments: cases)
  func `a wrong command line`(_ example: Case) {
    let error = #expect(throws: UsageError.self) { try CommandLineParser.parse(example.arguments) }
    let message = error?.message(for: example.arguments)
    #expect(message == example.sentence)
    #expect((message ?? "").split(separator: "\n").count <= 3)
  }

  /// Words thrown together at random: the parser answers each with a value that reads, or with a short sentence.
  @Test func `no command line stops the program`() {
    let pool =
      ToolSpecification.downhill.commands.flatMap { [$0.verb] + $0.allOptions.flatMap(\.flags) } + [
        "", "-", "--", "---", "=", "--=", "--epochs=", "-=", "-5", "-.5", "3", "1e309", "0...9", "9223372036854775807",
        "0...9223372036854775807", "none", "all", "mnist", "16,16", "quadratic", "\u{1B}[31m", "\r\n", "é", "\u{0}",
        "--help=1", "--json=", "-q=1", "bash", "adam", "a.png",
      ]
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var (ran, refused) = (0, 0)
    for _ in 0..<20_000 {
      let verb = ToolSpecification.downhill.commands[next(6)].verb
      let words = [verb] + (0..<next(5)).map { _ in pool[next(pool.count)] }
      do throws(UsageError) {
        guard case .run(_, let arguments) = try CommandLineParser.parse(words) else { continue }
        for option in arguments.command.options { _ = arguments.typedTexts(of: option) }
        ran += 1
      } catch {
        let lines = error.message(for: words).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 3 && lines.allSatisfy { $0.count < 300 && !$0.unicodeScalars.contains("\u{1B}") })
        refused += 1
      }
    }
    #expect(ran > 1000 && refused > 1000)
  }

  /// Errors that only the commands throw.
  @Test(arguments: [
    (UsageError.conflictingOptions("--resume", "--preset"), "error: --resume and --preset exclude each other"),
    (
      .optionWithoutEffect("--decay", needs: ["--schedule exponential", "--schedule step"]),
      "error: --decay has no effect without --schedule exponential or --schedule step"
    ),
    (
      .badPairing("--cost quadratic", "--output-activation softmax", valid: ["quadratic with sigmoid", "x with y"]),
      """
      error: --cost quadratic does not go with --output-activation softmax
      valid: quadratic with sigmoid, x with y
      """
    ),
  ])
  func `a command's own error`(_ error: UsageError, _ sentence: String) {
    #expect(error.message(for: ["train"]) == sentence + "\nsee: downhill train --help")
  }

  @Test func `a value that only the command can judge`() throws {
    let words = ["train", "--validation", "60000"]
    guard case .run(_, let arguments) = try CommandLineParser.parse(words) else { return #expect(Bool(false)) }
    let error = arguments.badValue(TrainCommand.validation, expected: .integer(0...59_999))
    #expect(
      error.message(for: words) == """
        error: --validation takes a whole number from 0 to 59999, not "60000"
        see: downhill train --help
        """)
  }
}
