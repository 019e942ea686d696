import DownhillSettings
import DownhillTables

/// Verbs that read a saved model.
extension CommandSpecification {
  static let describe = CommandSpecification(
    verb: "describe",
    abstract: "tell what is in each column of a table",
    discussion: """
      Reads a table in CSV, TSV or LIBSVM's text, compressed with gzip or not, or NumPy's .npy or .npz, and prints for \
      each column what kind of values it has, how many are missing, how many are different, and what looks wrong with \
      it. Format, delimiter, decimal sign and header are found out.
      """,
    operands: [
      OperandSpecification(value: .file("TABLE"), help: "A table; - is standard input.")
    ],
    options: TableOptions.reading + [Shared.json],
    examples: [
      ExampleSpecification(comment: "Before training.", command: "downhill describe penguins.csv")
    ],
    run: DescribeCommand.run)

  static let evaluate = CommandSpecification(
    verb: "evaluate",
    abstract: "measure a saved model: cost, accuracy, confusion matrix",
    discussion: """
      Runs a saved model over examples and prints its mean cost, its accuracy, the confusion matrix and its worst \
      mistakes.
      """,
    operands: [.model],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.testSplit, Shared.examples, Shared.threads, Shared.kernels,
      EvaluateCommand.mistakes, TableOptions.threshold,
    ] + TableOptions.reading + [Shared.json],
    examples: [
      ExampleSpecification(comment: "On the 10,000 test digits.", command: "downhill evaluate model.safetensors"),
      ExampleSpecification(
        comment: "On the first 1000 training digits, for a program to read.",
        command: "downhill evaluate model.safetensors --split train --examples 0-999 --json"),
    ],
    run: EvaluateCommand.run)

  static let predict = CommandSpecification(
    verb: "predict",
    abstract: "let a saved model predict examples or pictures",
    discussion: """
      Prints the predicted class of each input and the activations of the output layer. Test and training examples are \
      counted from 0. A picture file (PNG, PGM, or JPEG where libturbojpeg is installed) is prepared like the pictures \
      that the model was trained on; a line on standard error says where it differs from them.
      """,
    operands: [
      .model,
      OperandSpecification(
        value: ValueSpecification("INPUT", .file), isOptional: true, isRepeating: true,
        help: "test:17, train:3, or the path of a picture file. A model of a table answers about all rows of --data."),
    ],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.threads, Shared.kernels, Shared.prepare,
      PredictCommand.output, PredictCommand.columns, TableOptions.threshold,
    ] + TableOptions.reading + [
      PredictCommand.noPreview,
      Shared.json,
    ],
    examples: [
      ExampleSpecification(comment: "A test digit.", command: "downhill predict model.safetensors test:17"),
      ExampleSpecification(
        comment: "Your own handwriting.", command: "downhill predict model.safetensors seven.png nine.png"),
      ExampleSpecification(
        comment: "Answers about a table, beside its column id.",
        command: "downhill predict m.safetensors --data new.csv --columns id --output a.csv"),
    ],
    run: PredictCommand.run)

  static let importance = CommandSpecification(
    verb: "importance",
    abstract: "tell how much a model of a table depends on each column",
    discussion: """
      Shuffles one column after the other and prints by how much the model's accuracy, or R², drops: permutation \
      importance. A column of categories is shuffled whole, not input by input.
      """,
    operands: [.model],
    options: [Shared.data, ImportanceCommand.repetitions, ImportanceCommand.seed, Shared.threads, Shared.kernels]
      + TableOptions.reading + [Shared.json],
    examples: [
      ExampleSpecification(
        comment: "On rows that it was not trained on.", command: "downhill importance model.safetensors --data test.csv"
      )
    ],
    run: ImportanceCommand.run)

  static let calibrate = CommandSpecification(
    verb: "calibrate",
    abstract: "make a classifier's probabilities as sure as they are right",
    discussion: """
      Finds the temperature by which the weighted inputs of the outputs are divided so that the log loss on a table is \
      least, and saves the model with its last layer divided by it. Answers stay the same, their probabilities change. Give \
      rows that the model was not trained on.
      """,
    operands: [.model],
    options: [Shared.data, CalibrateCommand.save] + TableOptions.reading + [Shared.json],
    examples: [
      ExampleSpecification(
        comment: "By rows that were kept for it.",
        command: "downhill calibrate m.safetensors --data validation.csv --save c.safetensors")
    ],
    run: CalibrateCommand.run)

  static let inspect = CommandSpecification(
    verb: "inspect",
    abstract: "list the layers and settings of a saved model",
    discussion: """
      Prints the layers of a model file with their shapes, numbers of parameters and ranges of values, and the \
      settings it was trained with.
      """,
    operands: [.model],
    options: [Shared.json],
    examples: [
      ExampleSpecification(comment: "What is in the file?", command: "downhill inspect model.safetensors")
    ],
    run: InspectCommand.run)

  static let report = CommandSpecification(
    verb: "report",
    abstract: "write a page about a saved model: accuracy, mistakes, weights",
    discussion: """
      Runs a saved model over examples and writes a page with pictures: accuracy and cost, the confusion matrix, the \
      worst mistakes, the weights of the first layer, the ranges of all parameters, and the settings it was trained \
      with. The page is one file for a browser, which loads nothing from elsewhere.

      A model of a table is run over the rows of the table that --data names, and measured by the metrics of its task, \
      with what it confuses or its residuals, its reliability and its ROC.
      """,
    operands: [.model],
    options: [
      Shared.data, Shared.transposed, Shared.classes, Shared.testSplit, Shared.examples, Shared.threads, Shared.kernels,
      ReportCommand.html,
      ReportCommand.mistakes, TableOptions.threshold,
    ] + TableOptions.reading + [Shared.json],
    examples: [
      ExampleSpecification(comment: "Look at it in a browser.", command: "downhill report model.safetensors"),
      ExampleSpecification(
        comment: "How good it is on the digits it was trained on.",
        command: "downhill report model.safetensors --split train --html training.html"),
    ],
    run: ReportCommand.run)
}

