import Downhill
import Foundation
import Testing

/// The files in `Tests/Oracles`, as `Scripts/oracles/README.md` describes them.
enum OracleFiles {
  struct Layer: Decodable, Sendable {
    /// `[outputs][inputs]`, row by row.
    let weight: [Double]
    let bias: [Double]

    var inputs: Int { weight.count / bias.count }

    var rounded: RoundedNetwork.Layer {
      RoundedNetwork.Layer(
        weights: bias.indices.map { j in weight[j * inputs..<(j + 1) * inputs].map { RoundedNumber($0) } },
        biases: bias.map { RoundedNumber($0) })
    }
  }

  struct GradientCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let sizes: [Int]
    let hiddenActivation, outputActivation, cost: String
    let layers: [Layer]
    let inputBytes: [UInt8]
    let inputs: [Double]
    let labels: [Int]
    let outputs, costs: [Double]
    let meanCost: Double
    let gradients: [Layer]
    var testDescription: String { name }
  }

  /// A cost for quantities, or a weighted mean.
  struct QuantityCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let sizes: [Int]
    let hiddenActivation, outputActivation, cost: String
    let huberDelta: Double?
    let quantiles: [Double]?
    let layers: [Layer]
    let inputs, targets: [Double]
    let weights: [Double]?
    let outputs, costs: [Double]
    let meanCost: Double
    let gradients: [Layer]
    var testDescription: String { name }
  }

  struct MiniBatch: Decodable, Sendable {
    let inputBytes: [UInt8]
    let inputs: [Double]
    let labels: [Int]
  }

  struct Snapshot: Decodable, Sendable {
    let step: Int
    let layers: [Layer]
  }

  struct OptimizerRun: Decodable, Sendable, CustomTestStringConvertible {
    let name, optimizer: String
    let momentum, beta1, beta2, epsilon: Double?
    let l2, weightDecay: Double
    let sizes: [Int]
    let hiddenActivation, outputActivation, cost: String
    let learningRates: [Double]
    let start: [Layer]
    let miniBatches: [MiniBatch]
    let meanCosts: [Double]
    let snapshots: [Snapshot]
    var testDescription: String { name }
  }

  struct Schedule: Decodable, Sendable, CustomTestStringConvertible {
    let name, schedule, unit: String
    let rate: Double
    let total: Int
    let gamma: Double?
    let stepSize: Int?
    let risingFraction, startDivisor, endDivisor: Double?
    let rates: [Double]
    var testDescription: String { name }
  }

  static let gradients = contents(of: "gradients.json").cases ?? []
  static let quantities = contents(of: "quantities.json").quantities ?? []
  static let optimizers = contents(of: "optimizers.json").runs ?? []
  static let schedules = contents(of: "schedules.json").schedules ?? []

  private struct File: Decodable {
    var cases: [GradientCase]?
    var quantities: [QuantityCase]?
    var runs: [OptimizerRun]?
    var schedules: [Schedule]?
  }

  /// A file that is missing or damaged gives no records; the suites count them.
  private static func contents(of file: String) -> File {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Oracles").appending(path: file)
    do {
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    } catch {
      Issue.record("\(file): \(error)")
      return File()
    }
  }
}

/// `[1, 2, 3, 4]` in rows of 2: `[[1, 2], [3, 4]]`.
func rows<Element>(_ flat: [Element], of width: Int) -> [[Element]] {
  stride(from: 0, to: flat.count, by: width).map { Array(flat[$0..<$0 + width]) }
}

/// 1 at the index of each label, 0 elsewhere.
func oneHot(_ labels: [Int], _ classes: Int) -> [[Double]] {
  labels.map { label in (0..<classes).map { $0 == label ? 1 : 0 } }
}

extension Network {
  /// A network with the numbers of an oracle, which must be floats.
  init(_ architecture: Architecture, oracle: [OracleFiles.Layer]) throws {
    var parameters = Parameters(architecture)
    for (index, layer) in oracle.enumerated() {
      try parameters.setWeights(layer.weight.map { try #require(Float(exactly: $0)) }, layer: index)
      try parameters.setBiases(layer.bias.map { try #require(Float(exactly: $0)) }, layer: index)
    }
    try self.init(architecture, parameters: parameters)
  }
}

extension Architecture {
  /// An architecture in the words of an oracle.
  init(sizes: [Int], hidden: String, output: String) throws {
    try self.init(
      sizes: sizes, hiddenActivation: #require(Activation(rawValue: hidden)),
      outputActivation: #require(OutputActivation(name: output)))
  }
}

extension Kernels: CustomTestStringConvertible {
  /// Its name, in the list of test cases.
  public var testDescription: String { name }
}
