import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// The end of a training run: its result, where it is, and what to do next.
struct TrainSummary {
  let trainer: Trainer
  let evaluation: Evaluation
  /// What looks wrong, with the likely cause.
  let warnings: [String]
  let data: TrainingData
  let path: String
  /// Bytes of the model's file.
  let size: Int
  let replaced: String?
  /// To read and prepare the data.
  let loadingSeconds: Double
  /// To train.
  let seconds: Double
  /// Threads that ran.
  let threads: Int
  let isFinished: Bool

  /// For people.
  func lines(log: EpochLog?) -> [String] {
    let summary = evaluation.summary
    let right = Int((summary.score.value * Double(summary.examples)).rounded())
    let count =
      summary.score.measure == .accuracy
      ? "\(NumberText.grouped(right)) of \(NumberText.grouped(summary.examples))"
      : NumberText.counted(summary.examples, "example")
    var lines: [String] = []
    if !isFinished { lines += [stopText, ""] }
    let name = data.judged.name
    lines += [
      "\(name.prefix(1).uppercased())\(name.dropFirst()) \(summary.score.measure.rawValue) \(NumberText.score(summary.score)) (\(count)), "
        + "cost \(NumberText.fixed(summary.cost, decimals: 4))",
      "after \(epochsText), trained in \(NumberText.duration(seconds)).",
    ]
    lines += bestText.map { [$0] } ?? []
    lines += classLines
    lines += warnings.map { "warning: \($0)" }
    lines.append("Saved \(path) (\(NumberText.bytes(size)))" + (replaced.map { ", which replaced \($0)" } ?? "") + ".")
    if let log {
      let replaced = log.replaced.map { ", which replaced \($0)" } ?? ""
      let part = log.failure == nil ? "" : ", in part,"
      lines.append("The log of the training is\(part) in \(log.path)\(replaced).")
    }
    return lines + ["", "Next:"] + nextCommands.map { "  \($0)" }
  }

  /// For programs.
  func json(epochs: [JSONValue]) -> JSONValue {
    let architecture = trainer.network.architecture
    return JSONValue.object(
      JSONObject([
        ("network", networkJSON(trainer.network, cost: trainer.configuration.cost)),
        ("parameters", .integer(architecture.parameterCount)),
        ("epochs", .array(epochs)),
        (data.judged.name, evaluationJSON(evaluation)),
        ("loadingSeconds", .number(loadingSeconds)),
        ("seconds", .number(seconds)),
        ("finished", .bool(isFinished)),
        ("threads", .integer(threads)),
        ("warnings", .array(warnings.map { .string($0) })),
        ("model", .string(path)),
      ])
    ).naming(data.preparation == nil ? data.classes : .numbers(first: 0, count: 0))
  }

  private var stopText: String {
    "Stopped before the end; resume with: \(Tool.command) train --resume \(shellWord(path))\(dataOption)"
  }

  /// Which epoch's weights are kept, if not the last one's.
  private var bestText: String? {
    guard let best = trainer.checkpoint.best, best.parameters != nil, best.epoch < trainer.checkpoint.epochs else {
      return nil
    }
    let reason =
      trainer.isOutOfPatience ? "; the next \(trainer.checkpoint.epochs - best.epoch) were no better" : ""
    return "The weights are those of epoch \(best.epoch), with the lowest validation cost\(reason)."
  }

  private var epochsText: String {
    let checkpoint = trainer.checkpoint
    let epochs = NumberText.counted(checkpoint.epochs, "epoch")
    let miniBatches = NumberText.grouped(checkpoint.miniBatches)
    return checkpoint.miniBatches == 0 ? epochs : "\(epochs) and \(miniBatches) mini-batches"
  }

  /// Accuracy class by class, five to a line.
  private var classLines: [String] {
    let shares = evaluation.accuracyOfClass
    guard (1...ConfusionTable.classLimit).contains(shares.count) else { return [] }
    let cells = shares.enumerated().map { label, share in
      padded("\(className(label)):", to: classWidth)
        + padded(share.map { NumberText.percent($0, decimals: 1) } ?? "–", to: 8)
    }
    return stride(from: 0, to: cells.count, by: 5).map { first in
      (first == 0 ? "  by class" : "          ") + cells[first..<min(first + 5, cells.count)].joined()
    }
  }

  /// The name of a class.
  private func className(_ label: Int) -> String { data.classes.shown(label) }

  private var classWidth: Int {
    max(5, (0..<evaluation.confusion.count).map { className($0).count + 2 }.max() ?? 0)
  }

  private var nextCommands: [String] {
    let path = shellWord(path)
    if data.preparation != nil {
      return [
        "\(Tool.command) evaluate \(path)\(dataOption)   what it gets wrong",
        "\(Tool.command) predict \(path) --data NEW.csv --output answers.csv   its answers to new rows",
      ]
    }
    let commands = [
      ("evaluate \(path)\(dataOption)", "what it gets wrong"),
      ("predict \(path) \(data.hasTest ? "test" : "train"):0\(dataOption)", "its answer to one picture"),
      ("explain \(path)\(dataOption)", "what one picture wishes of every weight"),
    ]
    let width = commands.map(\.0.count).max() ?? 0
    return commands.map { "\(Tool.command) \(filled($0.0, to: width))   \($0.1)" }
  }

  /// The options that name the data in the next commands, unless it is their default.
  private var dataOption: String {
    (data.folder.map { " --data \(shellWord($0))" } ?? "") + (data.transposed.map { " --transposed \($0)" } ?? "")
  }
}

/// What a file that is about to be replaced holds, if it is no longer than `limit`.
func describeFile(_ path: String, limit: Int) -> String {
  // A large file is not read for a description: saving needs the memory.
  guard let length = Files.byteCount(of: path), length <= limit else { return "what was there" }
  guard let bytes = try? Files.read(path, extent: FileExtent.model) else { return "what was there" }
  let size = NumberText.bytes(length)
  guard let model = try? ModelFile.decode(bytes, file: path) else { return "a file that was no model (\(size))" }
  let epochs = model.training.map { " after \(NumberText.counted($0.checkpoint.epochs, "epoch"))" } ?? ""
  return "a network \(model.network.architecture)\(epochs) (\(size))"
}
