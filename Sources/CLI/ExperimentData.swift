import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// The data of `collapse` and `compare`: the examples of both splits, cut by `--limit`.
struct ExperimentData {
  let training: Examples
  let test: Examples
  /// Reads the one example that a verb is about.
  private(set) var reader: ExampleReader
  /// What it is, in one line.
  let title: String

  init(_ arguments: ParsedArguments, classCount: Int) throws {
    let source = try arguments.dataSource()
    var reader = ExampleReader(source, classCount: classCount)
    let all = try reader.data(.train).examples
    let limit = arguments[Shared.limit] ?? all.count
    guard limit <= all.count else { throw arguments.badValue(Shared.limit, expected: .integer(1...all.count)) }
    training = all[0..<limit]
    test = try reader.data(.test).examples
    self.reader = reader
    title =
      "\(source.name): \(NumberText.counted(training.count, "picture")) for training, "
      + "\(NumberText.grouped(test.count)) for the test"
  }

  /// A labelled example of the data.
  mutating func labelledExample(_ text: String) throws -> ChosenExample {
    // A picture file has no label to train for.
    guard case .example(let name) = try ExampleInput(text) else {
      throw Failure(.usage, "--example takes an example with a label, such as train:5 or test:17, not \(text)")
    }
    return try reader.example(name)
  }
}
