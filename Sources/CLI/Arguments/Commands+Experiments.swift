import Downhill
import DownhillExplain
import DownhillSettings

/// Verbs that train networks side by side, to compare choices of examples.
extension CommandSpecification {
  static let collapse = CommandSpecification(
    verb: "collapse",
    abstract: "train on one example only, until every picture gets its label",
    discussion: """
      Trains a fresh network on a single example, over and over, and the same network for as many steps on \
      mini-batches, by plain gradient descent with the same small learning rate. With one example only, every test \
      picture ends up with its label; with mini-batches it does not.

      With a model, both start from that network instead. A trained network need not collapse: the wish of an example \
      fades as it is granted.
      """,
    operands: [
      OperandSpecification(
        value: .file("MODEL"), isOptional: true,
        help: "A model file in the safetensors format to start from, instead of a fresh network.")
    ],
    options: [
      Shared.data, Shared.transposed, Shared.pictureSize, Shared.classes, Shared.limit, CollapseCommand.example,
    ] + networkOptions
      + [CollapseCommand.steps, CollapseCommand.batchSize, CollapseCommand.learningRate, Setting.seed]
      + [Shared.threads, Shared.kernels, Shared.quiet, Shared.html, Shared.json],
    examples: [
      ExampleSpecification(comment: "A fresh network trained on a single 2.", command: "downhill collapse"),
      ExampleSpecification(
        comment: "Another digit, with a page of pictures.",
        command: "downhill collapse --example train:7 --html collapse.html"),
      ExampleSpecification(
        comment: "Does a trained network forget too?",
        command: "downhill collapse model.safetensors --example test:17"),
    ],
    run: CollapseCommand.run)

  static let compare = CommandSpecification(
    verb: "compare",
    abstract: "race quick inaccurate steps against slow accurate ones",
    discussion: """
      Runs gradient descent with several batch sizes from the same fresh network, for equal times and over equal \
      numbers of examples. Then it measures how well the gradient of a mini-batch agrees with that of all examples, \
      beside the theory, and shows the paths on one plane over the real cost.

      Unless --learning-rate gives one for all, every batch size uses the best of six learning rates for it, found in \
      a short trial before the race. The race for time is never quite the same twice; everything else is, bit for bit.
      """,
    options: [Shared.data, Shared.transposed, Shared.pictureSize, Shared.classes, Shared.limit] + networkOptions
      + [CompareCommand.batchSizes, CompareCommand.seconds, CompareCommand.epochs, CompareCommand.learningRate]
      + [CompareCommand.measure, CompareCommand.draws, CompareCommand.grid, Setting.seed]
      + [Shared.threads, Shared.kernels, Shared.quiet, Shared.html, Shared.json],
    examples: [
      ExampleSpecification(
        comment: "All examples a step against 1000, 100, 10 and 1.", command: "downhill compare"),
      ExampleSpecification(
        comment: "Two racers, ten seconds each.", command: "downhill compare --batch-sizes all,32 --seconds 10"),
      ExampleSpecification(
        comment: "One learning rate for all, with a page of pictures.",
        command: "downhill compare --learning-rate 1 --html compare.html"),
    ],
    run: CompareCommand.run)
}

// MARK: Options of collapse

extension CollapseCommand {
  static let example = Option<String>(
    "example", .text("EXAMPLE", words: ["train:5", "test:17"]), group: "Data", default: "train:5",
    help: "The one example to train on: train:5 or test:17, counted from 0.")
  static let steps = Option<Int>(
    "steps", .integer(1...1_000_000), group: "Training", default: 30_000,
    help: "The steps of both networks, which are measured about 60 times on the way.")
  static let batchSize = Option<Int>(
    "batch-size", .integer(1...1_000_000_000), group: "Training", default: 10, help: "The examples of one mini-batch.")
  static let learningRate = Option<Double?>(
    "learning-rate", .number(.aboveZero(upTo: 1000)), group: "Training",
    default: "a hundredth of train's default for sgd: 0.03 with no other option",
    help: "The learning rate of both, small enough to watch.")
}

// MARK: Options of compare

extension CompareCommand {
  private static let usualSizes = "all,1000,100,10,1"
  static let batchSizes = Option<String>(
    "batch-sizes", .text("N|all,...", words: [usualSizes]), group: "Race", default: usualSizes,
    help: "The batch size of each racer; all uses the whole training set for each step.")
  static let seconds = Option<Double>(
    "seconds", .number(0.01...3600), group: "Race", default: Race.Limit.usualSeconds,
    help: "How long each racer trains in the race for equal times.")
  static let epochs = Option<Int>(
    "epochs", .integer(1...10_000), group: "Race", default: 5,
    help: "The epochs of each racer in the race over the same examples.")
  static let learningRate = Option<Double?>(
    "learning-rate", .number(.aboveZero(upTo: 1000)), group: "Race",
    default: "the best of six for each batch size, found before the race", help: "One learning rate for all.")
  static let measure = Option<Int>(
    "measure", .integer(1...1_000_000_000), group: "Measures", default: 10_000,
    help: "Costs and the surface are means over the first N training examples.")
  static let draws = Option<Int>(
    "draws", .integer(2...1_000_000), group: "Measures", default: 200,
    help: """
      How many mini-batches of each size are compared with the full gradient; fewer of large ones, which are slow and \
      differ little.
      """)
  static let grid = Option<Int>(
    "grid", .integer(2...201), group: "Measures", default: 25, help: "The cost surface is measured at N by N points.")
}
