import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillMetrics
import DownhillReport
import DownhillTables

/// `downhill calibrate MODEL --data FILE`: makes a classifier's probabilities as sure as they are right, by one number.
enum CalibrateCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    var model = try arguments.anyModel()
    let asked = try arguments.table(for: model)
    guard case .classes(let classes) = asked.model.preparation.target else {
      throw Failure(.usage, "\(arguments.operands[0]) answers no classes: only their probabilities can be calibrated")
    }
    guard model.cost == .crossEntropy else {
      throw Failure(
        .usage, "\(arguments.operands[0]) has no probabilities of classes, which only the cross-entropy gives")
    }
    let rows = try asked.known()
    let trained = TrainedRows(asked, rows.table)
    trained.note(rows, model: printable(arguments.operands[0], limit: 200))
    let labels = try classes.labels(of: rows)
    let weights = try rows.weights(asked.model.preparation.weightColumn)
    let outputs = model.network.architecture.outputCount
    let logits = try logits(model.network, asked.model.preparation, rows)
    let before = try ClassificationAnswers(
      probabilities: TemperatureScaling(temperature: 1).probabilities(logits: logits, outputCount: outputs),
      outputCount: outputs, labels: labels, weights: weights)
    let scaling: TemperatureScaling
    switch try TemperatureScaling.fit(logits: logits, outputCount: outputs, labels: labels, weights: weights) {
    case .minimum(let found): scaling = found
    case .vanishing:
      throw Failure(.badData, "every answer about \(asked.path) is right: no temperature is the best; give other rows")
    case .unbounded:
      throw Failure(.badData, "the answers about \(asked.path) are no better than none: there is nothing to calibrate")
    }
    let after = try ClassificationAnswers(
      probabilities: scaling.probabilities(logits: logits, outputCount: outputs), outputCount: outputs, labels: labels,
      weights: weights)
    try model.divideOutputs(by: scaling.temperature)
    let path = arguments[save] ?? arguments.operands[0]
    try arguments.checkKeepsTables("--save", path)
    try ResultFile.write(try ModelFile.encode(model, file: path), to: path)
    if arguments[Shared.json] {
      let document = json(scaling, before, after, rows: rows.count, path: path)
      Console.out(.json(document.adding("dataMatches", trained.json)))
    } else {
      Console.out(.lines(lines(scaling, before, after, rows: rows.count, asked.path, path)))
    }
    return .success
  }

  /// The weighted inputs of the outputs, by the textbook in 64 bits: [row][output].
  private static func logits(_ network: Network, _ preparation: Preparation, _ rows: TableRows) throws -> [Double] {
    let inputs = try preparation.inputs(of: rows).values
    let width = preparation.inputCount
    let textbook = Backpropagation<Double>(network)
    return (0..<rows.count).flatMap { row in
      textbook.forward(inputs[row * width..<(row + 1) * width].map { Double($0) }).weightedInputs.last ?? []
    }
  }

  private static func lines(
    _ scaling: TemperatureScaling, _ before: ClassificationAnswers, _ after: ClassificationAnswers, rows: Int,
    _ data: String, _ path: String
  ) -> [String] {
    func line(_ name: String, _ one: Double, _ other: Double) -> String {
      filled(name, to: 17) + padded(NumberText.fixed(one, decimals: 4), to: 10)
        + padded(NumberText.fixed(other, decimals: 4), to: 10)
    }
    let verdict = scaling.temperature > 1 ? "too sure" : "not sure enough"
    return [
      "\(TableFile.name(of: data)): \(NumberText.counted(rows, "row"))",
      "temperature \(NumberText.fixed(scaling.temperature, decimals: 4)): the answers were \(verdict)", "",
      filled("", to: 17) + padded("before", to: 10) + padded("after", to: 10),
      line("log loss", before.logLoss, after.logLoss),
      line("calibration error", before.expectedCalibrationError(), after.expectedCalibrationError()),
      line("Brier score", before.brierScore, after.brierScore), "",
      "Saved \(printable(path, limit: 200)), with the last layer divided by the temperature.",
    ]
  }

  private static func json(
    _ scaling: TemperatureScaling, _ before: ClassificationAnswers, _ after: ClassificationAnswers, rows: Int,
    path: String
  ) -> JSONValue {
    func metrics(_ answers: ClassificationAnswers) -> JSONValue {
      .object(
        JSONObject([
          ("logLoss", .number(answers.logLoss)),
          ("expectedCalibrationError", .number(answers.expectedCalibrationError())),
          ("brierScore", .number(answers.brierScore)),
        ]))
    }
    return .object(
      JSONObject([
        ("schema", "downhill.calibrate/1"), ("rows", .integer(rows)), ("temperature", .number(scaling.temperature)),
        ("before", metrics(before)), ("after", metrics(after)), ("model", .string(path)),
      ]))
  }
}

extension Model {
  /// Divides the weighted inputs of the outputs. Training still resumes from the weights as they were.
  fileprivate mutating func divideOutputs(by temperature: Double) throws {
    var parameters = network.parameters
    if training != nil, training?.last == nil { training?.last = parameters }
    let last = network.architecture.layerCount - 1
    try parameters.setWeights(parameters.weights(layer: last).map { Float(Double($0) / temperature) }, layer: last)
    try parameters.setBiases(parameters.biases(layer: last).map { Float(Double($0) / temperature) }, layer: last)
    network = try Network(network.architecture, parameters: parameters)
    if training?.checkpoint.best?.parameters != nil { training?.checkpoint.best?.parameters = parameters }
  }
}
