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

  init(_ arguments: ParsedArguments, _ source: DataSource, classCount: Int, _ model: Model? = nil) throws {
    guard source.splits.contains(.test) else {
      throw Failure(
        .usage,
        "\(source.name) has no test pictures, which \(arguments.command.verb) measures on: put some of each class into "
          + "a folder test beside a folder train")
    }
    var reader =
      try model.map { try ExampleReader(source, arguments, $0) } ?? ExampleReader(source, classCount: classCount)
    let training = try reader.data(.train)
    let all = training.examples
    let limit = arguments[Shared.limit] ?? all.count
    guard limit <= all.count else { throw arguments.badValue(Shared.limit, expected: .integer(1...all.count)) }
    self.training = all[0..<limit]
    test = try reader.data(.test).examples
    self.reader = reader
    title =
      "\(source.name): \(NumberText.counted(limit, "picture")) for training, "
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
