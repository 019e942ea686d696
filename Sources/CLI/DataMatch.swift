import Downhill
import DownhillFiles
import DownhillFormats
import DownhillMNIST

extension Model {
  /// The data's own labels, to be compared with the model's.
  fileprivate var matchRequest: DataRequest {
    DataRequest(classCount: network.architecture.outputCount, names: classNames)
  }
}

/// Whether the data is that which a model was trained on, if known. A model may be used on any data, but if `--data`
/// was only forgotten, it would be tested on the digits without a warning.
struct DataMatch {
  /// nil where it cannot be known: the model's file does not say, the data have no training examples that can be read, or
  /// reading them would take more memory than there is.
  let isSame: Bool?
  /// The first labels of model and data, if they differ.
  private var labels: (model: Int, data: Int)?

  /// Nothing is known: no model, or no data.
  static let unknown = DataMatch(isSame: nil)

  private init(isSame: Bool?) { self.isSame = isSame }

  /// Says that pictures without a split are those that a model was trained on, so that what is measured on them is too good.
  func noteOwnPictures(of model: Model, _ path: String) {
    guard isSame == true else { return }
    let exception = model.training?.data.validation ?? 0 > 0 ? ", but for those held out for validation" : ""
    Console.err(
      "note: \(path) was trained on these pictures\(exception): what is "
        + "measured on them says little about others\n")
  }

  /// Compares the fingerprint in the model's file with the training examples of `source`, whichever examples the verb is
  /// about: the file knows no others. `training` are those examples, if they have been read.
  init(_ model: Model, _ source: DataSource, _ arguments: ParsedArguments, training: DataSet? = nil) {
    guard let record = model.training?.data else {
      self = .unknown
      return
    }
    let isOfTen = model.network.architecture.outputCount == 10
    if arguments.usesBundledData, isOfTen, record.limit == MNIST.trainingCount, record.validation == 0 {
      isSame = record.fingerprint == MNIST.trainingFingerprint
      return
    }
    // Twice, for what the verb itself is going to take.
    let need = MemoryNeed.examples(source, [.train])
    let isAffordable = training != nil || AvailableMemory.now.map { 2 * need.peak < Double($0.bytes) } ?? true
    guard isAffordable, let pictures = training ?? (try? source.load(.train, model.matchRequest).set) else {
      self = .unknown
      return
    }
    let examples = pictures.examples
    if pictures.firstLabel != model.firstLabel { labels = (model.firstLabel, pictures.firstLabel) }
    isSame =
      record.limit <= examples.count
      && PictureParts(examples, record, seed: model.training?.configuration.seed ?? 0).training.fingerprint()
        == record.fingerprint
  }

  var json: JSONValue { isSame.map { .bool($0) } ?? .null }

  /// Warns on standard error if the data is different.
  func warn(model path: String, data name: String) {
    if let labels {
      Console.err(
        "warning: \(path) was trained on labels that count from \(labels.model), those of \(name) count from "
          + "\(labels.data): its label \(labels.data) is taken for the model's \(labels.model)\n")
    }
    guard isSame == false else { return }
    Console.err("warning: \(path) was trained on other examples than those of \(name); name its data with --data\n")
  }
}
