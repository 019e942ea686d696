import Downhill
import DownhillFormats
import DownhillSettings

extension CommandSpecification {
  static let train = CommandSpecification(
    verb: "train",
    abstract: "train a network and save it",
    discussion: """
      Trains a fully connected network by gradient descent on mini-batches and writes it to a model file.

      With no option at all: the network 784-16-16-10 with sigmoid activations and the quadratic cost, plain \
      stochastic gradient descent on mini-batches of 10, learning rate 3 falling by a factor 0.8 each epoch, \
      12 epochs, weights drawn from N(0, 1/fan-in), biases 0, on MNIST.

      Given a table and the name of its target column, it chooses task, network and settings, says what, holds a tenth \
      of the rows out, and keeps the best weights.

      Ctrl-C ends training cleanly and keeps the model; --resume continues it.
      """,
    options: [
      Shared.data, Shared.transposed, Shared.pictureSize, Setting.classes, Setting.limit, TrainCommand.validation,
      TrainCommand.validationSplit,
    ] + TableOptions.learning + [TableOptions.test] + TableOptions.reading + networkOptions
      + [TrainCommand.preset] + trainingOptions + [Shared.threads, Setting.kernels]
      + [TrainCommand.resume, TrainCommand.save, TrainCommand.log, Shared.quiet, Shared.json],
    examples: [
      ExampleSpecification(comment: "The network 784-16-16-10, all defaults.", command: "downhill train"),
      ExampleSpecification(
        comment: "One hidden layer of 30 neurons, as in Nielsen's book.",
        command: "downhill train --preset nielsen-30 --save nielsen.safetensors"),
      ExampleSpecification(
        comment: "Softmax and cross-entropy over 100 hidden neurons.",
        command: "downhill train --hidden 100 --output-activation softmax --cost cross-entropy"),
      ExampleSpecification(
        comment: "Continue to 20 epochs in total.",
        command: "downhill train --resume model.safetensors --epochs 20"),
    ],
    run: TrainCommand.run)

  /// The settings of a fresh network.
  static let networkOptions: [Setting] = [
    .hidden, .activation, .outputActivation, .cost, .huberDelta, .quantile, .initializer, .biasDeviation,
  ]

  private static let trainingOptions: [Setting] = [
    .optimizer, .momentum, .batchSize, .shards, .epochs, .patience, .keep, .l2, .weightDecay, .seed, .learningRate,
    .schedule, .decay,
    .stepEpochs,
    .warmUp,
  ]
}

// MARK: Options of train

extension TrainCommand {
  static let validation = Option<ValidationPart?>(
    "validation", .validation, group: "Data",
    default: "0.1 of a table, or of pictures without a test part; otherwise 0",
    help: """
      What to hold out from training and measure on after each epoch: a share such as 0.1, a number of examples, or \
      another table or folder of pictures. Some must be left to train on.
      """)
  static let validationSplit = Option<ValidationSplit?>(
    "validation-split", .validationSplit, group: "Data",
    default: "last for pictures with a test part, otherwise random",
    help: """
      Which examples to hold out: random draws them by the seed, of classes as many as they have in all; last takes \
      the last ones (after --limit), as for time series; a column of a table holds out the rows where it says \
      validation, val, dev, yes, true or 1. Rows where it says train, no, false or 0 are trained on, and those where it \
      says test or 2 are the test rows. For a column called last, write column:last.
      """)
  static let preset = Option<Preset?>(
    "preset", .choice("NAME"), group: "Training", default: "seed; of a table, table",
    help: """
      A set of settings, which other options override. seed is what train does with no option, nielsen-30 and \
      nielsen-100 are the networks of Nielsen's book with 30 and 100 hidden neurons, accurate aims at the highest \
      accuracy on the test digits, table is for tables: 64,64 ReLUs, adamw, and outputs, cost and mini-batches by the \
      target. The defaults given here are those of seed.
      """)
  static let resume = Option<String?>(
    "resume", .file("MODEL"), group: "Files",
    help: """
      Continue the training of a saved model with its own settings, even from the middle of an epoch. Options given \
      again must agree with them, except --epochs, --threads, --save, --log, --quiet and --json.
      """)
  static let save = Option<String?>(
    "save", .file("PATH"), group: "Files", default: "model.safetensors, or the model of --resume",
    help: "Where to write the model, in the safetensors format.")
  static let log = Option<String?>(
    "log", .file("PATH.jsonl"), group: "Files", help: "Write one JSON object per epoch and line to this file.")
}
