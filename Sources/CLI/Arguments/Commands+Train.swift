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

      Ctrl-C ends training cleanly and keeps the model; --resume continues it.
      """,
    options: [Shared.data, Shared.transposed, Shared.classes, Shared.limit, TrainCommand.validation] + networkOptions
      + trainingOptions + learningRateOptions + [Shared.threads, Shared.kernels]
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
        comment: "Go on to 20 epochs in total.",
        command: "downhill train --resume model.safetensors --epochs 20"),
    ],
    run: TrainCommand.run)

  static let hidden = OptionSpecification(
    "hidden", TrainingSettings.values("hidden"), group: "Network",
    default: "16,16", help: "The neurons of each hidden layer, from input to output; none for no hidden layer.")

  /// What a fresh network is described by.
  static let networkOptions: [OptionSpecification] = [
    hidden,
    OptionSpecification(
      "activation", TrainingSettings.values("activation"), group: "Network", default: "sigmoid",
      help: "The activation function of the hidden layers."),
    OptionSpecification(
      "output-activation", TrainingSettings.values("output-activation"), group: "Network", default: "sigmoid",
      help: "The activation function of the output layer."),
    OptionSpecification(
      "cost", TrainingSettings.values("cost"), group: "Network", default: "quadratic",
      help: """
        What training makes small: quadratic is half the sum of the squared errors; cross-entropy needs sigmoid \
        (binary) or softmax (categorical) at the output.
        """),
    OptionSpecification(
      "initializer", TrainingSettings.values("initializer"), group: "Network",
      default: """
        he for relu, leaky-relu, gelu and silu; otherwise lecun, but for sigmoid kumar in four or more hidden layers, and, \
        unless the optimizer is adam or adamw, where one is wider than 128 or the outputs make the rate 0.2
        """,
      help: """
        How weights are drawn, from normal distributions of mean 0: gaussian has variance 1, xavier \
        2/(fan-in + fan-out), he 2/fan-in (1/fan-in for outputs that are not rectified), lecun 1/fan-in, kumar \
        12.8/fan-in in sigmoid hidden layers (else 1/fan-in). Biases begin at 0.
        """),
  ]

  static let seed = OptionSpecification(
    "seed", TrainingSettings.values("seed"), group: "Training", default: "0",
    help: "Where the random source starts: the same seed gives the same model.")

  private static let trainingOptions: [any DeclaredOption] = [
    TrainCommand.preset,
    OptionSpecification(
      "optimizer", TrainingSettings.values("optimizer"), group: "Training",
      default: "sgd", help: "How the gradient becomes a step."),
    OptionSpecification(
      "momentum", TrainingSettings.values("momentum"), group: "Training", default: "0.9",
      help: "The share of the last step that momentum and nesterov keep."),
    OptionSpecification(
      "batch-size", TrainingSettings.values("batch-size"), group: "Training",
      default: "10", help: "The examples of one mini-batch; all makes each step from the whole training set."),
    OptionSpecification(
      "epochs", TrainingSettings.values("epochs"), group: "Training", default: "12",
      help: "How many times to go through the training examples; with --resume, in total."),
    OptionSpecification(
      "l2", TrainingSettings.values("l2"), group: "Training", default: "0",
      help: "L2 regularisation: adds F/2 times the sum of all squared weights to the cost. Biases are left out."),
    OptionSpecification(
      "weight-decay", TrainingSettings.values("weight-decay"), group: "Training", default: "0.01 for adamw",
      help: "Decoupled weight decay: each step also takes learning rate times F off each weight."),
    seed,
  ]

  private static let learningRateOptions: [OptionSpecification] = [
    OptionSpecification(
      "learning-rate", TrainingSettings.values("learning-rate"), group: "Learning Rate",
      default: "by the rule told here, 3 for the network of the defaults",
      help: """
        The learning rate; the highest one where a schedule changes it. The rule: with sigmoid hidden layers 3 (quadratic \
        cost, sigmoid outputs), 0.5 (cross-entropy) or 0.2 (other outputs), times 64/W (other outputs: 32/W) where the \
        widest has W neurons, more than that; with other hidden layers, or none, 0.2, 0.03 or 0.03 in the same cases \
        (linear networks: 0.015), times 4096/N where they have N neurons in all, more than that; times the root of \
        batch-size/10, at most 4; for momentum and nesterov times 1 - momentum. adam and adamw have 0.01 times 16/W, \
        16 at least, with sigmoid hidden layers, and 0.002 times the root of 64/W, 64 at least, with others.
        """),
    OptionSpecification(
      "schedule", TrainingSettings.values("schedule"),
      group: "Learning Rate",
      default: "exponential for sgd where all is sigmoid and the cost quadratic, otherwise constant",
      help: """
        How the rate changes: exponential falls by a factor each epoch, step by a factor every few epochs, linear \
        falls to 0 along a line and cosine along half a cosine during all epochs, one-cycle rises and then falls.
        """),
    OptionSpecification(
      "decay", TrainingSettings.values("decay"), group: "Learning Rate", default: "0.8",
      help: "The factor of the exponential and step schedules."),
    OptionSpecification(
      "step-epochs", TrainingSettings.values("step-epochs"), group: "Learning Rate", default: "10",
      help: "The epochs between two falls of the step schedule."),
    OptionSpecification(
      "warm-up", TrainingSettings.values("warm-up"), group: "Learning Rate", default: "0.3",
      help: "The share of the steps in which one-cycle rises."),
  ]
}

// MARK: Options of train

extension TrainCommand {
  static let validation = Option<Int>(
    "validation", .integer(0...Int.max), group: "Data", default: 0,
    help: """
      Set the last N training examples (after --limit) aside and measure on them after each epoch. Some must be left \
      to train on.
      """)
  static let preset = Option<Preset>(
    "preset", .choice("NAME"), group: "Training", default: .seed,
    help: """
      A set of settings to begin with; options given beside it win. seed is what train does with no option, \
      nielsen-30 and nielsen-100 are the networks of Nielsen's book with 30 and 100 hidden neurons, accurate aims \
      at the highest accuracy on the test digits. The defaults on this page are those of seed.
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
    "log", .file("PATH.jsonl"), group: "Files", help: "Write one JSON object per epoch, one a line, to this file.")
}
