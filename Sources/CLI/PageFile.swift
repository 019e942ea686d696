import DownhillFiles
import DownhillReport

/// Where a verb writes its page: checked before any work, and written whole or not at all.
struct PageFile {
  let path: String

  /// The last line of every page. It says no time and no host: the same numbers give the same page.
  static let footer = "Made by downhill \(ToolSpecification.downhill.version)."

  /// The place of `--html`; nil if it was not given.
  init?(_ arguments: ParsedArguments) throws {
    guard let path = arguments.string("html") else { return nil }
    try self.init(path: path, sources: Array(arguments.operands.prefix(1)))
  }

  /// A place that a file can be written to, and that is none of the files the page is made from.
  init(path: String, sources: [String]) throws {
    for source in sources where Files.areSame(path, source) {
      throw Failure(.usage, "--html \(path) would replace what the page is made from; choose another name")
    }
    if path.hasSuffix(".safetensors") {
      throw Failure(
        .usage, "--html \(path) has the name of a model, which a page must not replace; choose another name")
    }
    try Files.checkWritable(path)
    self.path = path
  }

  /// Writes the page and says so on standard error.
  func write(_ page: ReportPage) throws {
    let bytes = Array(page.html.utf8)
    try Files.write(bytes, to: path)
    Console.err("Wrote \(path) (\(NumberText.bytes(bytes.count))): open it in a browser.\n")
  }
}
