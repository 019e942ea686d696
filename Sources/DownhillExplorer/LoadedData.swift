import Downhill
import DownhillFormats
import DownhillReport

/// A split that has been loaded.
struct LoadedSplit {
  let set: DataSet
  let shape: PictureShape
  /// Identifies the examples in the file of a model trained on them.
  let fingerprint: UInt64
  /// How the pictures lie.
  let manner: PictureManner

  /// Pictures of a shape that the set has.
  init(_ set: DataSet, shape: PictureShape) {
    self.set = set
    self.shape = shape
    fingerprint = set.examples.fingerprint()
    manner = PictureManner(of: set.examples, shape: shape)
  }

  var examples: Examples { self.set.examples }
}

/// The data that have been loaded.
struct LoadedData {
  /// Their name in sentences.
  var name = "the data"
  /// The names of their classes; MNIST's until they are known.
  var classNames = ClassNames.numbers(first: 0, count: 10)
  /// The shape of the pictures; likewise.
  var shape = PictureShape(rows: 28, columns: 28)
  private var train: LoadedSplit?
  private var test: LoadedSplit?

  subscript(split: DataSet.Split) -> LoadedSplit? {
    get { split == .train ? train : test }
    set {
      if split == .train { train = newValue } else { test = newValue }
      shape = newValue?.shape ?? shape
    }
  }

  /// A split that must be there.
  func loaded(_ split: DataSet.Split) throws(CallError) -> LoadedSplit {
    guard let loaded = self[split] else {
      throw CallError("the \(split.rawValue) pictures have not been loaded yet", status: .missingInput)
    }
    return loaded
  }
}

/// An example of the data, or the drawing.
enum PictureName: Equatable {
  case example(ExampleName)
  case drawing

  init(_ text: String) throws(CallError) {
    if text == "drawing" {
      self = .drawing
      return
    }
    guard let name = ExampleName(text) else {
      throw CallError("\(text) is no example: write test:17, counted from 0")
    }
    self = .example(name)
  }
}

extension Session {
  /// The example of this name.
  func example(_ name: PictureName) throws(CallError) -> ChosenExample {
    switch name {
    case .example(let name):
      let loaded = try data.loaded(name.split)
      guard name.index < loaded.set.count else {
        throw CallError(
          "\(name.text) does not exist: \(data.name) has \(NumberText.grouped(loaded.set.count)) "
            + "\(name.split.rawValue) examples, counted from 0")
      }
      return ChosenExample(loaded.set, name.split, name.index)
    case .drawing:
      guard let drawing else { throw CallError("nothing has been drawn yet") }
      let model = try currentModel()
      let shape = try Drawing.shape(model)
      guard let picture = drawing.prepared(for: model, shape) else { throw CallError(Narrative.blankPaper) }
      return try engine { () throws(EngineError) in
        try ChosenExample(
          picture, name: "drawing", shape: shape, outputCount: model.network.architecture.outputCount,
          classes: model.classes)
      }
    }
  }
}
