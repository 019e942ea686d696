/// The tool and the list of its verbs. A new verb is one value, declared in its own file and listed here.
extension ToolSpecification {
  static let downhill = ToolSpecification(
    name: "downhill",
    version: "0.1.0",
    abstract: "trains neural networks and shows what backpropagation does",
    discussion: """
      Downhill trains fully connected neural networks by gradient descent, evaluates them, and lets one look inside. \
      The MNIST digits are compiled in, so that everything works without a download.

      Progress goes to standard error, results to standard output. The same seed, data and settings give the same \
      model file, byte for byte.
      """,
    commands: [
      .describe, .train, .evaluate, .predict, .importance, .calibrate, .inspect, .explain, .average, .sensitivity,
      .gradient, .collapse, .compare, .report,
      .serve, .exportSite, .bench, .completions, .manual,
    ],
    examples: [
      ExampleSpecification(comment: "Train the network 784-16-16-10 on MNIST.", command: "downhill train"),
      ExampleSpecification(
        comment: "How good is it on the test digits?", command: "downhill evaluate model.safetensors"),
      ExampleSpecification(
        comment: "What does it say of test digit 17?", command: "downhill predict model.safetensors test:17"),
    ],
    exitStatuses: [
      NamedText(name: "0", text: "Success."),
      NamedText(name: "64", text: "Wrong usage."),
      NamedText(name: "65", text: "Bad data: a file is damaged or of the wrong kind."),
      NamedText(name: "66", text: "An input is missing."),
      NamedText(name: "70", text: "An internal error, or not enough memory."),
      NamedText(name: "73", text: "An output cannot be created."),
      NamedText(name: "74", text: "Reading or writing failed."),
      NamedText(name: "129", text: "The terminal was closed; what there is was saved."),
      NamedText(name: "130", text: "Interrupted (Ctrl-C); what there is was saved."),
      NamedText(name: "143", text: "Terminated; what there is was saved."),
    ],
    environment: [
      NamedText(name: "NO_COLOR", text: "If set and not empty, no colour is used.")
    ])
}

extension CommandSpecification {
  private static let shell = ValueKind<Shell>.choice("SHELL")

  static let completions = CommandSpecification(
    verb: "completions",
    abstract: "print the completion script of a shell",
    discussion: """
      Prints a script with which the shell completes verbs, options, allowed values and file names.
      """,
    operands: [
      OperandSpecification(value: shell.specification, help: "The shell.")
    ],
    examples: [
      ExampleSpecification(
        comment: "bash: now, or permanently from ~/.bashrc.", command: "source <(downhill completions bash)"),
      ExampleSpecification(
        comment: "zsh: into a folder of $fpath.",
        command: "downhill completions zsh > /usr/local/share/zsh/site-functions/_downhill"),
      ExampleSpecification(
        comment: "fish: permanently.",
        command: "downhill completions fish > ~/.config/fish/completions/downhill.fish"),
    ],
    run: printCompletions)

  static let manual = CommandSpecification(
    verb: "manual",
    abstract: "print the manual page",
    discussion: "Prints the manual page of the whole tool in roff, the language of man.",
    examples: [
      ExampleSpecification(comment: "Read it.", command: "downhill manual | man -l -"),
      ExampleSpecification(
        comment: "Install it.", command: "downhill manual > /usr/local/share/man/man1/downhill.1"),
    ],
    run: printManual)

  private static func printCompletions(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let shell = shell.value(arguments.operands[0]) else { preconditionFailure("the parser checks words") }
    Console.out(.own(Completions.script(for: shell)))
    return .success
  }

  private static func printManual(_ arguments: ParsedArguments) -> ExitStatus {
    Console.out(.own(ManualPage.text()))
    return .success
  }
}
