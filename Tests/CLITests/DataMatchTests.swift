import DownhillFormats
import Foundation
import Testing

/// A model that is judged on other data than its own.
@Suite struct DataMatchTests {
  private let folder: Folder
  private let warning = "was trained on other examples than those of"

  init() throws {
    folder = try Folder()
    // As large as MNIST's pictures, so that the network reads either.
    try Bars(rows: 28, columns: 28).write(in: folder)
    try Bars(rows: 28, columns: 28, training: 90).write(to: "fewer", in: folder)
    try folder.program("train --data bars --hidden 4 --epochs 1 --limit 100 --validation 10 --quiet").expectSuccess()
  }

  /// Every verb that takes a model and data, and where its document says so.
  static let verbs: [(command: String, key: String)] = [
    ("evaluate model.safetensors --examples 0..<20", "dataMatches"),
    ("evaluate model.safetensors --split train --examples 0..<20", "dataMatches"),
    ("predict model.safetensors test:1", "[].dataMatches"),
    ("predict model.safetensors train:1", "[].dataMatches"),
    ("explain model.safetensors --example test:1", "dataMatches"),
    ("report model.safetensors --examples 0..<20", "dataMatches"),
    ("average model.safetensors --examples 0..<20", "dataMatches"),
    ("sensitivity model.safetensors --examples 0..<20", "dataMatches"),
    ("gradient model.safetensors --examples 0..<20", "dataMatches"),
    ("collapse model.safetensors --limit 50 --steps 10", "dataMatches"),
    ("export-site site model.safetensors --force", "dataMatches[]"),
  ]

  @Test(arguments: verbs)
  func `a forgotten --data brings one line of warning and no more`(command: String, key: String) throws {
    let other = try folder.program("\(command) --json")
    #expect(other.status == 0, "\(other.err)")
    let lines = other.err.split(separator: "\n").filter { $0.contains(warning) }
    #expect(lines == ["warning: model.safetensors \(warning) MNIST; name its data with --data"])
    #expect(try value(at: key, of: other) == .bool(false))

    let own = try folder.program("\(command) --data bars --json")
    #expect(own.status == 0, "\(own.err)")
    #expect(!own.err.contains(warning))
    #expect(try value(at: key, of: own) == .bool(true))
  }

  @Test func `fewer examples than were learned from are others`() throws {
    let run = try folder.program("evaluate model.safetensors --data fewer --json")
    #expect(try value(at: "dataMatches", of: run) == .bool(false))
    #expect(run.err.contains("\(warning) fewer"))
  }

  @Test func `serve tells of each model`() throws {
    try folder.program("train --hidden 4 --epochs 1 --limit 100 --quiet --save digits.safetensors").expectSuccess()
    let server = try Serving(folder, ["model.safetensors", "digits.safetensors"])
    let document = try JSONValue.parse(Array(server.line.utf8), file: "the document")
    #expect(document["dataMatches"] == [false, true])
    #expect(try server.end(SIGINT).err.contains("model.safetensors \(warning) MNIST"))
  }

  @Test func `nothing is said where nothing can be known`() throws {
    // A picture of one's own is from no data.
    try folder.write(Array("P5 28 28 255\n".utf8) + (0..<784).map { $0 % 28 < 14 ? 255 : 0 }, to: "p.pgm")
    let picture = try folder.program("predict model.safetensors p.pgm --json")
    #expect(!picture.err.contains("warning"))
    #expect(try value(at: "[].dataMatches", of: picture) == .null)
    // A test set alone says nothing about the training set.
    for name in ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/bars/\(name)")
    }
    let test = try folder.program("evaluate model.safetensors --data bars --json")
    #expect(test.status == 0 && !test.err.contains("warning"))
    #expect(try value(at: "dataMatches", of: test) == .null)
    // Neither does a model from elsewhere, whose file has no record of its training.
    let kept: Set = ["architecture", "activation", "output-activation", "cost"]
    let bytes = try ModelSurgery(folder.bytes("model.safetensors")).bytes(keeping: kept)
    try folder.write(bytes, to: "foreign.safetensors")
    let foreign = try folder.program("evaluate foreign.safetensors --json")
    #expect(foreign.status == 0 && !foreign.err.contains("warning"))
    #expect(try value(at: "dataMatches", of: foreign) == .null)
  }

  @Test func `the bundled digits are known again by their fingerprint`() throws {
    try folder.program("train --hidden none --epochs 1 --quiet --save all.safetensors").expectSuccess()
    try folder.program("train --hidden none --epochs 1 --quiet --validation 1000 --save part.safetensors")
      .expectSuccess()
    for model in ["all", "part"] {
      let run = try folder.program("evaluate \(model).safetensors --json")
      #expect(try value(at: "dataMatches", of: run) == .bool(true), "\(model)")
      #expect(!run.err.contains("warning"))
    }
  }

  private func value(at key: String, of run: Program.Outcome) throws -> JSONValue? {
    let document = try JSONValue.parse(Array(run.out.utf8), file: "the document")
    switch key {
    case "[].dataMatches": return first(document)?["dataMatches"]
    case "dataMatches[]": return document["dataMatches"].flatMap(first)
    default: return document[key]
    }
  }

  private func first(_ document: JSONValue) -> JSONValue? {
    guard case .array(let elements) = document else { return nil }
    return elements.first
  }
}

extension Program.Outcome {
  fileprivate func expectSuccess() throws { try #require(status == 0, "\(err)") }
}
