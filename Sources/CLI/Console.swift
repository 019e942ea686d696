import DownhillFiles

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Standard output for results, standard error for messages, and the properties of the terminal.
enum Console {
  /// Writes results. If that fails, the program ends: silently if the reader has only gone away.
  static func out(_ text: ConsoleText) {
    guard let error = write(text.text, to: STDOUT_FILENO) else { return }
    if error.code != EPIPE { err("error: standard output cannot be written: \(error.reason)\n") }
    exit(ExitStatus.inputOutput.rawValue)
  }

  /// Writes progress and messages. If that fails, work continues.
  static func err(_ text: ConsoleText) { _ = write(text.text, to: STDERR_FILENO) }

  /// Whether colours may be used on standard output.
  static var hasColour: Bool { isTerminal(STDOUT_FILENO) && environment("NO_COLOR").isEmpty }

  /// Whether a line on standard error can be redrawn: a terminal that can move its cursor, and may.
  static var canRedraw: Bool { isTerminal(STDERR_FILENO) && environment("NO_COLOR").isEmpty }

  /// Whether a user reads the results as they appear and can answer.
  static var canAsk: Bool { isTerminal(STDOUT_FILENO) && isTerminal(STDIN_FILENO) }

  /// Waits for Enter; false if `q` or the end of the input came instead.
  static func ask(_ question: ConsoleText) -> Bool {
    err(question)
    // A non-blocking terminal would seem to be at end of file.
    Descriptor.waitForInput(STDIN_FILENO)
    guard let answer = readLine() else {
      err("\n")
      return false
    }
    // The question has been answered: its line is removed.
    if canRedraw { err("\u{1B}[1A\u{1B}[2K") }
    return !answer.lowercased().hasPrefix("q")
  }

  /// Characters in a line of the terminal on standard error.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && environment("TERM") != "dumb"
  }

  private static func environment(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }

  private static func write(_ text: String, to descriptor: Int32) -> SystemError? {
    do throws(SystemError) {
      try Descriptor.write(Array(text.utf8), to: descriptor)
      return nil
    } catch {
      return error
    }
  }
}
