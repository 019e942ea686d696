import Downhill
import DownhillFiles
import DownhillFormats
import DownhillReport

/// A log with one JSON object per line and epoch. Lines are appended whole, so that others can follow it.
struct EpochLog {
  let path: String
  /// What was at the path before and was replaced; nil if nothing was.
  let replaced: String?
  /// Why nothing more is appended.
  private(set) var failure: FileError?
  private let file: Appender

  /// Starts a log, or continues the existing one.
  init(path: String, continues: Bool) throws {
    self.path = path
    guard continues, Files.isRegular(path) else {
      file = try Appender(path: path, keeping: 0)
      replaced = file.removedByteCount > 0 ? "a file of \(NumberText.bytes(file.removedByteCount))" : nil
      return
    }
    // A killed run may have left the beginning of a line; a whole document only lacks its line feed.
    let before = try Files.read(path)
    let end = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let isDocument = (try? JSONValue.parse(before[end...], file: path)) != nil
    file = try Appender(path: path, keeping: isDocument ? before.count : end)
    replaced = nil
    if isDocument { try file.append([UInt8(ascii: "\n")]) }
  }

  /// Appends a line. After a failure nothing more is appended: the log must not seem whole with lines missing.
  ///
  /// - Returns: the failure, if this is it.
  mutating func append(_ epoch: JSONValue) -> FileError? {
    guard failure == nil else { return nil }
    do throws(FileError) {
      try file.append(Array((epoch.text() + "\n").utf8))
    } catch {
      failure = error
    }
    return failure
  }

  /// Ends the log. Some file systems report only now that they could not write.
  mutating func close() {
    do throws(FileError) {
      try file.close()
    } catch {
      failure = failure ?? error
    }
  }
}