// MARK: Options of evaluate

extension EvaluateCommand {
  static let mistakes = Option<Int>(
    "mistakes", .integer(0...Int.max), group: "Output", default: 10,
    help: "How many of the worst mistakes to list; 0 for none.")
}

// MARK: Options of predict

extension PredictCommand {
  static let noPreview = Option<Bool>("no-preview", group: "Output", help: "Do not draw the picture.")
  static let output = Option<String?>(
    "output", .file("FILE"), group: "Table", default: "standard output",
    help: """
      Where to write the answers of a model of a table, as CSV: the columns of --columns, prediction, and the probability \
      of each class.
      """)
  static let columns = Option<String?>(
    "columns", .text("NAME,…"), group: "Table", help: "The columns of the table to write before the answers.")
}

// MARK: Options of importance and calibrate

extension ImportanceCommand {
  static let repetitions = Option<Int>(
    "repetitions", .integer(1...1_000), group: "Experiment", default: 5, help: "How often each column is shuffled.")
  static let seed = Option<UInt64>(
    "seed", .seed("N"), group: "Experiment", default: 0, help: "The seed of the random source.")
}

extension CalibrateCommand {
  static let save = Option<String?>(
    "save", .file("PATH"), group: "Files", default: "the model", help: "Where to write the calibrated model.")
}

// MARK: Options of report

extension ReportCommand {
  static let html = Option<String>(
    "html", .file("FILE"), group: "Output", default: "report.html", help: "Where to write the page.")
  static let mistakes = Option<Int>(
    "mistakes", .integer(0...1_000), group: "Output", default: 30,
    help: "How many of the worst mistakes to show; 0 for none.")
}
