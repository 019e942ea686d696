import Foundation
import Testing

/// The JSON documents of the verbs, as a program that reads them declares them.
struct TrainResult: Decodable {
  struct Network: Decodable {
    let architecture: String
    let sizes: [Int]
    let activation: String
    let outputActivation: String
    let cost: String
  }

  struct Epoch: Decodable, Equatable {
    let epoch: Int
    let trainingCost: Double
    let testAccuracy: Double
    let seconds: Double
  }

  struct Test: Decodable, Equatable {
    let accuracy: Double
    let cost: Double
  }

  let network: Network
  let parameters: Int
  let epochs: [Epoch]
  let test: Test
  let model: String
  let finished: Bool
  let loadingSeconds: Double
  let seconds: Double
  let warnings: [String]
}

struct EvaluateResult: Decodable {
  struct Mistake: Decodable {
    let input: String
    let label: Int
    let prediction: Int
    let cost: Double
  }

  let examples: Int
  let accuracy: Double
  let cost: Double
  let confusion: [[Int]]
  let mistakes: [Mistake]
}

struct PredictResult: Decodable, Equatable {
  let input: String
  let label: Int?
  let prediction: Int
  let activations: [Double]
  /// Of a picture file only.
  var preparation: String?
  var notes: [String]?
}

struct InspectResult: Decodable {
  struct Layer: Decodable {
    let layer: Int
    let inputs: Int
    let outputs: Int
    let activation: String
    let parameters: Int
  }

  let layers: [Layer]
  let parameters: Int
  let metadata: [String: String]
}

extension Program.Outcome {
  /// Standard output as exactly one JSON document on one line.
  func json<Value: Decodable>(
    as type: Value.Type = Value.self, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Value {
    #expect(status == 0, "\(err)", sourceLocation: sourceLocation)
    #expect(out.hasSuffix("\n") && out.dropLast().contains("\n") == false, sourceLocation: sourceLocation)
    return try JSONDecoder().decode(type, from: Data(out.utf8))
  }

  /// Expects an error as the contract has it: this status, one to three lines that hold `parts`, nothing on standard
  /// output.
  func expectError(_ status: Int32, _ parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(self.status == status, "\(err)", sourceLocation: sourceLocation)
    #expect(out == "", sourceLocation: sourceLocation)
    #expect((1...3).contains(errorLines.count), "\(err)", sourceLocation: sourceLocation)
    for part in parts { #expect(errorLines.joined(separator: "\n").contains(part), sourceLocation: sourceLocation) }
  }
}

/// A model that several tests look at, trained once: two thirds of a second's worth of MNIST.
struct TrainedDigits {
  let folder: Folder
  let result: TrainResult

  static let shared = Result { try TrainedDigits() }

  private init() throws {
    folder = try Folder()
    result = try folder.program("train --limit 20000 --epochs 3 --quiet --json").json()
  }
}
