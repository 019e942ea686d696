import Downhill
import DownhillFormats
import Foundation
import Testing

#if DEBUG
private let attempts = 500
#else
private let attempts = 20_000
#endif

@Suite("ModelFile, bad files")
struct ModelFileErrorTests {
  /// AdamW with one-cycle; momentum with steps, and without a picture.
  private static func sample(_ number: Int) throws -> Model {
    var random = SeededGenerator(state: UInt64(100 + number))
    switch number {
    case 0: return try random.model(optimizer: optimizers[4], schedule: schedules[4])
    default: return try random.model([4, 3, 2], optimizer: optimizers[1], schedule: schedules[2], batchSize: .all)
    }
  }

  private func refusal(_ content: TensorFile) throws -> String? {
    let bytes = try encodedAsItIs(content)
    return formatError { () throws(FormatError) in _ = try ModelFile.decode(bytes, file: "m.safetensors") }?.description
  }

  private static let advice = "Give a model that downhill train has saved."

  // MARK: Metadata

  @Test("Each piece of metadata that is missing is named", arguments: [0, 1])
  func missing(sample: Int) throws {
    let sound = try content(of: Self.sample(sample))
    #expect(sound.metadata.count == (sample == 0 ? 29 : 25))
    for key in sound.metadata.map(\.key) {
      var content = sound
      content.set(key, nil)
      switch key {
      case "picture":
        #expect(try ModelFile.decode(SafeTensors.encode(content), file: "m").pictureShape == nil)
      case "optimizer":
        // The mark of training: a file without it is one of another program.
        #expect(try ModelFile.decode(SafeTensors.encode(content), file: "m").training == nil)
      default:
        #expect(
          try refusal(content)
            == "m.safetensors: no Downhill model: the metadata \"\(key)\" is missing. \(Self.advice)")
      }
    }
  }

  private static let texts = ["", " ", "x", "-1", "1,5", "0x10", "7 ", "é", "٣", "\u{0}", "nan", "inf", "1e999", "- 1"]

  @Test(
    "Each piece of metadata that says nothing is quoted",
    arguments: [
      "picture", "initializer", "optimizer", "beta1", "beta2", "epsilon", "weight-decay", "learning-rate", "schedule",
      "warm-up", "horizon", "batch-size", "l2", "epochs", "seed", "examples", "validation", "examples-fingerprint",
      "epochs-done", "mini-batches-done", "cost-sum", "hits", "random-state", "activation", "output-activation", "cost",
    ])
  func malformed(key: String) throws {
    var content = try content(of: Self.sample(0))
    for text in Self.texts {
      content.set(key, text)
      let sentence = try #require(try refusal(content), "\(key): \(text)")
      // A number out of range is refused in the engine's words.
      let isNumber =
        text == "-1" && ["beta1", "beta2", "epsilon", "weight-decay", "learning-rate", "warm-up", "l2"].contains(key)
      #expect(sentence.contains(isNumber ? " must be " : "the metadata \"\(key)\" cannot be \""))
      #expect(sentence.hasSuffix(". \(Self.advice)"))
    }
  }

  @Test("The score of a regression's epoch replaces the number of correct answers")
  func scoreSum() throws {
    var model = try Self.sample(0)
    model.training?.checkpoint.scoreSum = 2.5
    let bytes = try ModelFile.encode(model)
    #expect(try ModelFile.decode(bytes, file: "m") == model)
    var content = try content(of: model)
    for text in Self.texts {
      content.set("score-sum", text)
      let sentence = try #require(try refusal(content), "\(text)")
      #expect(sentence.contains("the metadata \"score-sum\" cannot be \""))
    }
  }

  @Test(
    "Bad values",
    arguments: [
      ("format-version", "3", "the metadata \"format-version\" cannot be \"3\""),
      ("validation-split", "first", "the metadata \"validation-split\" cannot be \"first\""),
      ("best-epoch", "0", "the metadata \"best-epoch\" cannot be \"0\""),
      ("architecture", "6", "the metadata \"architecture\" cannot be \"6\""),
      ("architecture", "6--3", "the metadata \"architecture\" cannot be \"6--3\""),
      ("architecture", "6-0-3", "the metadata \"architecture\" cannot be \"6-0-3\""),
      ("architecture", "6-999999999-3", "the metadata \"architecture\" cannot be \"6-999999999-3\""),
      ("architecture", "6-5-3\u{1B}[2J", "the metadata \"architecture\" cannot be \"6-5-3\\u{1b}[2J\""),
      (
        "architecture", "6-5-4",
        "the tensor \"layers.1.weight\" has the shape [3, 5], the architecture asks for [4, 5]"
      ),
      ("architecture", "6-5-3-2", "the tensor \"layers.2.weight\" is missing"),
      ("activation", "Sigmoid", "the metadata \"activation\" cannot be \"Sigmoid\""),
      ("activation", "softmax", "the metadata \"activation\" cannot be \"softmax\""),
      ("activation", "tanh,", "the metadata \"activation\" cannot be \"tanh,\""),
      ("activation", "tanh,relu", "the metadata \"activation\" cannot be \"tanh,relu\""),
      (
        "cost", "cross-entropy",
        "cross-entropy cost cannot follow tanh outputs; it follows sigmoid, softmax"
      ),
      (
        "output-activation", "softmax",
        "quadratic cost cannot follow softmax outputs; it follows sigmoid, tanh, relu, "
          + "leaky-relu, elu, selu, softplus, mish, gelu, silu, identity"
      ),
      ("picture", "3x3", "the metadata \"picture\" cannot be \"3x3\""),
      ("picture", "-2x-3", "the metadata \"picture\" cannot be \"-2x-3\""),
      ("picture", "2x3x1", "the metadata \"picture\" cannot be \"2x3x1\""),
      (
        "picture", "4611686018427387905x6", "the metadata \"picture\" cannot be \"4611686018427387905x6\""
      ),
      ("optimizer", "rmsprop", "the metadata \"optimizer\" cannot be \"rmsprop\""),
      ("optimizer", "sgd\u{1B}[2J", "the metadata \"optimizer\" cannot be \"sgd\\u{1b}[2J\""),
      ("beta1", "1", "Adam's beta1 must be at least 0 and below 1, not 1.0"),
      ("beta2", "-0.5", "Adam's beta2 must be at least 0 and below 1, not -0.5"),
      ("epsilon", "0", "Adam's epsilon must be above 0, not 0.0"),
      ("weight-decay", "1e39", "the weight decay must be 0 or more, not inf"),
      ("learning-rate", "0", "the learning rate must be above 0, not 0.0"),
      ("warm-up", "1", "the warm-up must be between 0 and 1, not 1.0"),
      ("batch-size", "0", "the batch size must be 1 or more, not 0"),
      ("l2", "-1e-3", "the L2 coefficient must be 0 or more, not -0.001"),
      ("horizon", "0", "the schedule's horizon must be 1 to 1000000 epochs, not 0"),
      ("epochs", "1000001", "the number of epochs must be 0 to 1000000, not 1000001"),
      ("horizon", "9223372036854775807", "the schedule's horizon must be 1 to 1000000 epochs, not 9223372036854775807"),
      ("epochs", "9223372036854775808", "the metadata \"epochs\" cannot be \"9223372036854775808\""),
      ("seed", "18446744073709551616", "the metadata \"seed\" cannot be \"18446744073709551616\""),
      ("examples", "0", "the metadata \"examples\" cannot be \"0\""),
      ("validation", "999999", "the metadata \"validation\" cannot be \"999999\""),
      ("epochs-done", "1000001", "the metadata \"epochs-done\" cannot be \"1000001\""),
      ("examples-fingerprint", "abc", "the metadata \"examples-fingerprint\" cannot be \"abc\""),
      (
        "examples-fingerprint", "+123456789abcdef",
        "the metadata \"examples-fingerprint\" cannot be \"+123456789abcdef\""
      ),
      ("cost-sum", "7ff0000000000000", "the metadata \"cost-sum\" cannot be \"7ff0000000000000\""),
      ("cost-sum", "fff8000000000000", "the metadata \"cost-sum\" cannot be \"fff8000000000000\""),
      (
        "random-state", Array(repeating: "0000000000000000", count: 4).joined(separator: "-"),
        "the metadata \"random-state\" cannot be \"0000000000000000-0000000000000000-000000…\""
      ),
      ("random-state", "0000000000000001", "the metadata \"random-state\" cannot be \"0000000000000001\""),
    ])
  func values(key: String, value: String, fact: String) throws {
    var random = SeededGenerator(state: 5)
    var content = try content(
      of: random.model(optimizer: optimizers[4], schedule: schedules[4], output: .elementwise(.tanh)))
    content.set(key, value)
    let sentence = try #require(try refusal(content))
    let advice = key == "format-version" ? "Read it with the version of Downhill that wrote it." : Self.advice
    #expect(sentence == "m.safetensors: \(fact). \(advice)")
    #expect(sentence.count <= 300)
  }

  @Test("A file without a version is one of another program, which has not been training")
  func versions() throws {
    var content = try content(of: Model(network: Self.sample(0).network, cost: .quadratic))
    content.set("format-version", nil)
    #expect(try refusal(content) == nil)
    content.set("format-version", "0")
    #expect(try refusal(content)?.contains("the metadata \"format-version\" cannot be \"0\"") == true)
  }

  // MARK: Tensors

  @Test("Each tensor that is missing, of another shape or no number is named", arguments: [0, 1])
  func tensors(sample: Int) throws {
    let sound = try content(of: Self.sample(sample))
    #expect(sound.tensors.count == (sample == 0 ? 12 : 8))
    for (index, tensor) in sound.tensors.enumerated() {
      var content = sound
      content.tensors.remove(at: index)
      #expect(try refusal(content) == "m.safetensors: the tensor \"\(tensor.name)\" is missing. \(Self.advice)")

      content = sound
      content.tensors[index].shape.append(1)
      let found = "[" + content.tensors[index].shape.map { "\($0)" }.joined(separator: ", ") + "]"
      let expected = "[" + tensor.shape.map { "\($0)" }.joined(separator: ", ") + "]"
      #expect(
        try refusal(content) == "m.safetensors: the tensor \"\(tensor.name)\" has the shape \(found), "
          + "the architecture asks for \(expected). \(Self.advice)")

      content = sound
      content.tensors[index].values[0] = .nan
      let sentence = try #require(try refusal(content))
      #expect(
        sentence.hasPrefix(
          "m.safetensors: tensor \"\(tensor.name)\": the value at index 0 is NaN or infinite, at byte ")
          && sentence.hasSuffix(". The training diverged: train again with a smaller learning rate."))
    }
  }

  @Test("Layers beyond the architecture are refused, tensors of other names are let be")
  func more() throws {
    var content = try content(of: Self.sample(0))
    content.tensors.append(Tensor(name: "ema.0.weight", shape: [2], values: [1, 2]))
    content.tensors.append(Tensor(name: "optimizer.velocity.0.weight", shape: [1], values: [1]))
    #expect(try refusal(content) == nil)
    content.tensors.append(Tensor(name: "layers.2.bias", shape: [1], values: [1]))
    #expect(
      try refusal(content)
        == "m.safetensors: the architecture \"6-5-3\" has no tensor \"layers.2.bias\". \(Self.advice)")
  }

  @Test("Tensors beside the model's hold what they like; the model's own do not")
  func beside() throws {
    let model = try Self.sample(0)
    let sound = try content(of: model)
    // `best_loss` is of another writer: ours writes no infinities.
    for name in ["best_loss", "optimizer.velocity.0.weight", "ema.layers.0.weight"] {
      var content = sound
      content.tensors.insert(Tensor(name: name, shape: [2], values: [.infinity, .nan]), at: 0)
      #expect(try ModelFile.decode(encodedAsItIs(content), file: "m") == model)
    }
    for tensor in ["layers.0.weight", "layers.1.bias"] {
      let bytes = try SafeTensors.encode(sound)
      let header = String(decoding: bytes[8...], as: UTF8.self)
      let start = try #require(header.range(of: "\"\(tensor)\":{\"dtype\":\"F"))
      var other = bytes
      // F32 becomes F16, of whatever length.
      let offset = 8 + header[..<start.upperBound].utf8.count
      other.replaceSubrange(offset..<offset + 2, with: "16".bytes)
      let error = formatError { () throws(FormatError) in _ = try ModelFile.decode(other, file: "m") }
      #expect(error?.description.contains("tensor \"\(tensor)\": it holds numbers of type \"F16\"") == true)
    }
    var content = sound
    content.tensors.append(Tensor(name: "layers.7.weight", shape: [1], values: [.nan]))
    #expect(try refusal(content)?.contains("has no tensor \"layers.7.weight\"") == true)
  }

  @Test("The label that the first output stands for is kept, and written only where it is not 0")
  func firstLabel() throws {
    var model = try Self.sample(0)
    let usual = try ModelFile.encode(model)
    #expect(!String(decoding: usual, as: UTF8.self).contains("first-label"))
    model.firstLabel = 1
    #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model)
    var content = try content(of: model)
    for text in ["-1", "256", "one", ""] {
      content.set("first-label", text)
      #expect(try refusal(content)?.contains("the metadata \"first-label\" cannot be \"\(text)\"") == true)
    }
  }

  @Test("Names of classes are kept, in a file of the first version, and there is one for each class")
  func classNames() throws {
    var model = try Self.sample(0)
    let count = max(model.network.architecture.outputCount, 2)
    let names = ["a \"b\"", "é"] + (2..<count).map { "class \($0)" }
    #expect(model.classes == .numbers(first: 0, count: count))
    let nameless = model
    model.classNames = names
    #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model && model.classes == .words(names))
    // Whatever else the sample has, names make it no newer.
    let version = try content(of: nameless).metadata("format-version")
    var content = try content(of: model)
    #expect(content.metadata("format-version") == version)
    let others = [
      "[]", "a", #"{"a":"b"}"#, "[1]", "[\"a\"", #"["a","a"]"#, #"["",""]"#,
      JSONValue.array((0...count).map { .string("\($0)") }).text(),
    ]
    for text in others {
      content.set("class-names", text)
      #expect(try refusal(content)?.contains("the metadata \"class-names\" cannot be ") == true, "\(text)")
    }
    let twice = JSONValue.array(names.map { _ in .string("a") }).text()
    content.set("class-names", twice)
    #expect(try refusal(content) != nil)
  }

  @Test("Files of other kinds, and gradients")
  func kinds() throws {
    let error = formatError { () throws(FormatError) in _ = try ModelFile.decode("hello".bytes, file: "m") }
    #expect(error != nil)
    let gradient = TensorFile(
      metadata: [.init(key: "cost", value: "0.5")], tensors: [Tensor(name: "layers.0.bias", shape: [1], values: [1])])
    #expect(
      try refusal(gradient)
        == "m.safetensors: no Downhill model: the metadata \"architecture\" is missing. \(Self.advice)")
  }

  // MARK: Corruption

  /// Whatever a file says, it is refused or it is a model, and a model can be trained on or is refused by the trainer.
  private func survives(_ bytes: [UInt8], _ examples: Examples) throws -> Bool {
    let model: Model
    do throws(FormatError) { model = try ModelFile.decode(bytes, file: "m") } catch {
      #expect(error.description.count <= 300)
      return false
    }
    #expect(try ModelFile.decode(ModelFile.encode(model), file: "m") == model)
    guard let training = model.training else { return true }
    do throws(EngineError) {
      let trainer = try Trainer(
        training.configuration, network: model.network, checkpoint: training.checkpoint, examples: examples,
        kernels: .reference)
      try trainer.run { _ in .stop }
    } catch {}
    return true
  }

  @Test("20,000 random corruptions end in an error or a model", arguments: [0, 1])
  func corrupted(sample: Int) throws {
    let model = try Self.sample(sample)
    let examples = try Examples(
      inputs: [Float](repeating: 0.5, count: 8 * model.network.architecture.inputCount),
      inputCount: model.network.architecture.inputCount, labels: [0, 1, 0, 1, 0, 1, 0, 1],
      classCount: model.network.architecture.outputCount)
    let bytes = try ModelFile.encode(model)
    let sound = try content(of: model)
    let numbers = [
      "0", "1", "-0", "+7", "999999999", "1000000", "\(Int.max)", "\(UInt64.max)", "1e308", "5e-324", "all", "",
    ]
    var random = SeededGenerator(state: UInt64(sample))
    var models = 0
    for attempt in 0..<attempts / 2 {
      var damaged = bytes
      switch attempt % 4 {
      case 0:  // the text of the metadata
        var content = sound
        for _ in 0...random.below(3) {
          content.metadata[random.below(content.metadata.count)].value = numbers[random.below(numbers.count)]
        }
        damaged = try SafeTensors.encode(content)
      case 1:  // bits
        for _ in 0...random.below(4) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
      case 2:  // digits of the header, which keep it well-formed
        let digits = damaged.indices.filter { (0x30...0x39).contains(damaged[$0]) }
        for _ in 0...random.below(4) { damaged[digits[random.below(digits.count)]] = UInt8(0x30 + random.below(10)) }
      default:  // pieces lost, doubled or exchanged
        let start = random.below(damaged.count)
        let end = min(damaged.count, start + 1 + random.below(40))
        let piece = damaged[start..<end]
        if attempt % 8 < 4 { damaged.removeSubrange(start..<end) }
        if attempt % 3 > 0 { damaged.insert(contentsOf: piece, at: random.below(damaged.count + 1)) }
      }
      if try survives(damaged, examples) { models += 1 }
    }
    // Some changes only say something else; most break the file.
    #expect(models > attempts / 100 && models < attempts / 4)
  }
}
