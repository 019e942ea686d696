import Downhill
import DownhillFormats
import Testing

/// Whatever a writer takes, its reader gives back; what the reader would refuse, the writer refuses.
@Suite("Writers") struct WriterTests {
  private func refusal(_ content: TensorFile) -> FormatError.Problem? {
    formatError { () throws(FormatError) in _ = try SafeTensors.encode(content, file: "f") }?.problem
  }

  @Test("A safetensors file that no reader would take")
  func tensors() {
    let fine = Tensor(name: "a", shape: [2], values: [1, 2])
    var same = fine
    #expect(refusal(TensorFile(tensors: [fine, same])) == .json(.duplicateKey("a")))
    same.name = "__metadata__"
    #expect(refusal(TensorFile(tensors: [same])) == .json(.duplicateKey("__metadata__")))
    let twice = [TensorFile.Metadatum(key: "k", value: "1"), TensorFile.Metadatum(key: "k", value: "2")]
    #expect(refusal(TensorFile(metadata: twice, tensors: [fine])) == .json(.duplicateKey("k")))
    #expect(
      refusal(TensorFile(tensors: [Tensor(name: "a", shape: [-2], values: [])])) == .tensor(name: "a", .malformedShape))
    #expect(
      refusal(TensorFile(tensors: [Tensor(name: "a", shape: [3], values: [1])]))
        == .tensor(name: "a", .lengthMismatch(bytes: 4, expected: 12)))
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(
        refusal(TensorFile(tensors: [fine, Tensor(name: "b", shape: [2], values: [0, bad])]))
          == .tensor(name: "b", .notFinite(index: 1)))
    }
    // "é" in one and in two code points are two names, here as in the reader.
    #expect(
      refusal(TensorFile(tensors: ["\u{E9}", "e\u{301}"].map { Tensor(name: $0, shape: [0], values: []) })) == nil)
  }

  @Test("Random safetensors content is refused or read back", arguments: [1, 2])
  func randomTensors(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let names = ["", "a", "b", "é", "__metadata__", "\u{0}", "\"\\\n", String(repeating: "x", count: 300), "日本"]
    var written = 0
    for _ in 0..<2_000 {
      func name() -> String { names[random.below(names.count)] }
      let content = TensorFile(
        metadata: (0..<random.below(4)).map { _ in TensorFile.Metadatum(key: name(), value: name()) },
        tensors: (0..<random.below(4)).map { _ in
          let shape = (0..<random.below(3)).map { _ in random.below(4) - (random.below(30) == 0 ? 3 : 0) }
          let count = max(0, shape.reduce(1, *)) + (random.below(20) == 0 ? 1 : 0)
          return Tensor(
            name: name(), shape: shape,
            values: (0..<count).map { _ in random.below(60) == 0 ? .nan : random.float() })
        })
      guard let bytes = try? SafeTensors.encode(content) else { continue }
      #expect(try SafeTensors.decode(bytes, file: "f") == content)
      written += 1
    }
    #expect((200..<1_900).contains(written), "\(written)")
  }

  @Test("Models are refused or read back, whatever their record says")
  func models() throws {
    var random = SeededGenerator(state: 9)
    var written = 0
    for attempt in 0..<600 {
      var model = try random.model(
        optimizer: optimizers[attempt % optimizers.count], schedule: schedules[attempt % schedules.count])
      let odd = [-1, 0, 1, 6, 1_000_001, Int.max, Int.min][random.below(7)]
      switch attempt % 12 {
      case 0: model.training?.checkpoint.epochs = odd
      case 1: model.training?.checkpoint.miniBatches = odd
      case 2: model.training?.checkpoint.scoreSum = [Double(odd), 0.1, .nan, -0.5, 1e300][random.below(5)]
      case 3: model.training?.checkpoint.costSum = [.nan, .infinity, -0.0, .leastNonzeroMagnitude][random.below(4)]
      case 4: model.training?.data.limit = odd
      case 5: model.training?.data.validation = odd
      case 6: model.pictureShape = PictureShape(rows: odd, columns: 6)
      case 7: model.cost = .crossEntropy
      case 8: model.training?.checkpoint.optimizerState.removeAll()
      case 9: model.training?.checkpoint.optimizerState = [Parameters(try Architecture("2-2"))]
      case 10: model.training?.kernels = ["", "\u{0}", "no such table"][random.below(3)]
      default: model.firstLabel = odd
      }
      guard let bytes = try? ModelFile.encode(model) else { continue }
      #expect(try ModelFile.decode(bytes, file: "f") == model)
      written += 1
    }
    #expect((150..<550).contains(written), "\(written)")
  }

  @Test("A network that training has led away from the numbers")
  func diverged() throws {
    // The largest steps there are: the weights are infinite after the first.
    let configuration = try TrainingConfiguration(
      architecture: Architecture("2-2", outputActivation: .elementwise(.identity)), learningRate: 1e38,
      schedule: .constant, batchSize: .all, epochs: 9)
    let examples = try Examples(inputs: [1e18, 1e18], inputCount: 2, targets: [1e18, 1e18], outputCount: 2)
    let trainer = try Trainer(configuration, examples: examples)
    #expect(throws: EngineError.self) { try trainer.run { _ in .proceed } }
    let model = Model(network: trainer.network, cost: .quadratic)
    let error = formatError { () throws(FormatError) in _ = try ModelFile.encode(model, file: "m") }
    guard case .tensor(_, .notFinite) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A gradient too large for 32 bits")
  func gradient() throws {
    var random = SeededGenerator(state: 2)
    let network = try random.model([2, 2]).network
    let layer = Backpropagation<Double>.DenseLayer(inputs: 2, weights: [1, 1e39, 0, 0], biases: [0, 0])
    let error = formatError { () throws(FormatError) in
      _ = try GradientFile.encode([layer], network: network, cost: .quadratic, examples: 1)
    }
    #expect(error?.problem == .tensor(name: "layers.0.weight", .notFinite(index: 1)))
  }

  // MARK: JSON

  private static func nested(_ depth: Int, inObjects: Bool) -> JSONValue {
    (1..<depth).reduce(inObjects ? .object(JSONObject([JSONObject.Member]())) : .array([])) { value, _ in
      inObjects ? .object(JSONObject([("k", value)])) : .array([value])
    }
  }

  @Test("As deep as the parser goes", arguments: [false, true])
  func depth(inObjects: Bool) throws {
    let value = Self.nested(JSONValue.maximumDepth, inObjects: inObjects)
    #expect(try JSONValue.parse(value.bytes(), file: "j") == value)
    #expect(try JSONValue.parse(value.bytes(pretty: true), file: "j") == value)
  }

  #if os(Linux) || os(macOS)
  @Test("No deeper, and no name twice", arguments: 0..<3)
  func misuse(number: Int) async {
    await #expect(processExitsWith: .failure) { [number = number as Int] in
      let twice = JSONObject([("a", .null), ("b", .null), ("a", .null)])
      let value = number == 2 ? .object(twice) : Self.nested(JSONValue.maximumDepth + 1, inObjects: number == 1)
      _ = value.text()
    }
  }
  #endif

  @Test("Random documents are read back")
  func documents() throws {
    var random = SeededGenerator(state: 5)
    func value(_ depth: Int) -> JSONValue {
      switch random.below(depth > 5 ? 5 : 7) {
      case 0: return .null
      case 1: return .bool(random.below(2) == 0)
      case 2: return .integer([Int.min, -1, 0, 7, .max][random.below(5)])
      case 3:
        let number = Double(bitPattern: random.next())
        return .number(number.isFinite ? number : -0.0)
      case 4: return .string(["", "\u{0}\u{1F}\u{7F}", "é日😀", "\"\\/"][random.below(4)])
      case 5: return .array((0..<random.below(4)).map { _ in value(depth + 1) })
      default: return .object(JSONObject((0..<random.below(4)).map { ("k\($0)", value(depth + 1)) }))
      }
    }
    for _ in 0..<2_000 {
      let document = value(0)
      #expect(try JSONValue.parse(document.bytes(), file: "j") == document)
      #expect(try JSONValue.parse(document.bytes(pretty: true), file: "j") == document)
    }
  }
}
