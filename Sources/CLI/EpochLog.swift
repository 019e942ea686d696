import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// A log with one JSON object a line for each epoch, each line written whole.
struct EpochLog {
  let path: String
  /// What stood at the path before and is lost; nil if nothing is.
  let replaced: String?
  private var lines: [UInt8] = []
  /// Where the lines go one by one, if not into a file.
  private var stream: Appender?

  /// Starts a log, or goes on with the one that is there.
  init(path: String, continues: Bool) throws {
    self.path = path
    guard !Files.exists(path) || Files.isRegular(path) else {
      stream = try Appender(path: path)
      replaced = nil
      return
    }
    let before = Files.exists(path) ? try Files.read(path) : []
    if continues { lines = before } else { try Files.write([], to: path) }
    replaced = continues || before.isEmpty ? nil : "a file of \(NumberText.bytes(before.count))"
  }

  /// Adds a line. A file is replaced as a whole, so that no reader sees half a line.
  mutating func append(_ epoch: JSONValue) throws {
    let line = Array((epoch.text() + "\n").utf8)
    if let stream {
      try stream.append(line)
    } else {
      lines += line
      try Files.write(lines, to: path)
    }
  }
}
