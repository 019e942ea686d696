import DownhillSettings

extension CommandSpecification {
  static let explain = CommandSpecification(
    verb: "explain",
    abstract: "show what one example wishes of every weight",
    discussion: """
      Walks backwards through a network with one example: what each output wants, the three ways to move a neuron, \
      what each neuron asks of those before it, and how every weight should change for it; then checks the numbers \
      independently. A terminal shows one screen for each step; Enter continues.

      Layers are counted from 0, the input, so that 1 is the first with weights.

      A model of a table explains a row of the table that --data names.
      """,
    operands: [.model],
    options: [
      ExplainCommand.example,
      ExplainCommand.image,
      ExplainCommand.label,
      ExplainCommand.layer,
      ExplainCommand.neuron,
      ExplainCommand.top,
      ExplainCommand.learningRate,
      Shared.data, Shared.transposed, Shared.classes, Shared.kernels, Shared.prepare,
    ] + TableOptions.reading + [
      ExplainCommand.screen,
      ExplainCommand.noPause,
      Shared.json, Shared.html,
    ],
    examples: [
      ExampleSpecification(
        comment: "What does the first test digit want?", command: "downhill explain model.safetensors --example test:0"),
      ExampleSpecification(
        comment: "Who asked neuron 5 of the second hidden layer to change?",
        command: "downhill explain model.safetensors --example test:0 --layer 2 --neuron 5"),
      ExampleSpecification(
        comment: "Your own handwriting.", command: "downhill explain model.safetensors --image seven.png --label 7"),
      ExampleSpecification(
        comment: "A row of a table.",
        command: "downhill explain model.safetensors --data test.csv --example 17"),
    ],
    run: ExplainCommand.run)
}

// MARK: Options of explain

extension ExplainCommand {
  static let example = Option<String>(
    "example", .text("EXAMPLE"), group: "Example", default: "test:0",
    help: "Which example: test:17 or train:3, counted from 0; of a table the row, counted from 0 behind the header.")
  static let image = Option<String?>(
    "image", .file("FILE"), group: "Example",
    help: "A picture of your own (PNG, PGM or JPEG) instead, prepared like the network's pictures.")
  static let label = Option<String?>(
    "label", .text("CLASS"), group: "Example", default: "what the network says",
    help: "The class of the picture given by --image.")
  static let layer = Option<Int?>(
    "layer", .integer(1...1_000_000), group: "Story", default: "the output layer",
    help: "The layer of the neuron whose levers are shown.")
  static let neuron = Option<Int?>(
    "neuron", .integer(0...1_000_000), group: "Story",
    default: "the output of the example's class, or in another layer the neuron that is asked most",
    help: "The neuron whose levers are shown, counted from 0.")
  static let top = Option<Int>(
    "top", .integer(1...1_000), group: "Story", default: 10, help: "How many of the largest are listed.")
  static let learningRate = Option<Double?>(
    "learning-rate", .number(.aboveZero(upTo: 1e6)), group: "Story", default: "the model's, or 0.1",
    help: "The largest learning rate of the steps tried; the others are 10, 100 and 1000 times smaller.")
  static let screen = Option<Int?>(
    "screen", .integer(1...1_000), group: "Output", default: "all", help: "Print this screen only, counted from 1.")
  static let noPause = Option<Bool>("no-pause", group: "Output", help: "Print all screens at once.")
}
