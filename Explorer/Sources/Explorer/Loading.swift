import Downhill
import DownhillFormats
import DownhillReport

// What comes into the session, and what goes out of it, as files.

extension Session {
  /// `load-data`: the pictures and labels of a split, as MNIST's files have them.
  func loadData(_ ask: Ask) throws(AskError) -> Answer {
    let name = try ask.required("split", ask.string("split"))
    guard let split = Split(name: name) else { throw AskError("split takes train or test, not \"\(name)\"") }
    let files = try ask.attachments(2)
    let imageFile = "\(name)-images"
    let labelFile = "\(name)-labels"
    let images = try format { () throws(FormatError) in try IDX.images(files[0], file: imageFile) }
    let labels = try format { () throws(FormatError) in try IDX.labels(files[1], file: labelFile) }
    guard images.count == labels.count else {
      throw AskError(
        "\(imageFile) has \(images.count) pictures, but \(labelFile) has \(labels.count) labels", status: .badData)
    }
    guard images.count > 0 else { throw AskError("\(imageFile) has no examples", status: .badData) }
    let examples = try engine { () throws(EngineError) in
      try Examples(
        bytes: images.bytes, offset: images.pixelOffset, inputCount: images.rows * images.columns, labels: labels,
        classCount: 10)
    }
    pictures[split] = PictureSet(
      examples: examples, shape: PictureShape(rows: images.rows, columns: images.columns))
    return Answer(state: [
      ("split", .string(name)), ("examples", .integer(examples.count)),
      ("text", .string("\(NumberText.grouped(examples.count)) \(name) pictures")),
    ])
  }

  /// `load-model`: a model file.
  func loadModel(_ ask: Ask) throws(AskError) -> Answer {
    let name = try ask.string("name") ?? "model.safetensors"
    let bytes = try ask.attachments(1)[0]
    let model = try format { () throws(FormatError) in try ModelFile.decode(bytes, file: name) }
    try train.takeOver(model, self)
    use(model, name: name)
    return Answer(state: networkState())
  }

  /// `save-model`: the same file.
  func saveModel() throws(AskError) -> Answer {
    let model = try currentModel()
    return Answer(
      state: networkState(),
      attachment: try format { () throws(FormatError) in try ModelFile.encode(model, file: modelName) })
  }

  /// What the page's controls show of the network at hand.
  func networkState() -> [(key: String, value: JSONValue)] {
    guard let model else { return [] }
    let architecture = model.network.architecture
    return [
      (
        "network",
        .object(
          JSONObject([
            ("name", .string(modelName)),
            ("architecture", .string(architecture.description)),
            ("activation", .string(architecture.hiddenActivation.rawValue)),
            ("outputActivation", .string(architecture.outputActivation.name)),
            ("cost", .string(model.cost.rawValue)),
            ("parameters", .string(NumberText.grouped(architecture.parameterCount))),
          ]))
      )
    ]
  }

  /// `examples`: a strip of digits to choose from.
  func examples(_ ask: Ask) throws(AskError) -> Answer {
    let name = try ask.string("split") ?? "test"
    guard let split = Split(name: name) else { throw AskError("split takes train or test, not \"\(name)\"") }
    let set = try pictures.loaded(split)
    let count = min(try ask.integer("count", in: 1...200) ?? 20, set.examples.count)
    let first = min(try ask.integer("first", in: 0...Int.max) ?? 0, set.examples.count - count)
    return Answer(
      html: [("examples", strip(set, split, first..<first + count))],
      state: [
        ("first", .integer(first)), ("count", .integer(count)), ("of", .integer(set.examples.count)),
      ])
  }

  private func strip(_ set: PictureSet, _ split: Split, _ places: Range<Int>) -> Markup {
    .joined(
      places.map { index in
        let name = ExampleName.example(split, index).text
        return .element(
          "button",
          [
            .class("digit"), Attribute("type", "button"),
            Attribute("data-ask", JSONValue.object(["do": "explain", "example": .string(name)]).text()),
          ]
        ) {
          RasterFigure(
            title: "\(name), \(NumberText.article(set.examples.label(index)))",
            raster: Raster(
              rows: set.shape.rows, columns: set.shape.columns, values: set.examples.inputs(index).map(Double.init)),
            style: .ink, width: 56
          ).svg
        }
      })
  }
}

extension JSONValue {
  /// An object from pairs in their order.
  static func object(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(JSONObject(pairs.map { JSONObject.Member(key: $0.key, value: $0.value) }))
  }
}
