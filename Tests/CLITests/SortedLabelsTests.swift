import Downhill
import DownhillFormats
import Foundation
import Testing

@testable import CLI

/// Data that lie sorted by label, of which a part is held back.
@Suite struct SortedLabelsTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Twelve examples of each of five classes, the classes one after another or in turn.
  private func write(sorted: Bool, test: [UInt8]) throws {
    let labels = (0..<60).map { UInt8(sorted ? $0 / 12 : $0 % 5) }
    try folder.makeFolder("data")
    for (name, labels) in [("train", labels), ("t10k", test)] {
      try folder.write(
        Bars.header(0x803, labels.count, 4, 4) + labels.flatMap { [UInt8](repeating: 50 * $0 + 5, count: 16) },
        to: "data/\(name)-images-idx3-ubyte")
      try folder.write(Bars.header(0x801, labels.count) + labels, to: "data/\(name)-labels-idx1-ubyte")
    }
  }

  private static let train = "train --data data --classes 5 --hidden none --epochs 1"

  @Test(arguments: [
    ("--validation 12", "--validation takes the last, so that the training set lacks class 4;"),
    ("--validation 20", "--validation takes the last, so that the training set lacks class 4;"),
    ("--validation 24", "--validation takes the last, so that the training set lacks the classes 3 and 4;"),
    ("--limit 36", "--limit takes the first, so that the training set lacks the classes 3 and 4;"),
    ("--limit 44 --validation 4", "--limit takes the first, so that the training set lacks class 4;"),
  ])
  func `a class that is lost is named, with the way`(options: String, sentence: String) throws {
    try write(sorted: true, test: [0, 1, 2, 3, 4])
    let run = try folder.program("\(Self.train) \(options)")
    #expect(run.status == 0)
    let warning =
      "warning: the examples are sorted by label and \(sentence) shuffle the pictures and their labels together"
    #expect(run.err.split(separator: "\n").contains { $0 == warning }, "\(run.err)")
    #expect(run.out.contains(warning))
    let document: TrainResult = try folder.program("\(Self.train) \(options) --json --quiet").json()
    #expect(document.warnings.first.map { "warning: \($0)" } == warning)
  }

  /// The last class has one example.
  @Test(arguments: [
    (10, 11, "--validation takes the last, so that the training set lacks class 2;"),
    (10, 10, "--limit takes the first, so that the training set lacks class 2;"),
    (9, 10, "--limit takes the first, so that the training set lacks class 2;"),
  ])
  func `a class of one example is lost at either side of the cut`(learned: Int, limit: Int, part: String) throws {
    let labels: [UInt8] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]
    let examples = try Examples(bytes: labels, inputCount: 1, labels: labels, classCount: 3)
    #expect(LabelOrder.warning(examples, learned: learned, limit: limit)?.contains(part) == true)
    #expect(LabelOrder.warning(examples, learned: 11, limit: 11) == nil)
  }

  @Test func `up to five classes are named, of more the number`() throws {
    let labels = (0..<70).map { UInt8($0 / 10) }
    let examples = try Examples(bytes: labels, inputCount: 1, labels: labels, classCount: 7)
    for (learned, part) in [(20, "lacks the classes 2, 3, 4, 5 and 6;"), (10, "lacks 6 classes;")] {
      let warning = LabelOrder.warning(examples, learned: learned, limit: learned)
      #expect(warning?.contains(part) == true, "\(warning ?? "")")
    }
  }

  @Test(arguments: [(true, ""), (true, "--validation 5"), (false, "--validation 24"), (false, "--limit 3")])
  func `nothing is said where nothing is lost by it`(sorted: Bool, options: String) throws {
    try write(sorted: sorted, test: [0, 1, 2, 3, 4])
    let run = try folder.program("\(Self.train) \(options)")
    #expect(run.status == 0)
    #expect(!run.err.contains("sorted by label") && !run.out.contains("sorted by label"))
  }
}
