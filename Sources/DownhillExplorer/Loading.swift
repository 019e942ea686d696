import Downhill
import DownhillFormats
import DownhillReport

// Files that are loaded into the session and saved from it.

extension Session {
  /// `describe-data`: what the pictures are that are going to be loaded.
  func describeData(_ call: Call) throws(CallError) -> Reply {
    data.name = try call.string("name") ?? data.name
    data.classNames = .numbers(
      first: try call.integer("firstLabel", in: 0...65_535) ?? 0,
      count: try call.required("classes", call.integer("classes", in: 2...256)))
    data.shape = PictureShape(
      rows: try call.required("rows", call.integer("rows", in: 1...4096)),
      columns: try call.required("columns", call.integer("columns", in: 1...4096)))
    return Reply()
  }

  /// `load-data`: the pictures and labels of a split, as MNIST's files have them.
  func loadData(_ call: Call) throws(CallError) -> Reply {
    let name = try call.required("split", call.string("split"))
    guard let split = DataSet.Split(rawValue: name) else {
      throw CallError("split takes train or test, not \"\(name)\"")
    }
    let files = try call.attachments(2)
    let imageFile = "\(name)-images"
    let labelFile = "\(name)-labels"
    let images = try format { () throws(FormatError) in try IDX.images(files[0], file: imageFile) }
    let labels = try format { () throws(FormatError) in try IDX.labels(files[1], file: labelFile) }
    guard images.count == labels.count else {
      throw CallError(
        "\(imageFile) has \(images.count) pictures, but \(labelFile) has \(labels.count) labels", status: .badData)
    }
    guard images.count > 0 else { throw CallError("\(imageFile) has no examples", status: .badData) }
    let shape = PictureShape(rows: images.rows, columns: images.columns)
    let set = try engine { () throws(EngineError) in
      try DataSet(
        Examples(
          bytes: images.bytes, offset: images.pixelOffset, inputCount: shape.pixelCount, labels: labels,
          classCount: data.classNames.count),
        inputs: .picture(shape), targets: .classes(data.classNames))
    }
    data[split] = LoadedSplit(set, shape: shape)
    return Reply(state: [
      ("split", .string(name)), ("examples", .integer(set.count)),
      ("text", .string("\(NumberText.grouped(set.count)) \(name) pictures")),
    ])
  }

  /// `load-model`: a model file.
  func loadModel(_ call: Call) throws(CallError) -> Reply {
    let name = try call.string("name") ?? "model.safetensors"
    let bytes = try call.attachments(1)[0]
    var model = try format { () throws(FormatError) in try ModelFile.decode(bytes, file: name) }
    if model.table != nil || model.classNames != nil {
      throw CallError(
        "\(name) is a model of \(model.table != nil ? "a table" : "classes with words for names"): the explorer shows "
          + "networks of pictures whose classes are numbers. downhill explain and report show it", status: .badData)
    }
    // Its training goes on from the last weights, which are others than those that were kept: it is shown as one of an
    // unknown past.
    if model.training?.last != nil { model.training = nil }
    try train.takeOver(model, self)
    use(model, name: name)
    return Reply(state: networkState())
  }

  /// `save-model`: the same file.
  func saveModel() throws(CallError) -> Reply {
    let model = try currentModel()
    return Reply(
      state: networkState(),
      attachment: try format { () throws(FormatError) in try ModelFile.encode(model, file: modelName) })
  }

  /// What the page's controls show of the present network.
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
            ("activation", .string(architecture.hiddenActivations.text)),
            ("outputActivation", .string(architecture.outputActivation.name)),
            ("cost", .string(model.cost.name)),
            ("parameters", .string(NumberText.grouped(architecture.parameterCount))),
          ]))
      )
    ]
  }

  /// `examples`: a strip of digits to choose from.
  func examples(_ call: Call) throws(CallError) -> Reply {
    let name = try call.string("split") ?? "test"
    guard let split = DataSet.Split(rawValue: name) else {
      throw CallError("split takes train or test, not \"\(name)\"")
    }
    let loaded = try data.loaded(split)
    let count = min(try call.integer("count", in: 1...200) ?? 20, loaded.set.count)
    let first = min(try call.integer("first", in: 0...Int.max) ?? 0, loaded.set.count - count)
    return Reply(
      html: [("examples", strip(loaded, split, first..<first + count))],
      state: [
        ("first", .integer(first)), ("count", .integer(count)), ("of", .integer(loaded.set.count)),
      ])
  }

  private func strip(_ loaded: LoadedSplit, _ split: DataSet.Split, _ places: Range<Int>) -> Markup {
    .joined(
      places.map { index in
        let name = ExampleName(split, index).text
        return .element(
          "button",
          [
            .class("digit"), Attribute("type", "button"),
            Attribute("data-call", JSONValue.object(["do": "explain", "example": .string(name)]).text()),
          ]
        ) {
          RasterFigure(
            title: "\(name), \(NumberText.article(loaded.examples.label(index) + loaded.set.firstLabel))",
            raster: Raster(
              rows: loaded.shape.rows, columns: loaded.shape.columns,
              values: loaded.examples.inputs(index).map(Double.init)),
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
