import Downhill
import DownhillFiles
import DownhillFormats
import DownhillMNIST

extension DataSource {
  /// The digits that are compiled in.
  static var mnist: DataSource { bundled(transposed: nil) }

  static func bundled(transposed: Bool?) -> DataSource {
    DataSource(name: "MNIST", resident: MNIST.resident, transposed: transposed)
  }
}

/// What several verbs read from the same options.
extension ParsedArguments {
  /// The data set of `--data`. Pictures in folders are brought to the size of `--picture-size`, or of the model's pictures.
  func dataSource(for model: Model? = nil) throws -> DataSource {
    let transposed = self[Shared.transposed]
    let asked = declares(Shared.pictureSize) ? self[Shared.pictureSize] : nil
    if let asked, let recorded = model?.pictureShape, asked != recorded {
      throw UsageError.disagreement(
        option: "--picture-size \(asked.typed)", model: self[TrainCommand.resume] ?? operands.first ?? "",
        recorded: recorded.typed)
    }
    var source = DataSource.bundled(transposed: transposed)
    if let folder = self[Shared.data], !usesBundledData {
      source = try DataSource(path: folder, transposed: transposed, pictureShape: model?.pictureShape ?? asked)
    }
    guard asked == nil || source.isPictureFolder else {
      throw Failure(.usage, "--picture-size is for pictures in folders: those of \(source.name) have one size already")
    }
    return source
  }

  /// Whether the data are the digits that are compiled in.
  var usesBundledData: Bool { (self[Shared.data] ?? Shared.bundled) == Shared.bundled }

  /// The kernel table of `--kernels`; `recorded` is that of a model that training resumes from.
  func kernels(recorded: String? = nil) throws -> Kernels {
    guard let name = self[Shared.kernels], name != Setting.widest else {
      return recorded.flatMap { Kernels.named($0) } ?? .best
    }
    guard let kernels = Kernels.named(name) else {
      throw UsageError.badChoice(
        argument: Shared.kernels.specification.flag, value: name,
        choices: [Setting.widest] + Kernels.available.map(\.name), suggestion: nil)
    }
    return kernels
  }

  /// As many threads as `--threads` asks for, or as are worth using for `work` multiplications between two
  /// synchronizations.
  func workers(work: Int) -> Workers { Workers(count: threads() ?? Workers.suitableCount(work: work)) }

  /// As many threads as `--threads` asks for, but no more than processors that they may run on: more would only wait
  /// for each other.
  func threads() -> Int? { self[Shared.threads].map { min($0, Workers.availableProcessors) } }

  /// Says in one line that fewer threads run than `--threads` asks for.
  func tellFewerThreads() {
    guard declares(Shared.threads), let asked = self[Shared.threads], let threads = threads(), threads < asked,
      !declares(Shared.quiet) || !self[Shared.quiet]
    else { return }
    Console.err("--threads \(asked): \(threads) will run, one for each processor that this process may use\n")
  }

  /// The model file that is the first operand, of pictures or of a table.
  func anyModel() throws -> Model {
    try checkMemory(ofModel: operands[0])
    return try Model.read(operands[0])
  }

  /// The model of pictures that is the first operand.
  func model() throws -> Model {
    let model = try anyModel()
    try checkIsOfPictures(model, path: operands[0])
    try checkHasNoTable()
    return model
  }

  /// Throws if a model is one of a table, where only pictures are read.
  func checkIsOfPictures(_ model: Model, path: String) throws {
    guard model.table != nil else { return }
    throw Failure(
      .usage, "\(path) is a model of a table, which \(command.verb) does not read")
  }

  /// As many classes as `--classes` says, or as have names in the data.
  func classCount(_ source: DataSource, usual: Int) throws -> Int {
    guard source.hasNamedClasses, !isGiven(Shared.classes) else { return usual }
    return source.classCount(DataRequest()) ?? usual
  }

  /// One class for each output of the model; `--classes` must agree.
  func classCount(of model: Model) throws -> Int {
    let outputs = model.network.architecture.outputCount
    if let classes = self[Shared.classes], classes != outputs {
      throw UsageError.disagreement(option: "--classes \(classes)", model: operands[0], recorded: "\(outputs)")
    }
    return outputs
  }
}

extension Network {
  /// What it is, in one line.
  var title: String {
    let hidden = architecture.layerCount > 1 ? "\(architecture.hiddenActivations.text), " : ""
    return "\(architecture), \(hidden)\(architecture.outputActivation.name) outputs"
  }
}
