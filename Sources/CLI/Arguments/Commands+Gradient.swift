import DownhillSettings

/// Verbs about the gradient of many examples.
extension CommandSpecification {
  static let average = CommandSpecification(
    verb: "average",
    abstract: "show that the mean of all examples' wishes is the negative gradient",
    discussion: """
      Shows the wishes of single examples side by side, averages the wishes of all, and compares the mean with the \
      gradient that training uses and with the slope of the cost itself along random directions.

      A weight or bias is named LAYER:NEURON:INPUT or LAYER:NEURON:bias. Layers are counted from 0, the input, so that 1 \
      is the first with weights.

      A model of a table reads the rows of the table that --data names.
      """,
    operands: [.model],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.trainSplit, Shared.examples,
      AverageCommand.singles,
      AverageCommand.batchSize,
      AverageCommand.directions,
      AverageCommand.seed,
    ] + TableOptions.reading + [
      Shared.kernels, Shared.html, Shared.json,
    ],
    examples: [
      ExampleSpecification(
        comment: "All 60,000 training digits, which takes a few seconds.",
        command: "downhill average model.safetensors"),
      ExampleSpecification(
        comment: "The first hundred, for a program to read.",
        command: "downhill average model.safetensors --examples 0-99 --json"),
    ],
    run: AverageCommand.run)

  static let sensitivity = CommandSpecification(
    verb: "sensitivity",
    abstract: "rank weights and biases by how much the cost depends on them",
    discussion: """
      Ranks all weights and biases by how sensitive the mean cost is to them, says how many times as much one matters as \
      another, and moves one of them to see how far its sensitivity predicts the cost.

      A weight or bias is named LAYER:NEURON:INPUT or LAYER:NEURON:bias. Layers are counted from 0, the input, so that 1 \
      is the first with weights.

      A model of a table reads the rows of the table that --data names.
      """,
    operands: [.model],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.trainSplit, Shared.examples,
      SensitivityCommand.parameter,
      SensitivityCommand.against,
      SensitivityCommand.top,
    ] + TableOptions.reading + [
      Shared.html, Shared.json,
    ],
    examples: [
      ExampleSpecification(
        comment: "What matters most to the training digits?", command: "downhill sensitivity model.safetensors"),
      ExampleSpecification(
        comment: "One weight against another.",
        command: "downhill sensitivity model.safetensors --parameter 3:8:bias --against 1:4:350"),
    ],
    run: SensitivityCommand.run)

  static let gradient = CommandSpecification(
    verb: "gradient",
    abstract: "write the exact gradient of the cost to a file",
    discussion: """
      Computes the gradient of the cost, averaged over examples, by the textbook in 64-bit numbers, and writes it as \
      safetensors with the names of the parameters: layers.0.weight, layers.0.bias and so on. The L2 penalty of \
      training is left out.

      A model of a table reads the rows of the table that --data names.
      """,
    operands: [.model],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.trainSplit, Shared.examples,
      GradientCommand.out,
    ] + TableOptions.reading + [
      Shared.json, Shared.html,
    ],
    examples: [
      ExampleSpecification(
        comment: "Over the first mini-batch.",
        command: "downhill gradient model.safetensors --examples 0-9 --out ten.safetensors")
    ],
    run: GradientCommand.run)
}

// MARK: Options of average

extension AverageCommand {
  static let singles = Option<Int>(
    "singles", .integer(1...6), group: "Story", default: 6,
    help: "How many examples, from the first on, are shown singly.")
  static let batchSize = Option<Int>(
    "batch-size", .integer(1...Int.max), group: "Story", default: 10,
    help: "How many examples, from the first on, make the mini-batch shown.")
  static let directions = Option<Int>(
    "directions", .integer(0...100), group: "Story", default: 2,
    help: "Along how many random directions the slope of the cost is measured.")
  static let seed = Option<UInt64>(
    "seed", .seed("SEED"), group: "Story", default: 0, help: "The seed of the random directions.")
}

// MARK: Options of sensitivity

extension SensitivityCommand {
  static let parameter = Option<String?>(
    "parameter", .text("INDEX"), group: "Story", default: "the most sensitive one",
    help: "The weight or bias to move: 1:3:350 or 2:0:bias.")
  static let against = Option<String?>(
    "against", .text("INDEX"), group: "Story", default: "the median of those that matter",
    help: "The weight or bias to compare it with.")
  static let top = Option<Int>(
    "top", .integer(1...1_000), group: "Story", default: 10, help: "How many of the most sensitive are listed.")
}

// MARK: Options of gradient

extension GradientCommand {
  static let out = Option<String>(
    "out", .file("PATH"), group: "Output", default: "gradient.safetensors", help: "Where to write the gradient.")
}
