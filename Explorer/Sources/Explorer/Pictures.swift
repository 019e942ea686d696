import Downhill
import DownhillFormats
import DownhillReport

/// The two splits of a data set.
enum Split: String, CaseIterable {
  case train, test

  init?(name: String) {
    guard let split = Split.allCases.first(where: { $0.rawValue == name }) else { return nil }
    self = split
  }
}

/// Labelled pictures with their shape.
struct PictureSet {
  let examples: Examples
  let shape: PictureShape
  /// By which a model's file knows the examples it was trained on.
  let fingerprint: UInt64
  /// How they lie.
  let manner: PictureManner

  init(examples: Examples, shape: PictureShape) {
    self.examples = examples
    self.shape = shape
    fingerprint = examples.fingerprint()
    manner = PictureManner(of: examples, shape: shape)
  }
}

/// The pictures that have been loaded.
struct Pictures {
  private var train: PictureSet?
  private var test: PictureSet?

  /// How sentences call the data: nobody tells the page what it is handed.
  let name = "the data"

  subscript(split: Split) -> PictureSet? {
    get {
      switch split {
      case .train: train
      case .test: test
      }
    }
    set {
      switch split {
      case .train: train = newValue
      case .test: test = newValue
      }
    }
  }

  /// A split that must be there.
  func loaded(_ split: Split) throws(AskError) -> PictureSet {
    guard let set = self[split] else {
      throw AskError("the \(split.rawValue) pictures have not been loaded yet", status: .missingInput)
    }
    return set
  }
}

/// An example by its name: `test:17`, `train:3`, or the drawing.
enum ExampleName: Equatable {
  case example(Split, Int)
  case drawing

  init(_ text: String) throws(AskError) {
    if text == "drawing" {
      self = .drawing
      return
    }
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .map { String(decoding: Array($0), as: UTF8.self) }
    guard parts.count == 2, let split = Split(name: parts[0]), let index = Int(parts[1]), index >= 0 else {
      throw AskError("\(text) is no example: write test:17, counted from 0")
    }
    self = .example(split, index)
  }

  var text: String {
    switch self {
    case .example(let split, let index): "\(split.rawValue):\(index)"
    case .drawing: "drawing"
    }
  }
}

/// One example as the network sees it.
struct ChosenExample {
  let name: String
  /// One example; its label is 0 where nobody knows it.
  let example: Examples
  /// Its class; nil for a drawing.
  let label: Int?
  let shape: PictureShape
  /// What was done to a drawing.
  var prepared: PreparedPicture?
}

extension Session {
  /// The example of this name.
  func example(_ name: ExampleName) throws(AskError) -> ChosenExample {
    switch name {
    case .example(let split, let index):
      let set = try pictures.loaded(split)
      guard index < set.examples.count else {
        throw AskError(
          "\(name.text) does not exist: \(pictures.name) has \(NumberText.grouped(set.examples.count)) "
            + "\(split.rawValue) examples, counted from 0")
      }
      let example = set.examples[index..<index + 1]
      return ChosenExample(name: name.text, example: example, label: example.label(0), shape: set.shape)
    case .drawing:
      guard let drawing else { throw AskError("nothing has been drawn yet") }
      let model = try currentModel()
      let shape = try Drawing.shape(model)
      guard let picture = drawing.prepared(for: model, shape) else { throw AskError(Narrative.blankPaper) }
      let example = try engine { () throws(EngineError) in
        try Examples(
          bytes: picture.pixels, inputCount: picture.pixels.count, labels: [0],
          classCount: model.network.architecture.outputCount)
      }
      return ChosenExample(name: name.text, example: example, label: nil, shape: shape, prepared: picture)
    }
  }
}
