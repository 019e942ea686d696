import DownhillFiles
import DownhillReport

/// Where a verb writes its page: checked before any work, and written whole or not at all.
struct PageFile {
  let path: String

  /// The place of `--html`; nil if it was not given.
  init?(_ arguments: ParsedArguments) throws {
    guard let path = arguments.string("html") else { return nil }
    try self.init(path: path, arguments)
  }

  /// A place that a file can be written to, and that is not the model the page is about.
  init(path: String, _ arguments: ParsedArguments) throws {
    if let model = arguments.operands.first, Files.areSame(path, model) {
      throw Failure(.usage, "--html \(path) would replace the model that the page is about; choose another name")
    }
    try Files.checkWritable(path)
    self.path = path
  }

  func write(_ page: ReportPage) throws {
    let bytes = Array(page.html.utf8)
    try Files.write(bytes, to: path)
    Console.err("Wrote \(path) (\(NumberText.bytes(bytes.count))): open it in a browser.\n")
  }
}
