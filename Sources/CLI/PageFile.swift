import DownhillFiles
import DownhillReport

/// Where a verb writes its page: checked before any work.
struct PageFile {
  let path: String

  /// The last line of every page. It has no time or host: the same numbers give the same page.
  static let footer = "Made by downhill \(ToolSpecification.downhill.version)."

  /// The path of `--html`; nil if it was not given.
  init?(_ arguments: ParsedArguments) throws {
    guard let path = arguments[Shared.html] else { return nil }
    try self.init(path: path, sources: Array(arguments.operands.prefix(1)), arguments)
  }

  /// A path that can be written to, and that is none of the files the page is made from.
  init(path: String, sources: [String], _ arguments: ParsedArguments) throws {
    for source in sources where Files.areSame(path, source) {
      throw Failure(.usage, "--html \(path) would replace what the page is made from; choose another name")
    }
    if path.hasSuffix(".safetensors") {
      throw Failure(
        .usage, "--html \(path) has the name of a model, which a page must not replace; choose another name")
    }
    try arguments.checkKeepsData("--html", path)
    try arguments.checkKeepsTables("--html", path)
    try Files.checkWritable(path)
    self.path = path
  }

  /// Writes the page and says so on standard error, or why it failed: the verb's other results are printed
  /// nevertheless.
  ///
  /// - Returns: the status to end with.
  func write(_ page: ReportPage) -> ExitStatus {
    let bytes = Array(page.html.utf8)
    do {
      try ResultFile.write(bytes, to: path)
    } catch {
      return Tool.tell(Failure(error))
    }
    Console.err("Wrote \(path) (\(NumberText.bytes(bytes.count))): open it in a browser.\n")
    return .success
  }
}
