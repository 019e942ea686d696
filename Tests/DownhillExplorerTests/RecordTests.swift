import Downhill
import DownhillFormats
import Testing

@testable import DownhillExplorer

/// The record in a saved file leads to the same bytes again, or there is none, whatever was done before.
@Suite("Saved records") struct RecordTests {
  /// What a visitor may do to the network.
  enum Action: CaseIterable {
    /// A model of the page's pictures; one of the first of them only; one by other kernels; one without a record; one whose
    /// training has only just begun; one that kept the weights of an earlier epoch.
    case loadWhole, loadLimited, loadOfOtherKernels, loadForeign, loadUntrained, loadKept
    case new, reset, onlyOne, trainStep, trainEpoch
    /// Other pictures to train on.
    case otherData
  }

  private static let settings = #"{"hidden":"3","epochs":"1","batch-size":"7","seed":"5"}"#
  private let all: LoadedSplit
  private let some: LoadedSplit
  private let others: LoadedSplit
  private let test: LoadedSplit
  private var files: [Action: [UInt8]] = [:]

  init() throws {
    all = try stripes(30, side: 4, seed: 1)
    some = try LoadedSplit(
      all.examples[0..<20],
      all.shape)
    others = try stripes(30, side: 4, seed: 3)
    test = try stripes(10, side: 4, seed: 2)
    files[.loadWhole] = try file(on: all, .best, steps: 7)
    files[.loadLimited] = try file(on: some, .best, steps: 4)
    files[.loadOfOtherKernels] = try file(on: all, .reference, steps: 7)
    files[.loadForeign] = try file(on: all, .best, steps: 7, isForeign: true)
    files[.loadUntrained] = try file(on: all, .best, steps: 0)
    files[.loadKept] = try file(on: all, .best, steps: 7, isKept: true)
  }

  /// A model as `train` makes it, after `miniBatches` mini-batches.
  private func file(
    on pictures: LoadedSplit, _ kernels: Kernels, steps: Int, isForeign: Bool = false, isKept: Bool = false
  ) throws -> [UInt8] {
    let configuration = try TrainingConfiguration(
      architecture: Architecture("16-3-10"), optimizer: .momentum(0.9), batchSize: .count(7), epochs: 2, seed: 9)
    let trainer = try Trainer(
      configuration, examples: pictures.examples, heldOut: isKept ? [test.examples] : [],
      validation: isKept ? 0 : nil, kernels: kernels)
    var left = steps
    if left > 0 {
      try trainer.run { event in
        if case .miniBatchEnded = event { left -= 1 }
        return left == 0 ? .stop : .proceed
      }
    }
    var model = Model(
      network: trainer.kept, cost: .quadratic, pictureShape: pictures.shape,
      training: isForeign
        ? nil
        : TrainingRecord(
          configuration: configuration, checkpoint: trainer.checkpoint,
          data: DataRecord(fingerprint: pictures.fingerprint, limit: pictures.examples.count, validation: 0),
          kernels: kernels.name))
    model.pictureManner = pictures.manner
    if isKept { model.training?.last = trainer.network.parameters }
    return try ModelFile.encode(model)
  }

  /// The file that training by a record alone leads to.
  private func trainedAgain(by record: TrainingRecord, _ shape: PictureShape?) throws -> [UInt8] {
    let pictures = try #require([all, some, others].first { $0.fingerprint == record.data.fingerprint })
    let kernels = try #require(Kernels.named(record.kernels))
    let trainer = try Trainer(record.configuration, examples: pictures.examples, kernels: kernels)
    func isThere() -> Bool {
      trainer.checkpoint.epochs == record.checkpoint.epochs
        && trainer.checkpoint.miniBatches == record.checkpoint.miniBatches
    }
    if !isThere() { try trainer.run { _ in isThere() ? .stop : .proceed } }
    var again = record
    again.checkpoint = trainer.checkpoint
    var model = Model(network: trainer.network, cost: record.configuration.cost, pictureShape: shape, training: again)
    model.pictureManner = pictures.manner
    return try ModelFile.encode(model)
  }

  /// Those that a fourth action is added to: each kind once.
  private static let essential: [Action] = [.loadWhole, .loadLimited, .loadForeign, .new, .reset, .onlyOne, .trainStep]

  /// Every sequence of these actions of that length.
  private static func sequences(of actions: [Action], length: Int) -> [[Action]] {
    length == 0 ? [[]] : sequences(of: actions, length: length - 1).flatMap { some in actions.map { some + [$0] } }
  }

  @Test("Every sequence of up to three actions, and of four of the essential ones", arguments: 1...4)
  func sequences(length: Int) throws {
    var records = 0
    var wrong: [[Action]] = []
    for sequence in Self.sequences(of: length < 4 ? Action.allCases : Self.essential, length: length) {
      guard let saved = try saved(after: sequence) else { continue }
      let model = try ModelFile.decode(saved, file: "saved")
      guard let record = model.training else { continue }
      records += 1
      if try trainedAgain(by: record, model.pictureShape) != saved { wrong.append(sequence) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) records lead elsewhere, such as that after \(wrong.first ?? [])")
    // Networks trained on nothing else have one: 6, 50, 400 and 600 of them and more.
    #expect(records >= [6, 50, 400, 600][length - 1], "\(records) records")
  }

  /// The bytes that are saved; nil while there is no network.
  private func saved(after actions: [Action]) throws -> [UInt8]? {
    let session = Session()
    session.data[.train] = all
    session.data[.test] = test
    for action in actions {
      switch action {
      case .loadWhole, .loadLimited, .loadOfOtherKernels, .loadForeign, .loadUntrained, .loadKept:
        let file = try #require(files[action])
        _ = try session.loadModel(Call(name: "load-model", attachments: [file]))
      case .new: _ = try reply(#"{"do":"new-network","settings":\#(Self.settings)}"#, session)
      case .reset: _ = try? session.train.reset(Call(name: "reset"), session)
      case .onlyOne: try train(#","only":"train:3""#, until: "step", session)
      case .trainStep: try train("", until: "step", session)
      case .trainEpoch: try train("", until: "epoch", session)
      case .otherData: session.data[.train] = others
      }
    }
    return session.model == nil ? nil : try session.saveModel().attachment
  }

  private func reply(_ json: String, _ session: Session) throws -> Reply {
    let bytes = Array(json.utf8)
    let reply = bytes.withUnsafeBytes { session.reply(to: $0, jsonCount: bytes.count) }
    #expect(reply.error == nil, "\(json)")
    return reply
  }

  private func train(_ more: String, until: String, _ session: Session) throws {
    // Nothing that a record depends on: without a network, the page's own settings replace the test's.
    if session.model == nil { _ = try reply(#"{"do":"new-network","settings":\#(Self.settings)}"#, session) }
    _ = try reply(#"{"do":"train","until":"\#(until)"\#(more)}"#, session)
    var now = 0.0
    while session.goOn(now: now).0 != .idle { now += 50 }
  }
}
